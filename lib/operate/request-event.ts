/**
 * Requests as they go through the request bus, and which windows of an access listen to them.
 *
 * The rules of a window match source and detail type, so one event reaches every window that listens.
 */
import type { DeclaredAccess } from '../core/declaration';
import { type DeclaredSignal, REQUEST_TYPE, requestSource } from '../core/signal';
import { type DeclaredWindow, isOnDemand, type OnDemand } from '../core/window';
import type { OutgoingEvent } from './account';

export type Ask = 'open' | 'close';

/** What is read of a request: the functions take longer texts for none. */
export const LONGEST_REASON = 1_000;
export const LONGEST_CASE = 256;

export interface Asking {
  readonly reason?: string | undefined;
  /** The case that the request belongs to. */
  readonly correlation?: string | undefined;
}

export function requestEvent(ask: Ask, access: string, { reason, correlation }: Asking): OutgoingEvent {
  return {
    source: requestSource(access),
    detailType: REQUEST_TYPE[ask],
    detail: {
      ...(reason === undefined ? {} : { reason }),
      ...(correlation === undefined ? {} : { correlation }),
    },
  };
}

/** The windows that such a request may open, each with the signal that it would be. */
export function windowsOpenedByRequest({
  access,
  windows,
}: DeclaredAccess): { readonly window: OnDemand; readonly signal: DeclaredSignal }[] {
  return windows.filter(isOnDemand).flatMap((window) => {
    const signal = window.opensOn.find((one) => isRequest(one, 'open', access));
    return signal === undefined ? [] : [{ window, signal }];
  });
}

/** The windows that such a request may close. */
export function windowsClosedByRequest({ access, windows }: DeclaredAccess): DeclaredWindow[] {
  return windows.filter(({ closesOn }) => (closesOn ?? []).some((one) => isRequest(one, 'close', access)));
}

/** Signals of other senders go through the same bus, under names of their own. */
function isRequest({ pattern }: DeclaredSignal, ask: Ask, access: string): boolean {
  try {
    const { source, 'detail-type': detailType } = JSON.parse(pattern) as Record<string, unknown>;
    return lists(source, requestSource(access)) && lists(detailType, REQUEST_TYPE[ask]);
  } catch {
    return false;
  }
}

function lists(values: unknown, value: string): boolean {
  return Array.isArray(values) && values.includes(value);
}
