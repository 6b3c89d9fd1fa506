import { dayAfter, nameOf, numberOf, type Weekday } from './weekday';
import type { Problem } from './core/problem';

/** Days that a month has in every year, and at the most. */
const FEWEST_DAYS = 28;
const MOST_DAYS = 31;
const MOST_OF_A_WEEKDAY = 5;

/**
 * The days on which a monthly window starts.
 *
 * A day that no month has is an error of the access, `day-of-month`, when the app is synthesized.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export class DayOfMonth {
  /**
   * A day by its number. A month that has no such day has no window: there is a 31st in seven months of the year.
   *
   * @example
   *
   * DayOfMonth.of(15);
   *
   * @param day the number of the day, from 1 to 31; `last` is what adapts to the month
   */
  public static of(day: number): DayOfMonth {
    if (!Number.isInteger(day) || day < 1 || day > MOST_DAYS) {
      return new DayOfMonth(`${day}`, '', '', {
        id: 'day-of-month',
        what: `DayOfMonth.of(${day}) is no day of a month`,
        why: 'the window would never open',
        mend: 'use a whole number from 1 to 31, or DayOfMonth.last()',
      });
    }
    const rare = day > FEWEST_DAYS ? ' that has one' : '';
    const words = `on the ${ordinal(day)} of every month${rare}`;
    return new DayOfMonth(words, `${day} * ?`, `${followers(day).join(',')} * ?`);
  }

  /** The last day of every month: the 28th, 29th, 30th or 31st. */
  public static last(): DayOfMonth {
    return new DayOfMonth('on the last day of every month', 'L * ?', '1 * ?');
  }

  /**
   * A day of the week by its number within the month, such as the second Tuesday.
   *
   * @example
   *
   * DayOfMonth.nth(2, Weekday.TUESDAY);
   *
   * @param number which one of the month, from 1 to 5; a month without a fifth one has no window
   * @param day the day of the week
   */
  public static nth(number: number, day: Weekday): DayOfMonth {
    if (!Number.isInteger(number) || number < 1 || number > MOST_OF_A_WEEKDAY) {
      return new DayOfMonth(`${number}`, '', '', {
        id: 'day-of-month',
        what: `DayOfMonth.nth(${number}, …) is no week of a month`,
        why: 'the window would never open',
        mend: 'use a whole number from 1 to 5, or DayOfMonth.last()',
      });
    }
    const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];
    const rare = number === MOST_OF_A_WEEKDAY ? ' that has one' : '';
    const words = `on the ${ordinals[number - 1] ?? ''} ${nameOf(day)} of every month${rare}`;
    // The day after the second Tuesday may be the second or the third Wednesday, so the end comes every Wednesday.
    return new DayOfMonth(words, `? * ${numberOf(day)}#${number}`, `? * ${dayAfter(day)}`);
  }

  private constructor(
    /** @internal */
    public readonly _words: string,
    /**
     * Day of month, month and day of week of a cron expression.
     *
     * @internal
     */
    public readonly _days: string,
    /**
     * The same for an end on the day after; it may come on other days too, on which it finds nothing to close.
     *
     * @internal
     */
    public readonly _daysAfter: string,
    /** @internal */
    public readonly _problem?: Problem,
  ) {}
}

/** Every day of the month that can follow a day: the next, or the first where the month ends before. */
function followers(day: number): number[] {
  const first = day >= FEWEST_DAYS ? [1] : [];
  return day < MOST_DAYS ? [...first, day + 1] : first;
}

function ordinal(day: number): string {
  const teens = day > 10 && day < 14;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}
