/** The day on which an upgrade is played: when windows of the app open, what is asked, and when the upgrade comes. */
import { type EpochMs, epochMs, type Interval, plus, SECOND } from '../../lib/core/interval';
import type { Played } from '../../lib/rehearsal/invariants/played';
import type { Signal } from '../../lib/rehearsal/signals/signal';

const on = (time: string): EpochMs => epochMs(Date.parse(`2035-12-10T${time}Z`));

/** Deployed before anything opens, and played until nothing may stand any more. */
export const DAY: Interval = { start: on('19:40:00'), end: on('21:10:00') };
/** Long enough for several sweeps after the last end. */
export const SETTLED = on('21:40:00');

const request = (time: string, access: string, says: 'Open' | 'Close', correlation: string): Signal => ({
  at: on(time),
  event: {
    source: `temporary-access.${access}`,
    'detail-type': `Temporary Access ${says} Request`,
    detail: { correlation, reason: 'the day of the upgrade' },
  },
});

/** What no access of the app hears, nobody answers. */
export const ASKED: readonly Signal[] = [
  request('19:50:00', 'Agent', 'Open', 'first'),
  request('20:12:00', 'Release', 'Close', 'any'),
  request('20:15:00', 'Incident', 'Open', 'outage'),
  request('20:25:00', 'Incident', 'Close', 'outage'),
  request('20:32:00', 'Agent', 'Open', 'second'),
];

/** When an upgrade begins. Where it is `queued`, whatever came in the seconds before waits in Lambda until it is under way. */
export interface Moment {
  readonly at: EpochMs;
  readonly queued?: true;
}

export const FIXED: Readonly<Record<string, Moment>> = {
  'just before two windows start': { at: on('19:59:58') },
  'while their starts wait in Lambda': { at: on('20:01:05'), queued: true },
  'while all that the clock opens is open, and a sweep waits in Lambda': { at: on('20:11:05'), queued: true },
  'while a request to close waits in Lambda': { at: on('20:12:01'), queued: true },
  'seconds before a lease ends': { at: on('20:19:57') },
  'while a request to open waits in Lambda, and a hold stands': { at: on('20:32:01'), queued: true },
  'seconds before the windows end': { at: on('20:39:57') },
  'while their ends wait in Lambda': { at: on('20:41:05'), queued: true },
};

/** Of a day without an upgrade: between the detach and its proof, after a request and after the end. */
export function momentsOf({ changes }: Played): Readonly<Record<string, Moment>> {
  const detachAfter = (time: string): Moment => {
    const [first] = changes.filter(({ change, at }) => change === 'detached' && at >= on(time));
    return { at: plus(first?.at ?? on(time), SECOND) };
  };
  return {
    ...FIXED,
    'between a detach on request and its proof': detachAfter('20:12:00'),
    'between a detach at the end and its proof': detachAfter('20:40:00'),
  };
}
