/** How days and times are written in the calendar: as in the rest of the page, whatever the reader's language. */
import type { Interval } from '../lib/core/interval';
import { timeText } from '../lib/core/author-time';
import { wallAt } from '../lib/core/zone';
import type { Day } from './week';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MINUTES_A_DAY = 1440;

/** `Tue`. 1970 began on a Thursday. */
export function weekdayOf(day: number): string {
  return WEEKDAYS[day % WEEKDAYS.length] ?? '';
}

/** `2027-03-28`. */
export function dateOf(day: number): string {
  return new Date(day * MINUTES_A_DAY * 60_000).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** `23 h: 01:00 to 02:00 is skipped`. */
export function changeOf({ hours, change }: Day): string {
  if (change === undefined) {
    return '';
  }
  const [from, to] = [change.from, change.to].map(minuteText);
  return `${hours} h: ${from} to ${to} ${change.kind === 'skipped' ? 'is skipped' : 'comes twice'}`;
}

/** `20:00-22:00`, from the start to the end of an opening, on whichever day that is. */
export function timesOf(zone: string, { start, end }: Interval): string {
  return `${timeText(wallAt(zone, start))}-${timeText(wallAt(zone, end))}`;
}

/** `2 openings, 1 possible on request`. */
export function openingsOf({ openings, possible }: { readonly openings: number; readonly possible: number }): string {
  const certain = openings === 0 ? [] : [`${openings} ${openings === 1 ? 'opening' : 'openings'}`];
  const parts = [...certain, ...(possible === 0 ? [] : [`${possible} possible on request`])];
  return parts.length === 0 ? 'nothing opens' : parts.join(', ');
}

function minuteText(minute: number): string {
  return minute === MINUTES_A_DAY ? '24:00' : timeText(minute * 60_000);
}
