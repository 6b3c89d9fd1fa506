/** `temporary-access open`: asks for an access that opens on demand, and follows until it is open. */
import type { Command } from 'commander';
import { findAccess, sitesIn } from '../operate/discovery';
import { open, type Opened } from '../operate/open';
import { LONGEST_CASE, LONGEST_REASON } from '../operate/request-event';
import { untilWords } from '../operate/status-text';
import { addStackOptions, inAccount, noteOn, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json, timeoutOption, words } from './options';
import { FINDINGS, FINE, type Terminal } from './terminal';

const DEFAULT_TIMEOUT = '2m';

interface OpenFlags extends StackFlags {
  readonly reason: string;
  readonly case?: string;
  readonly timeout: number;
  readonly json?: true;
}

export function addOpen(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('open')
      .summary('ask for an access that opens on demand')
      .description(
        'Asks the controller of a deployed stack, with your own credentials, to open an access, and follows until ' +
          'its policies are attached or it says why not. It ends by itself.',
      )
      .argument('<access>', 'the id of the access: its path within the stack, such as ReleaseAccess')
      .requiredOption('--reason <text>', 'why you need it: it stands in the logs', words(LONGEST_REASON))
      .option(
        '--case <id>',
        'what it is for, such as an incident: a close for the same case closes it',
        words(LONGEST_CASE),
      ),
  )
    .addOption(timeoutOption('how long to follow: 90s, 5m, 1h', DEFAULT_TIMEOUT))
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 it is open, 1 it was refused or is not open in time, 2 it could not be asked for.',
    )
    .action(async (access: string, flags: OpenFlags) => {
      done(await run(access, flags, terminal, operator));
    });
}

async function run(id: string, flags: OpenFlags, terminal: Terminal, operator: Operator): Promise<number> {
  const stack = stackOf(flags, operator, id);
  const account = operator.connect({ region: stack.region, profile: flags.profile });
  const opened = await inAccount(account, terminal, async () => {
    const found = findAccess(await sitesIn(account, stack.name), id);
    return open(account, found, {
      reason: flags.reason,
      correlation: flags.case,
      timeoutMs: flags.timeout,
      progress: terminal.progress,
      note: noteOn(terminal),
    });
  });
  terminal.out(flags.json === true ? json({ access: id, ...opened }) : text(id, opened, account.clock.now()));
  return opened.outcome === 'open' ? FINE : FINDINGS;
}

function text(id: string, opened: Opened, now: Parameters<typeof untilWords>[1]): string {
  switch (opened.outcome) {
    case 'open':
      return (
        `${id} is open, at the latest until ${opened.until === undefined ? 'an unknown time' : untilWords(opened.until, now)} ` +
        `(request ${opened.request})\n` +
        'IAM may need some seconds to know it everywhere: `temporary-access wait` waits for that\n'
      );
    case 'refused':
      return `${id} is not opened: ${opened.reason}\n`;
    case 'timed-out':
      return `${id} is not open yet: ${opened.reason}\n`;
  }
}
