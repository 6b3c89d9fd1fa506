/** What can go wrong with a close, one thing at a time, and how long access may then stand past its end. */
import type { FaultKind } from './fault';
import type { Rates } from './rates';

export interface FaultClass {
  /** For the reader of a table. */
  readonly name: string;
  readonly rates: Rates;
  /** Which of these faults may strike, by their ids; all, unless told otherwise. */
  readonly may?: (id: string) => boolean;
  /** How long after the end of its window access can still stand, in words. */
  readonly bound: string;
  /** The same in seconds, with a sweep every five minutes; left out where it depends on how long something is down. */
  readonly boundSeconds?: number;
}

const always = (...kinds: readonly FaultKind[]): Rates => Object.fromEntries(kinds.map((kind) => [kind, 1]));
/** Of the event at an end, and what becomes of it. */
const atEnds = (id: string): boolean => /(^event-\w+|schedule) \S+-end\b/.test(id);
/** The first of the three times that Lambda tries an event. */
const firstTry = (id: string): boolean => atEnds(id) && !id.includes('attempt');

const sweep = { bound: 'one sweep, and 75 s', boundSeconds: 375 };
const PATIENCE = { bound: 'one sweep, 75 s, and the waits between calls', boundSeconds: 375 + 60 };

export const FAULT_CLASSES: readonly FaultClass[] = [
  { name: 'nothing', rates: {}, bound: '75 s', boundSeconds: 75 },
  { name: 'the end is lost', rates: always('event-lost'), may: atEnds, ...sweep },
  { name: 'the end is late, by up to a day', rates: always('event-late'), may: atEnds, ...sweep },
  { name: 'the closer crashes', rates: { crash: 0.3 }, may: firstTry, ...sweep },
  { name: 'the closer crashes at every try', rates: always('crash'), may: atEnds, ...sweep },
  { name: 'the closer hangs until it is stopped', rates: { hang: 0.3 }, may: atEnds, ...sweep },
  { name: 'the closer is throttled', rates: always('function-throttled'), may: atEnds, ...sweep },
  {
    name: 'calls fail, up to three in a row',
    rates: { 'call-throttled': 0.5, 'call-unavailable': 0.5, 'change-in-conflict': 0.5, 'answer-lost': 0.3 },
    ...PATIENCE,
  },
  { name: 'clocks are wrong by up to 20 s', rates: always('clock-skewed'), ...PATIENCE },
  {
    name: 'reads are stale by up to 5 s',
    rates: { 'read-stale': 0.7, 'detach-stale': 0.7 },
    ...PATIENCE,
  },
  { name: 'Scheduler cannot be read', rates: always('scheduler-down'), ...PATIENCE },
  {
    name: 'somebody attaches by hand',
    rates: always('attached-by-hand'),
    bound: 'after that, one sweep and 80 s',
    boundSeconds: 380,
  },
  { name: 'events are refused, slow or lost', rates: always('bus-down', 'put-slow'), bound: '75 s', boundSeconds: 75 },
  {
    name: 'somebody locks the stack down, or an access',
    rates: always('locked-down'),
    bound: 'after that, one sweep and 75 s',
    boundSeconds: 375,
  },
  { name: 'IAM is down', rates: always('iam-down'), bound: 'until it is back, one sweep, and 75 s' },
  { name: 'STS is down', rates: always('sts-down'), bound: 'until it is back, one sweep, and 75 s' },
];
