/** What each request of a play asked, as the declaration of its time reads it. */
import { DAY, type EpochMs, plus, SECOND } from '../../core/interval';
import { isRefused, readRequest, type Request } from '../../core/request';
import { type DeclaredWindow, isOnDemand } from '../../core/window';
import type { DeclarationSpan } from '../declaration-history';
import { type PlayedRequest, requestsOf } from '../signals/signal';
import type { Played } from './played';

/** A function's clock is ahead by no more. */
export const MOST_SKEW = 20 * SECOND;

/** A request that reads well. */
export interface AskedWell {
  readonly event: 'open' | 'close';
  /** When its event came. */
  readonly at: EpochMs;
  readonly span: DeclarationSpan;
  readonly window: DeclaredWindow;
  readonly request: Request;
}

/** EventBridge tries an event for a day, and Lambda for some hours more. */
const LONGEST_WAY = 2 * DAY;

const requests = new WeakMap<Played, readonly PlayedRequest[]>();
const known = new WeakMap<Played, readonly AskedWell[]>();

/** The requests to which one may expect an answer, in order of time. */
export function askedWell(played: Played): readonly AskedWell[] {
  const found = known.get(played) ?? requestsIn(played).flatMap((one) => readAs(played, one, one.at));
  known.set(played, found);
  return found;
}

/** Requests that read well by the time at which a function, with whatever clock, may have answered them. */
export function askedBy(played: Played, now: EpochMs): readonly AskedWell[] {
  const earliest = plus(now, -LONGEST_WAY);
  return requestsIn(played)
    .filter(({ at }) => earliest <= at && at <= now)
    .flatMap((one) => readAs(played, one, plus(now, MOST_SKEW)));
}

function requestsIn(played: Played): readonly PlayedRequest[] {
  const found = requests.get(played) ?? requestsOf(played.signals);
  requests.set(played, found);
  return found;
}

function readAs(
  { spans }: Played,
  { event, access, window: id, signal, request, at }: PlayedRequest,
  now: EpochMs,
): AskedWell[] {
  return spans
    .filter(({ access: { declared }, from, to }) => declared.access === access && from <= now && (to ?? at) >= at)
    .flatMap((span) => {
      const { declared } = span.access;
      const window = declared.windows.find((one) => one.id === id);
      const opensOn = window !== undefined && isOnDemand(window) ? window.opensOn : [];
      const signals = event === 'open' ? opensOn : (window?.closesOn ?? []);
      const found = signals.find((one) => one.id === signal);
      const account = declared.role.split(':')[4] ?? '';
      const read = found === undefined ? undefined : readRequest({ event, request }, found, account, now);
      return window === undefined || read === undefined || isRefused(read)
        ? []
        : [{ event, at, span, window, request: read }];
    });
}
