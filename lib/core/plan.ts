/** What to do about one access: decided here and nowhere else. */
import type { DeclaredAccess } from './declaration';
import { type EpochMs, plus, SECOND } from './interval';
import { type Arranged, isTooLate, openAt } from './lease';

/** The managed policies that IAM lists on a role, or why there is no such list. `unknown`: not read, or not readable. */
export type Observed = ReadonlySet<string> | 'role-gone' | 'unknown';

export interface Plan {
  /** `too-late`: due, and not begun any more so shortly before its end. */
  readonly step: 'attach' | 'detach' | 'too-late' | 'none';
  readonly policies: readonly string[];
}

/** A start may be served by a function whose clock is this far ahead of the one that sweeps. */
const CLOCK_TOLERANCE = 5 * SECOND;

/** The instant up to which a close leaves alone what opens. */
export function inTolerance(at: EpochMs): EpochMs {
  return plus(at, CLOCK_TOLERANCE);
}

const NONE: Plan = { step: 'none', policies: [] };

/**
 * Compares what declaration, leases and holds say for this instant with what IAM shows.
 *
 * An event only wakes the controller; whether access is due follows from them and the clock. `mayAttach` is all that
 * sets a start apart from an end, a sweep or a delete, so nothing but a start can put back what a person took off.
 * Without a readable role nothing is attached, while what is past its end is detached all the same.
 */
export function plan(
  access: DeclaredAccess,
  arranged: Arranged,
  observed: Observed,
  now: EpochMs,
  mayAttach: boolean,
): Plan {
  if (observed === 'role-gone') {
    return NONE;
  }
  const isOpen = (at: EpochMs): boolean => openAt(access, arranged, at).length > 0;
  const open = isOpen(now) || (!mayAttach && isOpen(inTolerance(now)));
  if (!open) {
    const standing = observed === 'unknown' ? access.policies : access.policies.filter((one) => observed.has(one));
    return standing.length > 0 ? { step: 'detach', policies: standing } : NONE;
  }
  if (!mayAttach || observed === 'unknown') {
    return NONE;
  }
  const missing = access.policies.filter((one) => !observed.has(one));
  if (missing.length === 0) {
    return NONE;
  }
  const mayStart = openAt(access, arranged, now).some((opening) => !isTooLate(access, opening, now));
  return { step: mayStart ? 'attach' : 'too-late', policies: missing };
}
