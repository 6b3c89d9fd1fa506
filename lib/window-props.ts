import type { TimeZone } from 'aws-cdk-lib';
import type { DayOfMonth } from './day-of-month';
import type { Weekday } from './weekday';

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

/** What all windows have that recur. */
export interface RecurringWindowProps {
  /** The time zone of the window. `06:00` is 06:00 there on every day of the year. */
  readonly timeZone: TimeZone;

  /**
   * The first time at which the window may start: a date, from its first minute on, or a date and time as in
   * `AccessWindow.once`.
   *
   * @default - no bound
   */
  readonly validFrom?: string;

  /**
   * The last time at which the window may start: a date, that day included, or a date and time as in
   * `AccessWindow.once`, from which on it does not start. A window that runs then still ends at its own end.
   *
   * @default - no bound
   */
  readonly validUntil?: string;

  /**
   * Dates on which the window does not start, in its own zone: single dates such as `2026-12-24`, or a first and a
   * last date such as `2026-12-24/2027-01-02`. The start schedule still fires then, and the opener refuses.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** A window of every day. */
export interface DailyWindowProps extends RecurringWindowProps {
  /** When the window starts on the wall clock of `timeZone`: `HH:MM`, from `00:00` to `23:59`. */
  readonly start: string;

  /**
   * When the window ends on the wall clock of `timeZone`: `HH:MM`. An end that is earlier than the start is on the
   * following day.
   */
  readonly end: string;
}

/** A window of certain days of the week. */
export interface WeeklyWindowProps extends DailyWindowProps {
  /** The days on which the window starts. */
  readonly days: Weekday[];
}

/** A window of certain days of the month. */
export interface MonthlyWindowProps extends DailyWindowProps {
  /** The day on which the window starts. */
  readonly day: DayOfMonth;
}

/** A window between two cron expressions. */
export interface CronWindowProps extends RecurringWindowProps {
  /**
   * When the window starts, in the dialect of EventBridge Scheduler: minutes, hours, day of month, month, day of week
   * and, if wanted, year, such as `0 20 ? * TUE *` or `cron(0 20 ? * TUE *)`.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
   */
  readonly start: string;

  /** When the window ends, written like `start`. Starts and ends have to take turns. */
  readonly end: string;
}

/** One time that a window is open. */
export interface WindowOccurrence {
  /** When it starts, in UTC: `2026-12-01T20:00:00Z`. */
  readonly start: string;

  /** When it ends, in UTC: the first instant that is outside. */
  readonly end: string;
}
