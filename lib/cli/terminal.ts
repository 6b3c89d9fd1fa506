/** What a command may use of the process that it runs in. */
import type { EpochMs } from '../core/interval';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly now: () => EpochMs;
  /** How far a long command has come; undefined when it is over. Called often, shown now and then. */
  readonly progress: (text: string | undefined) => void;
}

export const FINE = 0;
export const FINDINGS = 1;
export const WRONG_USAGE = 2;

/** The user can mend it: the message is all that is shown. */
export class UsageError extends Error {}
