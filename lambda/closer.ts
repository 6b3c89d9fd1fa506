/** What the closer answers: ends of windows, requests to close, and sweeps. */
import { type EpochMs, later } from '../lib/core/interval';
import { isMalformed, readMessage } from '../lib/core/message';
import type { World } from '../lib/core/world';
import { closeAtEnd, sweep } from './close';
import { closeEarly } from './early-close';

/** Closing is the safe side: an event that names nobody makes the closer look at everybody, and then fails loudly. */
export async function handleCloser(world: World, event: unknown, deadline: EpochMs): Promise<void> {
  const now = world.clock.now();
  const message = readMessage(event);
  if (isMalformed(message) || message.event === 'start' || message.event === 'open') {
    const problem = isMalformed(message) ? message.malformed : 'the closer opens nothing';
    world.telemetry.note('sweeping instead of acting on an event that is malformed', { problem });
    await sweep({ world, trigger: 'sweep', deadline }, undefined, now);
    throw new Error(`swept instead of acting on an event that is malformed: ${problem}`);
  }
  if (message.event === 'close') {
    return closeEarly({ world, trigger: 'early-close', deadline }, message);
  }
  if (message.event === 'hold-end') {
    // It has held for as long as it should, and Scheduler deletes it.
    return;
  }
  // The function's clock may still show the moment before the one that Scheduler woke it for.
  const at = later(now, message.scheduledTime);
  if (message.event === 'end') {
    await closeAtEnd({ world, trigger: 'end', deadline }, message.access, at);
  } else {
    await sweep({ world, trigger: 'sweep', deadline }, message.accesses, at);
  }
}
