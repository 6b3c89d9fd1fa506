/**
 * A week on the clock of a time zone: its days, what the clocks do on them, and where an opening is drawn.
 *
 * Everything is drawn where a clock on the wall shows it. So an opening is cut at every midnight and wherever the clocks
 * change: nothing is drawn over an hour that there is not, and what happens twice is drawn twice.
 */
import { DAY, type EpochMs, type Interval, MINUTE, plus } from '../lib/core/interval';
import { changeBetween, reachedAt, wallAt, type WallMs } from '../lib/core/zone';

/** From one minute of a day to another, as the clock shows them: 0 to 1440. */
export interface Piece {
  /** The date, as days since 1970. */
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

export interface Day {
  readonly day: number;
  /** 23 and 25 where the clocks change by an hour. */
  readonly hours: number;
  /** The minutes that the clocks skip, or show twice. */
  readonly change: (Piece & { readonly kind: 'skipped' | 'repeated' }) | undefined;
}

const DAYS_A_WEEK = 7;
const MINUTES_A_DAY = DAY / MINUTE;

/** The Monday of the week that an instant is in. 1970 began on a Thursday. */
export function mondayOf(zone: string, at: EpochMs): number {
  const day = Math.floor(wallAt(zone, at) / DAY);
  return day - ((day + 3) % DAYS_A_WEEK);
}

/** From its first midnight to the one after its last day. */
export function weekFrom(zone: string, monday: number): Interval {
  return { start: startOf(zone, monday), end: startOf(zone, monday + DAYS_A_WEEK) };
}

export function daysFrom(zone: string, monday: number): Day[] {
  return Array.from({ length: DAYS_A_WEEK }, (_one, index) => dayOf(zone, monday + index));
}

/** An opening has a piece for every day that it touches, and one more for every change of clocks. */
export function piecesOf(zone: string, { start, end }: Interval): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  while (at < end) {
    const wall = wallAt(zone, at);
    const day = Math.floor(wall / DAY);
    const until = steady(zone, at, plus(at, Math.min((day + 1) * DAY - wall, end - at)));
    const from = wall / MINUTE - day * MINUTES_A_DAY;
    pieces.push({ day, from, to: from + (until - at) / MINUTE });
    at = until;
  }
  return pieces;
}

/** How far one can go towards an instant before the clocks change. */
function steady(zone: string, at: EpochMs, to: EpochMs): EpochMs {
  return wallAt(zone, to) - to === wallAt(zone, at) - at ? to : changeBetween(zone, at, to);
}

function dayOf(zone: string, day: number): Day {
  const [start, end] = [startOf(zone, day), startOf(zone, day + 1)];
  const hours = (end - start) / (60 * MINUTE);
  return { day, hours, change: end - start === DAY ? undefined : changeOn(zone, day, { start, end }) };
}

/** A day that begins with a change of clocks begins after it. */
function changeOn(zone: string, day: number, { start, end }: Interval): NonNullable<Day['change']> {
  const at = changeBetween(zone, plus(start, -1), end);
  const [before, after] = [wallAt(zone, plus(at, -1)) + 1, wallAt(zone, at)];
  const minute = (wall: number): number => Math.min(Math.max(wall / MINUTE - day * MINUTES_A_DAY, 0), MINUTES_A_DAY);
  return after > before
    ? { kind: 'skipped', day, from: minute(before), to: minute(after) }
    : { kind: 'repeated', day, from: minute(after), to: minute(before) };
}

function startOf(zone: string, day: number): EpochMs {
  return reachedAt(zone, (day * DAY) as WallMs);
}
