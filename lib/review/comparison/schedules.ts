/** How the times of one window moved: its edges, its days, and the dates between which it holds. */
import { fromIso } from '../../core/interval';
import type { Schedule } from '../report';
import { type Difference, type Direction, directionOf, worst } from './difference';

/** Its words may be put otherwise by another version of the library. */
export function sameSchedule(one: Schedule, other: Schedule): boolean {
  return keyOf(one) === keyOf(other);
}

/** The same window, moved: one edge stayed, or the days did. */
export function isLike(one: Schedule, other: Schedule): boolean {
  return (
    one.kind === other.kind &&
    (one.start === other.start || one.end === other.end || (one.kind === 'recurring' && days(one) === days(other)))
  );
}

/** What moved without more or fewer hours being declared by that is neutral: the hours decide. */
export function moved(old: Schedule, now: Schedule): Difference {
  const bounds = boundDifferences(old, now);
  if (sameSchedule(unbounded(old), unbounded(now))) {
    return {
      direction: worst(bounds.map(({ direction }) => direction)),
      what: bounds.map(({ what }) => what).join('; '),
    };
  }
  const edges = old.timeZone === now.timeZone && bounds.length === 0 ? edgeWords(old, now) : undefined;
  return {
    direction: now.kind === 'once' ? directionOf(lengthOf(now) - lengthOf(old)) : 'neutral',
    what: edges ?? `the window was ${old.words} and is now ${now.words}`,
  };
}

/** Of a one-time window, in milliseconds. */
export function lengthOf({ start, end }: Schedule): number {
  return (fromIso(end) ?? 0) - (fromIso(start) ?? 0);
}

function keyOf({ kind, start, end, timeZone, validFrom, validUntil, except }: Schedule): string {
  return JSON.stringify([kind, start, end, kind === 'once' ? '' : timeZone, validFrom, validUntil, [...except].sort()]);
}

function unbounded(schedule: Schedule): Schedule {
  return { ...schedule, validFrom: null, validUntil: null, except: [] };
}

function days({ start }: Schedule): string {
  return start.split(' ').slice(2).join(' ');
}

/** `end moves from 22:00 to 23:30 Europe/London on Tuesdays`, where nothing but a time of day moved. */
function edgeWords(old: Schedule, now: Schedule): string | undefined {
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

function boundDifferences(old: Schedule, now: Schedule): Difference[] {
  const differences: Difference[] = [];
  const add = (direction: Direction, what: string): void => {
    differences.push({ direction, what: `${now.words} ${what}` });
  };
  if (old.validFrom !== now.validFrom) {
    const earlier = now.validFrom === null || (old.validFrom !== null && now.validFrom < old.validFrom);
    add(
      earlier ? 'wider' : 'narrower',
      `starts ${now.validFrom ?? 'at once'} instead of ${old.validFrom ?? 'at once'}`,
    );
  }
  if (old.validUntil !== now.validUntil) {
    const later = now.validUntil === null || (old.validUntil !== null && now.validUntil > old.validUntil);
    const [until, before] = [now, old].map(({ validUntil }) => validUntil ?? 'further notice');
    add(later ? 'wider' : 'narrower', `is valid until ${until ?? ''} instead of ${before ?? ''}`);
  }
  const opened = old.except.filter((dates) => !now.except.includes(dates));
  const shut = now.except.filter((dates) => !old.except.includes(dates));
  if (opened.length > 0) {
    add('wider', `no longer leaves out ${opened.join(', ')}`);
  }
  if (shut.length > 0) {
    add('narrower', `leaves out ${shut.join(', ')}`);
  }
  return differences;
}
