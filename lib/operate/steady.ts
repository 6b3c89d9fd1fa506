/** For how long something has been seen without a break: a change of IAM is not seen everywhere at once. */
import { type EpochMs, SECOND } from '../core/interval';

/**
 * A change of IAM is usually seen everywhere within some seconds; AWS names no bound.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const SETTLE_MS = 10 * SECOND;

/** An opener's session attaches for ten seconds after its check, so a removal is read for twice as long. */
export const PROOF_MS = 20 * SECOND;

export const BETWEEN_READS = 2 * SECOND;

const FEWEST_READS = 2;

export class Steady {
  #since: EpochMs | undefined;
  #last: EpochMs | undefined;
  #reads = 0;

  constructor(private readonly settleMs: number) {}

  /** Takes a reading; undefined is one that came to nothing, which neither adds to what was seen nor breaks it. */
  see(at: EpochMs, isSo: boolean | undefined): void {
    if (isSo === false) {
      this.#since = undefined;
      this.#reads = 0;
    } else if (isSo === true) {
      this.#since ??= at;
      this.#reads++;
      this.#last = at;
    }
  }

  get reads(): number {
    return this.#reads;
  }

  get ms(): number {
    return this.#since === undefined || this.#last === undefined ? 0 : this.#last - this.#since;
  }

  get isSettled(): boolean {
    return this.#reads >= FEWEST_READS && this.ms >= this.settleMs;
  }
}
