/**
 * Lifts locks that were made by hand, and says what that means: it opens nothing by itself.
 *
 * A lock by deployment is not lifted here, for the next deployment would bring it back.
 */
import { openAt } from '../core/lease';
import type { Account } from './account';
import { arrangedFor, lockNamed, locksOn } from './arranged';
import { wordsOf } from './close';
import { findAccess, type Site } from './discovery';
import { type Locking, nameOf, type Scope, unlock } from './lock';

export type Unlocked =
  | { readonly outcome: 'by-deployment'; readonly stacks: readonly string[] }
  | { readonly outcome: 'tried'; readonly locks: readonly Locking[]; readonly accesses: readonly StillClosed[] };

/** An access whose lock is lifted. */
export interface StillClosed {
  readonly access: string;
  /** What else locks it. */
  readonly locked: readonly string[];
  /** What is due now, and stays closed until something opens it. */
  readonly due: readonly string[];
}

export async function unlockAll(account: Account, scopes: readonly Scope[]): Promise<Unlocked> {
  const deployed = scopes.filter(({ site }) => site.isLocked).map(({ site }) => site.controller.stack);
  if (deployed.length > 0) {
    return { outcome: 'by-deployment', stacks: deployed };
  }
  const locks = await Promise.all(scopes.map((scope) => unlock(account, scope)));
  const accesses = await Promise.all(
    scopes.flatMap(({ site, access }) =>
      site.accesses
        .filter((one) => access === undefined || one.access === access)
        .map(async (one) => {
          const locked = await locksOn(site, one.access);
          const now = account.clock.now();
          const open = openAt(one, await arrangedFor(site, one, now), now);
          return { access: one.access, locked: locked.map(({ words }) => words), due: open.map(wordsOf) };
        }),
    ),
  );
  return { outcome: 'tried', locks, accesses };
}

/** Whether everything is lifted that was to be, and the accesses that were named are locked by nothing else. */
export function isUnlocked(unlocked: Unlocked, access: string | undefined): boolean {
  return (
    unlocked.outcome === 'tried' &&
    unlocked.locks.every(({ stands }) => !stands) &&
    (access === undefined || unlocked.accesses.every(({ locked }) => locked.length === 0))
  );
}

/** Also an access that has left the stack may be locked: its lock stays, and locks it when it comes back. */
export async function scopesToUnlock(sites: readonly Site[], access: string | undefined): Promise<Scope[]> {
  if (access === undefined) {
    return sites.map((site) => ({ site, access }));
  }
  if (!sites.some(({ accesses }) => accesses.some((one) => one.access === access))) {
    for (const site of sites) {
      const scope = { site, access };
      if ((await lockNamed(site.schedules, nameOf(scope))) !== undefined) {
        return [scope];
      }
    }
  }
  return [{ site: findAccess(sites, access).site, access }];
}
