/**
 * How much of always an access is.
 *
 * Counted on the wall clock and in fixed weeks, so that neither the day of the review nor a change of clocks shows as
 * a change of the access. Bounds and dates left out are not counted either: they end the access, or interrupt it.
 *
 * What the clock opens is certain. What requests may open is an upper bound, and is never added to it unsaid.
 */
import { DAY, epochMs, HOUR, type Interval, MINUTE, union } from '../core/interval';
import {
  type DeclaredWindow,
  isOnDemand,
  occurrences,
  onceInterval,
  type OnDemand,
  type Scheduled,
} from '../core/window';
import type { Exposure } from './report';
import { duration, hours } from './wording';

const WEEK = 7 * DAY;
const MONDAY = epochMs(Date.UTC(2026, 0, 5));

/** What is the same every week needs no more than one. */
const ONE_WEEK: Interval = { start: MONDAY, end: epochMs(MONDAY + WEEK) };
/** Four years have every length of month and year. */
const FOUR_YEARS: Interval = { start: epochMs(Date.UTC(2026, 0, 1)), end: epochMs(Date.UTC(2030, 0, 1)) };

export function exposureOf(windows: readonly DeclaredWindow[]): Exposure {
  const scheduled = windows.filter((window) => !isOnDemand(window));
  const time = timeOf(scheduled);
  const upTo = mostOf(scheduled, windows.filter(isOnDemand));
  const byClock = [
    ...(scheduled.some(({ kind }) => kind === 'recurring') ? [weekWords(time)] : []),
    ...(scheduled.some(({ kind }) => kind === 'once') ? [onceWords(time)] : []),
  ];
  const words = [
    ...(byClock.length === 0 ? [] : [byClock.join(', and ')]),
    ...(upTo === null ? [] : [requestWords(upTo, byClock.length > 0 ? ' in all' : '')]),
  ];
  return { ...time, upTo, words: words.join('; ') };
}

type Time = Pick<Exposure, 'hoursAWeek' | 'percentOfAlways' | 'hoursOnce'>;

function timeOf(windows: readonly Scheduled[]): Time {
  const once = windows.filter((window) => window.kind === 'once');
  return {
    ...weekOf(weekly(windows.filter((window) => window.kind === 'recurring'))),
    hoursOnce: rounded(total(union(once.map(onceInterval))) / HOUR),
  };
}

function weekOf(openMs: number): Omit<Time, 'hoursOnce'> {
  const hoursAWeek = rounded(openMs / HOUR);
  return { hoursAWeek, percentOfAlways: Math.round((hoursAWeek * HOUR * 1000) / WEEK) / 10 };
}

/** As if a request came whenever one is heard: no more than that is certain, and pauses are not counted. */
function mostOf(scheduled: readonly Scheduled[], onDemand: readonly OnDemand[]): Exposure['upTo'] {
  if (onDemand.length === 0) {
    return null;
  }
  const hours = onDemand.flatMap(({ within }) => within ?? []);
  const most = timeOf([...scheduled, ...hours]);
  const minutesAtATime = Math.max(...onDemand.map(({ maxMinutes }) => maxMinutes));
  return { ...most, ...(hours.length < onDemand.length ? weekOf(WEEK) : {}), minutesAtATime };
}

function weekWords({ hoursAWeek, percentOfAlways }: Time): string {
  return `${hours(hoursAWeek)} a week: ${percentOfAlways} % of always`;
}

function onceWords({ hoursOnce }: Time): string {
  return `${hours(hoursOnce)} once`;
}

/** Within a sentence: `on request up to 2 h at a time`. */
export function atATime({ minutesAtATime }: NonNullable<Exposure['upTo']>): string {
  return `on request up to ${duration(minutesAtATime * MINUTE)} at a time`;
}

/** `on request up to 2 h at a time, and at most 10 h a week (6 % of always)`. */
function requestWords(upTo: NonNullable<Exposure['upTo']>, inAll: string): string {
  const { hoursAWeek, percentOfAlways, hoursOnce } = upTo;
  const most = [
    ...(hoursAWeek > 0 ? [`${hours(hoursAWeek)} a week${inAll} (${percentOfAlways} % of always)`] : []),
    ...(hoursOnce > 0 && percentOfAlways < 100 ? [`${hours(hoursOnce)} once${inAll}`] : []),
  ];
  return `${atATime(upTo)}, and at most ${most.join(' and ')}`;
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
