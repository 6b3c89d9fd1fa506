/** Calls people when glass breaks, and when it is mended: it is while nothing of the kind is open any more. */
import type { DeclaredAccess } from '../lib/core/declaration';
import type { EpochMs } from '../lib/core/interval';
import { type Arranged, openAt } from '../lib/core/lease';
import { type DeclaredWindow, isOnDemand } from '../lib/core/window';
import type { Run, Target } from './run';

/** Whether the access is open by breaking glass, whatever else holds it open. */
export function isBroken(access: DeclaredAccess, arranged: Arranged, at: EpochMs): boolean {
  return openAt(access, arranged, at).some(({ window }) => breaksGlass(window));
}

/** Loud before anything is attached, so that no crash can keep it silent, and also where it is attached already. */
export function callAtBreak(run: Run, access: DeclaredAccess, arranged: Arranged, at: EpochMs): void {
  if (isBroken(access, arranged, at)) {
    run.world.telemetry.breakGlass(access.access, true);
  }
}

/** The policies are proved to be gone. */
export function callAtProof(run: Run, { access, windows }: Target): void {
  if (windows.some(breaksGlass)) {
    run.world.telemetry.breakGlass(access, false);
  }
}

/** The policies stay, since another window holds them: the glass is mended all the same. */
export function callIfMended(run: Run, access: DeclaredAccess, arranged: Arranged): void {
  if (access.windows.some(breaksGlass) && !isBroken(access, arranged, run.world.clock.now())) {
    run.world.telemetry.breakGlass(access.access, false);
  }
}

function breaksGlass(window: DeclaredWindow): boolean {
  return isOnDemand(window) && window.breakGlass === true;
}
