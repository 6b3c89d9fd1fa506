#!/usr/bin/env node
/** The command line: thin commands over rehearsal, review and deployed stacks. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { epochMs } from '../core/interval';
import { AssemblyError } from '../assembly/assembly';
import { CommandError } from '../operate/call-failure';
import { addClose } from './close';
import { addEvidence } from './evidence';
import { addLockdown } from './lockdown';
import { addOpen } from './open';
import { OPERATOR, type Operator } from './operator';
import { progressOn } from './progress';
import { addRehearse } from './rehearse';
import { addReview } from './review';
import { addStatus } from './status';
import { addUnlock } from './unlock';
import { FINE, type Terminal, UsageError, WRONG_USAGE } from './terminal';
import { addWait } from './wait';

/** What the command line understands. */
export function commandLine(terminal: Terminal, ended: (status: number) => void, operator: Operator): Command {
  const program = new Command('temporary-access')
    .description(
      'Shows what the temporary access of a CDK app will do before it is deployed, and asks for it once it is.',
    )
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const add of [
    addRehearse,
    addReview,
    addOpen,
    addClose,
    addStatus,
    addWait,
    addLockdown,
    addUnlock,
    addEvidence,
  ]) {
    add(program, terminal, ended, operator);
  }
  return program;
}

/** Runs a command line and answers its exit status. */
export async function main(
  args: readonly string[],
  terminal: Terminal,
  operator: Operator = OPERATOR,
): Promise<number> {
  let status = FINE;
  const program = commandLine(
    terminal,
    (found) => {
      status = found;
    },
    operator,
  );
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? FINE : WRONG_USAGE;
    }
    if (error instanceof UsageError || error instanceof AssemblyError || error instanceof CommandError) {
      terminal.err(`error: ${error.message}\n`);
      return WRONG_USAGE;
    }
    throw error;
  }
}

/** By our own name, so that it is found from the sources and from what is compiled of them. */
function packageVersion(): string {
  const { version } = createRequire(__filename)('cdk-temporary-access/package.json') as { version: string };
  return version;
}

if (require.main === module) {
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    now: () => epochMs(Date.now()),
    progress: progressOn(process.stderr),
  };
  // A reader that has seen enough, such as `head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  main(process.argv.slice(2), terminal).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = WRONG_USAGE;
    },
  );
}
