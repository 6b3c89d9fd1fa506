/** Runs the command line in an account in memory. */
import { main } from '../../../lib/cli/temporary-access';
import { epochMs } from '../../../lib/core/interval';
import type { MemoryAccount } from '../operate/memory-account';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly progress: readonly string[];
  /** What was asked of whom. */
  readonly connections: readonly object[];
}

/** On stack Shop, unless the environment says otherwise. */
export async function run(
  account: MemoryAccount,
  args: readonly string[],
  environment: Record<string, string> = { TEMPORARY_ACCESS_STACK: 'Shop' },
): Promise<Ran> {
  let [out, err] = ['', ''];
  const progress: string[] = [];
  const connections: object[] = [];
  const terminal = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    now: () => epochMs(account.clock.now()),
    progress: (text: string | undefined) => progress.push(text ?? 'over'),
  };
  const status = await main(args, terminal, {
    environment,
    connect: (connection) => {
      connections.push(connection);
      return account;
    },
  });
  return { status, out, err, progress, connections };
}

/** The commands look for a synthesized app beside them. */
export function inFolder(folder: () => string): void {
  const before = process.cwd();
  beforeAll(() => {
    process.chdir(folder());
  });
  afterAll(() => {
    process.chdir(before);
  });
}
