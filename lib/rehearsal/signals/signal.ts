/** Signals of a play: what happens outside, or is asked by somebody, and what became of it. */
import type { EpochMs } from '../../core/interval';
import { type Asked, isMalformed, readMessage } from '../../core/message';
import type { BusEvent, HandedOver } from '../simulated-event-bridge';
import type { JsonObject } from '../../assembly/template';

/** An event, as far as somebody has written it down: id, account, region and time are filled in. */
export interface Signal {
  readonly at: EpochMs;
  readonly event: JsonObject & { readonly source: string };
  /** Who puts it on the request bus; one of those who may, unless told otherwise. */
  readonly by?: string;
  /** A stranger whose own policies let it put events anywhere. */
  readonly forged?: true;
  /** What it is in the plan, for the summary. */
  readonly kind?: string;
}

export interface PlayedSignal {
  readonly at: EpochMs;
  readonly event: BusEvent;
  readonly by: string | undefined;
  readonly kind: string | undefined;
  /** Why the request bus did not take it. */
  readonly refused: string | undefined;
  /** What each rule that matched it makes of it. */
  readonly handed: readonly HandedOver[];
}

/** A request of a played signal that a function was called for. */
export type PlayedRequest = Asked & {
  readonly at: EpochMs;
  readonly functionArn: string;
};

/** What the signals asked, in order of time. */
export function requestsOf(signals: readonly PlayedSignal[]): PlayedRequest[] {
  return signals.flatMap(({ at, handed }) =>
    handed.flatMap(({ input, functionArn }) => {
      const message = readMessage(input);
      return isMalformed(message) || (message.event !== 'open' && message.event !== 'close')
        ? []
        : [{ ...message, at, functionArn }];
    }),
  );
}
