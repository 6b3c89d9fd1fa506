/** What the opener answers: starts of windows, requests to open, and CloudFormation. */
import { type EpochMs } from '../lib/core/interval';
import { isMalformed, readMessage } from '../lib/core/message';
import type { World } from '../lib/core/world';
import { attach } from './attach';
import { answer, readRequest } from './custom-resource';
import { openOnRequest } from './request';
import { telling } from './outbox';
import { OPENING } from './patience';
import type { Run } from './run';

/** An event that is none of the opener's changes nothing, and ends in the queue of failed events. */
export function handleOpener(world: World, event: unknown, deadline: EpochMs): Promise<void> {
  return telling(world, deadline, (outbox) => answerOpener({ world, deadline, outbox }, event));
}

async function answerOpener(invocation: Omit<Run, 'trigger'>, event: unknown): Promise<void> {
  const request = readRequest(event);
  if (request !== undefined) {
    return answer(invocation, request);
  }
  const message = readMessage(event);
  if (isMalformed(message)) {
    throw new Error(`nothing opened: the event is malformed: ${message.malformed}`);
  }
  if (message.event === 'open') {
    return openOnRequest({ ...invocation, trigger: 'request' }, message);
  }
  if (message.event !== 'start') {
    throw new Error(
      `nothing opened: the opener takes starts and requests, and this is an event of kind ${message.event}`,
    );
  }
  const { access, scheduledTime, window } = message;
  await attach({ ...invocation, trigger: 'start' }, access, scheduledTime, OPENING, { window });
}
