/**
 * When windows are open over years that stand for all others, and how much of a week that is at most.
 *
 * The years are fixed, so that nobody's clock decides what is too much. One-time windows count whenever they are.
 */
import { DAY, type EpochMs, epochMs, type Interval, union } from './interval';
import { type DeclaredWindow, isOnDemand, occurrences, onceInterval, zoneOf } from './window';
import { reachedAt, wallAt, type WallMs } from './zone';

const WEEK = 7 * DAY;

/** Six fixed years hold every turn of the calendar and of the clocks that matters, leap day included. */
export const YEARS: Interval = { start: epochMs(Date.UTC(2026, 0, 1)), end: epochMs(Date.UTC(2032, 0, 1)) };

/** Teams share their windows, and several limits ask for the same ones. */
const known = new Map<string, readonly Interval[]>();
const MOST_REMEMBERED = 1_000;

/** Every time that a window opens in those years, in order; of a window on demand, every time that it may. */
export function openings(window: DeclaredWindow): readonly Interval[] {
  if (isOnDemand(window)) {
    return window.within === undefined ? [YEARS] : openings(window.within);
  }
  if (window.kind === 'once') {
    return [onceInterval(window)];
  }
  const key = JSON.stringify(window);
  const found = known.get(key) ?? occurrences(window, YEARS).filter(({ start }) => start >= YEARS.start);
  if (known.size >= MOST_REMEMBERED) {
    known.clear();
  }
  known.set(key, found);
  return found;
}

/** The longest that a set of windows is open in any seven days on end of the wall clock, and from when. */
export function busiestWeek(windows: readonly DeclaredWindow[]): { readonly openMs: number; readonly from: EpochMs } {
  const opened = windows.map((window) => ({ window, intervals: openings(window) }));
  // The busiest week starts with an opening: moving it there from anywhere before loses nothing.
  const weeks = opened.flatMap(({ window, intervals }) =>
    intervals.map(({ start }) => ({ start, end: weekAfter(start, window) })),
  );
  const open = union(opened.flatMap(({ intervals }) => intervals));
  let busiest = { openMs: 0, from: YEARS.start };
  for (const { start, end } of weeks) {
    // Both are in order, and a week holds few openings: the first is found by halving.
    let openMs = 0;
    for (let next = firstEndingAfter(open, start); next < open.length; next++) {
      const interval = open[next];
      if (interval === undefined || interval.start >= end) {
        break;
      }
      openMs += Math.min(interval.end, end) - Math.max(interval.start, start);
    }
    if (openMs > busiest.openMs) {
      busiest = { openMs, from: start };
    }
  }
  return busiest;
}

/** The same time of the wall clock seven days later: a week in which clocks change is no longer for it. */
function weekAfter(start: EpochMs, window: DeclaredWindow): EpochMs {
  const zone = window.kind === 'once' ? 'UTC' : zoneOf(window);
  return reachedAt(zone, (wallAt(zone, start) + WEEK) as WallMs);
}

/** The first of a union that ends after an instant. */
export function firstEndingAfter(open: readonly Interval[], at: EpochMs): number {
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((open[middle]?.end ?? at) > at) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
