/**
 * The occurrences of a window, found the slow way: minute by minute, asking Intl what the clock on the wall shows.
 *
 * It knows nothing of cron, of offsets or of `lib/core`, only what AWS documents for the days on which clocks change:
 * a time that the clock jumps over does not fire, a time that it shows twice fires the first time it is shown.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
import { type Interval } from '../../../lib/core/interval';

/** Half-hour, two-hour and midnight changes, changes with the moon, odd offsets with and without, and none at all. */
export const ZONES = [
  'Europe/London',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Pacific/Apia',
  'UTC',
  'Asia/Tokyo',
  'America/St_Johns',
  'Antarctica/Troll',
  'Africa/Casablanca',
  'America/Havana',
  'Pacific/Chatham',
] as const;

/** A time of day on certain days of the week, Sunday being 0. */
export interface FixedTime {
  readonly hour: number;
  readonly minute: number;
  readonly weekdays: ReadonlySet<number>;
}

/** A window of at most a day between two fixed times. */
export interface FixedWindow {
  readonly timeZone: string;
  readonly start: FixedTime;
  readonly end: FixedTime;
}

/** A window of whatever times, given by the minutes of the wall clock at which it starts and ends. */
export interface WalkedWindow {
  readonly timeZone: string;
  readonly starts: (wallMinute: number) => boolean;
  readonly ends: (wallMinute: number) => boolean;
  /** Whether it may start in a minute of UTC, when the wall shows another. */
  readonly mayStart?: (minute: number, wallMinute: number) => boolean;
}

const MINUTE = 60_000;
export const MINUTES_A_DAY = 1_440;
/** A window of one day, made up to two hours longer by clocks that go back, ends within this. */
const LEAD = MINUTES_A_DAY + 3 * 60;

/** The occurrences that share an instant with the range. */
export function bruteForce({ timeZone, start, end }: FixedWindow, range: Interval): Interval[] {
  return walk({ timeZone, starts: (wall) => matches(start, wall), ends: (wall) => matches(end, wall) }, range);
}

/** The same of any window whose occurrences are at most a day long. */
export function walk(window: WalkedWindow, range: Interval): Interval[] {
  const found: Interval[] = [];
  const first = Math.floor(range.start / MINUTE) - LEAD;
  const last = Math.ceil(range.end / MINUTE) + LEAD;
  let openedAt: number | undefined;
  let shown = wallMinute(window.timeZone, first) - 1;
  for (let now = first; now < last && (now * MINUTE < range.end || openedAt !== undefined); now++) {
    const wall = wallMinute(window.timeZone, now);
    // Clocks that went back show again what they have shown: `shown` stays, and nothing fires.
    for (; shown < wall; shown++) {
      const reading = shown + 1;
      const jumpedOver = reading < wall;
      // A skipped end cannot fire. What stands open is past its end as soon as the clock is beyond that reading.
      if (openedAt !== undefined && window.ends(reading)) {
        found.push({ start: openedAt, end: now * MINUTE } as Interval);
        openedAt = undefined;
      }
      if (!jumpedOver && window.starts(reading) && (window.mayStart?.(now, reading) ?? true)) {
        openedAt = now * MINUTE;
      }
    }
  }
  return found.filter((one) => one.start < range.end && range.start < one.end);
}

/** The instants from 2024 to 2029 at which the clocks of a zone change. */
export function transitionsOf(timeZone: string): number[] {
  const offset = (minute: number): number => shownAt(timeZone, minute) - minute;
  const found: number[] = [];
  for (let day = Date.UTC(2024, 0, 1) / MINUTE; day < Date.UTC(2030, 0, 1) / MINUTE; day += MINUTES_A_DAY) {
    if (offset(day) !== offset(day + MINUTES_A_DAY)) {
      for (let minute = day + 1; minute <= day + MINUTES_A_DAY; minute++) {
        if (offset(minute) !== offset(minute - 1)) {
          found.push(minute * MINUTE);
        }
      }
    }
  }
  return found;
}

function matches(time: FixedTime, wall: number): boolean {
  const minuteOfDay = wall % MINUTES_A_DAY;
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(wall / MINUTES_A_DAY) + 4) % 7;
  return minuteOfDay === time.hour * 60 + time.minute && time.weekdays.has(weekday);
}

const quarters = new Map<string, Map<number, number>>();

/** The date and time on the wall in a minute of UTC, both as minutes since 1970. */
function wallMinute(timeZone: string, minute: number): number {
  // Clocks only change on whole quarters of an hour, which a test holds against every minute.
  const quarter = Math.floor(minute / 15) * 15;
  const offsets = quarters.get(timeZone) ?? new Map<number, number>();
  quarters.set(timeZone, offsets);
  const offset = offsets.get(quarter) ?? shownAt(timeZone, quarter) - quarter;
  offsets.set(quarter, offset);
  return minute + offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function shownAt(timeZone: string, minute: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Sweden writes 2027-03-28 02:00.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
  }
  return Date.parse(`${format.format(minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE;
}
