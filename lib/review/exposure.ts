/**
 * How much of always an access is.
 *
 * Counted on the wall clock and in fixed weeks, so that neither the day of the review nor a change of clocks shows as
 * a change of the access. Bounds and dates left out are not counted either: they end the access, or interrupt it.
 */
import { DAY, epochMs, HOUR, type Interval, union } from '../core/interval';
import { type DeclaredWindow, occurrences, onceInterval } from '../core/window';
import type { Exposure } from './report';
import { duration, hours } from './wording';

const WEEK = 7 * DAY;
const MONDAY = epochMs(Date.UTC(2026, 0, 5));

/** What is the same every week needs no more than one. */
const ONE_WEEK: Interval = { start: MONDAY, end: epochMs(MONDAY + WEEK) };
/** Four years have every length of month and year. */
const FOUR_YEARS: Interval = { start: epochMs(Date.UTC(2026, 0, 1)), end: epochMs(Date.UTC(2030, 0, 1)) };

export function exposureOf(windows: readonly DeclaredWindow[]): Exposure {
  const recurring = windows.filter((window) => window.kind === 'recurring');
  const once = windows.filter((window) => window.kind === 'once');
  const hoursAWeek = rounded(weekly(recurring) / HOUR);
  const onceMs = total(union(once.map(onceInterval)));
  const percentOfAlways = Math.round((hoursAWeek * HOUR * 1000) / WEEK) / 10;
  const parts = [
    ...(recurring.length === 0 ? [] : [`${hours(hoursAWeek)} a week: ${percentOfAlways} % of always`]),
    ...(once.length === 0 ? [] : [`${duration(onceMs)} once`]),
  ];
  return { hoursAWeek, percentOfAlways, hoursOnce: rounded(onceMs / HOUR), words: parts.join(', and ') };
}

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;

/** The open time of an average week, in milliseconds. */
export function weekly(windows: readonly Recurring[]): number {
  const zones = new Set(windows.map(({ timeZone }) => timeZone));
  const sample = windows.every(isWeekly) ? ONE_WEEK : FOUR_YEARS;
  // Only windows of several zones have to be told apart by their real clocks.
  const unbounded = windows.map(({ kind, id, words, start, end, timeZone }) => ({
    ...{ kind, id, words, start, end },
    timeZone: zones.size === 1 ? 'UTC' : timeZone,
  }));
  const open = union(unbounded.flatMap((window) => occurrences(window, sample)));
  const clipped = open.map(({ start, end }) => ({
    start: epochMs(Math.max(start, sample.start)),
    end: epochMs(Math.min(end, sample.end)),
  }));
  return (total(clipped) * WEEK) / (sample.end - sample.start);
}

/** Whether both expressions name nothing but days of the week. */
function isWeekly({ start, end }: Recurring): boolean {
  return [start, end].every((expression) => /^cron\(\S+ \S+ [*?] \* [^#L]+ \*\)$/.test(expression));
}

function total(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** To the hundredth, which is less than a minute a week. */
function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
