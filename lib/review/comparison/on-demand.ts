/** How a window on demand changed: for how long, how often, in which hours, how loudly, and on whose word. */
import { HOUR, MINUTE } from '../../core/interval';
import { weekly } from '../exposure';
import type { OnDemandWindow, Schedule } from '../report';
import { duration, hours } from '../wording';
import { type Difference, directionOf } from './difference';
import { isLike, moved, sameSchedule } from './schedules';
import { signalDifferences } from './signals';

export function onDemandDifferences(old: OnDemandWindow, now: OnDemandWindow): Difference[] {
  return [
    ...glassDifferences(old, now),
    ...(old.maxMinutes === now.maxMinutes
      ? []
      : [
          {
            direction: directionOf(now.maxMinutes - old.maxMinutes),
            what: `one request holds it open for up to ${minutes(now.maxMinutes)} instead of ${minutes(old.maxMinutes)}`,
          },
        ]),
    ...pauseDifferences(old.cooldownMinutes ?? 0, now.cooldownMinutes ?? 0),
    ...hourDifferences(old.within, now.within),
    ...signalDifferences('opens', old.opensOn, now.opensOn),
    ...signalDifferences('closes', old.closesOn, now.closesOn),
  ];
}

function glassDifferences({ breakGlass: was }: OnDemandWindow, { breakGlass: is }: OnDemandWindow): Difference[] {
  if (was === is) {
    return [];
  }
  return is
    ? [{ direction: 'narrower', what: 'it is break-glass now: every request says why, and people are called' }]
    : [{ direction: 'wider', what: 'it is no longer break-glass: it opens without a reason, and nobody is called' }];
}

function pauseDifferences(old: number, now: number): Difference[] {
  const text = (pause: number): string => (pause === 0 ? 'at once' : `${minutes(pause)} after the last`);
  return old === now
    ? []
    : [
        {
          direction: directionOf(old - now),
          what: `the next request is answered ${text(now)} instead of ${text(old)}`,
        },
      ];
}

function hourDifferences(old: Schedule | null, now: Schedule | null): Difference[] {
  if (old === null || now === null) {
    return [
      ...(old === null
        ? []
        : [{ direction: 'wider' as const, what: `it may be opened at any time, and before only ${old.words}` }]),
      ...(now === null
        ? []
        : [{ direction: 'narrower' as const, what: `it may be opened only ${now.words}, and before at any time` }]),
    ];
  }
  if (sameSchedule(old, now)) {
    return [];
  }
  const growth = weeklyHours(now) - weeklyHours(old);
  const { direction, what } = isLike(old, now)
    ? moved(old, now)
    : { direction: 'wider' as const, what: `they were ${old.words} and are now ${now.words}` };
  // Hours that move without becoming more are others than before.
  const sorted = direction !== 'neutral' ? direction : growth === 0 ? 'wider' : directionOf(growth);
  const more = growth === 0 ? '' : `: ${growth < 0 ? '-' : '+'}${hours(Math.abs(growth))} a week at most`;
  return [{ direction: sorted, what: `the hours in which it may be opened: ${what}${more}` }];
}

function weeklyHours({ kind, words, start, end, timeZone }: Schedule): number {
  return kind === 'once' ? 0 : weekly([{ kind, id: '1', words, start, end, timeZone }]) / HOUR;
}

function minutes(value: number): string {
  return duration(value * MINUTE);
}
