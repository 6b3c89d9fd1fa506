/** `temporary-access status`: what is open in a deployed stack, for whom, and what should not be. */
import type { Command } from 'commander';
import { findAccess, sitesIn } from '../operate/discovery';
import { isWrong, statusOf } from '../operate/status';
import { statusText } from '../operate/status-text';
import { addStackOptions, inAccount, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json } from './options';
import { FINDINGS, FINE, type Terminal } from './terminal';

interface StatusFlags extends StackFlags {
  readonly json?: true;
}

export function addStatus(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('status')
      .summary('say what is open in a deployed stack, and for whom')
      .description(
        'Reads IAM and the schedules of a deployed stack: what is attached, until when and for whom, when each window ' +
          'opens next, and what stands that should not.',
      )
      .argument('[access]', 'the id of one access (default: all of the stack)'),
  )
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 fine, 1 something stands that should not or cannot be read, 2 the stack cannot be read.',
    )
    .action(async (access: string | undefined, flags: StatusFlags) => {
      done(await run(access, flags, terminal, operator));
    });
}

async function run(
  id: string | undefined,
  flags: StatusFlags,
  terminal: Terminal,
  operator: Operator,
): Promise<number> {
  const named = stackOf(flags, operator, id);
  const account = operator.connect({ region: named.region, profile: flags.profile });
  const stacks = await inAccount(account, terminal, async () => {
    terminal.progress(`reading stack ${named.name}`);
    const sites = await sitesIn(account, named.name);
    const asked = id === undefined ? sites : [findAccess(sites, id).site];
    return Promise.all(asked.map((site) => statusOf(account, site, id)));
  });
  terminal.out(flags.json === true ? json({ version: 1, stacks }) : stacks.map(statusText).join('\n'));
  return stacks.some(isWrong) ? FINDINGS : FINE;
}
