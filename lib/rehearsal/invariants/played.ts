/** All that is known of a run once it has been played: what the invariants are judged by. */
import { type EpochMs, MINUTE, SECOND } from '../../core/interval';
import type { ArrangedSpan } from '../arranged-history';
import type { DeclarationSpan } from '../declaration-history';
import { type Fault, overlaps } from '../faults/fault';
import type { AttachmentChange } from '../simulated-iam';
import type { FailedEvent, StoppedRun } from '../simulated-lambda';
import type { PlayedSignal } from '../signals/signal';
import { PRECISION } from '../schedule';
import type { Alert, Counted, Note, PutEvent, WrittenRecord } from '../simulated-telemetry';

/** A change of a stack: made, updated, rolled back or deleted. */
export interface PlayedDeployment {
  readonly stack: string;
  readonly from: EpochMs;
  /** Undefined while it is under way. */
  readonly to: EpochMs | undefined;
  /** It came to what it was to bring, without a failure on the way. */
  readonly succeeded: boolean;
  /** It could neither go on nor back, and calls for people. */
  readonly stuck: boolean;
}

/** An event that Scheduler or EventBridge could not hand over. */
export interface Undelivered {
  readonly at: EpochMs;
  /** `schedule Release-1-end`. */
  readonly sender: string;
  readonly reason: string;
  /** The queue in which it lies now. */
  readonly queueArn?: string | undefined;
}

export interface Played {
  readonly changes: readonly AttachmentChange[];
  readonly spans: readonly DeclarationSpan[];
  readonly faults: readonly Fault[];
  readonly deployments: readonly PlayedDeployment[];
  readonly records: readonly WrittenRecord[];
  readonly notes: readonly Note[];
  readonly events: readonly PutEvent[];
  readonly counts: readonly Counted[];
  readonly failed: readonly FailedEvent[];
  readonly stopped: readonly StoppedRun[];
  readonly undelivered: readonly Undelivered[];
  /** Leases and holds. */
  readonly arranged: readonly ArrangedSpan[];
  readonly signals: readonly PlayedSignal[];
  /** Of break-glass accesses. */
  readonly alerts: readonly Alert[];
  /** The longest time between two sweeps. */
  readonly sweepMs: number;
  /** By the ARN of each of its functions. */
  readonly controllers: ReadonlyMap<string, string>;
  /** The roles of the functions that serve closes. */
  readonly closers: ReadonlySet<string>;
  /** From and until when it was played. */
  readonly from: EpochMs;
  readonly now: EpochMs;
}

/** From the call of a function to the detach of the last policy, when nothing goes wrong. */
export const HANDLER_ALLOWANCE = 15 * SECOND;
/** How late a start or an end may be when nothing goes wrong. */
export const AT_AN_EDGE = PRECISION + HANDLER_ALLOWANCE;
/** For how long after its check an opener may attach, and some time to make the call. */
export const JUST_NOW = 12 * SECOND;
/** Long enough for what happened before to have no part in what happens now. */
export const A_WHILE = 2 * MINUTE;

/** How long it may take until a sweep has closed what it finds, when nothing goes wrong. */
export function nextSweep({ sweepMs }: Played): number {
  return sweepMs + PRECISION + HANDLER_ALLOWANCE;
}

/** Whether a deployment of the stack was under way in a range. */
export function deploying({ deployments }: Played, stack: string, from: EpochMs, to: EpochMs): boolean {
  return deployments.some((one) => one.stack === stack && overlaps(one, from, to));
}

/** Whether anything was wrong in a range that may have touched what opens, or what closes. */
export function faulty({ faults }: Played, side: 'opening' | 'closing', from: EpochMs, to: EpochMs): boolean {
  return faults.some((fault) => overlaps(fault, from, to) && (fault.side ?? side) === side);
}
