/** What a rehearsal logs is what Lambda would: so the report of one is tried on it, with something lost and without. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../../lib/evidence/report';
import { MemoryAccount } from '../operate/memory-account';
import { emptyFolder, removeFolders, synthesized, weekly, withHandler } from '../rehearsal/assembly-fixture';
import { type Ran, run } from './command';

const NOBODY = new MemoryAccount('2027-01-01T00:00:00Z', []);

/** A sweep may come before the end, and says it in its own way too. */
const PROOFS = ['verified', 'drift-removed'];

let assembly: string;
let log: string;

/** What the functions log until a day in December. */
async function rehearsed(folder: string, until: string): Promise<{ readonly status: number; readonly file: string }> {
  const file = join(emptyFolder(), 'rehearsal.log');
  const { status } = await run(NOBODY, ['rehearse', folder, '--from', '2026-12-01', '--until', until, '--logs', file]);
  return { status, file };
}

/** Three Mondays from 20:00 to 22:00. */
beforeAll(async () => {
  assembly = synthesized(weekly);
  const { status, file } = await rehearsed(assembly, '2026-12-22');
  expect(status).toBe(0);
  log = file;
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

test('of a rehearsal in which nobody closes lists what stays, and what stood when it was opened again', async () => {
  const folder = withHandler(assembly, (real) => `module.exports = { ...require(${real}), closerIn: async () => {} };`);
  const { status: found, file } = await rehearsed(folder, '2026-12-15');
  expect(found).toBe(1);
  const { status, out } = await evidence(file, '--until', '2026-12-16', '--format', 'json');
  expect(status).toBe(1);
  const { gaps } = JSON.parse(out) as Evidence;
  expect(gaps).toMatchObject([
    {
      kind: 'never-verified',
      what: expect.stringMatching(/2026-12-07T20.* found to be attached still at 2026-12-14T/),
    },
    {
      kind: 'never-verified',
      what: expect.stringMatching(/2026-12-14T22:00:00Z, and nothing shows that it was closed$/),
    },
  ]);
});
