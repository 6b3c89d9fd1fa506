/**
 * Reads what decides, beside declaration and clock, whether an access is open: leases, holds and locks.
 *
 * A lock is made by hand and without warning: by the deployment, on the whole stack, or on one access. So whatever
 * opens looks before it attaches, and again when it has. Where a lock cannot be read nothing opens, while a close goes
 * on by what is known.
 */
import { lockIn } from '../lib/core/arranged-schedule';
import type { DeclaredAccess } from '../lib/core/declaration';
import type { EpochMs } from '../lib/core/interval';
import { type Arranged, openAt } from '../lib/core/lease';
import { LOCKED_BY_DEPLOYMENT, lockedBy, type Locked, lockName, STACK_LOCK } from '../lib/core/lock';
import { inTolerance } from '../lib/core/plan';
import { atOnce, currentManifest, leasesAndHolds, scheduleNamed } from './observe';
import { CLOSING, messageOf, type Patience } from './patience';
import type { Run } from './run';

/** What says whether an access is open at an instant, or shortly after. No lock is read where nothing is open anyway. */
export async function arrangedFor(
  run: Run,
  access: DeclaredAccess,
  at: EpochMs,
  patience: Patience,
): Promise<Arranged> {
  const arranged = await leasesAndHolds(run, access, at, patience);
  return isOpenAbout(access, arranged, at) ? withLock(arranged, await lockOn(run, access.access, patience)) : arranged;
}

/** As `arrangedFor`; what opens by the clock is left alone where nobody can say whether it is locked. */
export async function arrangedToClose(
  run: Run,
  access: DeclaredAccess,
  at: EpochMs,
  byDeployment?: boolean,
): Promise<Arranged> {
  const arranged = await leasesAndHolds(run, access, at, CLOSING);
  if (!isOpenAbout(access, arranged, at)) {
    return arranged;
  }
  try {
    return withLock(arranged, await lockOn(run, access.access, CLOSING, byDeployment));
  } catch (error) {
    run.world.telemetry.note('cannot read whether it is locked', { access: access.access, error: messageOf(error) });
    return arranged;
  }
}

/** As `arrangedFor`, read once more; what was known before where it cannot be read. */
export async function arrangedSince(
  run: Run,
  access: DeclaredAccess,
  before: Arranged,
  patience: Patience,
): Promise<Arranged> {
  try {
    return await arrangedFor(run, access, run.world.clock.now(), patience);
  } catch (error) {
    run.world.telemetry.note('cannot read leases and holds again', { access: access.access, error: messageOf(error) });
    return before;
  }
}

export function withLock(arranged: Arranged, locked: Locked | undefined): Arranged {
  return locked === undefined ? arranged : { ...arranged, locked };
}

/** What keeps an access closed, whatever opens it. Whether the deployment does is read, unless it is known. */
export async function lockOn(
  run: Run,
  access: string,
  patience: Patience,
  byDeployment?: boolean,
): Promise<Locked | undefined> {
  const [deployed, ...locks] = await Promise.all([
    byDeployment ?? isLockedByDeployment(run, patience),
    ...[STACK_LOCK, lockName(access)].map((name) => lockNamed(run, name, patience)),
  ]);
  return deployed ? LOCKED_BY_DEPLOYMENT : locks.find((one) => one !== undefined);
}

async function isLockedByDeployment(run: Run, patience: Patience): Promise<boolean> {
  const manifest = await currentManifest(run, patience);
  return 'locked' in manifest && manifest.locked;
}

async function lockNamed(run: Run, name: string, patience: Patience): Promise<Locked | undefined> {
  const schedule = await scheduleNamed(run, name, atOnce(patience));
  return schedule && lockedBy(name, lockIn(schedule));
}

function isOpenAbout(access: DeclaredAccess, arranged: Arranged, at: EpochMs): boolean {
  return [at, inTolerance(at)].some((one) => openAt(access, arranged, one).length > 0);
}
