/** A day of the week, from 00:00 to 24:00 on the wall clock of the time zone of a window. */
export enum Weekday {
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
  /** Sunday. */
  SUNDAY = 'SUN',
}

/** In the order of EventBridge Scheduler, which counts Sunday as 1. */
const WEEK: readonly Weekday[] = [
  Weekday.SUNDAY,
  Weekday.MONDAY,
  Weekday.TUESDAY,
  Weekday.WEDNESDAY,
  Weekday.THURSDAY,
  Weekday.FRIDAY,
  Weekday.SATURDAY,
];

/** For people, in whose weeks Monday comes first. */
const NAMES: ReadonlyMap<Weekday, string> = new Map([
  [Weekday.MONDAY, 'Monday'],
  [Weekday.TUESDAY, 'Tuesday'],
  [Weekday.WEDNESDAY, 'Wednesday'],
  [Weekday.THURSDAY, 'Thursday'],
  [Weekday.FRIDAY, 'Friday'],
  [Weekday.SATURDAY, 'Saturday'],
  [Weekday.SUNDAY, 'Sunday'],
]);

/** Each day once, in Scheduler's order. */
export function inOrder(days: readonly Weekday[]): Weekday[] {
  return WEEK.filter((day) => days.includes(day));
}

/** The number of the day in a cron expression. */
export function numberOf(day: Weekday): number {
  return WEEK.indexOf(day) + 1;
}

export function dayAfter(day: Weekday): Weekday {
  return WEEK[numberOf(day) % WEEK.length] ?? day;
}

export function nameOf(day: Weekday): string {
  return NAMES.get(day) ?? day;
}

/** `Tuesdays and Thursdays`. */
export function inWords(days: readonly Weekday[]): string {
  const names = [...NAMES].filter(([day]) => days.includes(day)).map(([, name]) => `${name}s`);
  const last = names.pop();
  return names.length > 0 ? `${names.join(', ')} and ${last}` : (last ?? 'no day');
}
