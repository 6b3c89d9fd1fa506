/** What the page's script draws: instants, since only the browser knows which zone its reader is in. */
import { type EpochMs, union } from '../../core/interval';
import { instantOf, intervalOf } from '../instants';
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
  readonly openings: readonly (readonly [start: EpochMs, end: EpochMs])[];
}

export function calendarData({ from, until, accesses }: Report): CalendarData {
  return {
    from: instantOf(from),
    until: instantOf(until),
    zones: zonesOf(accesses),
    accesses: accesses.map(({ id, role, windows }) => ({
      name: visible(id),
      role: visible(role.name),
      openings: union(windows.flatMap(({ occurrences }) => occurrences.map(intervalOf))).map(
        ({ start, end }) => [start, end] as const,
      ),
    })),
  };
}

function zonesOf(accesses: readonly Access[]): string[] {
  const numbers = new Map<string, number>();
  for (const { timeZone } of accesses.flatMap(({ windows }) => windows)) {
    numbers.set(timeZone, (numbers.get(timeZone) ?? 0) + 1);
  }
  const byNumber = [...numbers].sort(([, one], [, other]) => other - one).map(([zone]) => zone);
  return [...new Set([...byNumber, 'UTC'])];
}
