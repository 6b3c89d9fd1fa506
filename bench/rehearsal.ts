/** How fast the rehearsal plays windows forward. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { epochMs, SECOND } from '../lib/core/interval';
import { rehearse } from '../lib/rehearsal/rehearsal';
import type { Findings } from './figure';
import { medians } from './measure';

const ROUNDS = 3;
const YEARS = 1;
const FROM = epochMs(Date.UTC(2026, 11, 1));
const UNTIL = epochMs(Date.UTC(2026 + YEARS, 11, 1));
const LONDON = TimeZone.EUROPE_LONDON;

export async function rehearsal(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rehearsal-'));
  try {
    const nightly = synthesized(
      join(folder, 'nightly'),
      AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: LONDON }),
    );
    const weekly = synthesized(
      join(folder, 'weekly'),
      AccessWindow.weekly({ days: [Weekday.TUESDAY], start: '20:00', end: '22:00', timeZone: LONDON }),
    );
    const ms = await medians(ROUNDS, { weekly: () => play(weekly), nightly: () => play(nightly) });
    const figure = (name: string, value: number): Findings['figures'][number] => ({
      name: `a ${name} window`,
      unit: 'simulated years a second',
      value: YEARS / (value / SECOND),
    });
    return { figures: [figure('weekly', ms.weekly), figure('nightly', ms.nightly)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function synthesized(outdir: string, window: AccessWindow): string {
  const stack = new Stack(new App({ outdir }), 'Shop');
  new TemporaryAccess(stack, 'Release', {
    role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }),
    purpose: 'Release train',
    windows: [window],
    statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] })],
  });
  return App.of(stack)?.synth().directory ?? outdir;
}

async function play(folder: string): Promise<number> {
  const began = performance.now();
  const { violations } = await rehearse({ folder, from: FROM, until: UNTIL, seed: 1 });
  const ms = performance.now() - began;
  if (violations.length > 0) {
    throw new Error(`the rehearsal found ${JSON.stringify(violations)}`);
  }
  return ms;
}
