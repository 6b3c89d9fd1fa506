/** `temporary-access lockdown`: closes everything of a stack, or one access, and keeps it closed until it is unlocked. */
import type { Command } from 'commander';
import { LONGEST_LOCK_REASON } from '../core/lock';
import type { Account } from '../operate/account';
import { failedCall } from '../operate/call-failure';
import { findAccess, type Site, sitesIn } from '../operate/discovery';
import { explanation } from '../operate/explained';
import type { Scope } from '../operate/lock';
import { isDone, type Lockdown, lockDown } from '../operate/lockdown';
import { lockdownText } from '../operate/lockdown-text';
import { addStackOptions, inAccount, noteOn, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json, timeoutOption, words } from './options';
import { FINDINGS, FINE, type Terminal } from './terminal';

const DEFAULT_TIMEOUT = '90s';

interface LockdownFlags extends StackFlags {
  readonly access?: string;
  readonly reason: string;
  readonly timeout: number;
  readonly json?: true;
}

export function addLockdown(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('lockdown')
      .summary('close everything of a deployed stack, and keep it closed')
      .description(
        'Locks a deployed stack, or one access of it, with your own credentials: nothing opens until `unlock`, ' +
          'break-glass accesses neither. Then closes what is open, and reads IAM until all of it is gone.',
      )
      .option('--access <id>', 'one access only (default: all of the stack)')
      .requiredOption('--reason <text>', 'why: whoever is refused reads it', words(LONGEST_LOCK_REASON)),
  )
    .addOption(timeoutOption('how long the controller may take: 90s, 5m, 1h', DEFAULT_TIMEOUT))
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 all of it is proved to be gone and the lock stands, 1 not, 2 wrong usage or the stack cannot be read.',
    )
    .action(async (flags: LockdownFlags) => {
      done(await run(flags, terminal, operator));
    });
}

async function run(flags: LockdownFlags, terminal: Terminal, operator: Operator): Promise<number> {
  const { access, reason, timeout: timeoutMs } = flags;
  const stack = stackOf(flags, operator, access);
  const account = operator.connect({ region: stack.region, profile: flags.profile });
  return inAccount(account, terminal, async () => {
    const scopes = scopesOf(await sitesIn(account, stack.name), access);
    const by = await account.identity().then(
      ({ arn }) => arn,
      () => 'somebody',
    );
    const { progress } = terminal;
    const lockdown = await lockDown(account, { scopes, by, reason, timeoutMs, progress, note: noteOn(terminal) });
    const why = await whyNot(account, lockdown);
    progress(undefined);
    terminal.out(flags.json === true ? json(reportOf(lockdown, why)) : lockdownText(lockdown, why));
    return isDone(lockdown) ? FINE : FINDINGS;
  });
}

/** Nested stacks have controllers of their own. */
export function scopesOf(sites: readonly Site[], access: string | undefined): Scope[] {
  return access === undefined
    ? sites.map((site) => ({ site, access: undefined }))
    : [{ site: findAccess(sites, access).site, access }];
}

/** What was not allowed, and whom to ask. */
async function whyNot(account: Account, { locks, accesses }: Lockdown): Promise<string[]> {
  const errors = [...locks.map(({ error }) => error), ...accesses.map(({ direct }) => direct?.notAssumed)];
  const failed = errors.flatMap((error) => failedCall(error) ?? []);
  return [...new Set(await Promise.all(failed.map((one) => explanation(account, one))))];
}

function reportOf(lockdown: Lockdown, why: readonly string[]): object {
  return {
    version: 1,
    done: isDone(lockdown),
    locks: lockdown.locks.map(({ stack, access, stands, words: text }) => ({ stack, access, stands, words: text })),
    accesses: lockdown.accesses.map(({ direct, overMs, ...one }) => ({
      ...one,
      overSeconds: Math.round(overMs / 1_000),
      by: direct === undefined ? 'controller' : 'direct',
    })),
    why,
  };
}
