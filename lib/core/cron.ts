/**
 * EventBridge Scheduler's cron expressions, evaluated on the wall clock.
 *
 * `croner` walks the calendar as if every day were a UTC day; what a daylight-saving change does to a reading is
 * decided in `window.ts`. No cron library follows AWS's rule for those days, and here none has to.
 *
 * Gotchas: `?` means "any" to AWS and "now" to croner, so it never reaches croner. AWS counts Sunday as 1, and a
 * lone `L` as day of the week is its last, Saturday, which croner does not know.
 */
import { Cron } from 'croner';
import { DAY, SECOND } from './interval';
import type { WallMs } from './zone';

const EXPRESSION = /^cron\((\S+(?: \S+){5})\)$/;
const LAST_DAY_OF_WEEK = / L (?=\S+$)/;
const parsed = new Map<string, Cron>();
const BEFORE_1970 = -1 as WallMs;
const LAST_MIDNIGHT = Date.UTC(2200, 0, 1);

function cronOf(expression: string): Cron {
  let cron = parsed.get(expression);
  if (cron === undefined) {
    const fields = EXPRESSION.exec(expression)?.[1];
    if (fields === undefined) {
      throw new Error(`expected cron(…) with six fields, got ${expression}`);
    }
    cron = new Cron(`0 ${fields.replaceAll('?', '*').replace(LAST_DAY_OF_WEEK, ' 7 ')}`, {
      // Not `timezone: 'UTC'`, for which croner would ask `Intl` at every step.
      utcOffset: 0,
      mode: '7-part',
      alternativeWeekdays: true,
      domAndDow: true,
      sloppyRanges: true,
      paused: true,
    });
    parsed.set(expression, cron);
  }
  return cron;
}

/** The first reading strictly after another that matches the expression. */
export function nextWall(expression: string, after: WallMs): WallMs | undefined {
  return cronOf(expression).nextRun(new Date(after))?.getTime() as WallMs | undefined;
}

/** The last reading at or before another that matches the expression. */
export function lastWall(expression: string, atOrBefore: WallMs): WallMs | undefined {
  const nextSecond = (Math.floor(atOrBefore / SECOND) + 1) * SECOND;
  return cronOf(expression).previousRuns(1, new Date(nextSecond))[0]?.getTime() as WallMs | undefined;
}

/**
 * The readings from the beginning of a day on, in order, up to the last year that an expression can name.
 *
 * An expression has the same times on each of its days, so `croner` is only asked for the days.
 */
export function* wallsFrom(expression: string, day: WallMs): Generator<WallMs, undefined> {
  const [minutes = '', hours = '', ...days] = EXPRESSION.exec(expression)?.[1]?.split(' ') ?? [];
  const times: number[] = [];
  const everyDay = `cron(${minutes} ${hours} * * ? *)`;
  for (let time = nextWall(everyDay, BEFORE_1970); time !== undefined && time < DAY; time = nextWall(everyDay, time)) {
    times.push(time);
  }
  const midnights = `cron(0 0 ${days.join(' ')})`;
  let midnight = nextWall(midnights, (day - 1) as WallMs);
  while (midnight !== undefined && midnight < LAST_MIDNIGHT) {
    for (const time of times) {
      yield (midnight + time) as WallMs;
    }
    midnight = nextWall(midnights, midnight);
  }
}
