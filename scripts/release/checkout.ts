/** What the checks read of a checkout, and what they run in it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Checkout {
  readonly version: string;
  /** `2026-12-01` */
  readonly today: string;
  readonly has: (path: string) => boolean;
  readonly read: (path: string) => string;
  /** What it prints; throws what it complains of. In the checkout, unless told otherwise. */
  readonly run: (command: string, args: readonly string[], folder?: string) => string;
}

/** What a command says last is where the reason stands. */
const LAST_LINES = 6;

export function checkoutAt(root: string, now: Date): Checkout {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  return {
    version: (JSON.parse(read('package.json')) as { version: string }).version,
    today: now.toISOString().slice(0, 10),
    has: (path) => existsSync(join(root, path)),
    read,
    run: (command, args, folder = root) => {
      try {
        const stdio = ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[];
        return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio, maxBuffer: 2 ** 28 });
      } catch (error) {
        const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
        const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
        const last = said.slice(-LAST_LINES).join(' | ');
        throw new Error(`${command} ${args.join(' ')}: ${last === '' ? message : last}`, { cause: error });
      }
    },
  };
}
