/** `temporary-access unlock`: lifts what `lockdown` has locked. */
import type { Command } from 'commander';
import { failedCall } from '../operate/call-failure';
import { sitesIn } from '../operate/discovery';
import { explanation } from '../operate/explained';
import { isUnlocked, scopesToUnlock, type StillClosed, unlockAll, type Unlocked } from '../operate/unlock';
import { addStackOptions, inAccount, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json } from './options';
import { FINDINGS, FINE, type Terminal } from './terminal';

interface UnlockFlags extends StackFlags {
  readonly access?: string;
  readonly json?: true;
}

export function addUnlock(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('unlock')
      .summary('lift what `lockdown` has locked')
      .description(
        'Lifts the lock of a deployed stack, or of one access. That opens nothing: the next start, request or ' +
          'deployment does.',
      )
      .option('--access <id>', 'the lock of one access (default: that of the stack)'),
  )
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 it is not locked any more, 1 it is, 2 wrong usage or the stack cannot be read.',
    )
    .action(async (flags: UnlockFlags) => {
      done(await run(flags, terminal, operator));
    });
}

async function run(flags: UnlockFlags, terminal: Terminal, operator: Operator): Promise<number> {
  const { access } = flags;
  const stack = stackOf(flags, operator, access);
  const account = operator.connect({ region: stack.region, profile: flags.profile });
  return inAccount(account, terminal, async () => {
    terminal.progress(`reading stack ${stack.name}`);
    const unlocked = await unlockAll(account, await scopesToUnlock(await sitesIn(account, stack.name), access));
    const errors = unlocked.outcome === 'tried' ? unlocked.locks.flatMap(({ error }) => failedCall(error) ?? []) : [];
    const why = await Promise.all(errors.map((one) => explanation(account, one)));
    const isLifted = isUnlocked(unlocked, access);
    terminal.progress(undefined);
    terminal.out(
      flags.json === true
        ? json({ version: 1, unlocked: isLifted, ...withoutErrors(unlocked), why })
        : textOf(unlocked, access, why),
    );
    return isLifted ? FINE : FINDINGS;
  });
}

function withoutErrors(unlocked: Unlocked): object {
  return unlocked.outcome === 'tried'
    ? {
        ...unlocked,
        locks: unlocked.locks.map(({ stack, access, stands, words }) => ({ stack, access, stands, words })),
      }
    : unlocked;
}

function textOf(unlocked: Unlocked, access: string | undefined, why: readonly string[]): string {
  if (unlocked.outcome === 'by-deployment') {
    return (
      `${unlocked.stacks.join(', ')} is locked by deployment, and nothing was lifted: take \`locked: true\` from its ` +
      'AccessController and deploy, then run this again for what was locked by hand\n'
    );
  }
  const lines = [
    ...unlocked.locks.map(({ stack, access: one, stands, words }) => {
      const what = one === undefined ? `Stack ${stack}` : `${one} of stack ${stack}`;
      return stands ? `${what} IS STILL LOCKED: ${words}` : `${what} is unlocked`;
    }),
    ...why,
    ...unlocked.accesses.flatMap((one) => accessLines(one, access)),
  ];
  return `${lines.join('\n')}\n`;
}

function accessLines({ access, locked, due }: StillClosed, asked: string | undefined): string[] {
  if (locked.length > 0) {
    const lift = asked === undefined ? `temporary-access unlock --access ${access}` : 'temporary-access unlock';
    return [`  ${access} is still ${locked.join(', and ')}; ${lift}`];
  }
  return due.map(
    (one) =>
      `  ${access} is due now (${one}), and stays closed all the same until its next start, a request or a deployment`,
  );
}
