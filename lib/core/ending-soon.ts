/**
 * When it is said that the end of an access is near.
 *
 * Sweeps say so, and keep nothing in mind: of all sweeps of one opening, one is the first that comes late enough, by
 * the time at which Scheduler was due to call it. So it is said once, not less than the declared time before the end
 * and at most one interval of the sweep earlier; at the first sweep, where the opening is not longer than that.
 */
import type { DeclaredAccess } from './declaration';
import { type EpochMs, later, MINUTE, plus } from './interval';
import { type Arranged, endOfOpen, lastOpening } from './lease';

/** The end of which this sweep has to say that it is near. */
export function endingSoon(
  access: DeclaredAccess,
  arranged: Arranged,
  { sweepAt, everyMinutes }: { readonly sweepAt: EpochMs; readonly everyMinutes: number },
): EpochMs | undefined {
  const { endingSoonMinutes } = access;
  const end = endingSoonMinutes === undefined ? undefined : endOfOpen(access, arranged, sweepAt);
  const start = lastOpening(access, arranged.leases, sweepAt)?.occurrence.start;
  if (endingSoonMinutes === undefined || end === undefined || start === undefined) {
    return undefined;
  }
  const every = everyMinutes * MINUTE;
  const due = later(start, plus(end, -endingSoonMinutes * MINUTE - every));
  return due <= sweepAt && sweepAt < plus(due, every) ? end : undefined;
}
