/**
 * Closes everything of a stack, or one access, and keeps it closed.
 *
 * First the lock: from then on nothing opens. Then the closer is woken, and IAM is read until no policy has been seen for
 * longer than an opener that was on its way could still attach. What the closer leaves is detached without it, where the
 * caller may. Nothing stops at the first failure: whatever can be locked is locked, whatever can be closed is closed.
 */
import type { DeclaredAccess } from '../core/declaration';
import { type EpochMs, iso, plus, SECOND } from '../core/interval';
import { SCHEDULED_TIME, sweepInput } from '../core/message';
import type { Account } from './account';
import { standingPolicies } from './attachments';
import { failedCall, isPassing } from './call-failure';
import { closeDirectly, type DirectClose } from './direct-close';
import { lock, type Locking, readBack, type Reason, type Scope } from './lock';
import { BETWEEN_READS, PROOF_MS, Steady } from './steady';

/** A read of IAM just after an attach may not show it: whoever stands after this is looked at once more. */
const WAKE_AGAIN_AFTER = 30 * SECOND;

export interface LockdownOrder extends Reason {
  readonly scopes: readonly Scope[];
  /** How long the closer may take. */
  readonly timeoutMs: number;
  readonly progress: (text: string) => void;
  /** Told once, beside the outcome. */
  readonly note: (text: string) => void;
}

/** Of one access: whether all of its policies were read to be gone. */
export interface Closed {
  readonly stack: string;
  readonly access: string;
  readonly role: string;
  readonly closed: boolean;
  /** What was seen last; all of its policies, where nothing was. */
  readonly standing: readonly string[];
  readonly reads: number;
  readonly overMs: number;
  /** What was done without the closer, if anything. */
  readonly direct?: DirectClose;
}

export interface Lockdown {
  readonly locks: readonly Locking[];
  readonly accesses: readonly Closed[];
}

export function isDone({ locks, accesses }: Lockdown): boolean {
  return locks.every(({ stands }) => stands) && accesses.every(({ closed }) => closed);
}

export async function lockDown(account: Account, order: LockdownOrder): Promise<Lockdown> {
  const { scopes, note } = order;
  const made = new Map<Scope, Locking>();
  for (const scope of scopes) {
    made.set(scope, await lock(account, scope, order));
  }
  const watched = scopes.flatMap((scope) =>
    accessesOf(scope).map((access) => new Watched(scope.site.controller.stack, access)),
  );
  const woken = await wakeAll(account, scopes, note);
  await follow(account, order, watched, woken ? order.timeoutMs : 0);
  const accesses = await Promise.all(watched.map((one) => closedAtLast(account, one, order.progress)));
  // Somebody may have lifted it meanwhile.
  const locks = await Promise.all(
    [...made].map(async ([scope, one]) => (one.stands ? { ...one, ...(await readBack(account, scope, true)) } : one)),
  );
  return { locks, accesses };
}

function accessesOf({ site, access }: Scope): readonly DeclaredAccess[] {
  return site.accesses.filter((one) => access === undefined || one.access === access);
}

/** A sweep is what finds everything that has to go. It looks at more than one access, and closes only what is due. */
async function wakeAll(account: Account, scopes: readonly Scope[], note: (text: string) => void): Promise<boolean> {
  const woken = await Promise.all(
    scopes.map(async ({ site }) => {
      const sweep = sweepInput(site.accesses, site.isLocked ? { locked: true } : {});
      const event = JSON.stringify(sweep).replaceAll(SCHEDULED_TIME, iso(account.clock.now()));
      try {
        await account.wake(site.closer.arn, event);
        return true;
      } catch (error) {
        note(`the closer of ${site.controller.stack} cannot be woken, so it is closed without it: ${wordsOf(error)}`);
        return false;
      }
    }),
  );
  return woken.every((one) => one);
}

/** One access while it is being closed. */
class Watched {
  readonly steady = new Steady(PROOF_MS);
  standing: readonly string[];
  unreadable: string | undefined;

  constructor(
    readonly stack: string,
    readonly access: DeclaredAccess,
  ) {
    this.standing = access.policies;
  }

  async read({ roles, clock }: Account): Promise<void> {
    try {
      const found = await standingPolicies(roles, this.access);
      this.standing = found === 'role-gone' ? [] : found;
      this.steady.see(clock.now(), this.standing.length === 0);
    } catch (error) {
      this.steady.see(clock.now(), undefined);
      this.unreadable = isPassing(error) ? this.unreadable : wordsOf(error);
    }
  }
}

async function follow(
  account: Account,
  { scopes, progress, note }: LockdownOrder,
  watched: readonly Watched[],
  timeoutMs: number,
): Promise<void> {
  const { clock } = account;
  const since = clock.now();
  const deadline = plus(since, timeoutMs);
  let again: EpochMs | undefined = plus(since, WAKE_AGAIN_AFTER);
  while (plus(clock.now(), BETWEEN_READS) <= deadline) {
    await clock.sleep(BETWEEN_READS);
    await Promise.all(watched.map((one) => one.read(account)));
    if (watched.every(({ steady }) => steady.isSettled)) {
      break;
    }
    const standing = watched.filter((one) => one.steady.reads === 0);
    progress(
      standing.length === 0
        ? 'nothing is attached; reading back'
        : `still attached: ${standing.map(({ access }) => access.access).join(', ')}`,
    );
    if (again !== undefined && clock.now() >= again && standing.length > 0) {
      again = undefined;
      await wakeAll(account, scopes, note);
    }
  }
  const unreadable = new Set(watched.flatMap((one) => one.unreadable ?? []));
  unreadable.forEach((why) => {
    note(`cannot read what is attached: ${why}`);
  });
}

/** What nobody has closed is closed by its attachment role. */
async function closedAtLast(
  account: Account,
  { stack, access, steady }: Watched,
  progress: (text: string) => void,
): Promise<Closed> {
  const of = { stack, access: access.access, role: access.role };
  if (steady.isSettled) {
    return { ...of, closed: true, standing: [], reads: steady.reads, overMs: steady.ms };
  }
  const direct = await closeDirectly(account, access, progress);
  const { closed, standing, reads, overMs } = direct;
  return { ...of, closed, standing: closed ? [] : standing, reads, overMs, direct };
}

function wordsOf(error: unknown): string {
  const failed = failedCall(error);
  return failed === undefined ? String(error) : `${failed.operation}: ${failed.message}`;
}
