/** How long a reviewer waits: 500 accesses, alone and beside what they were before. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { SECOND } from '../lib/core/interval';
import type { Findings, Figure } from './figure';
import { medians, ROOT } from './measure';

const STACKS = 10;
const ACCESSES = 50;
const ROUNDS = 3;
const DAYS = Object.values(Weekday);
const COMMAND = join(ROOT, 'dist', 'lib', 'cli', 'temporary-access.js');

/** The command as it is installed, from its start to its end. */
export function review(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-review-'));
  return measured(folder).finally(() => {
    rmSync(folder, { recursive: true });
  });
}

async function measured(folder: string): Promise<Findings> {
  const [base, head] = [synthesized(join(folder, 'base'), '22:00'), synthesized(join(folder, 'head'), '23:30')];
  const ms = await medians(ROUNDS, {
    alone: () => timed(COMMAND, 'review', head, '--fail-on', 'never'),
    beside: () => timed(COMMAND, 'review', head, '--base', base, '--fail-on', 'never'),
  });
  const figure = (name: string, value: number, target: number): Figure => ({
    name: `${STACKS * ACCESSES} accesses${name}`,
    unit: 's',
    value: value / SECOND,
    target: { value: target },
  });
  return { figures: [figure('', ms.alone, 2), figure(' against a base, every window changed', ms.beside, 3)] };
}

function timed(...args: readonly string[]): number {
  const began = performance.now();
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return performance.now() - began;
}

function synthesized(outdir: string, end: string): string {
  const app = new App({ outdir });
  for (let index = 0; index < STACKS; index++) {
    const stack = new Stack(app, `Team${index}`);
    for (let access = 0; access < ACCESSES; access++) {
      new TemporaryAccess(stack, `Access${access}`, {
        role: new Role(stack, `Role${access}`, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }),
        purpose: `CHG-${index}${access}: the release train`,
        windows: [
          AccessWindow.weekly({
            days: [DAYS[access % DAYS.length] ?? Weekday.MONDAY],
            start: `1${6 + (access % 4)}:00`,
            end,
            timeZone: TimeZone.EUROPE_LONDON,
          }),
        ],
        statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [`arn:aws:s3:::shop/${access}/*`] })],
      });
    }
  }
  return app.synth().directory;
}
