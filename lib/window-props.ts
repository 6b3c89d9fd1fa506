import type { Duration, TimeZone } from 'aws-cdk-lib';
import type { AccessWindow } from './access-window';
import type { DayOfMonth } from './day-of-month';
import type { AccessSignal } from './signals/access-signal';
import type { Weekday } from './weekday';

/** What ends the opening of a window before its time. */
export interface EarlyCloseProps {
  /**
   * What closes the window before its end: the policies are detached, the removal is proved, and until the end nothing
   * opens it again.
   *
   * A scheduled window has no event that opened it, so a signal that closes it closes it whatever it was about: see
   * `closeOnAny`. A close that never comes changes nothing: the end closes. Error: `close-on-any`.
   *
   * @default - nothing: the window is open until its end
   */
  readonly closeOn?: AccessSignal[];

  /**
   * Whether a signal of `closeOn` closes the window whatever case it belongs to. A scheduled window with `closeOn`
   * needs it, and so does one on demand where a signal of `closeOn` names no case. One task may then close what
   * another still needs; nothing stays open because of it.
   *
   * @default false - a signal closes what was opened for the same case
   */
  readonly closeOnAny?: boolean;
}

/** A window that happens once. */
export interface OnceWindowProps extends EarlyCloseProps {
  /**
   * When the window starts: a local date and time to the minute in `timeZone`, such as `2026-12-12T20:00`, or one
   * with an offset of its own, such as `2026-12-12T20:00+01:00` or `2026-12-12T19:00Z`. EventBridge Scheduler calls
   * within a minute after it.
   */
  readonly start: string;

  /**
   * When the window ends, written like `start`. The end is the first instant that is outside: IAM allows nothing from
   * then on where all windows of the access happen once, and the detach follows within a minute.
   */
  readonly end: string;

  /**
   * The time zone in which `start` and `end` are read, and in which the window is described. Its rules are those of the
   * IANA database of the machine that synthesizes.
   *
   * @default - none: `start` and `end` carry an offset each, and the window is described in UTC
   */
  readonly timeZone?: TimeZone;
}

/** What all windows have that recur. */
export interface RecurringWindowProps extends EarlyCloseProps {
  /**
   * The time zone of the window. `06:00` is 06:00 there on every day of the year, so a window over a change of clocks is
   * an hour shorter or longer. EventBridge Scheduler keeps to the zone.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  readonly timeZone: TimeZone;

  /**
   * The first time at which the window may start: a date, from its first minute on, or a date and time as in
   * `AccessWindow.once`. Error: `date`.
   *
   * @default - no bound
   */
  readonly validFrom?: string;

  /**
   * The last time at which the window may start: a date, that day included, or a date and time as in
   * `AccessWindow.once`, from which on it does not start. A window that runs then still ends at its own end. Error:
   * `date`.
   *
   * @default - no bound
   */
  readonly validUntil?: string;

  /**
   * Dates on which the window does not start, in its own zone: single dates such as `2026-12-24`, or a first and a
   * last date such as `2026-12-24/2027-01-02`, both included. What starts on the day before still ends at its own end.
   * The start schedule still fires then, and the opener refuses. Errors: `date`, `dates-reversed`.
   *
   * In Python it is called `except_`.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** A window of every day. */
export interface DailyWindowProps extends RecurringWindowProps {
  /**
   * When the window starts on the wall clock of `timeZone`: `HH:MM`, from `00:00` to `23:59`. EventBridge Scheduler calls
   * within a minute after it.
   */
  readonly start: string;

  /**
   * When the window ends on the wall clock of `timeZone`: `HH:MM`. An end that is earlier than the start is on the
   * following day; midnight is `00:00`. The end is the first instant that is outside.
   */
  readonly end: string;
}

/** A window of certain days of the week. */
export interface WeeklyWindowProps extends DailyWindowProps {
  /**
   * The days on which the window starts: one at least, in any order. What ends on the following day belongs to the day of
   * its start.
   */
  readonly days: Weekday[];
}

/** A window of certain days of the month. */
export interface MonthlyWindowProps extends DailyWindowProps {
  /** The day on which the window starts. A month that has no such day has no window. */
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

  /**
   * When the window ends, written like `start`. Starts and ends have to take turns: each start has an end of its own
   * before the next start.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
   */
  readonly end: string;
}

/** A window that opens when something asks for it. */
export interface OnDemandWindowProps extends EarlyCloseProps {
  /**
   * For how long one request holds the window open at most, in whole minutes, five at least, counted from the time of the
   * request. A repeated request never makes it longer. It is what stands where a close is lost, so let it be as short as
   * the task is long. Errors: `max-duration`, `window-too-long`.
   */
  readonly maxDuration: Duration;

  /**
   * What opens it: one signal at least, each of which is enough. Whoever can send one can open. Error: `no-open-signal`.
   */
  readonly openOn: AccessSignal[];

  /**
   * The hours in which requests are heard: a window of the clock without a `closeOn`. What is open at their end closes
   * then. Error: `within`.
   *
   * @default - at all times
   */
  readonly within?: AccessWindow;

  /**
   * For how long no other request is answered once the time of one is up, in whole minutes. It counts from the end
   * that was declared, also where the window was closed before. Error: `cooldown`.
   *
   * @default - none: the next request is answered at once
   */
  readonly cooldown?: Duration;
}

/** One time that a window is open. */
export interface WindowOccurrence {
  /** When it starts, in UTC: `2026-12-01T20:00:00Z`. */
  readonly start: string;

  /** When it ends, in UTC: the first instant that is outside, such as `2026-12-01T22:00:00Z`. */
  readonly end: string;
}
