/** What the page's script draws: instants, since only the browser knows which zone its reader is in. */
import type { EpochMs, Interval } from '../../core/interval';
import { instantOf } from '../instants';
import { certainTimes, isAlwaysPossible, possibleTimes } from '../possible';
import type { Access, Report } from '../report';
import { visible } from '../visible-text';

export interface CalendarData {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** The zones of the windows, the one of most of them first, and UTC. */
  readonly zones: readonly string[];
  readonly accesses: readonly CalendarAccess[];
}

export interface CalendarAccess {
  readonly name: string;
  readonly role: string;
  /** Windows that overlap are one opening. */
  readonly openings: readonly Times[];
  /** The hours in which a request may open it; what the clock opens anyway is not among them. */
  readonly possible: readonly Times[];
  /** Whether a request may open it whenever it comes. */
  readonly isAlwaysPossible: boolean;
}

export type Times = readonly [start: EpochMs, end: EpochMs];

export function calendarData({ from, until, accesses }: Report): CalendarData {
  return {
    from: instantOf(from),
    until: instantOf(until),
    zones: zonesOf(accesses),
    accesses: accesses.map((access) => ({
      name: visible(access.id),
      role: visible(access.role.name),
      openings: certainTimes(access).map(times),
      possible: isAlwaysPossible(access) ? [] : possibleTimes(access).map(times),
      isAlwaysPossible: isAlwaysPossible(access),
    })),
  };
}

function times({ start, end }: Interval): Times {
  return [start, end];
}

function zonesOf(accesses: readonly Access[]): string[] {
  const numbers = new Map<string, number>();
  // One that may be opened at any time is on nobody's clock.
  const hours = accesses
    .flatMap(({ windows }) => windows)
    .filter((one) => one.kind !== 'on-demand' || one.within !== null);
  for (const { timeZone } of hours) {
    numbers.set(timeZone, (numbers.get(timeZone) ?? 0) + 1);
  }
  const byNumber = [...numbers].sort(([, one], [, other]) => other - one).map(([zone]) => zone);
  return [...new Set([...byNumber, 'UTC'])];
}
