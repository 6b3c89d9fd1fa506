/**
 * Makes locks and lifts them, with the caller's own rights, and reads back that they stand, or are gone.
 *
 * Everything may be done twice: what stands already is a lock whoever made it, and what is gone already is lifted.
 */
import { iso } from '../core/interval';
import { LOCK_EXPRESSION, lockedBy, lockName, LONGEST_LOCK_REASON, STACK_LOCK } from '../core/lock';
import { lockInput } from '../core/message';
import type { Account } from './account';
import { lockNamed } from './arranged';
import { failedCall } from './call-failure';
import type { Site } from './discovery';
import { BETWEEN_READS } from './steady';

const MOST_READS = 5;
/** Scheduler's longest description. */
const LONGEST_DESCRIPTION = 512;

/** What is locked: one access, or all of the stack where none is named. */
export interface Scope {
  readonly site: Site;
  readonly access: string | undefined;
}

export interface Locking {
  readonly stack: string;
  readonly access?: string;
  /** It was read back. */
  readonly stands: boolean;
  /** What it says, or why it does not stand. */
  readonly words: string;
  /** The call that failed, if that is why. */
  readonly error?: unknown;
}

export function nameOf({ access }: Scope): string {
  return access === undefined ? STACK_LOCK : lockName(access);
}

/** Who locks, and why. */
export interface Reason {
  readonly by: string;
  readonly reason: string;
}

export async function lock(account: Account, scope: Scope, { by, reason }: Reason): Promise<Locking> {
  const { site, access } = scope;
  const { stack, group } = site.controller;
  const name = nameOf(scope);
  const of = { stack, ...(access === undefined ? {} : { access }) };
  const own = { ...(access === undefined ? {} : { access }), at: iso(account.clock.now()), by };
  const written = { ...own, reason: reason.slice(0, LONGEST_LOCK_REASON) };
  const description = `Keeps ${access ?? 'every temporary access of this stack'} closed since ${own.at}, by ${by}: ${reason}`;
  try {
    await account.locksOf(group).create(name, {
      expression: LOCK_EXPRESSION,
      description: description.slice(0, LONGEST_DESCRIPTION),
      input: lockInput(written),
      target: site.closer,
    });
  } catch (error) {
    // One of that name locks as well, and may be ours, where the first answer was lost.
    if (failedCall(error)?.failure !== 'conflict') {
      return { ...of, stands: false, words: messageOf(error), error };
    }
  }
  return { ...of, ...(await readBack(account, scope, true)) };
}

/** Lifts a lock; one that is gone is lifted. */
export async function unlock(account: Account, scope: Scope): Promise<Locking> {
  const { site, access } = scope;
  const { stack, group } = site.controller;
  const of = { stack, ...(access === undefined ? {} : { access }) };
  try {
    await account.locksOf(group).remove(nameOf(scope));
  } catch (error) {
    if (failedCall(error)?.failure !== 'absent') {
      return { ...of, stands: true, words: messageOf(error), error };
    }
  }
  return { ...of, ...(await readBack(account, scope, false)) };
}

/** Scheduler may need a moment to say what was just done. */
export async function readBack(
  { clock }: Account,
  scope: Scope,
  wanted: boolean,
): Promise<Pick<Locking, 'stands' | 'words' | 'error'>> {
  const name = nameOf(scope);
  try {
    for (let reads = 1; ; reads++) {
      const found = await lockNamed(scope.site.schedules, name);
      if ((found !== undefined) === wanted || reads === MOST_READS) {
        return found === undefined
          ? { stands: false, words: `there is no schedule ${name}` }
          : { stands: true, words: lockedBy(name, found.lock).words };
      }
      await clock.sleep(BETWEEN_READS);
    }
  } catch (error) {
    return { stands: !wanted, words: `it cannot be read back: ${messageOf(error)}`, error };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
