/** What the closer answers: ends of windows, requests to close, and sweeps. */
import { type EpochMs, later } from '../lib/core/interval';
import { isMalformed, readMessage } from '../lib/core/message';
import type { World } from '../lib/core/world';
import { closeAtEnd, sweep } from './close';
import { closeEarly } from './early-close';
import { telling } from './outbox';
import { lookForResidual } from './residual';
import type { Removal, Run } from './run';

/** Closing is the safe side: an event that names nobody makes the closer look at everybody, and then fails loudly. */
export function handleCloser(world: World, event: unknown, deadline: EpochMs): Promise<void> {
  return telling(world, deadline, async (outbox) => {
    const removals: Removal[] = [];
    await answerCloser({ world, deadline, outbox, removals }, event);
    await lookForResidual({ world, deadline, outbox }, removals);
  });
}

async function answerCloser(invocation: Omit<Run, 'trigger'>, event: unknown): Promise<void> {
  const { world } = invocation;
  const now = world.clock.now();
  const message = readMessage(event);
  if (isMalformed(message) || message.event === 'start' || message.event === 'open') {
    const problem = isMalformed(message) ? message.malformed : 'the closer opens nothing';
    world.telemetry.note('sweeping instead of acting on an event that is malformed', { problem });
    await sweep({ ...invocation, trigger: 'sweep' }, undefined, now);
    throw new Error(`swept instead of acting on an event that is malformed: ${problem}`);
  }
  if (message.event === 'close') {
    return closeEarly({ ...invocation, trigger: 'early-close' }, message);
  }
  if (message.event === 'hold-end' || message.event === 'lockdown') {
    // A hold has held for as long as it should, and Scheduler deletes it. A lock never fires.
    return;
  }
  // The function's clock may still show the moment before the one that Scheduler woke it for.
  const at = later(now, message.scheduledTime);
  if (message.event === 'end') {
    await closeAtEnd({ ...invocation, trigger: 'end' }, message, at);
  } else {
    const { accesses, locked = false, every, scheduledTime: sweepAt } = message;
    const rhythm = every === undefined ? undefined : { sweepAt, everyMinutes: every };
    await sweep({ ...invocation, trigger: 'sweep' }, { accesses, locked }, at, rhythm);
  }
}
