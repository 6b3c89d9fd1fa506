/** When an access opens next, in words. */
import type { DeclaredAccess } from '../core/declaration';
import { type EpochMs, iso } from '../core/interval';
import { type DeclaredWindow, isOnDemand, nextOccurrence, occurrenceAt } from '../core/window';

/** The first start of a window after an instant; of one on demand, the next time that it hears requests. */
export function nextStart(window: DeclaredWindow, after: EpochMs): EpochMs | undefined {
  if (!isOnDemand(window)) {
    return nextOccurrence(window, after)?.start;
  }
  return window.within === undefined || occurrenceAt(window.within, after) !== undefined
    ? after
    : nextOccurrence(window.within, after)?.start;
}

/** `next at 2026-12-01T20:00:00Z`, of the windows that the clock opens. */
export function nextByTheClock({ windows }: DeclaredAccess, after: EpochMs): string {
  const starts = windows.filter((window) => !isOnDemand(window)).flatMap((window) => nextStart(window, after) ?? []);
  return starts.length === 0 ? 'never again' : `next at ${iso(Math.min(...starts) as EpochMs)}`;
}
