/**
 * Cases as they may come in the working life of a window: some are done early, some never say so, messages come twice,
 * and a close may come before its open.
 */
import { DAY, type EpochMs, epochMs, HOUR, type Interval, MINUTE, plus, SECOND } from '../../core/interval';
import { type DeclaredWindow, isOnDemand, occurrences, type OnDemand } from '../../core/window';

export type CaseKind = 'done early' | 'never done' | 'repeated' | 'closed before it is opened';

export interface CaseStep {
  readonly says: 'open' | 'close';
  readonly at: EpochMs;
  /** When the event says that it happened, where that is not when it comes. */
  readonly happened?: EpochMs;
}

/** A task that needs access, from its first word to the latest end of its opening. */
export interface PlannedCase extends Interval {
  readonly kind: CaseKind;
  /** Of its kind of window in the range, from 1. */
  readonly number: number;
  readonly steps: readonly CaseStep[];
}

/** Of the day, in UTC: where no hours are declared, people and pipelines work in the morning and in the afternoon. */
const WORKING_TIMES = [9.5 * HOUR, 14.5 * HOUR];
const SATURDAY = 6;
const MOST_CASES = 5_000;

/** The cases of one window in a range; `index` is its place in the access, so that no two windows are asked at once. */
export function plannedCases(window: DeclaredWindow, range: Interval, index = 0): PlannedCase[] {
  return isOnDemand(window)
    ? requestedCases(window, range, index)
    : (window.closesOn ?? []).length === 0
      ? []
      : scheduledCases(window, range);
}

/** Of a window that the clock opens, every other occurrence is done early. */
function scheduledCases(window: DeclaredWindow, range: Interval): PlannedCase[] {
  return occurrences(window, range)
    .filter(({ start }) => start >= range.start)
    .slice(0, MOST_CASES)
    .map((occurrence, index) => {
      const early = index % 2 === 0;
      const steps = early ? [{ says: 'close' as const, at: part(occurrence, 0.4) }] : [];
      return { ...occurrence, kind: early ? 'done early' : 'never done', number: index + 1, steps };
    });
}

function requestedCases(window: OnDemand, range: Interval, index: number): PlannedCase[] {
  const kinds: readonly CaseKind[] =
    (window.closesOn ?? []).length === 0
      ? ['never done']
      : ['done early', 'never done', 'repeated', 'closed before it is opened'];
  const pause = (window.cooldownMinutes ?? 0) * MINUTE + 5 * MINUTE;
  const cases: PlannedCase[] = [];
  let free = range.start;
  for (const open of timesToOpen(window, range, index)) {
    if (open.start >= free && cases.length < MOST_CASES) {
      const kind = kinds[cases.length % kinds.length] as CaseKind;
      cases.push({ ...open, kind, number: cases.length + 1, steps: stepsOf(kind, open) });
      free = plus(open.end, pause);
    }
  }
  return cases;
}

/** When somebody may ask, and how long that would last at most. */
function timesToOpen({ within, maxMinutes }: OnDemand, range: Interval, index: number): Interval[] {
  const longest = maxMinutes * MINUTE;
  const hours =
    within === undefined
      ? workingTimes(range, index).map((start) => ({ start, end: plus(start, longest) }))
      : occurrences(within, range).map((occurrence) => {
          const start = part(occurrence, 0.1);
          return { start, end: epochMs(Math.min(plus(start, longest), occurrence.end)) };
        });
  return hours.filter(({ start }) => start >= range.start && start < range.end);
}

function workingTimes({ start, end }: Interval, index: number): EpochMs[] {
  const times: EpochMs[] = [];
  for (let day = start - (start % DAY); day < end; day += DAY) {
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== SATURDAY) {
      times.push(...WORKING_TIMES.map((time) => epochMs(day + time + index * 75 * MINUTE)));
    }
  }
  return times;
}

function stepsOf(kind: CaseKind, open: Interval): CaseStep[] {
  const asks = { says: 'open' as const, at: open.start };
  const done = part(open, 0.4);
  switch (kind) {
    case 'done early':
      return [asks, { says: 'close', at: done }];
    case 'never done':
      return [asks];
    case 'repeated': {
      const again = { ...asks, happened: open.start };
      const late = part(open, 0.6);
      return [asks, { ...again, at: part(open, 0.1) }, { says: 'close', at: done }, { ...again, at: late }];
    }
    case 'closed before it is opened':
      return [
        { says: 'close', at: plus(open.start, 20 * SECOND) },
        { ...asks, at: plus(open.start, 40 * SECOND), happened: open.start },
      ];
  }
}

function part({ start, end }: Interval, share: number): EpochMs {
  const at = start + (end - start) * share;
  return epochMs(at - (at % SECOND));
}
