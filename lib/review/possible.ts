/** When requests may open an access, beside the times at which the clock opens it. */
import { type EpochMs, epochMs, type Interval, union } from '../core/interval';
import { intervalOf } from './instants';
import type { Access, OnDemandWindow } from './report';

/** What the clock opens: overlapping windows are one. */
export function certainTimes({ windows }: Pick<Access, 'windows'>): Interval[] {
  return union(windows.flatMap(({ occurrences }) => occurrences.map(intervalOf)));
}

/** The hours in which a request may open it, without those in which it is open anyway. */
export function possibleTimes(access: Pick<Access, 'windows'>): Interval[] {
  const hours = onDemandIn(access).flatMap(({ within }) => within?.occurrences ?? []);
  return without(union(hours.map(intervalOf)), certainTimes(access));
}

/** Whether a request may open it whenever it comes. */
export function isAlwaysPossible(access: Pick<Access, 'windows'>): boolean {
  return onDemandIn(access).some(({ within }) => within === null);
}

function onDemandIn({ windows }: Pick<Access, 'windows'>): OnDemandWindow[] {
  return windows.filter((window) => window.kind === 'on-demand');
}

/** Both in order, and each without overlaps. */
function without(intervals: readonly Interval[], taken: readonly Interval[]): Interval[] {
  return intervals.flatMap(({ start, end }) => {
    const left: Interval[] = [];
    let from: EpochMs = start;
    for (const other of taken) {
      if (other.end > from && other.start < end) {
        left.push({ start: from, end: other.start });
        from = epochMs(Math.min(other.end, end));
      }
    }
    return [...left, { start: from, end }].filter((one) => one.start < one.end);
  });
}
