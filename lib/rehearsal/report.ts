/** What a rehearsal found: the JSON that `--json` prints, and all that the timeline is written from. */
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
  readonly occurrences: readonly OccurrenceReport[];
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
  readonly violations: readonly Violation[];
}

/** A violation before its time becomes a text. */
export interface Breach extends Omit<Violation, 'at'> {
  readonly at: EpochMs;
}
