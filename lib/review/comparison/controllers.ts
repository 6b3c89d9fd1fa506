/** Whether the same watch is kept over the accesses as before. */
import type { Controller } from '../report';
import { count, duration, listed } from '../wording';
import { MINUTE } from '../../core/interval';
import { type Difference, type Direction, directionOf } from './difference';

export function controllerDifferences(before: Controller, after: Controller): Difference[] {
  return [
    ...list(before.alarmRecipients, after.alarmRecipients, {
      came: ['narrower', 'the alarms now call'],
      went: ['wider', 'the alarms no longer call'],
    }),
    ...list(before.silentAlarms, after.silentAlarms, {
      came: ['wider', 'nobody is called any more by'],
      went: ['narrower', 'somebody is called now by'],
    }),
    ...number('the longest window allowed', before.maxWindowMinutes, after.maxWindowMinutes, minutes),
    ...number('the time between two sweeps', before.sweepMinutes, after.sweepMinutes, minutes),
    ...number('the policies allowed on a role', before.policiesPerRole, after.policiesPerRole, String),
    ...shorter('the logs are kept', before.logDays, after.logDays),
    ...toggled(before.isSweeping, after.isSweeping),
    ...locked(before.isLocked, after.isLocked),
    ...list(before.guardrails, after.guardrails, {
      came: ['narrower', 'new guardrail:'],
      went: ['wider', 'guardrail gone:'],
    }),
    ...other('the key of logs and queues', before.encryptionKey, after.encryptionKey),
    ...(before.handler === after.handler
      ? []
      : [
          {
            direction: 'neutral' as const,
            what: 'the code that opens and closes is another: check that the library was updated and nothing else',
          },
        ]),
  ];
}

type Told = readonly [direction: Direction, words: string];

function list(
  before: readonly string[],
  after: readonly string[],
  { came, went }: { readonly came: Told; readonly went: Told },
): Difference[] {
  const told = (items: readonly string[], others: readonly string[], [direction, words]: Told): Difference[] => {
    const own = items.filter((item) => !others.includes(item));
    return own.length === 0 ? [] : [{ direction, what: `${words} ${listed(own)}` }];
  };
  return [...told(after, before, came), ...told(before, after, went)];
}

/** More of it is less control. What is not known is no difference: an older version may have left it out. */
function number(
  what: string,
  before: number | null,
  after: number | null,
  told: (value: number) => string,
): Difference[] {
  return before === null || after === null || before === after
    ? []
    : [{ direction: directionOf(after - before), what: `${what}: ${told(after)} instead of ${told(before)}` }];
}

function shorter(what: string, before: number | null, after: number | null): Difference[] {
  if (before === after) {
    return [];
  }
  const [old, now] = [before, after].map((days) => (days === null ? 'for ever' : `for ${count(days, 'day')}`));
  const direction = directionOf((before ?? Infinity) - (after ?? Infinity));
  return [{ direction, what: `${what} ${now ?? ''} instead of ${old ?? ''}` }];
}

function toggled(before: boolean, after: boolean): Difference[] {
  return before === after
    ? []
    : [{ direction: after ? 'narrower' : 'wider', what: `the sweep is ${after ? 'enabled' : 'disabled'}` }];
}

function locked(before: boolean, after: boolean): Difference[] {
  const what = after
    ? 'everything is locked: every access is closed'
    : 'nothing is locked any more: accesses open again';
  return before === after ? [] : [{ direction: after ? 'narrower' : 'wider', what }];
}

function other(what: string, before: string | null, after: string | null): Difference[] {
  const told = (key: string | null): string => key ?? "AWS's own";
  return before === after
    ? []
    : [{ direction: 'neutral', what: `${what} is ${told(after)} instead of ${told(before)}` }];
}

function minutes(value: number): string {
  return duration(value * MINUTE);
}
