/** How numbers, lists and times are said, in every format alike. */
import { DAY, HOUR, type Interval, MINUTE } from '../core/interval';
import { wallText } from '../core/author-time';
import type { WallMs } from '../core/zone';
import { wallOn } from './wall-clock';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  const [last = '', ...others] = [...items].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** The first of a list, and how many more there are. */
export function shortened(items: readonly string[], most: number): string {
  const more = items.length - most;
  return more <= 1 ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${more} more`;
}

/** More than this of one text nobody reads. */
export const LONGEST_LINE = 1_500;

/** As much of a text as a line may have. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} more characters)`;
}

/** `2 h 30 min`. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

export function hours(number: number): string {
  return duration(number * HOUR);
}

/** `Tue 2026-12-01 20:00-22:00` on the clock of a zone. */
export function localTimes(zone: string, { start, end }: Interval): string {
  const [from, to] = [wallOn(zone, start), wallOn(zone, end)];
  const nights = Math.floor(to / DAY) - Math.floor(from / DAY);
  return `${weekday(from)} ${date(from)} ${time(from)}-${time(to)}${nights > 0 ? ` (+${nights} d)` : ''}`;
}

/** The same in UTC. */
export function utcTimes(interval: Interval): string {
  return `${localTimes('UTC', interval)} UTC`;
}

function weekday(wall: WallMs): string {
  return WEEKDAYS[Math.floor(wall / DAY) % WEEKDAYS.length] ?? '';
}

function date(wall: WallMs): string {
  return wallText(wall).slice(0, 10);
}

function time(wall: WallMs): string {
  return wallText(wall).slice(11);
}
