/** A window for the reviewer: its words, its expressions, when it opens next, and what changing clocks do to it. */
import { wallText } from '../core/author-time';
import { lostReadings } from '../core/clock-changes';
import { contains, DAY, type EpochMs, type Interval, iso, plus } from '../core/interval';
import {
  type DeclaredWindow,
  isOnDemand,
  nextOccurrence,
  occurrenceAt,
  occurrences,
  type OnDemand,
  type Scheduled,
  zoneOf,
} from '../core/window';
import { changeBetween, wallAt, type WallMs } from '../core/zone';
import type { OnDemandWindow, Schedule, Window } from './report';
import { tellSignals } from './signals';
import { duration, listed, localTimes } from './wording';

/** A window has more in a long range only if it opens several times a day. */
const MOST_OCCURRENCES = 200;
/** Governments change their minds: what is further away than this is not worth a word. */
const YEARS_AHEAD = 3;

/** A window with what is computed of it, once for all that is said of it. */
export interface OpenedWindow {
  readonly window: DeclaredWindow;
  /**
   * Those within the time that is looked at, as far as there is room for them; else the next one after its start. None
   * where no clock opens it.
   */
  readonly occurrences: readonly Interval[];
  readonly told: Window;
}

/** Teams share their windows, and a base has most of those that are reviewed. */
const known = new Map<string, OpenedWindow>();
const MOST_REMEMBERED = 10_000;

export function opened(window: DeclaredWindow, range: Interval): OpenedWindow {
  const key = JSON.stringify([window, range]);
  const found = known.get(key) ?? open(window, range);
  if (known.size >= MOST_REMEMBERED) {
    known.clear();
  }
  known.set(key, found);
  return found;
}

function open(window: DeclaredWindow, range: Interval): OpenedWindow {
  if (isOnDemand(window)) {
    return { window, occurrences: [], told: tellOnDemand(window, range) };
  }
  const shown = shownOf(window, range);
  return {
    window,
    occurrences: shown,
    told: { ...tellSchedule(window, shown, range), closesOn: tellSignals(window.closesOn ?? []) },
  };
}

function shownOf(window: Scheduled, range: Interval): Interval[] {
  const within = occurrences(window, range).slice(0, MOST_OCCURRENCES);
  const next = within.length > 0 ? undefined : nextOccurrence(window, range.start);
  return next === undefined ? within : [next];
}

function tellOnDemand(window: OnDemand, range: Interval): OnDemandWindow {
  const { words, maxMinutes, cooldownMinutes, within, breakGlass, opensOn, closesOn } = window;
  return {
    kind: 'on-demand',
    words,
    maxMinutes,
    cooldownMinutes: cooldownMinutes ?? null,
    within: within === undefined ? null : tellSchedule(within, shownOf(within, range), range),
    breakGlass: breakGlass ?? false,
    opensOn: tellSignals(opensOn),
    closesOn: tellSignals(closesOn ?? []),
    start: null,
    end: null,
    timeZone: zoneOf(window),
    validFrom: null,
    validUntil: null,
    except: [],
    occurrences: [],
    clockChanges: [],
  };
}

function tellSchedule(window: Scheduled, shown: readonly Interval[], range: Interval): Schedule {
  const timeZone = zoneOf(window);
  const recurring = window.kind === 'recurring' ? window : undefined;
  return {
    words: window.words,
    kind: window.kind,
    start: window.start,
    end: window.end,
    timeZone,
    validFrom: recurring?.validFrom ?? null,
    validUntil: recurring?.validUntil ?? null,
    except: recurring?.except ?? [],
    occurrences: shown.map((occurrence) => ({
      start: iso(occurrence.start),
      end: iso(occurrence.end),
      local: localTimes(timeZone, occurrence),
    })),
    clockChanges: clockNotes(window, aheadOf(range)),
  };
}

/** The time in which changes of clocks are looked for. */
export function aheadOf({ start }: Interval): Interval {
  return { start, end: plus(start, YEARS_AHEAD * 365 * DAY) };
}

/** `2027-03-28 01:30, 2028-03-26 01:30`. */
export function datesOf(readings: readonly WallMs[]): string {
  return listed(readings.map((reading) => wallText(reading).replace('T', ' ')));
}

function clockNotes(window: Scheduled, range: Interval): string[] {
  if (window.kind !== 'recurring') {
    return [];
  }
  const { starts, ends } = lostReadings(window, range);
  return [
    ...(starts.length === 0 ? [] : [`does not open on ${datesOf(starts)}: the clocks skip that time`]),
    ...(ends.length === 0 ? [] : [`ends when the clocks have moved on ${datesOf(ends)}: they skip its end`]),
    ...lengthNotes(window, range, ends),
  ];
}

/** Nights that are longer or shorter than the clock on the wall says. */
function lengthNotes(
  window: Extract<DeclaredWindow, { kind: 'recurring' }>,
  range: Interval,
  skippedEnds: readonly WallMs[],
): string[] {
  const dates = new Map<string, string[]>();
  for (const { at, byMs } of clockChanges(window.timeZone, range)) {
    const occurrence = occurrenceAt(window, plus(at, -1));
    const date = wallText(wallAt(window.timeZone, at)).slice(0, 'yyyy-mm-dd'.length);
    const isSkipped = skippedEnds.some((end) => wallText(end).startsWith(date));
    if (occurrence !== undefined && contains(occurrence, at) && !isSkipped) {
      const note = `${duration(Math.abs(byMs))} ${byMs < 0 ? 'longer' : 'shorter'}`;
      dates.set(note, [...(dates.get(note) ?? []), date]);
    }
  }
  return [...dates].map(([note, days]) => `is ${note} over ${listed(days)}: the clocks change in it`);
}

const WEEK = 7 * DAY;
const changesOf = new Map<string, { at: EpochMs; byMs: number }[]>();

/** When the clocks of a zone move, and by how much. No zone moves them twice within a week. */
function clockChanges(zone: string, range: Interval): { at: EpochMs; byMs: number }[] {
  const key = `${zone} ${range.start} ${range.end}`;
  const changes = changesOf.get(key) ?? [];
  if (!changesOf.has(key)) {
    for (let week = range.start; week < range.end; week = plus(week, WEEK)) {
      const next = plus(week, WEEK);
      const byMs = wallAt(zone, next) - wallAt(zone, week) - WEEK;
      if (byMs !== 0) {
        changes.push({ at: changeBetween(zone, week, next), byMs });
      }
    }
    changesOf.set(key, changes);
  }
  return changes;
}
