/**
 * Examples of every message in the format of a release, and what that release read in each: what it sent on a day, in a
 * deployment of another version of its app, and in the delete of the stack.
 */
import { ACCESS_RESOURCE } from '../../lib/core/declaration';
import { iso } from '../../lib/core/interval';
import {
  isMalformed,
  lockInput,
  readDeclaration,
  readManifest,
  readMessage,
  readScheduleInput,
} from '../../lib/core/message';
import type { AssemblyStack } from '../../lib/assembly/assembly';
import { isHold, isLease } from '../../lib/rehearsal/arranged-history';
import { logLines } from '../../lib/rehearsal/log-lines';
import { Play } from '../../lib/rehearsal/play';
import { type HandedEvent, type Heard, kindOf, Listener } from './heard';
import { withOtherPurposes } from './kept-release';
import { ASKED, DAY, SETTLED } from './release-day';

/** How a version reads what it is handed. */
export interface Reader {
  readonly readMessage: (input: unknown) => object;
  readonly readScheduleInput: (text: string) => object;
  readonly readDeclaration: (input: unknown) => object;
  readonly readManifest: (input: unknown) => object;
}

export const TODAY: Reader = { readMessage, readScheduleInput, readDeclaration, readManifest };

export interface KeptMessages {
  /** To the functions, by schedules, rules and CloudFormation. */
  readonly handed: readonly KeptMessage[];
  /** What stands in schedules that were made at run time: leases, holds and locks. */
  readonly arranged: readonly { readonly kind: string; readonly input: string; readonly reads: object }[];
  /** From the functions, to the bus and to the log. */
  readonly events: readonly object[];
  readonly lines: readonly object[];
}

export interface KeptMessage {
  readonly kind: string;
  readonly to: 'opener' | 'closer';
  readonly event: HandedEvent;
  readonly reads: object;
}

/** Of each kind and each sort of window one, so that a person can read them. */
export async function messagesIn(released: AssemblyStack, reader: Reader): Promise<KeptMessages> {
  const play = new Play({ from: DAY.start, seed: 1 });
  const { clock, telemetered, lambda } = play.aws;
  const listener = new Listener(play);
  const inputs = new Map<string, string>();
  play.aws.scheduler.watch((_arn, schedule) => {
    if (schedule !== undefined) {
      inputs.set(schedule.name, schedule.input);
    }
  });
  const { stack } = await clock.finish(play.make(released));
  ASKED.forEach((signal) => {
    play.signals.plan(signal);
  });
  await clock.run(SETTLED);
  await clock.finish(play.change(released.id, stack, () => stack.update(withOtherPurposes(released))));
  await clock.finish(play.change(released.id, stack, () => stack.delete()));
  const arranged = play.arranged.spans.flatMap((span) => {
    const kind = isLease(span)
      ? 'lease'
      : isHold(span)
        ? `hold on ${span.hold.over === undefined ? 'an opening' : 'a case'}`
        : undefined;
    const input = inputs.get(span.schedule);
    return kind === undefined || input === undefined ? [] : [{ kind, input }];
  });
  const lock = lockInput({
    at: iso(DAY.start),
    by: 'arn:aws:sts::123456789012:assumed-role/Team/somebody',
    reason: 'as asked',
  });
  // Locks came later than leases: of a version that knows none, none is kept.
  const knowsLocks = !isMalformed(reader.readScheduleInput(lock));
  const lines = logLines(telemetered.lines, lambda.controllers).map((line) => JSON.parse(line) as HandedEvent);
  return {
    handed: oneOfEach(listener.heard.filter(isWorthKeeping), ({ event }) => `${kindOf(event)} ${sortOf(event)}`).map(
      ({ event, to }) => ({
        ...{ kind: kindOf(event), to, event, reads: readBy(reader, event) },
      }),
    ),
    arranged: [...oneOfEach(arranged, ({ kind }) => kind), ...(knowsLocks ? [{ kind: 'lock', input: lock }] : [])].map(
      (one) => ({ ...one, reads: reader.readScheduleInput(one.input) }),
    ),
    events: oneOfEach(
      telemetered.events.map(({ event }) => event),
      (event) => event['detail-type'],
    ),
    lines: oneOfEach(lines, ({ message }) => String(message)),
  };
}

/** What a version takes from an event: of a deployment, the accesses that are declared and were. */
export function readBy({ readMessage, readDeclaration, readManifest }: Reader, event: HandedEvent): object {
  if (event['RequestType'] === undefined) {
    return readMessage(event);
  }
  const { ResourceProperties: now, OldResourceProperties: before } = event;
  const read = (properties: unknown): object => {
    const { accesses } = properties as HandedEvent;
    return accesses === undefined ? readDeclaration(properties) : readManifest(accesses);
  };
  return { now: read(now), ...(before === undefined ? {} : { before: read(before) }) };
}

/** The first and the last of a deployment list every access each time; an update lists what it was given before as well. */
function isWorthKeeping({ event: { RequestType: type, ResourceType: resource } }: Heard): boolean {
  return type === undefined || type === 'Update' || resource === ACCESS_RESOURCE;
}

/** The sort of window that an edge belongs to. */
function sortOf({ window, access }: HandedEvent): string {
  const { windows = [] } = (typeof access === 'object' ? access : {}) as { windows?: { id: string; kind: string }[] };
  return windows.find(({ id }) => id === window)?.kind ?? '';
}

function oneOfEach<T>(all: readonly T[], kind: (one: T) => string): T[] {
  return [...new Map([...all].reverse().map((one) => [kind(one), one])).values()].reverse();
}
