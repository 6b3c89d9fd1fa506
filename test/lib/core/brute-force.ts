/**
 * The occurrences of a window, found the slow way: minute by minute, asking Intl what the clock on the wall shows.
 *
 * It knows nothing of cron, of offsets or of `lib/core`, only what AWS documents for the days on which clocks change:
 * a time that the clock jumps over does not fire, a time that it shows twice fires the first time it is shown.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
import { type Interval } from '../../../lib/core/interval';

/** Half-hour, two-hour and midnight changes, changes with the moon, odd offsets, and none at all. */
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

const MINUTE = 60_000;
const MINUTES_A_DAY = 1_440;
/** A window of one day, made up to two hours longer by clocks that go back, ends within this. */
const LEAD = MINUTES_A_DAY + 3 * 60;

/** The occurrences that share an instant with the range. */
export function bruteForce(window: FixedWindow, range: Interval): Interval[] {
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
      if (openedAt !== undefined && matches(window.end, reading)) {
        found.push({ start: openedAt, end: now * MINUTE } as Interval);
        openedAt = undefined;
      }
      if (!jumpedOver && matches(window.start, reading)) {
        openedAt = now * MINUTE;
      }
    }
  }
  return found.filter((one) => one.start < range.end && range.start < one.end);
}

/** The instants from 2024 to 2029 at which the clocks of a zone change. */
export function transitionsOf(timeZone: string): number[] {
  const offset = (minute: number): number => wallMinute(timeZone, minute) - minute;
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

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date and time on the wall in a minute of UTC, both as minutes since 1970. */
function wallMinute(timeZone: string, minute: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Sweden writes 2027-03-28 02:00.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
  }
  return Date.parse(`${format.format(minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE;
}
