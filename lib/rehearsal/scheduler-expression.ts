/**
 * When an EventBridge Scheduler expression is due.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * `cron` and `at` are readings of the wall clock in the schedule's zone: one that falls into the gap of a spring
 * night is skipped, one that an autumn night shows twice counts the first time. `rate` is due when the schedule is
 * made and counts from there, and knows no zone.
 */
import { nextWall } from '../core/cron';
import { DAY, type EpochMs, fromIso, HOUR, MINUTE, plus } from '../core/interval';
import { firesAt, wallAt, type WallMs } from '../core/zone';

/** Clocks have never been set back further, so no reading is that far from the one at an instant. */
const LARGEST_OVERLAP = 3 * HOUR;
/** A night skips a few readings of an expression, and no expression has this many in one. */
const MOST_SKIPPED = 1_000;

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/** The first time strictly after an instant; undefined if there is none, or if AWS does not know the expression. */
export function nextDue(expression: string, zone: string, after: EpochMs, made: EpochMs): EpochMs | undefined {
  const every = rateOf(expression);
  if (every !== undefined) {
    const count = Math.max(0, Math.floor((after - made) / every) + 1);
    return plus(made, count * every);
  }
  const at = AT.exec(expression)?.[1];
  return at === undefined ? nextCron(expression, zone, after) : onlyAfter(atInstant(at, zone), after);
}

/** The length of a `rate`, in milliseconds. */
export function rateOf(expression: string): number | undefined {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? NaN);
}

function nextCron(expression: string, zone: string, after: EpochMs): EpochMs | undefined {
  if (!expression.startsWith('cron(')) {
    return undefined;
  }
  let wall = nextWall(expression, (wallAt(zone, after) - LARGEST_OVERLAP) as WallMs);
  for (let tried = 0; wall !== undefined && tried < MOST_SKIPPED; tried++) {
    const due = onlyAfter(firesAt(zone, wall), after);
    if (due !== undefined) {
      return due;
    }
    wall = nextWall(expression, wall);
  }
  return undefined;
}

function atInstant(text: string, zone: string): EpochMs | undefined {
  const wall = fromIso(`${text}Z`);
  return wall === undefined ? undefined : firesAt(zone, wall as number as WallMs);
}

function onlyAfter(due: EpochMs | undefined, after: EpochMs): EpochMs | undefined {
  return due !== undefined && due > after ? due : undefined;
}
