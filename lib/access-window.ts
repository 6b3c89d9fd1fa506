import type { TimeZone } from 'aws-cdk-lib';
import { type Read, readDateTime, readTimeOfDay, readZone, timeText, wallText } from './core/author-time';
import { DAY, type EpochMs, iso, MINUTE } from './core/interval';
import type { Problem } from './core/problem';
import type { DeclaredWindow } from './core/window';
import { wallAt } from './core/zone';

/** A day of the week. */
export enum Weekday {
  /** Monday */
  MONDAY = 'MON',
  /** Tuesday */
  TUESDAY = 'TUE',
  /** Wednesday */
  WEDNESDAY = 'WED',
  /** Thursday */
  THURSDAY = 'THU',
  /** Friday */
  FRIDAY = 'FRI',
  /** Saturday */
  SATURDAY = 'SAT',
  /** Sunday */
  SUNDAY = 'SUN',
}

/** In the order of EventBridge Scheduler, which counts Sunday as the first. */
const WEEK = [
  Weekday.SUNDAY,
  Weekday.MONDAY,
  Weekday.TUESDAY,
  Weekday.WEDNESDAY,
  Weekday.THURSDAY,
  Weekday.FRIDAY,
  Weekday.SATURDAY,
] as const;

/** For people, the week starts on Monday. */
const NAMES: ReadonlyMap<Weekday, string> = new Map([
  [Weekday.MONDAY, 'Mondays'],
  [Weekday.TUESDAY, 'Tuesdays'],
  [Weekday.WEDNESDAY, 'Wednesdays'],
  [Weekday.THURSDAY, 'Thursdays'],
  [Weekday.FRIDAY, 'Fridays'],
  [Weekday.SATURDAY, 'Saturdays'],
  [Weekday.SUNDAY, 'Sundays'],
]);

const SHORTEST = 5 * MINUTE;

/** A window that happens once. */
export interface OnceWindowProps {
  /**
   * When the window starts: a local date and time to the minute in `timeZone`, such as `2026-12-12T20:00`, or one
   * with an offset of its own, such as `2026-12-12T20:00+01:00` or `2026-12-12T19:00Z`.
   */
  readonly start: string;

  /** When the window ends, written like `start`. The end is the first instant that is outside. */
  readonly end: string;

  /**
   * The time zone in which `start` and `end` are read, and in which the window is described.
   *
   * @default - none: `start` and `end` carry an offset each, and the window is described in UTC
   */
  readonly timeZone?: TimeZone;
}

/** A window of every day. */
export interface DailyWindowProps {
  /** When the window starts on the wall clock of `timeZone`: `HH:MM`, from `00:00` to `23:59`. */
  readonly start: string;

  /**
   * When the window ends on the wall clock of `timeZone`: `HH:MM`. An end that is earlier than the start is on the
   * following day.
   */
  readonly end: string;

  /** The time zone of `start` and `end`. `06:00` is 06:00 there on every day of the year. */
  readonly timeZone: TimeZone;
}

/** A window of certain days of the week. */
export interface WeeklyWindowProps extends DailyWindowProps {
  /** The days on which the window starts. */
  readonly days: Weekday[];
}

/**
 * When a role has temporary access.
 *
 * A window is half-open: it holds its start and not its end. EventBridge Scheduler calls within a minute after each.
 * On the days on which clocks change, its rules apply: a start that does not exist on that day is skipped, a start or
 * end that happens twice is the first one, and where an end does not exist the window ends when the clocks have moved.
 *
 * Nothing here throws: whatever is wrong with a window is reported by the access that it is given to, together with
 * everything else, when the app is synthesized.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class AccessWindow {
  /**
   * A window that happens once. IAM itself ends an access all of whose windows are of this kind: its policies and its
   * attachment role carry the times as conditions.
   *
   * @example
   *
   * AccessWindow.once({ start: '2026-12-12T20:00', end: '2026-12-12T23:00', timeZone: TimeZone.EUROPE_LONDON });
   */
  public static once(props: OnceWindowProps): AccessWindow {
    const zone = props.timeZone?.timezoneName;
    const problems = new Problems();
    const zoneRead = zone === undefined ? undefined : problems.take(readZone(zone));
    // A time in an unknown zone is one mistake, not three.
    if (problems.found.length > 0) {
      return new AccessWindow(problems.found);
    }
    const start = problems.take(readDateTime('start', props.start, zoneRead));
    const end = problems.take(readDateTime('end', props.end, zoneRead));
    if (start === undefined || end === undefined) {
      return new AccessWindow(problems.found);
    }
    const length = end - start;
    problems.length(length, props.start, props.end);
    return new AccessWindow(problems.found, length, (id) => ({
      kind: 'once',
      id,
      words: onceWords(start, end, zoneRead ?? 'UTC'),
      start: iso(start),
      end: iso(end),
    }));
  }

  /**
   * A window of every day.
   *
   * @example
   *
   * AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON });
   */
  public static daily(props: DailyWindowProps): AccessWindow {
    return AccessWindow.recurring(props, [...WEEK], 'every day');
  }

  /**
   * A window of certain days of the week.
   *
   * @example
   *
   * AccessWindow.weekly({
   *   days: [Weekday.TUESDAY, Weekday.THURSDAY],
   *   start: '20:00',
   *   end: '22:00',
   *   timeZone: TimeZone.EUROPE_LONDON,
   * });
   */
  public static weekly(props: WeeklyWindowProps): AccessWindow {
    const days = WEEK.filter((day) => props.days.includes(day));
    return AccessWindow.recurring(props, days, inWords(days));
  }

  private static recurring(props: DailyWindowProps, days: readonly Weekday[], dayWords: string): AccessWindow {
    const problems = new Problems();
    const start = problems.take(readTimeOfDay('start', props.start));
    const end = problems.take(readTimeOfDay('end', props.end));
    const zone = problems.take(readZone(props.timeZone.timezoneName));
    if (days.length === 0) {
      problems.add({
        id: 'no-days',
        what: 'days is empty',
        why: 'a weekly window without a day never opens',
        mend: 'name at least one day, such as Weekday.TUESDAY, or use AccessWindow.daily',
      });
    }
    if (start === undefined || end === undefined || zone === undefined) {
      return new AccessWindow(problems.found);
    }
    const crossesMidnight = end < start;
    const length = crossesMidnight ? end + DAY - start : end - start;
    problems.length(length, props.start, props.end);
    const endDays = crossesMidnight ? days.map(dayAfter) : days;
    return new AccessWindow(problems.found, length, (id) => ({
      kind: 'recurring',
      id,
      words: `${dayWords} ${props.start}-${props.end}${crossesMidnight ? ' (ending the next day)' : ''} ${zone}`,
      start: cron(start, days),
      end: cron(end, endDays),
      timeZone: zone,
    }));
  }

  private constructor(
    /** @internal */
    public readonly _problems: readonly Problem[],
    /**
     * The length on the wall clock, in milliseconds.
     *
     * @internal
     */
    public readonly _lengthMs: number = 0,
    private readonly declare?: (id: string) => DeclaredWindow,
  ) {}

  /**
   * The window as it is deployed, under its number within the access; undefined where it has problems.
   *
   * @internal
   */
  public _declare(id: string): DeclaredWindow | undefined {
    return this._problems.length === 0 ? this.declare?.(id) : undefined;
  }
}

/** Collects what is wrong with one window. */
class Problems {
  public readonly found: Problem[] = [];

  public take<T>(read: Read<T>): T | undefined {
    if ('value' in read) {
      return read.value;
    }
    this.found.push(read.problem);
    return undefined;
  }

  public add(problem: Problem): void {
    this.found.push(problem);
  }

  public length(ms: number, start: string, end: string): void {
    const what = `the window from ${start} to ${end}`;
    if (ms <= 0) {
      this.found.push({
        id: 'window-empty',
        what: `${what} has no length`,
        why: 'it would end when or before it starts, and never open',
        mend: 'make the end later than the start',
      });
    } else if (ms < SHORTEST) {
      this.found.push({
        id: 'window-too-short',
        what: `${what} is shorter than 5 minutes`,
        why: 'EventBridge Scheduler is exact to a minute, and IAM takes seconds to spread a change',
        mend: 'make it at least 5 minutes long',
      });
    }
  }
}

function dayAfter(day: Weekday): Weekday {
  return WEEK[(WEEK.indexOf(day) + 1) % WEEK.length] ?? day;
}

function cron(timeOfDay: number, days: readonly Weekday[]): string {
  const [hours, minutes] = timeText(timeOfDay).split(':').map(Number);
  const sorted = WEEK.filter((day) => days.includes(day));
  return sorted.length === WEEK.length
    ? `cron(${minutes} ${hours} * * ? *)`
    : `cron(${minutes} ${hours} ? * ${sorted.join(',')} *)`;
}

function inWords(days: readonly Weekday[]): string {
  const names = [...NAMES].filter(([day]) => days.includes(day)).map(([, name]) => name);
  const last = names.pop();
  return names.length > 0 ? `${names.join(', ')} and ${last}` : (last ?? 'no day');
}

function onceWords(start: EpochMs, end: EpochMs, zone: string): string {
  const [from, to] = [start, end].map((at) => wallText(wallAt(zone, at)).replace('T', ' ')) as [string, string];
  return from.slice(0, 10) === to.slice(0, 10)
    ? `once ${from}-${to.slice(11)} ${zone}`
    : `once from ${from} to ${to} ${zone}`;
}
