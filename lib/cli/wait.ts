/** `temporary-access wait`: for pipelines, whose first call must not race IAM. */
import { type Command, Option } from 'commander';
import { SECOND } from '../core/interval';
import { openAt } from '../core/lease';
import { arrangedFor } from '../operate/arranged';
import type { Attachment } from '../operate/attachments';
import { wordsOf } from '../operate/close';
import { findAccess, type Found, sitesIn } from '../operate/discovery';
import { nextByTheClock } from '../operate/opening-times';
import { SETTLE_MS } from '../operate/steady';
import { type Until, type Waited, waitUntil } from '../operate/wait';
import { durationText } from '../rehearsal/duration-text';
import { addStackOptions, inAccount, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json, timeoutOption } from './options';
import { FINDINGS, FINE, type Terminal } from './terminal';

const DEFAULT_TIMEOUT = '5m';

interface WaitFlags extends StackFlags {
  readonly until: Until;
  readonly timeout: number;
  readonly json?: true;
}

const READ: Readonly<Record<Attachment, string>> = {
  all: 'all policies attached',
  some: 'some policies attached',
  none: 'no policy attached',
  'role-gone': 'its role is gone',
};

export function addWait(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('wait')
      .summary('wait until an access is open, or gone')
      .description(
        `Waits until IAM shows all policies of an access attached, or none of them, for ${SETTLE_MS / SECOND} seconds ` +
          'without a break: a change of IAM needs some seconds until it is known everywhere.',
      )
      .argument('<access>', 'the id of the access: its path within the stack, such as ReleaseAccess'),
  )
    .addOption(new Option('--until <state>', 'what to wait for').choices(['open', 'closed']).makeOptionMandatory())
    .addOption(timeoutOption('how long at most: 90s, 5m, 1h', DEFAULT_TIMEOUT))
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExit status: 0 it is so, 1 it is not so in time, 2 it cannot be read.')
    .action(async (access: string, flags: WaitFlags) => {
      done(await run(access, flags, terminal, operator));
    });
}

async function run(id: string, flags: WaitFlags, terminal: Terminal, operator: Operator): Promise<number> {
  const { until, timeout: timeoutMs } = flags;
  const stack = stackOf(flags, operator, id);
  const account = operator.connect({ region: stack.region, profile: flags.profile });
  return inAccount(account, terminal, async () => {
    const found = findAccess(await sitesIn(account, stack.name), id);
    const since = account.clock.now();
    const waited = await waitUntil(account, {
      ...{ access: found.access, until, timeoutMs },
      onRead: (read) => {
        terminal.progress(`${durationText((account.clock.now() - since) / SECOND)}: ${readWords(read)}`);
      },
    });
    const took = durationText((waited.at - since) / SECOND);
    const words = waited.reached ? `${id} is ${until} (${took})` : await whyNot(found, flags, waited);
    const { reached, attachment } = waited;
    terminal.out(flags.json === true ? json({ access: id, until, reached, attachment, words }) : `${words}\n`);
    return reached ? FINE : FINDINGS;
  });
}

function readWords(read: Attachment | undefined): string {
  return read === undefined ? 'IAM cannot be read' : READ[read];
}

/** What holds it open, or opens it next. */
async function whyNot(
  { site, access }: Found,
  { until, timeout }: WaitFlags,
  { attachment, at }: Waited,
): Promise<string> {
  const arranged = await arrangedFor(site, access, at).catch(() => undefined);
  const open = arranged === undefined ? [] : openAt(access, arranged, at).map(wordsOf);
  const why =
    open.length > 0
      ? `it is due to be open: ${open.join('; ')}`
      : arranged?.locked !== undefined
        ? `it is ${arranged.locked.words}`
        : `nothing is due to open it now; by the clock it opens ${nextByTheClock(access, at)}`;
  return `${access.access} is not ${until} after ${durationText(timeout / SECOND)}: ${readWords(attachment)}; ${why}`;
}
