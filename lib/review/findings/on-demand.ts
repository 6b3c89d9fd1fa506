/** What opens on request, by whom, and for how long it might go on. */
import { MINUTE } from '../../core/interval';
import type { AccessFacts } from '../facts';
import type { Controller, OnDemandWindow, Signal } from '../report';
import { covers } from '../rights';
import { isForgeable, isSilent, senderWords } from '../signals';
import { duration, listed } from '../wording';
import type { Found } from './finding';

export function onDemandFindings(
  { told, roleArn, ruleFaults }: AccessFacts,
  controller: Controller | undefined,
): Found[] {
  const windows = told.windows.filter((window) => window.kind === 'on-demand');
  return [
    ...windows.flatMap((window) => [
      ...(window.breakGlass ? [breakGlass(window)] : []),
      ...window.opensOn.flatMap((signal) => senderFindings(signal, window, roleArn)),
      ...unopened(window),
      ...(window.within === null && window.cooldownMinutes === null
        ? [backToBack(window, controller?.maxWindowMinutes ?? null)]
        : []),
      ...(window.closesOn.some((signal) => !isSilent(signal)) ? [] : [noEarlyClose(window)]),
    ]),
    ...ruleFaults.map(ruleFault),
  ];
}

function ruleFault(what: string): Found {
  return {
    id: 'rule-differs',
    severity: 'high',
    about: what,
    what,
    why: 'what the rule hands on opens or closes, whatever is declared: an override changed it since',
    mend: 'leave the rules of signals as the library declares them',
  };
}

function breakGlass({ words, opensOn }: OnDemandWindow): Found {
  return {
    id: 'break-glass',
    severity: 'high',
    about: words,
    what: `this is break-glass (${words}): it opens on: ${opensOn.map(senderWords).join('; ') || 'nothing'}`,
    why: 'it is there for the day on which ordinary access does not do, and is worth as much to whoever steals it',
    mend: 'let whoever owns the role agree to it, keep those few who may open it, and answer for each opening',
  };
}

function senderFindings(signal: Signal, { words }: OnDemandWindow, roleArn: string): Found[] {
  const own = (signal.requesters ?? []).filter((one) => covers(one, roleArn));
  return [
    ...(own.length === 0
      ? []
      : [
          {
            id: 'self-open',
            severity: 'high' as const,
            about: `${words} / ${listed(own)}`,
            what: `the role may open it for itself: ${listed(own)} may send ${signal.words}`,
            why: 'whoever has its credentials takes the rights too: nobody else is asked',
            mend: 'let another identity send it, which the task cannot use',
          },
        ]),
    ...(isForgeable(signal)
      ? [
          {
            id: 'forgeable-signal',
            severity: 'high' as const,
            about: signal.pattern,
            what: `it opens on ${signal.words}, matched by ${signal.pattern}`,
            why: 'whoever in the account may put events can send that: synthesis refuses it, so it was changed since',
            mend: 'leave signals and request bus as the library declares them',
          },
        ]
      : []),
  ];
}

/** A signal that nobody may send, and a window that has no other. */
function unopened({ words, opensOn }: OnDemandWindow): Found[] {
  const silent = opensOn.filter(isSilent);
  if (silent.length === 0 && opensOn.length > 0) {
    return [];
  }
  return [
    {
      id: 'nobody-may-open',
      severity: 'medium',
      about: words,
      what:
        silent.length < opensOn.length
          ? `nobody may send ${listed(silent.map((signal) => signal.words))}, which would open the window (${words})`
          : `nobody may open the window (${words})`,
      why: 'on the day on which it is needed it stays shut',
      mend: 'name who may, by access.grantOpen(principal), or drop the signal',
    },
  ];
}

function backToBack({ words, maxMinutes }: OnDemandWindow, most: number | null): Found {
  const length = duration(maxMinutes * MINUTE);
  const found = {
    about: words,
    what: `the window (${words}) may be opened at any time, for ${length}, and again at once`,
    why: 'requests that follow each other hold it open for as long as they come',
    mend: 'say within which hours it may be opened (within), or for how long not again (cooldown)',
  };
  return most !== null && maxMinutes * 2 > most
    ? { id: 'back-to-back-long', severity: 'medium', ...found }
    : { id: 'back-to-back', severity: 'low', ...found };
}

function noEarlyClose({ words, maxMinutes }: OnDemandWindow): Found {
  return {
    id: 'no-early-close',
    severity: 'low',
    about: words,
    what: `nothing closes the window (${words}) before its time`,
    why: `it stays open for ${duration(maxMinutes * MINUTE)}, however soon the task is done`,
    mend: 'name what tells that the task is over, by closeOn',
  };
}
