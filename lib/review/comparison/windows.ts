/** How the windows of an access moved, and what that is in hours. */
import { fromIso } from '../../core/interval';
import type { Access, Window } from '../report';
import { duration, hours } from '../wording';
import { type Difference, type Direction, directionOf } from './difference';

export function windowDifferences(before: Access, after: Access): Difference[] {
  const gone = before.windows.filter((window) => !after.windows.some((other) => same(window, other)));
  const come = after.windows.filter((window) => !before.windows.some((other) => same(window, other)));
  const differences: Difference[] = [];
  for (const window of come) {
    const index = gone.findIndex((other) => isLike(window, other));
    const [old] = index === -1 ? [] : gone.splice(index, 1);
    differences.push(old === undefined ? added(window, after) : moved(old, window));
  }
  return withHours([...differences, ...gone.map((window) => removed(window))], before, after);
}

/** Its words may be put otherwise by another version of the library. */
function same(one: Window, other: Window): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ kind, start, end, timeZone, validFrom, validUntil, except }: Window): string {
  return JSON.stringify([kind, start, end, kind === 'once' ? '' : timeZone, validFrom, validUntil, [...except].sort()]);
}

/** The same window, moved: one edge stayed, or the days did. */
function isLike(one: Window, other: Window): boolean {
  return (
    one.kind === other.kind &&
    (one.start === other.start || one.end === other.end || (one.kind === 'recurring' && days(one) === days(other)))
  );
}

function days({ start }: Window): string {
  return start.split(' ').slice(2).join(' ');
}

function moved(old: Window, now: Window): Difference {
  const bounds = boundDifferences(old, now);
  if (
    keyOf({ ...old, validFrom: null, validUntil: null, except: [] }) ===
    keyOf({ ...now, validFrom: null, validUntil: null, except: [] })
  ) {
    return {
      direction: worst(bounds.map(({ direction }) => direction)),
      what: bounds.map(({ what }) => what).join('; '),
    };
  }
  const edges = old.timeZone === now.timeZone && bounds.length === 0 ? edgeWords(old, now) : undefined;
  return {
    direction: now.kind === 'once' ? onceDirection(old, now) : 'neutral',
    what: edges ?? `the window was ${old.words} and is now ${now.words}`,
  };
}

/** `end moves from 22:00 to 23:30 Europe/London on Tuesdays`, where nothing but a time of day moved. */
function edgeWords(old: Window, now: Window): string | undefined {
  const days = /^(.+?) \d{2}:\d{2}-/.exec(now.words)?.[1];
  const edges = (['start', 'end'] as const).filter((edge) => old[edge] !== now[edge]);
  const times = edges.map((edge) => ({ edge, from: timeOf(old[edge]), to: timeOf(now[edge]) }));
  const onlyTimes = times.every(({ from, to }) => from !== undefined && to !== undefined && from.days === to.days);
  if (now.kind === 'once' || days === undefined || !onlyTimes) {
    return undefined;
  }
  const moves = times.map(({ edge, from, to }) => `${edge} moves from ${from?.time ?? ''} to ${to?.time ?? ''}`);
  return `${moves.join(' and ')} ${now.timeZone} ${/^(every|on) /.test(days) ? days : `on ${days}`}`;
}

function timeOf(expression: string): { readonly time: string; readonly days: string } | undefined {
  const [, minute = '', hour = '', days = ''] = /^cron\((\d+) (\d+) (.+)\)$/.exec(expression) ?? [];
  return minute === '' ? undefined : { time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`, days };
}

function onceDirection(old: Window, now: Window): Direction {
  return directionOf(lengthOf(now) - lengthOf(old));
}

function lengthOf({ start, end }: Window): number {
  return (fromIso(end) ?? 0) - (fromIso(start) ?? 0);
}

function boundDifferences(old: Window, now: Window): Difference[] {
  const differences: Difference[] = [];
  const { words } = now;
  if (old.validFrom !== now.validFrom) {
    const earlier = now.validFrom === null || (old.validFrom !== null && now.validFrom < old.validFrom);
    const what = `${words} starts ${now.validFrom ?? 'at once'} instead of ${old.validFrom ?? 'at once'}`;
    differences.push({ direction: earlier ? 'wider' : 'narrower', what });
  }
  if (old.validUntil !== now.validUntil) {
    const later = now.validUntil === null || (old.validUntil !== null && now.validUntil > old.validUntil);
    const what = `${words} is valid until ${now.validUntil ?? 'further notice'} instead of ${old.validUntil ?? 'further notice'}`;
    differences.push({ direction: later ? 'wider' : 'narrower', what });
  }
  const opened = old.except.filter((dates) => !now.except.includes(dates));
  const shut = now.except.filter((dates) => !old.except.includes(dates));
  if (opened.length > 0) {
    differences.push({ direction: 'wider', what: `${words} no longer leaves out ${opened.join(', ')}` });
  }
  if (shut.length > 0) {
    differences.push({ direction: 'narrower', what: `${words} leaves out ${shut.join(', ')}` });
  }
  return differences;
}

function worst(directions: readonly Direction[]): Direction {
  return (['wider', 'neutral', 'narrower'] as const).find((one) => directions.includes(one)) ?? 'neutral';
}

function added(window: Window, { windows }: Access): Difference {
  const length = window.kind === 'once' ? ` (${duration(lengthOf(window))})` : '';
  return { direction: windows.length > 0 ? 'wider' : 'neutral', what: `new window ${window.words}${length}` };
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
