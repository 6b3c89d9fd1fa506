/** What a rehearsal logs is what Lambda would: so the report of one is tried on it, with something lost and without. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../../lib/evidence/report';
import { MemoryAccount } from '../operate/memory-account';
import { emptyFolder, removeFolders, synthesized, weekly } from '../rehearsal/assembly-fixture';
import { type Ran, run } from './command';

const NOBODY = new MemoryAccount('2027-01-01T00:00:00Z', []);

/** A sweep may come before the end, and says it in its own way too. */
const PROOFS = ['verified', 'drift-removed'];

let log: string;

/** Three Mondays from 20:00 to 22:00. */
beforeAll(async () => {
  log = join(emptyFolder(), 'rehearsal.log');
  const range = ['--from', '2026-12-01', '--until', '2026-12-22'];
  const { status, err } = await run(NOBODY, ['rehearse', synthesized(weekly), ...range, '--logs', log]);
  expect([status, err]).toEqual([0, '']);
});

afterAll(removeFolders);

interface Line {
  readonly event?: string;
  readonly at?: string;
}

/** The log without the lines of one Monday that say this. */
function without(lost: Readonly<Record<string, readonly string[]>>): string {
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  const kept = lines.filter((line) => {
    const { event = '', at = '' } = JSON.parse(line) as Line;
    return lost[at.slice(0, 'yyyy-mm-dd'.length)]?.includes(event) !== true;
  });
  expect(kept.length).toBeLessThan(lines.length);
  const file = join(emptyFolder(), 'lost.log');
  writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
  return file;
}

function evidence(file: string, ...args: string[]): Promise<Ran> {
  return run(NOBODY, ['evidence', '--logs', file, ...args]);
}

test('of a rehearsal has no gap, and each opening with its proof', async () => {
  const { status, out } = await evidence(log, '--format', 'json');
  const { gaps, openings } = JSON.parse(out) as Evidence;
  expect([status, gaps]).toEqual([0, []]);
  expect(openings.map(({ start, state, openedBy }) => [start, state, openedBy])).toEqual([
    ['2026-12-07T20:00:00Z', 'verified', 'schedule'],
    ['2026-12-14T20:00:00Z', 'verified', 'schedule'],
    ['2026-12-21T20:00:00Z', 'verified', 'schedule'],
  ]);
  openings.forEach(({ awsRequestIds, secondsPastEnd }) => {
    expect(awsRequestIds.attach).toHaveLength(1);
    expect(awsRequestIds.detach).toHaveLength(1);
    expect(secondsPastEnd).toBeLessThan(90);
  });
});

test('of a rehearsal that has lost a proof and a close lists exactly those two, and first', async () => {
  const file = without({ '2026-12-07': PROOFS, '2026-12-14': ['detached', ...PROOFS] });
  const { status, out } = await evidence(file);
  expect(status).toBe(1);
  expect(out).toMatch(/^# Evidence of temporary access\n\n\*\*2 gaps\.\*\* 3 openings .*\n\n## Gaps\n\n1\. /);
  expect(out.match(/^\d+\. .*`[a-z-]+`$/gm)).toEqual([
    expect.stringMatching(/^1\. \*\*Release was closed at 2026-12-07T22:0.* nothing proves .*`not-verified`$/),
    expect.stringMatching(/^2\. \*\*Release was opened at 2026-12-14T20:0.* nothing shows .*`never-verified`$/),
  ]);
});
