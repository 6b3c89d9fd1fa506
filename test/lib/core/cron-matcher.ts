/**
 * An expression of EventBridge Scheduler as sets of minutes, hours, days, months and years, and as what AWS documents.
 *
 * It is written from AWS's table of fields and knows nothing of `lib/core` and of croner.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
const MINUTES_A_DAY = 1_440;

export const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

export interface Matcher {
  /** Whether it fires in a minute of the wall clock, counted from 1970. */
  readonly matches: (wallMinute: number) => boolean;
  /** Whether it fires on a day of the calendar, counted from 1970. */
  readonly onDay: (day: number) => boolean;
  /** The first minutes of the wall clock in which it fires, from a day on. */
  readonly first: (count: number, day: number, days: number) => number[];
}

/** Of six fields, without `cron( )`. */
export function matcherOf(expression: string): Matcher {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = expression.split(' ');
  const minutes = setOf(minute, 0, 59);
  const hours = setOf(hour, 0, 23);
  const months = setOf(month, 1, 12, MONTHS);
  const years = setOf(year, 1970, 2199);
  const onDay = (day: number): boolean => {
    const date = new Date(day * MINUTES_A_DAY * 60_000);
    return (
      years.has(date.getUTCFullYear()) &&
      months.has(date.getUTCMonth() + 1) &&
      matchesDayOfMonth(dayOfMonth, date) &&
      matchesDayOfWeek(dayOfWeek, date)
    );
  };
  const matches = (wall: number): boolean =>
    minutes.has(wall % 60) && hours.has(Math.floor(wall / 60) % 24) && onDay(Math.floor(wall / MINUTES_A_DAY));
  const first = (count: number, from: number, days: number): number[] => {
    const found: number[] = [];
    for (let day = from; day < from + days && found.length < count; day++) {
      if (onDay(day)) {
        for (const one of [...hours].sort((a, b) => a - b)) {
          found.push(...[...minutes].sort((a, b) => a - b).map((of) => day * MINUTES_A_DAY + one * 60 + of));
        }
      }
    }
    return found.slice(0, count);
  };
  return { matches, onDay, first };
}

function setOf(field: string, least: number, most: number, names: readonly string[] = []): Set<number> {
  const all = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const number = (text: string): number => (names.includes(text) ? names.indexOf(text) + least : Number(text));
  if (field === '*' || field === '?') {
    return new Set(all);
  }
  const [from, step] = field.split('/');
  if (step !== undefined) {
    return new Set(all.filter((value) => value >= number(from!) && (value - number(from!)) % Number(step) === 0));
  }
  return new Set(
    field.split(',').flatMap((item) => {
      const [first, last] = item.split('-');
      return all.filter((value) => value >= number(first!) && value <= number(last ?? first!));
    }),
  );
}

function daysOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

function matchesDayOfMonth(field: string, date: Date): boolean {
  if (field === 'L') {
    return date.getUTCDate() === daysOfMonth(date);
  }
  if (!field.endsWith('W')) {
    return setOf(field, 1, 31).has(date.getUTCDate());
  }
  const wanted = Number.parseInt(field, 10);
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay();
  return date.getUTCDate() === wanted + (weekday === 6 ? -1 : weekday === 0 ? 1 : 0);
}

function matchesDayOfWeek(field: string, date: Date): boolean {
  const [weekday, day] = [date.getUTCDay() + 1, date.getUTCDate()];
  if (field === 'L') {
    return weekday === 7;
  }
  if (field.endsWith('L')) {
    return weekday === Number.parseInt(field, 10) && day + 7 > daysOfMonth(date);
  }
  const [of, number] = field.split('#');
  return number === undefined
    ? setOf(field, 1, 7, WEEKDAYS).has(weekday)
    : weekday === Number(of) && Math.ceil(day / 7) === Number(number);
}

/** Whether AWS documents an expression of six fields, written without leading zeros and in capitals. */
export function isDocumented(expression: string): boolean {
  const fields = expression.split(' ');
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  return (
    fields.length === 6 &&
    `cron(${expression})`.length <= 256 &&
    (dayOfMonth === '?') !== (dayOfWeek === '?') &&
    isField(minute, 0, 59) &&
    isField(hour, 0, 23) &&
    (['?', 'L'].includes(dayOfMonth) || isField(dayOfMonth, 1, 31) || isNearestWeekday(dayOfMonth, month)) &&
    isField(month, 1, 12, MONTHS) &&
    (/^(\?|L|[1-7]L|[1-7]#[1-5])$/.test(dayOfWeek) ||
      (!dayOfWeek.includes('/') && isField(dayOfWeek, 1, 7, WEEKDAYS))) &&
    isField(year, 1970, 2199)
  );
}

function isField(field: string, least: number, most: number, names: readonly string[] = []): boolean {
  const within = (text: string): boolean =>
    /^(0|[1-9]\d*)$/.test(text) && Number(text) >= least && Number(text) <= most;
  const value = (text: string): boolean => within(text) || names.includes(text);
  const number = (text: string): number => (names.includes(text) ? names.indexOf(text) + least : Number(text));
  if (field === '*') {
    return true;
  }
  const [from = '', step, ...more] = field.split('/');
  if (step !== undefined) {
    return more.length === 0 && within(from) && /^[1-9]\d*$/.test(step) && Number(step) <= most;
  }
  return field.split(',').every((item) => {
    const [first = '', last, ...rest] = item.split('-');
    return rest.length === 0 && value(first) && (last === undefined || (value(last) && number(first) < number(last)));
  });
}

/** Only where the nearest weekday lies in the same month, in each month and year. */
function isNearestWeekday(field: string, month: string): boolean {
  const day = Number(/^([1-9]\d?)W$/.exec(field)?.[1]);
  const months = isField(month, 1, 12, MONTHS) ? [...setOf(month, 1, 12, MONTHS)] : [];
  return day >= 2 && months.every((one) => day < new Date(Date.UTC(2027, one, 0)).getUTCDate());
}
