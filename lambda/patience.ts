/** How hard a call to AWS is tried, and when it is given up. */
import { type EpochMs, MINUTE, plus, SECOND } from '../lib/core/interval';
import { failureOf, type World } from '../lib/core/world';

/** How hard a call is tried before its failure counts. */
export interface Patience {
  /** Calls in all when AWS is throttling, failing, or busy with another change of the same role. */
  readonly attempts: number;
  /** For how long a refusal may only mean that a new role or permission is not known everywhere yet. */
  readonly deniedForMs: number;
  /** For how long "no such entity" may only mean that it has just been made. */
  readonly absentForMs: number;
}

/**
 * Failing to open is the safe side, so it gives up early and leaves the rest to Lambda's retries. A refusal is waited
 * for longer than a session may attach, since one that ran out is refused and has to be checked anew.
 */
export const OPENING: Patience = { attempts: 4, deniedForMs: 30 * SECOND, absentForMs: 0 };
export const CLOSING: Patience = { attempts: 8, deniedForMs: 0, absentForMs: 0 };
/** While a removal is read back, a call that fails is made again after the next read. */
export const ONCE: Patience = { ...CLOSING, attempts: 1 };
/**
 * What a deployment has just made takes its time to be known everywhere.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const DEPLOYING: Patience = { attempts: 8, deniedForMs: 2 * MINUTE, absentForMs: 2 * MINUTE };

const FIRST_WAIT = 200;
const LONGEST_WAIT = 10 * SECOND;
const WAIT_TO_BE_KNOWN = 5 * SECOND;

/** In which world, and until when. */
export interface Trying {
  readonly world: World;
  readonly deadline: EpochMs;
}

/** Makes a call, again after a growing random wait where that can help, within the patience and the deadline. */
export async function patiently<T>(run: Trying, patience: Patience, call: () => Promise<T>): Promise<T> {
  const { clock, random } = run.world;
  const began = clock.now();
  // What is not known everywhere yet is waited for by the clock, and uses up no attempt.
  let attempts = 0;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const wait = waitAfter(error);
      if (wait === undefined || plus(clock.now(), wait) >= run.deadline) {
        throw error;
      }
      await clock.sleep(wait);
    }
  }

  function waitAfter(error: unknown): number | undefined {
    switch (failureOf(error)) {
      case 'throttled':
      case 'unavailable':
      case 'conflict':
        attempts++;
        return attempts < patience.attempts ? random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempts) : undefined;
      case 'denied':
        return waitToBeKnown(patience.deniedForMs);
      case 'absent':
        return waitToBeKnown(patience.absentForMs);
      default:
        return undefined;
    }
  }

  function waitToBeKnown(forMs: number): number | undefined {
    return clock.now() + WAIT_TO_BE_KNOWN <= began + forMs ? WAIT_TO_BE_KNOWN : undefined;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
