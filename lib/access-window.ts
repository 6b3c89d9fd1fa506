import { readDateTime, readZone, wallText } from './core/author-time';
import { type EpochMs, fromIso, iso } from './core/interval';
import type { Problem } from './core/problem';
import { type DeclaredWindow, occurrences } from './core/window';
import { wallAt } from './core/zone';
import { readOnDemand, scheduledCloseProblems, type Signals, signalsOf } from './on-demand';
import { betweenExpressions, betweenTimes, type Days, lengthProblems, type ReadWindow, take } from './recurrence';
import { dayAfter, inOrder, inWords } from './weekday';
import type {
  CronWindowProps,
  DailyWindowProps,
  EarlyCloseProps,
  MonthlyWindowProps,
  OnceWindowProps,
  OnDemandWindowProps,
  WeeklyWindowProps,
  WindowOccurrence,
} from './window-props';

const EVERY_DAY: Days = { words: 'every day', days: '* * ?', daysAfter: '* * ?' };

/**
 * When a role has temporary access.
 *
 * A window is half-open: it holds its start and not its end. EventBridge Scheduler calls within a minute after each.
 * On the days on which clocks change, its rules apply: a start that does not exist on that day is skipped, a start or
 * end that happens twice is the first one, and where an end does not exist the window ends when the clocks have moved.
 *
 * No factory throws: whatever is wrong with a window is reported by the access that it is given to, together with
 * everything else, when the app is synthesized. Errors of any window: `window-empty`, `window-too-short` (five minutes at
 * least), `window-too-long` (`maxWindowLength` of the controller at most), `time-zone`. Warnings: `window-past`,
 * `start-in-gap`, `end-in-gap`; they look at the day of the synthesis, or at that of the context value
 * `cdk-temporary-access:today`, of which the error is `today`.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class AccessWindow {
  /**
   * A window that happens once. IAM itself ends an access all of whose windows are of this kind: its policies and its
   * attachment role carry the times as conditions.
   *
   * Errors: `date-time`, `no-time-zone`, `time-in-gap`, `time-twice`, and those of any window.
   *
   * @example
   *
   * AccessWindow.once({ start: '2026-12-12T20:00', end: '2026-12-12T23:00', timeZone: TimeZone.EUROPE_LONDON });
   *
   * @param props the start and the end
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws-dates.html
   */
  public static once(props: OnceWindowProps): AccessWindow {
    const problems: Problem[] = [];
    const zone = props.timeZone === undefined ? undefined : take(problems, readZone(props.timeZone.timezoneName));
    // A time in an unknown zone is one mistake, not three.
    if (problems.length > 0) {
      return AccessWindow.scheduled(problems, props);
    }
    const start = take(problems, readDateTime('start', props.start, zone));
    const end = take(problems, readDateTime('end', props.end, zone));
    if (start === undefined || end === undefined) {
      return AccessWindow.scheduled(problems, props);
    }
    return AccessWindow.scheduled(
      {
        problems: lengthProblems(end - start, props.start, props.end),
        shortestMs: end - start,
        longestMs: end - start,
        declare: (id) => ({
          kind: 'once',
          id,
          words: onceWords(start, end, zone ?? 'UTC'),
          start: iso(start),
          end: iso(end),
          ...(zone === undefined ? {} : { timeZone: zone }),
        }),
      },
      props,
    );
  }

  /**
   * A window of every day.
   *
   * Errors: `time-of-day`, `date`, `dates-reversed`, `validity-empty`, and those of any window.
   *
   * @example
   *
   * AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON });
   *
   * @param props from when until when
   */
  public static daily(props: DailyWindowProps): AccessWindow {
    return AccessWindow.scheduled(betweenTimes(props, EVERY_DAY), props);
  }

  /**
   * A window of certain days of the week.
   *
   * Errors: `no-days`, and those of `daily`.
   *
   * @example
   *
   * AccessWindow.weekly({
   *   days: [Weekday.TUESDAY, Weekday.THURSDAY],
   *   start: '20:00',
   *   end: '22:00',
   *   timeZone: TimeZone.EUROPE_LONDON,
   * });
   *
   * @param props on which days, from when until when
   */
  public static weekly(props: WeeklyWindowProps): AccessWindow {
    const days = inOrder(props.days);
    if (days.length === 7) {
      return AccessWindow.daily(props);
    }
    const read = betweenTimes(props, {
      words: inWords(days),
      days: `? * ${days.join(',')}`,
      daysAfter: `? * ${inOrder(days.map(dayAfter)).join(',')}`,
    });
    return AccessWindow.scheduled(days.length > 0 ? read : [NO_DAYS, ...problemsOf(read)], props);
  }

  /**
   * A window of a day of the month: by its number, the last, or a certain weekday of the month.
   *
   * Errors: `day-of-month`, and those of `daily`.
   *
   * @example
   *
   * AccessWindow.monthly({
   *   day: DayOfMonth.nth(2, Weekday.TUESDAY),
   *   start: '20:00',
   *   end: '22:00',
   *   timeZone: TimeZone.EUROPE_LONDON,
   * });
   *
   * @param props on which day, from when until when
   */
  public static monthly(props: MonthlyWindowProps): AccessWindow {
    const { _words: words, _days: days, _daysAfter: daysAfter, _problem: problem } = props.day;
    const read = betweenTimes(props, { words, days, daysAfter });
    return AccessWindow.scheduled(problem === undefined ? read : [problem, ...problemsOf(read)], props);
  }

  /**
   * A window between two cron expressions, in the dialect that AWS documents for EventBridge Scheduler. What AWS does
   * not document is an error, and so are expressions that do not take turns.
   *
   * Errors: `cron-not-cron`, `cron-fields`, `cron-field`, `cron-long`, `cron-never`, `cron-turns`, `date`,
   * `dates-reversed`, `validity-empty`, and those of any window.
   *
   * @example
   *
   * AccessWindow.cron({ start: '0 20 L * ?', end: '0 2 1 * ?', timeZone: TimeZone.EUROPE_LONDON });
   *
   * @param props the expressions of starts and ends
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
   */
  public static cron(props: CronWindowProps): AccessWindow {
    return AccessWindow.scheduled(betweenExpressions(props), props);
  }

  /**
   * A window that opens when something asks for it, for no longer than is declared here.
   *
   * The end of each opening is armed before anything is attached. One request is answered at a time; others that come
   * meanwhile are refused and counted, and so is whatever is older than `maxDuration`, comes from another account, or
   * is replayed from an archive.
   *
   * Whoever may send what `openOn` names decides when it is open. Errors: `max-duration`, `cooldown`, `within`,
   * `no-open-signal`, `close-on-any`, `window-too-long`, and those of its signals.
   *
   * @example
   *
   * AccessWindow.onDemand({
   *   maxDuration: Duration.hours(1),
   *   openOn: [AccessSignal.pipelineStarted(pipeline)],
   *   closeOn: [AccessSignal.pipelineFinished(pipeline)],
   *   within: AccessWindow.weekly({
   *     days: [Weekday.TUESDAY],
   *     start: '20:00',
   *     end: '22:00',
   *     timeZone: TimeZone.EUROPE_LONDON,
   *   }),
   * });
   *
   * @param props what opens it, for how long at most, and in which hours
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public static onDemand(props: OnDemandWindowProps): AccessWindow {
    return new AccessWindow(readOnDemand(props, false), signalsOf(props));
  }

  /**
   * A window on demand for emergencies, which is loud: every request has to say why, and the alarm recipients of the
   * controller are called when it opens and when it closes. Nothing can switch that off, and a controller without
   * recipients is an error at synthesis.
   *
   * It depends on the control planes of EventBridge and IAM. For the day on which those fail, keep an identity of
   * people at hand that has its rights already.
   *
   * Errors: `break-glass-silent`, `break-glass-reason`, and those of `onDemand`.
   *
   * @example
   *
   * AccessWindow.breakGlass({
   *   maxDuration: Duration.hours(4),
   *   openOn: [AccessSignal.request()],
   *   closeOn: [AccessSignal.request()],
   * });
   *
   * @param props what opens it, for how long at most, and in which hours
   * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/appendix-a---partitional-service-guidance.html
   */
  public static breakGlass(props: OnDemandWindowProps): AccessWindow {
    return new AccessWindow(readOnDemand(props, true), signalsOf(props));
  }

  /** A window of the clock, which something may close before its end. */
  private static scheduled(read: ReadWindow | Problem[], props: EarlyCloseProps): AccessWindow {
    const early = scheduledCloseProblems(props);
    const problems = [...problemsOf(read), ...early];
    return new AccessWindow(Array.isArray(read) ? problems : { ...read, problems }, signalsOf(props));
  }

  /** @internal */
  public readonly _problems: readonly Problem[];
  /**
   * The shortest length on the wall clock, in milliseconds.
   *
   * @internal
   */
  public readonly _shortestMs: number;
  /** @internal */
  public readonly _longestMs: number;
  /** @internal */
  public readonly _signals: Signals;
  private readonly declare: ((id: string) => DeclaredWindow) | undefined;

  private constructor(read: ReadWindow | Problem[], signals: Signals) {
    this._problems = problemsOf(read);
    this._signals = signals;
    this._shortestMs = Array.isArray(read) ? 0 : read.shortestMs;
    this._longestMs = Array.isArray(read) ? 0 : read.longestMs;
    this.declare = Array.isArray(read) ? undefined : read.declare;
  }

  /**
   * The window in words: `Tuesdays and Thursdays 20:00-22:00 Europe/London`.
   *
   * Throws where something is wrong with the window, and says what.
   *
   * @returns what schedules, logs and reviews call the window
   */
  public describe(): string {
    return this.declared().words;
  }

  /**
   * The times that the window is open, as far as they share an instant with a range of time. Of a window on demand there
   * are none, since no template says when requests come.
   *
   * Throws where something is wrong with the window or the range.
   *
   * @example
   *
   * window.occurrences('2026-12-01T00:00Z', '2027-01-01T00:00Z');
   *
   * @param start the first instant of the range, in UTC: `2026-12-01T00:00Z`
   * @param end the first instant after the range, in UTC
   * @returns each time whole, in order, also where it reaches beyond the range
   */
  public occurrences(start: string, end: string): WindowOccurrence[] {
    const window = this.declared();
    const range = { start: instant('start', start), end: instant('end', end) };
    if (range.end <= range.start) {
      throw new Error(`the range ends at '${end}', not after its start '${start}': swap the two`);
    }
    return occurrences(window, range).map((one) => ({ start: iso(one.start), end: iso(one.end) }));
  }

  /**
   * The window as it is deployed, under its number within the access; undefined where it has problems.
   *
   * @internal
   */
  public _declare(id: string): DeclaredWindow | undefined {
    return this._problems.length === 0 ? this.declare?.(id) : undefined;
  }

  private declared(): DeclaredWindow {
    const declared = this._declare('1');
    if (declared === undefined) {
      throw new Error(
        `the window is not valid: ${this._problems.map(({ what, mend }) => `${what}: ${mend}`).join('; ')}`,
      );
    }
    return declared;
  }
}

const NO_DAYS: Problem = {
  id: 'no-days',
  what: 'days is empty',
  why: 'a weekly window without a day never opens',
  mend: 'name at least one day, such as Weekday.TUESDAY, or use AccessWindow.daily',
};

function problemsOf(read: ReadWindow | Problem[]): readonly Problem[] {
  return Array.isArray(read) ? read : read.problems;
}

function instant(field: string, text: string): EpochMs {
  const at = fromIso(text.replace(/^(.{10}T\d\d:\d\d)Z$/, '$1:00Z'));
  if (at === undefined) {
    throw new Error(`${field} '${text}' is no instant in UTC: write it as '2026-12-01T00:00Z'`);
  }
  return at;
}

function onceWords(start: EpochMs, end: EpochMs, zone: string): string {
  const [from, to] = [start, end].map((at) => wallText(wallAt(zone, at)).replace('T', ' ')) as [string, string];
  return from.slice(0, 10) === to.slice(0, 10)
    ? `once ${from}-${to.slice(11)} ${zone}`
    : `once from ${from} to ${to} ${zone}`;
}
