/**
 * Which deployed stack a command is about: named, or the one of the synthesized app that holds the access.
 *
 * An app that names its regions says where its stack is too.
 */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ACCESS_RESOURCE } from '../core/declaration';
import type { Account } from '../operate/account';
import { explained } from '../operate/explained';
import { type AssemblyStack, declaresAccess, readAssembly, templatesOf } from '../assembly/assembly';
import type { Operator } from './operator';
import { type Terminal, UsageError } from './terminal';

const DEFAULT_APP = 'cdk.out';
const STACK_VARIABLE = 'TEMPORARY_ACCESS_STACK';

export interface StackFlags {
  readonly stack?: string;
  readonly app?: string;
  readonly region?: string;
  readonly profile?: string;
}

export function addStackOptions(command: Command): Command {
  return command
    .option('--stack <name>', `the deployed stack (default: ${STACK_VARIABLE}, else the only one of --app that has it)`)
    .option('--app <folder>', `the folder that \`cdk synth\` wrote (default: ${DEFAULT_APP}, if there is one)`)
    .option('--region <region>', 'where the stack is (default: what --app says, else what your profile says)')
    .option('--profile <name>', 'whose credentials to use (default: what the AWS SDK finds)');
}

/** A deployed stack by its name. */
export interface NamedStack {
  readonly name: string;
  readonly region?: string | undefined;
}

/** Nothing is asked of AWS: where two stacks are meant alike, the user has to say which. */
export function stackOf(flags: StackFlags, { environment }: Operator, access: string | undefined): NamedStack {
  const name = flags.stack ?? environment[STACK_VARIABLE];
  if (name !== undefined && flags.region !== undefined && flags.app === undefined) {
    return { name, region: flags.region };
  }
  const stacks = assemblyStacks(flags, name !== undefined);
  if (name !== undefined) {
    const regions = new Set(stacks.filter((one) => one.name === name || one.id === name).map(({ region }) => region));
    const [same] = stacks.filter(({ id }) => id === name);
    return { name: same?.name ?? name, region: flags.region ?? (regions.size === 1 ? [...regions][0] : undefined) };
  }
  const candidates = stacks.filter((one) => access === undefined || accessesOf(one).includes(access));
  const [only, ...others] = candidates.length > 0 ? candidates : stacks;
  if (only === undefined) {
    throw new UsageError(
      `which stack? Name it with --stack or ${STACK_VARIABLE}, or run the command beside the ${DEFAULT_APP} of the app`,
    );
  }
  if (others.length > 0) {
    const names = [only, ...others].map(
      ({ name: one, region }) => `${one}${region === undefined ? '' : ` (${region})`}`,
    );
    throw new UsageError(`which stack? Name one of them with --stack: ${names.join(', ')}`);
  }
  return { name: only.name, region: flags.region ?? only.region };
}

/** Those that declare an access. Where the stack is named, the folder is a help and no need. */
function assemblyStacks({ app }: StackFlags, isNamed: boolean): AssemblyStack[] {
  if (app === undefined && !existsSync(DEFAULT_APP)) {
    return [];
  }
  try {
    return readAssembly(app ?? DEFAULT_APP).filter(declaresAccess);
  } catch (error) {
    if (isNamed && app === undefined) {
      return [];
    }
    throw error;
  }
}

function accessesOf(stack: AssemblyStack): unknown[] {
  return templatesOf(stack)
    .flatMap(({ Resources }) => Object.values(Resources ?? {}))
    .filter(({ Type }) => Type === ACCESS_RESOURCE)
    .map(({ Properties }) => Properties?.['access']);
}

/** Runs what a command does in an account; what a failed call means is told in words. */
export async function inAccount<T>(account: Account, terminal: Terminal, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw await explained(account, error);
  } finally {
    terminal.progress(undefined);
  }
}

/** A line beside the result, for somebody who watches and for the log of a pipeline. */
export function noteOn(terminal: Terminal): (text: string) => void {
  return (text) => {
    terminal.progress(undefined);
    terminal.err(`note: ${text}\n`);
  };
}
