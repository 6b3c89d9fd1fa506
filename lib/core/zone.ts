/**
 * Between the wall clock of a time zone and instants.
 *
 * A wall-clock reading is kept as the milliseconds it would be in UTC. Mapping it to an instant has three
 * answers, and EventBridge Scheduler's rule for each is applied by the caller: a reading that happens once, one
 * that happens twice (clocks go back), and one that never happens (clocks go forward over it).
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 *
 * Gotchas: zone data comes from the running Node (`process.versions.tz`), so a country that changes its mind next
 * year is right only after both AWS and Node know of it.
 */
import { DAY, type EpochMs, epochMs } from './interval';

/** What a clock on the wall shows, as if it were UTC. */
export type WallMs = number & { readonly unit: 'wall-ms' };

export type WallReading =
  | { readonly happens: 'once'; readonly at: EpochMs }
  | { readonly happens: 'twice'; readonly first: EpochMs; readonly second: EpochMs }
  | { readonly happens: 'never'; readonly gapEnd: EpochMs };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Scheduler takes IANA names of at most 50 characters; newer runtimes would also accept bare offsets here. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,49}$/.test(name)) {
    return false;
  }
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the wall clock in the zone shows at an instant. */
export function wallAt(zone: string, at: EpochMs): WallMs {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = parts;
  return (Date.UTC(year, month - 1, day, hour, minute, second) + (at % 1000)) as WallMs;
}

/** `Intl` is slow, and a sweep asks for the same few readings again and again. */
const readings = new Map<string, WallReading>();
const offsets = new Map<string, number>();
const MOST_REMEMBERED = 10_000;

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  let value = known.get(key);
  if (value === undefined) {
    value = find();
    if (known.size >= MOST_REMEMBERED) {
      known.clear();
    }
    known.set(key, value);
  }
  return value;
}

/** When, if ever, the wall clock in the zone shows a reading. */
export function readingOf(zone: string, wall: WallMs): WallReading {
  return remembered(readings, `${zone} ${wall}`, () => findReading(zone, wall));
}

/** When the wall clock first shows a reading, or has moved past one that never happens. */
export function reachedAt(zone: string, wall: WallMs): EpochMs {
  const reading = readingOf(zone, wall);
  switch (reading.happens) {
    case 'once':
      return reading.at;
    case 'twice':
      return reading.first;
    case 'never':
      return reading.gapEnd;
  }
}

/** When EventBridge Scheduler fires for a reading: the first time that it is shown, and never where it is skipped. */
export function firesAt(zone: string, wall: WallMs): EpochMs | undefined {
  return readingOf(zone, wall).happens === 'never' ? undefined : reachedAt(zone, wall);
}

function findReading(zone: string, wall: WallMs): WallReading {
  const offsetAt = (at: number): number => wallAt(zone, epochMs(at)) - at;
  const offsetOf = (midnight: number): number => remembered(offsets, `${zone} ${midnight}`, () => offsetAt(midnight));
  // No zone moves its clocks twice within three days, so the offsets a day or more to either side are all there are.
  const day = Math.floor(wall / DAY) * DAY;
  const before = offsetOf(day - DAY);
  const after = offsetOf(day + 2 * DAY);
  if (before === after) {
    return { happens: 'once', at: epochMs(wall - before) };
  }
  // Both are right only where clocks go back, and there the offset before is the larger one.
  const [first, second] = [wall - before, wall - after].filter((at) => offsetAt(at) === wall - at).map(epochMs);
  if (first === undefined) {
    return { happens: 'never', gapEnd: changeBetween(zone, epochMs(wall - after), epochMs(wall - before)) };
  }
  return second === undefined ? { happens: 'once', at: first } : { happens: 'twice', first, second };
}

/** The instant in `(from, to]` at which the zone's offset changes, by bisection. */
export function changeBetween(zone: string, from: EpochMs, to: EpochMs): EpochMs {
  const offsetBefore = wallAt(zone, from) - from;
  let [low, high]: [number, number] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallAt(zone, epochMs(middle)) - middle === offsetBefore) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return epochMs(high);
}
