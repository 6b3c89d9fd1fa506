/** Takes away what was made at run time for an access that goes: nothing is left to fire when it is gone. */
import type { DeclaredAccess } from '../lib/core/declaration';
import { canBeHeld, LEASE_NAMES, leaseName } from '../lib/core/lease';
import { removeOrGone } from './hold';
import { holdNames } from './observe';
import { inParallel, throwAll } from './parallel';
import { CLOSING, patiently } from './patience';
import { type Run } from './run';

const AT_ONCE = 10;

export async function removeArranged(run: Run, { access, windows }: DeclaredAccess): Promise<void> {
  if (!windows.some(canBeHeld)) {
    return;
  }
  const leases = LEASE_NAMES.map((place) => leaseName(access, place));
  const names = [...leases, ...(await holdNames(run, access, CLOSING))];
  throwAll(await inParallel(names, AT_ONCE, (name) => patiently(run, CLOSING, () => removeOrGone(run, name))));
}
