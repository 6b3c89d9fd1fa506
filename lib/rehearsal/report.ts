/** What a rehearsal found: the JSON that `--json` prints, and all that the timeline is written from. */
import type { DeliveredEvent } from '../core/delivered-event';
import type { EpochMs } from '../core/interval';

/** A time in which the declared windows of an access are open, and what became of it. Instants are ISO texts. */
export interface OccurrenceReport {
  readonly start: string;
  readonly end: string;
  /** From IAM: when the first policy came and when the last one went; null for never. */
  readonly attachedAt: string | null;
  readonly detachedAt: string | null;
  /** From the handler's own record: when it had proved the last policy to be gone. */
  readonly verifiedAt: string | null;
  readonly overrunSeconds: number;
  /** The windows that it is made of; overlapping and touching ones are one. */
  readonly windows: readonly string[];
  /** No end event comes for an end that the clocks skip: the sweep closes it. */
  readonly endSkipped: boolean;
  /** The request that it answers; only of an opening on demand. */
  readonly lease?: LeaseReport;
  /** Only where it was closed before its time. Then `overrunSeconds` counts from the event that asked for it. */
  readonly closedEarly?: ClosedEarlyReport;
}

export interface LeaseReport {
  /** The id of the event that asked. */
  readonly request: string;
  /** The case that it named. */
  readonly correlation?: string;
  readonly reason?: string;
}

export interface ClosedEarlyReport {
  /** When the event came that asked for it. */
  readonly askedAt: string;
  /** From when it was kept closed. */
  readonly heldAt: string;
}

/** A request to open that was answered with no. */
export interface RefusedReport {
  readonly at: string;
  readonly request: string | null;
  readonly correlation?: string;
  readonly reason: string;
}

/** A page to somebody, of a break-glass access. */
export interface AlertReport {
  readonly at: string;
  readonly open: boolean;
}

/** An alarm of a stack that went off: that of a metric, by the rule of the template. */
export interface AlarmReport {
  readonly name: string;
  readonly stack: string;
  readonly metric: string;
  readonly description: string;
  readonly raisedAt: string;
  /** Null where it was still raised at the end. */
  readonly endedAt: string | null;
}

/** What was played of what happens outside. */
export interface SignalsReport {
  /** Derived from the declared windows, or written down by somebody. */
  readonly source: 'planned' | 'given';
  readonly opens: number;
  readonly closes: number;
  /** Events that no rule matched, by their ids. */
  readonly unmatched: readonly string[];
  /** Events that the request bus did not take, and why. */
  readonly refused: readonly string[];
  readonly unplayable: readonly string[];
}

export interface WindowReport {
  readonly id: string;
  readonly words: string;
  readonly timeZone: string;
}

export interface AccessReport {
  readonly id: string;
  readonly stack: string;
  readonly purpose: string;
  readonly role: string;
  readonly policies: readonly string[];
  readonly windows: readonly WindowReport[];
  /** Each time that it was to be open: by the clock, and by requests. */
  readonly occurrences: readonly OccurrenceReport[];
  /** Only where there are any. */
  readonly refused?: readonly RefusedReport[];
  readonly alerts?: readonly AlertReport[];
  /** What a bus was told of it; only where that was asked for. */
  readonly events?: readonly DeliveredEvent[];
}

/** A breach of an invariant (`I1` to `I9`), or of what is expected anyway: that stacks deploy and windows open. */
export interface Violation {
  readonly invariant: string;
  /** The id of the access; null where it is nobody's. */
  readonly access: string | null;
  readonly at: string;
  readonly what: string;
}

export interface RehearsalReport {
  readonly from: string;
  readonly until: string;
  readonly seed: number;
  readonly accesses: readonly AccessReport[];
  /** Only where there were any. */
  readonly signals?: SignalsReport;
  /** Only where any was raised. */
  readonly alarms?: readonly AlarmReport[];
  readonly violations: readonly Violation[];
}

/** A violation before its time becomes a text. */
export interface Breach extends Omit<Violation, 'at'> {
  readonly at: EpochMs;
}
