/**
 * Whether a start and an end expression take turns, and how far apart they are.
 *
 * Two starts before an end, or two ends before a start, are two expressions that do not mean the same window. It is
 * found on the wall clock, where every day has all its hours: what a change of clocks does is not the author's mistake.
 */
import { lastWall, nextWall, wallsFrom } from './cron';
import { DAY } from './interval';
import type { WallMs } from './zone';

export type Alternation =
  | { readonly turns: 'never-starts' | 'never-ends' }
  | { readonly turns: 'start-twice'; readonly first: WallMs; readonly second: WallMs; readonly end: WallMs }
  | { readonly turns: 'end-twice'; readonly first: WallMs; readonly second: WallMs; readonly start: WallMs }
  | { readonly turns: 'alternate'; readonly shortestMs: number; readonly longestMs: number };

/** A fixed day, since what is refused must not depend on the day of the synthesis; the years that cron ends with. */
const FIRST_DAY = Date.UTC(2026, 0, 1) as WallMs;
const LAST_DAY = Date.UTC(2199, 0, 1) as WallMs;
/** The walk takes five years, and more where starts are rarer. Years listed in an expression may differ after that. */
const LONGEST_WALK = 5 * 366 * DAY;
const FEWEST_TURNS = 20;

const known = new Map<string, Alternation>();

export function alternationOf(start: string, end: string): Alternation {
  const key = `${start} ${end}`;
  const found = known.get(key) ?? walk(start, end);
  known.set(key, found);
  return found;
}

function walk(start: string, end: string): Alternation {
  const first = nextWall(start, FIRST_DAY) ?? lastWall(start, FIRST_DAY);
  if (first === undefined) {
    return { turns: 'never-starts' };
  }
  if (nextWall(end, lastWall(start, LAST_DAY) ?? first) === undefined) {
    return { turns: 'never-ends' };
  }
  const firstDay = (first - (first % DAY)) as WallMs;
  const starts = wallsFrom(start, firstDay);
  const ends = wallsFrom(end, firstDay);
  let from: WallMs | undefined = starts.next().value;
  let to: WallMs | undefined = ends.next().value;
  let [shortestMs, longestMs] = [Infinity, 0];
  for (let turn = 0; from !== undefined && (from < first + LONGEST_WALK || turn < FEWEST_TURNS); turn++) {
    // Ends before the first start: what they belong to started earlier.
    while (to !== undefined && to <= from) {
      to = ends.next().value;
    }
    if (to === undefined) {
      return { turns: 'never-ends' };
    }
    const nextStart: WallMs | undefined = starts.next().value;
    if (nextStart !== undefined && nextStart < to) {
      return { turns: 'start-twice', first: from, second: nextStart, end: to };
    }
    shortestMs = Math.min(shortestMs, to - from);
    longestMs = Math.max(longestMs, to - from);
    const nextEnd: WallMs | undefined = nextStart === undefined ? undefined : ends.next().value;
    if (nextStart !== undefined && nextEnd !== undefined && nextEnd <= nextStart) {
      return { turns: 'end-twice', first: to, second: nextEnd, start: nextStart };
    }
    [from, to] = [nextStart, nextEnd];
  }
  return { turns: 'alternate', shortestMs, longestMs };
}
