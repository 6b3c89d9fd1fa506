/** The days on which a window does not open, or does not end at its own end, because the clocks go forward over it. */
import { nextWall } from './cron';
import { DAY, type EpochMs, fromIso, type Interval, plus } from './interval';
import { type DeclaredWindow, occurrenceAt } from './window';
import { changeBetween, wallAt, type WallMs } from './zone';

/** Readings of the wall clock that never happen: from the first to before the last. */
interface Gap {
  readonly first: WallMs;
  readonly last: WallMs;
  readonly at: EpochMs;
}

export interface LostReadings {
  /** Starts at these readings are skipped. */
  readonly starts: readonly WallMs[];
  /** Ends at these readings never come; the occurrence ends when the clocks have moved. */
  readonly ends: readonly WallMs[];
}

const known = new Map<string, readonly Gap[]>();

/** What a recurring window loses to its zone's changes of clocks within a range of time. */
export function lostReadings(window: DeclaredWindow, range: Interval): LostReadings {
  if (window.kind !== 'recurring') {
    return { starts: [], ends: [] };
  }
  const within = (expression: string, { first, last }: Gap): WallMs[] => {
    const found = nextWall(expression, (first - 1) as WallMs);
    return found !== undefined && found < last ? [found] : [];
  };
  const gaps = gapsOf(window.timeZone, range);
  return {
    starts: gaps
      .filter(({ at }) => isValidAt(window, at))
      .flatMap((gap) => within(window.start, gap))
      .filter((start) => !isLeftOut(window, start)),
    ends: gaps
      .filter(({ at }) => occurrenceAt(window, plus(at, -1)) !== undefined)
      .flatMap((gap) => within(window.end, gap)),
  };
}

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;

/** Whether the bounds of the window let it open at an instant at all. */
function isValidAt({ validFrom, validUntil }: Recurring, at: EpochMs): boolean {
  const [from, until] = [validFrom, validUntil].map((bound) => fromIso(bound ?? ''));
  return (from === undefined || from <= at) && (until === undefined || at < until);
}

/** Whether a reading is on one of the dates on which the window must not open. */
function isLeftOut({ except = [] }: Recurring, wall: WallMs): boolean {
  const date = new Date(wall).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return except.some((dates) => {
    const [first = '', last = ''] = dates.split('/');
    return first <= date && date <= last;
  });
}

/** Found by looking at the clock once a day; what is skipped is then exact. */
function gapsOf(zone: string, range: Interval): readonly Gap[] {
  const key = `${zone} ${range.start} ${range.end}`;
  const gaps = known.get(key) ?? findGaps(zone, range);
  known.set(key, gaps);
  return gaps;
}

function findGaps(zone: string, range: Interval): Gap[] {
  const gaps: Gap[] = [];
  for (let day = range.start; day < range.end; day = plus(day, DAY)) {
    const next = plus(day, DAY);
    const skipped = wallAt(zone, next) - wallAt(zone, day) - DAY;
    if (skipped > 0) {
      const at = changeBetween(zone, day, next);
      const last = wallAt(zone, at);
      gaps.push({ first: (last - skipped) as WallMs, last, at });
    }
  }
  return gaps;
}
