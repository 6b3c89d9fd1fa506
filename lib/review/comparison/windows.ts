/** Which windows of an access came, went and moved, and what that is in hours. */
import type { Access, OnDemandWindow, Schedule, ScheduledWindow, Window } from '../report';
import { windowInShort } from '../window-lines';
import { duration, hours } from '../wording';
import { type Difference, directionOf, named } from './difference';
import { onDemandDifferences } from './on-demand';
import { paired, type Pair } from './pairs';
import { isLike, lengthOf, moved, sameSchedule } from './schedules';
import { shareSignal, signalDifferences } from './signals';

export function windowDifferences(before: Access, after: Access): Difference[] {
  const byClock = paired(scheduled(before), scheduled(after), [sameSchedule, isLike]);
  const asked = paired(onDemand(before), onDemand(after), [same, shareSignal, () => true]);
  // In the same hours as before, but now on request only; or the other way round.
  const handed = pairsOf(byClock.went, asked.came, (old, now) => isWithin(now, old));
  const taken = pairsOf(asked.went, byClock.came, (old, now) => isWithin(old, now));
  const nameOf = (window: Window): string => (after.windows.length === 1 ? '' : `${window.words}: `);
  return [
    ...withHours(
      [
        ...byClock.both.filter(({ old, now }) => !sameSchedule(old, now)).map(({ old, now }) => moved(old, now)),
        ...taken.map(({ old, now }) => nowByClock(old, now)),
        ...without(byClock.came, taken, 'now').map((window) => added(window)),
        ...handed.map(({ old, now }) => nowOnRequest(old, now)),
        ...without(byClock.went, handed, 'old').map((window) => removed(window)),
      ],
      before,
      after,
    ),
    ...asked.both.flatMap(({ old, now }) => named(nameOf(now), onDemandDifferences(old, now))),
    ...without(asked.came, handed, 'now').map((window) => added(window)),
    ...without(asked.went, taken, 'old').map((window) => removed(window)),
    ...byClock.both.flatMap(({ old, now }) =>
      named(nameOf(now), signalDifferences('closes', old.closesOn, now.closesOn)),
    ),
  ];
}

function scheduled({ windows }: Access): ScheduledWindow[] {
  return windows.filter((window) => window.kind !== 'on-demand');
}

function onDemand({ windows }: Access): OnDemandWindow[] {
  return windows.filter((window) => window.kind === 'on-demand');
}

function same(one: OnDemandWindow, other: OnDemandWindow): boolean {
  return onDemandDifferences(one, other).length === 0;
}

function isWithin({ within }: OnDemandWindow, window: Schedule): boolean {
  return within !== null && sameSchedule(within, window);
}

/** Each window once, in the order of those of now. */
function pairsOf<Old, Now>(
  went: readonly Old[],
  came: readonly Now[],
  isLike: (old: Old, now: Now) => boolean,
): Pair<Old, Now>[] {
  const free = [...went];
  return came.flatMap((now) => {
    const index = free.findIndex((old) => isLike(old, now));
    return free.splice(index, index === -1 ? 0 : 1).map((old) => ({ old, now }));
  });
}

function without<T, K extends 'old' | 'now'>(items: readonly T[], pairs: readonly Record<K, T>[], side: K): T[] {
  return items.filter((item) => !pairs.some((pair) => pair[side] === item));
}

function nowByClock(old: OnDemandWindow, now: ScheduledWindow): Difference {
  return { direction: 'wider', what: `the clock opens it ${now.words}, and not only a request: it was ${old.words}` };
}

function nowOnRequest(old: ScheduledWindow, now: OnDemandWindow): Difference {
  return { direction: 'narrower', what: `the clock no longer opens it ${old.words}: it is ${windowInShort(now)}` };
}

function added(window: Window): Difference {
  const length = window.kind === 'once' ? ` (${duration(lengthOf(window))})` : '';
  return { direction: 'wider', what: `new window ${windowInShort(window)}${length}` };
}

function removed(window: Window): Difference {
  return { direction: 'narrower', what: `no longer open ${window.words}` };
}

/** The hours are of all windows together, so they stand with the one difference that made them, or by themselves. */
function withHours(differences: readonly Difference[], before: Access, after: Access): Difference[] {
  const growth = after.exposure.hoursAWeek - before.exposure.hoursAWeek;
  const [only] = differences;
  if (only === undefined || (growth === 0 && differences.every(({ direction }) => direction !== 'neutral'))) {
    return [...differences];
  }
  const words = `${growth < 0 ? '-' : '+'}${hours(Math.abs(growth))} a week`;
  if (differences.length === 1) {
    // What moves without getting longer opens at times at which it was shut.
    const direction = only.direction !== 'neutral' ? only.direction : growth === 0 ? 'wider' : directionOf(growth);
    return [{ direction, what: growth === 0 ? `${only.what}: as long as before` : `${only.what}: ${words}` }];
  }
  const told = differences.map((one) => (one.direction === 'neutral' ? { ...one, direction: 'wider' as const } : one));
  return growth === 0
    ? told
    : [...told, { direction: directionOf(growth), what: `${words} in all: ${after.exposure.words}` }];
}
