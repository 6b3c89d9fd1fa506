/** One window in words: by what it opens, for how long, and what ends it. */
import { MINUTE } from '../core/interval';
import type { Inline, Line } from './access-lines';
import { intervalOf } from './instants';
import type { Access, OnDemandWindow, Schedule, Window } from './report';
import { closeWords, openWords, senderWords } from './signals';
import { duration, localTimes, utcTimes } from './wording';

const MOST_OCCURRENCES = 4;

/** Stands wherever such an access is named, so that nobody takes it for an ordinary one. */
export const BREAK_GLASS = 'break-glass';

export function breaksGlass({ windows }: Access): boolean {
  return windows.some((window) => window.kind === 'on-demand' && window.breakGlass);
}

/** `on demand for at most 1 hour (opens on: an execution of pipeline Release starts)`. */
export function windowInShort(window: Window): string {
  if (window.kind !== 'on-demand') {
    return window.words;
  }
  const openers = window.opensOn.map((signal) => senderWords(signal));
  return `${window.words} (opens on: ${openers.length === 0 ? 'nothing' : openers.join('; ')})`;
}

export function windowLine(window: Window): Line {
  return window.kind === 'on-demand'
    ? { term: 'when', text: [window.words], under: onDemandLines(window) }
    : {
        term: 'when',
        text: window.kind === 'once' ? [window.words] : [window.words, ' (', ...edges(window), ')'],
        under: [...timeLines(window, ''), ...window.closesOn.map((signal) => closeWords(signal))],
      };
}

function onDemandLines(window: OnDemandWindow): (readonly Inline[])[] {
  const { maxMinutes, cooldownMinutes, within, breakGlass, opensOn, closesOn } = window;
  const again =
    cooldownMinutes === null ? 'and again at once if it is asked' : `and not again for ${text(cooldownMinutes)}`;
  return [
    ...(breakGlass ? [['BREAK-GLASS: every request says why, and people are called when it opens and closes']] : []),
    ...(opensOn.length === 0 ? [['opens on nothing']] : opensOn.map((signal) => openWords(signal))),
    [`for ${text(maxMinutes)} at most, ${again}`],
    within === null
      ? ['at any time']
      : within.kind === 'once'
        ? [`only within ${within.words}`]
        : [`only within ${within.words} (`, ...edges(within), ')'],
    ...(within === null ? [] : timeLines(within, 'may open ')),
    ...(closesOn.length === 0 ? [['closes early on nothing']] : closesOn.map((signal) => closeWords(signal))),
  ];
}

function edges({ start, end }: Schedule): Inline[] {
  return [{ code: start }, ' to ', { code: end }];
}

function timeLines({ timeZone, occurrences, clockChanges }: Schedule, may: string): (readonly Inline[])[] {
  const next = occurrences.slice(0, MOST_OCCURRENCES).map((one) => {
    const interval = intervalOf(one);
    return timeZone === 'UTC'
      ? utcTimes(interval)
      : `${localTimes(timeZone, interval)} ${timeZone}, which is ${utcTimes(interval)}`;
  });
  return [...next.map((times) => [`${may}${times}`]), ...clockChanges.map((note) => [`the clocks: it ${note}`])];
}

function text(minutes: number): string {
  return duration(minutes * MINUTE);
}
