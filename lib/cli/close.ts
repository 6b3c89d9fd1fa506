/**
 * `temporary-access close`: closes an access before its time, by its controller or without it.
 *
 * Closing is what has to work when nothing else does: whatever keeps the controller from doing it, the attachment role
 * is taken instead.
 */
import { type Command } from 'commander';
import type { Account } from '../operate/account';
import { failedCall } from '../operate/call-failure';
import { askToClose } from '../operate/close';
import { closeDirectly, type Target, targetOf } from '../operate/direct-close';
import { directText, whatMayReopen } from '../operate/direct-close-text';
import { findAccess, type Found, sitesIn } from '../operate/discovery';
import { explanation } from '../operate/explained';
import { LONGEST_CASE } from '../operate/request-event';
import { addStackOptions, inAccount, noteOn, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { json, timeoutOption, words } from './options';
import { FINDINGS, FINE, type Terminal, UsageError } from './terminal';

const DEFAULT_TIMEOUT = '90s';

interface CloseFlags extends StackFlags {
  readonly case?: string;
  readonly direct?: true;
  readonly attachmentRole?: string;
  readonly timeout: number;
  readonly json?: true;
}

export function addClose(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('close')
      .summary('close an access before its time')
      .description(
        'Asks the controller of a deployed stack, with your own credentials, to close an access, and follows until ' +
          'its removal is proved. Where nobody closes it, it is detached without the controller, by its attachment role.',
      )
      .argument('<access>', 'the id of the access: its path within the stack, such as ReleaseAccess')
      .option('--case <id>', 'close only what is open for this case', words(LONGEST_CASE))
      .option('--direct', 'ask nobody: detach at once, by the attachment role')
      .option('--attachment-role <arn>', 'the attachment role, where the stack cannot be read'),
  )
    .addOption(timeoutOption('how long the controller may take: 90s, 5m, 1h', DEFAULT_TIMEOUT))
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 it is proved to be gone, 1 it is not, 2 wrong usage or nobody could be asked.',
    )
    .action(async (access: string, flags: CloseFlags) => {
      done(await run(access, flags, terminal, operator));
    });
}

async function run(id: string, flags: CloseFlags, terminal: Terminal, operator: Operator): Promise<number> {
  if (flags.direct === true && flags.case !== undefined) {
    throw new UsageError('--direct closes whatever the case is: leave out --case, or --direct');
  }
  const stack = stackOrNone(id, flags, operator);
  const account = operator.connect({ region: stack?.region ?? flags.region, profile: flags.profile });
  return inAccount(account, terminal, async () => {
    const command: Closing = { id, flags, terminal, account, note: noteOn(terminal) };
    const found = stack === undefined ? undefined : await foundOrNone(command, stack.name);
    if (found === undefined) {
      return closeWithout(command, await targetOf(account, id, flags.attachmentRole ?? ''), undefined);
    }
    const { attachmentRole = found.access.attachmentRole } = flags;
    if (attachmentRole !== found.access.attachmentRole) {
      command.note(
        `${attachmentRole} is not the attachment role of ${id} as it is declared now, so it is asked itself`,
      );
      return closeWithout(command, await targetOf(account, id, attachmentRole), undefined);
    }
    return flags.direct === true ? closeWithout(command, found.access, found) : closeByController(command, found);
  });
}

interface Closing {
  readonly id: string;
  readonly flags: CloseFlags;
  readonly terminal: Terminal;
  readonly account: Account;
  readonly note: (text: string) => void;
}

/** An attachment role is enough. */
function stackOrNone(id: string, flags: CloseFlags, operator: Operator): ReturnType<typeof stackOf> | undefined {
  try {
    return stackOf(flags, operator, id);
  } catch (error) {
    if (flags.attachmentRole !== undefined && flags.stack === undefined && flags.app === undefined) {
      return undefined;
    }
    throw error;
  }
}

async function foundOrNone({ id, flags, account, note }: Closing, stack: string): Promise<Found | undefined> {
  try {
    return findAccess(await sitesIn(account, stack), id);
  } catch (error) {
    const failed = failedCall(error);
    if (
      flags.attachmentRole !== undefined &&
      !['no-credentials', 'expired', 'no-region'].includes(failed?.failure ?? '')
    ) {
      const why = failed === undefined ? messageOf(error) : await explanation(account, failed);
      note(`the stack cannot be read, so the attachment role is asked itself: ${why}`);
      return undefined;
    }
    if (failed !== undefined) {
      note('if the stack cannot be read, --attachment-role ARN is enough to close');
    }
    throw error;
  }
}

async function closeByController(command: Closing, found: Found): Promise<number> {
  const { id, flags, terminal, account, note } = command;
  const asked = await askToClose(account, found, {
    ...{ correlation: flags.case, timeoutMs: flags.timeout, note },
    progress: terminal.progress,
  });
  switch (asked.outcome) {
    case 'closed': {
      const { request, by, words } = asked;
      terminal.out(
        flags.json === true
          ? json({ access: id, closed: true, by: by === 'record' ? 'controller' : 'reading', request, words })
          : `${id} is closed: ${words} (request ${request})\n`,
      );
      return FINE;
    }
    case 'not-asked-for': {
      const { request, reason } = asked;
      terminal.out(
        flags.json === true
          ? json({ access: id, closed: false, ...(request === undefined ? {} : { request }), reason })
          : `${id} is not closed: ${reason}\n`,
      );
      return FINDINGS;
    }
    case 'unanswered': {
      const failed = failedCall(asked.error);
      note(
        `closing without the controller: ${failed === undefined ? asked.reason : await explanation(account, failed)}`,
      );
      return closeWithout(command, found.access, found);
    }
  }
}

async function closeWithout(command: Closing, target: Target, found: Found | undefined): Promise<number> {
  const { id, flags, terminal, account } = command;
  const done = await closeDirectly(account, target, terminal.progress);
  const reopening = await whatMayReopen(account, found);
  const denied = failedCall(done.notAssumed);
  const why = denied === undefined ? undefined : await explanation(account, denied);
  if (flags.json === true) {
    const { closed, session, assumed, attachmentRole, role, detached, standing, reads, overMs, problems } = done;
    const read = { reads, overSeconds: Math.round(overMs / 1_000), standing };
    terminal.out(
      json({
        ...{ access: id, closed, by: 'direct', attachmentRole, session, assumed, role, detached, ...read, problems },
        ...{ held: false, reopening },
        ...(why === undefined ? {} : { notAssumed: why }),
      }),
    );
  } else {
    terminal.out(directText(done, reopening, why));
  }
  return done.closed ? FINE : FINDINGS;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
