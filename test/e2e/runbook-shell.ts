/**
 * The shell of somebody who works through the runbook.
 *
 * What is pasted is run as it stands, by bash. Three commands are not those of an ordinary machine: `aws` is the real
 * one, sent to moto; `npx` runs the command line that is built here; `sleep` does not wait.
 *
 * Gotchas: version 1 of the AWS CLI sends SQS to AWS whatever AWS_ENDPOINT_URL says, so the address is an option too.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const COMPILED = join(ROOT, 'dist', 'lib', 'cli', 'temporary-access.js');
const SOURCE = join(ROOT, 'lib', 'cli', 'temporary-access.ts');

/** Nobody waits longer for an answer. */
const LONGEST = 120_000;

export type Environment = Readonly<Record<string, string>>;

export interface Answered {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export class RunbookShell {
  private readonly folder = mkdtempSync(join(tmpdir(), 'runbook-'));

  constructor(endpoint: string) {
    this.command('aws', `exec '${awsCommand() ?? 'aws'}' --endpoint-url '${endpoint}' "$@"`);
    this.command('npx', `[ "$1" = temporary-access ] || exit 127; shift; exec ${commandLine()} "$@"`);
    this.command('sleep', 'exit 0');
    this.base = {
      PATH: `${this.folder}:${process.env['PATH'] ?? ''}`,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'admin',
      AWS_SECRET_ACCESS_KEY: 'admin',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
    };
  }

  private readonly base: Environment;

  /** Runs what was pasted; it is over where a command of it fails. */
  run(script: string, environment: Environment = {}): Promise<Answered> {
    return new Promise((done) => {
      const options = { cwd: this.folder, env: { ...this.base, ...environment }, timeout: LONGEST };
      const child = execFile('bash', ['--norc', '-euo', 'pipefail', '-c', script], options, (_error, out, err) => {
        done({ status: child.exitCode ?? -1, out, err });
      });
    });
  }

  /** What is exported after a script was run, beside what was before. */
  async exported(script: string, environment: Environment = {}): Promise<Answered & { readonly after: Environment }> {
    const { status, out, err } = await this.run(`${script}\nprintf '\\0'; env -0`, environment);
    const [answer = '', ...entries] = out.split('\0');
    const after = entries.flatMap((entry) => {
      const at = entry.indexOf('=');
      return at < 0 || entry.startsWith('BASH') ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
    });
    return { status, out: answer, err, after: Object.fromEntries(after) };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  private command(name: string, does: string): void {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\n${does}\n`);
    chmodSync(path, 0o755);
  }
}

export function awsIsInstalled(): boolean {
  return awsCommand() !== undefined;
}

function awsCommand(): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** What is compiled, as users have it; where a source is newer, the sources. */
function commandLine(): string {
  const isFresh = (() => {
    try {
      return newestSource() <= statSync(join(ROOT, '.jsii')).mtimeMs;
    } catch {
      return false;
    }
  })();
  const fromSources = `--require '${createRequire(__filename).resolve('tsx/cjs')}' '${SOURCE}'`;
  return `'${process.execPath}' ${isFresh ? `'${COMPILED}'` : fromSources}`;
}

function newestSource(): number {
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  return Math.max(...sources.map((file) => statSync(join(ROOT, 'lib', file)).mtimeMs));
}
