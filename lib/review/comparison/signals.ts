/**
 * Which signals came and went, and what changed of those that stayed.
 *
 * More that opens is wider, and more that closes is narrower. Where it cannot be told whether a pattern matches more or
 * less than before, it is taken to give more.
 */
import type { OnDemandWindow, Signal } from '../report';
import { senderWords } from '../signals';
import { clipped, listed, LONGEST_LINE } from '../wording';
import { type Difference, type Direction } from './difference';
import { type Pair, paired } from './pairs';

/** Whether one of the signals that open them is the same. */
export function shareSignal(one: OnDemandWindow, other: OnDemandWindow): boolean {
  return one.opensOn.some(({ pattern }) => other.opensOn.some((signal) => signal.pattern === pattern));
}

export function signalDifferences(
  does: 'opens' | 'closes',
  old: readonly Signal[],
  now: readonly Signal[],
): Difference[] {
  const [more, less]: Direction[] = does === 'opens' ? ['wider', 'narrower'] : ['narrower', 'wider'];
  const sides = { more: more ?? 'wider', less: less ?? 'wider' };
  const verb = does === 'opens' ? 'opens' : 'closes early';
  const { both, came, went } = paired(old, now, [sameBut('words'), sameBut('requesters'), samePattern, sameWords]);
  return [
    ...came.map((signal) => ({
      direction: sides.more,
      what: `it now ${verb} on: ${senderWords(signal)}, matched by ${clipped(signal.pattern, LONGEST_LINE)}`,
    })),
    ...both.flatMap((pair) => changed(pair, verb, sides)),
    ...went.map((signal) => ({ direction: sides.less, what: `it no longer ${verb} on: ${senderWords(signal)}` })),
  ];
}

interface Sides {
  readonly more: Direction;
  readonly less: Direction;
}

function changed({ old, now }: Pair<Signal>, verb: string, sides: Sides): Difference[] {
  const on = `it ${verb} on: ${now.words}`;
  return [
    ...(old.pattern === now.pattern
      ? []
      : [
          {
            direction: directionOfPattern(old.pattern, now.pattern, sides),
            what: `${on}, now matched by ${clipped(now.pattern, LONGEST_LINE)}, and before by ${clipped(old.pattern, LONGEST_LINE)}`,
          },
        ]),
    ...senderDifferences(old, now, on, sides),
    ...caseDifferences(old, now, on, sides),
    ...(old.anyCase === now.anyCase
      ? []
      : [
          {
            direction: now.anyCase ? sides.more : sides.less,
            what: `${on}, ${now.anyCase ? 'now also' : 'no longer'} where it names no case`,
          },
        ]),
    ...(old.reason === now.reason
      ? []
      : [
          {
            direction: 'neutral' as const,
            what: `${on}, which says why at ${now.reason ?? 'no place'} instead of ${old.reason ?? 'no place'}`,
          },
        ]),
  ];
}

/**
 * What opens and what closes belong together by their case: another place is another close, or none. Only a close that
 * asks for no case certainly closes more.
 */
function caseDifferences(old: Signal, now: Signal, on: string, { more }: Sides): Difference[] {
  const told = ({ correlation }: Signal): string => correlation ?? 'nothing';
  return old.correlation === now.correlation
    ? []
    : [
        {
          direction: now.correlation === null ? more : 'wider',
          what: `${on}, told apart by ${told(now)} instead of ${told(old)}`,
        },
      ];
}

function senderDifferences(old: Signal, now: Signal, on: string, { more, less }: Sides): Difference[] {
  if (old.requesters === null || now.requesters === null) {
    const who = ({ requesters }: Signal): string =>
      requesters === null ? 'AWS itself' : listed(requesters) || 'nobody';
    return old.requesters === now.requesters
      ? []
      : [{ direction: 'wider', what: `${on}, sent by ${who(now)} instead of ${who(old)}` }];
  }
  const came = now.requesters.filter((one) => !old.requesters?.includes(one));
  const went = old.requesters.filter((one) => !now.requesters?.includes(one));
  return [
    ...(came.length === 0 ? [] : [{ direction: more, what: `${on}, which ${listed(came)} may send now` }]),
    ...(went.length === 0 ? [] : [{ direction: less, what: `${on}, which ${listed(went)} may no longer send` }]),
  ];
}

function directionOfPattern(old: string, now: string, { more, less }: Sides): Direction {
  try {
    const [was, is] = [JSON.parse(old), JSON.parse(now)] as unknown[];
    return includes(was, is) ? less : includes(is, was) ? more : 'wider';
  } catch {
    return 'wider';
  }
}

/** Whether whatever matches the second pattern matches the first: it demands no more, and lets no less through. */
function includes(wide: unknown, narrow: unknown): boolean {
  if (Array.isArray(wide)) {
    const known = wide.map((one) => JSON.stringify(one));
    return Array.isArray(narrow) && narrow.every((one) => known.includes(JSON.stringify(one)));
  }
  return (
    typeof wide === 'object' &&
    wide !== null &&
    typeof narrow === 'object' &&
    narrow !== null &&
    !Array.isArray(narrow) &&
    Object.entries(wide).every(([key, one]) => includes(one, (narrow as Record<string, unknown>)[key]))
  );
}

function sameBut(field: 'words' | 'requesters'): (one: Signal, other: Signal) => boolean {
  return (one, other) =>
    JSON.stringify({ ...one, words: '', [field]: null }) === JSON.stringify({ ...other, words: '', [field]: null });
}

function samePattern(one: Signal, other: Signal): boolean {
  return one.pattern === other.pattern;
}

function sameWords(one: Signal, other: Signal): boolean {
  return one.words === other.words;
}
