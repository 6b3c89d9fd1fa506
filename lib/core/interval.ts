/** Instants as branded epoch milliseconds, and the half-open interval between two of them. */

/** Milliseconds since 1970 in UTC. The brand keeps seconds, wall-clock readings and durations out. */
export type EpochMs = number & { readonly unit: 'epoch-ms' };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** Checks and brands a number: a value in seconds lies in 1970 and is refused here, not an hour later. */
export function epochMs(value: number): EpochMs {
  if (!(value >= EARLIEST && value < LATEST)) {
    throw new RangeError(`expected epoch milliseconds between 2000 and 2200, got ${value}: multiply seconds by 1000`);
  }
  return value as EpochMs;
}

/** `[start, end)`: the start is in, the end is out, so windows that touch never both hold an instant. */
export interface Interval {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

export function contains(interval: Interval, at: EpochMs): boolean {
  return interval.start <= at && at < interval.end;
}

/** Whether two intervals share an instant; touching ones do not. */
export function intersects(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

export function later(a: EpochMs, b: EpochMs): EpochMs {
  return a > b ? a : b;
}

/** The instant `ms` milliseconds after (or, negative, before) another. */
export function plus(at: EpochMs, ms: number): EpochMs {
  return epochMs(at + ms);
}

/** Joins overlapping and touching intervals, in order of their starts. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && next.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: next.end > last.end ? next.end : last.end };
    } else {
      joined.push(next);
    }
  }
  return joined;
}

/** `2026-12-01T20:00:00Z`, with milliseconds only where there are any. */
export function iso(at: EpochMs): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** Reads what `iso` writes and what AWS writes for UTC; undefined for anything else. */
export function fromIso(text: string): EpochMs | undefined {
  const value = ISO_UTC.test(text) ? Date.parse(text) : NaN;
  if (!(value >= EARLIEST && value < LATEST)) {
    return undefined;
  }
  // A 30 February and an hour 24 are read as the next day, so only what reads back the same was meant.
  const at = value as EpochMs;
  return iso(at).slice(0, 19) === text.slice(0, 19) ? at : undefined;
}
