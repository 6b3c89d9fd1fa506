/**
 * Locks: what keeps everything of a stack, or one access, closed until somebody lifts it.
 *
 * A lock is a disabled schedule that never fires, made and removed by whoever may, by hand. Its name alone locks,
 * whatever else it says: in doubt closed. No function may make, change or remove one, so nothing that opens or deploys
 * can lift it.
 */
import * as v from 'valibot';
import { type EpochMs, fromIso } from './interval';

/** The schedule that locks a whole stack. */
export const STACK_LOCK = 'lockdown';

/** No other schedule of the controller's group begins and ends so, whatever the access is called. */
export function lockName(access: string): string {
  return `lock-${access}-down`;
}

/** When Scheduler would fire it, were it enabled. */
export const LOCK_EXPRESSION = 'at(2199-01-01T00:00:00)';

/** Longer words are cut: they are repeated in every record of what is refused. */
export const LONGEST_LOCK_REASON = 200;

export const LockSchema = v.object({
  /** The one access that it locks; all of the stack, where it names none. */
  access: v.optional(v.string()),
  at: v.pipe(
    v.string(),
    v.check((text) => fromIso(text) !== undefined, 'expected a UTC instant'),
  ),
  /** Whoever locked, as IAM calls them. */
  by: v.string(),
  reason: v.string(),
});
/** Somebody's lock, as its schedule carries it. */
export type Lock = v.InferOutput<typeof LockSchema>;

/** That an access is kept closed, and by what. */
export interface Locked {
  readonly words: string;
  /** Unknown of a lock by deployment, and of one whose text cannot be read. */
  readonly since?: EpochMs;
}

/** By the template: `locked: true` of the controller. */
export const LOCKED_BY_DEPLOYMENT: Locked = { words: 'locked down by deployment' };

/** By the schedule of a name, with what could be read of it. */
export function lockedBy(name: string, lock: Lock | undefined): Locked {
  const since = lock === undefined ? undefined : fromIso(lock.at);
  return lock === undefined || since === undefined
    ? { words: `locked down by the schedule ${name}, whose text cannot be read` }
    : { words: `locked down since ${lock.at} by ${lock.by}: ${lock.reason}`, since };
}
