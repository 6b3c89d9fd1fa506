/**
 * Whether a start and an end expression take turns, and how far apart they are.
 *
 * Two starts before an end, or two ends before a start, are two expressions that do not mean the same window. It is
 * found on the wall clock, where every day has all its hours: what a change of clocks does is not the author's mistake.
 */
import { lastWall, nextWall } from './cron';
import type { WallMs } from './zone';

export type Alternation =
  | { readonly turns: 'never-starts' | 'never-ends' }
  | { readonly turns: 'start-twice'; readonly first: WallMs; readonly second: WallMs; readonly end: WallMs }
  | { readonly turns: 'end-twice'; readonly first: WallMs; readonly second: WallMs; readonly start: WallMs | undefined }
  | { readonly turns: 'alternate'; readonly shortestMs: number; readonly longestMs: number };

/** A fixed day, since what is refused must not depend on the day of the synthesis; and how many turns are looked at. */
const FIRST_DAY = Date.UTC(2026, 0, 1) as WallMs;
const BEGINNING = Date.UTC(1970, 0, 1) as WallMs;
const TURNS = 1_000;

const known = new Map<string, Alternation>();

export function alternationOf(start: string, end: string): Alternation {
  const key = `${start} ${end}`;
  const found = known.get(key) ?? walk(start, end);
  known.set(key, found);
  return found;
}

function walk(start: string, end: string): Alternation {
  let from = nextWall(start, FIRST_DAY) ?? lastWall(start, FIRST_DAY);
  if (from === undefined) {
    return { turns: 'never-starts' };
  }
  if (nextWall(end, BEGINNING) === undefined) {
    return { turns: 'never-ends' };
  }
  let [shortestMs, longestMs] = [Infinity, 0];
  for (let turn = 0; turn < TURNS; turn++) {
    const to = nextWall(end, from);
    if (to === undefined) {
      return { turns: 'never-ends' };
    }
    const nextStart = nextWall(start, from);
    if (nextStart !== undefined && nextStart < to) {
      return { turns: 'start-twice', first: from, second: nextStart, end: to };
    }
    shortestMs = Math.min(shortestMs, to - from);
    longestMs = Math.max(longestMs, to - from);
    if (nextStart === undefined) {
      break;
    }
    const nextEnd = nextWall(end, to);
    if (nextEnd !== undefined && nextEnd <= nextStart) {
      return { turns: 'end-twice', first: to, second: nextEnd, start: nextStart };
    }
    from = nextStart;
  }
  return { turns: 'alternate', shortestMs, longestMs };
}
