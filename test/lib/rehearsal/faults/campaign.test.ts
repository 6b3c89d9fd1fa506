import { AssemblyError, stacksWithAccess } from '../../../../lib/assembly/assembly';
import {
  campaign,
  type CampaignOptions,
  type CampaignReport,
  distribution,
  overrunSeconds,
} from '../../../../lib/rehearsal/faults/campaign';
import { ratesOf } from '../../../../lib/rehearsal/faults/rates';
import { occurrencesIn, troubledRun } from '../../../../lib/rehearsal/faults/troubled-run';
import { DECEMBER, small } from '../../../simulation/assemblies';
import { removeFolders, synthesized, withHandler } from '../assembly-fixture';
import { at, attached, detached, fault, played } from '../invariants/played-fixture';

afterAll(removeFolders);

let folder = '';
beforeAll(() => {
  folder = synthesized(small);
});

const run = (more: Partial<CampaignOptions> = {}): Promise<CampaignReport> =>
  campaign({ folder, range: DECEMBER, profile: 'none', seed: 5, runs: 2, ...more });

test('plays so many runs, of one seed after the other', async () => {
  const report = await run();
  expect(report).toMatchObject({
    profile: 'none',
    from: '2026-12-01T00:00:00Z',
    until: '2026-12-29T00:00:00Z',
    seed: 5,
    runs: 2,
    unmended: 0,
    faults: {},
    failedRuns: [],
  });
  expect(report.closes).toBeGreaterThanOrEqual(2);
  expect(report.overrunSeconds.longest).toBeGreaterThan(0);
  expect(report.overrunSeconds.longest).toBeLessThan(75);
});

test('counts together what each of its runs shows', async () => {
  const stacks = stacksWithAccess(folder);
  const occurrences = occurrencesIn(stacks, DECEMBER);
  // The first of these three leaves a close to somebody who has to mend something.
  const seeds = [3, 4, 5];
  const runs = [];
  for (const seed of seeds) {
    runs.push(await troubledRun({ stacks, occurrences, seed, rates: ratesOf('chaos', seed) }));
  }
  const kinds = runs.flatMap((one) => one.played.faults.map(({ kind }) => kind));
  const seconds = runs.flatMap(overrunSeconds);
  expect(await run({ profile: 'chaos', seed: 3, runs: 3 })).toMatchObject({
    runs: 3,
    closes: seconds.length,
    unmended: seconds.filter((one) => one === Infinity).length,
    overrunSeconds: distribution(seconds.filter((one) => one < Infinity)),
    faults: Object.fromEntries(kinds.map((kind) => [kind, kinds.filter((one) => one === kind).length])),
    failedRuns: [],
  });
});

test('says after each run how many there have been', async () => {
  const told: [number, number][] = [];
  await run({ onRun: (...runs) => told.push(runs) });
  expect(told).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test('stops when somebody has seen enough, and says how many runs there were', async () => {
  let stop = false;
  const report = await run({ runs: 1_000, onRun: () => (stop = true), stop: () => stop });
  expect(report.runs).toBe(1);
});

test('fails when no window is open in the time that is asked for', async () => {
  const range = { start: at('21:00:00'), end: at('22:00:00') };
  const failing = run({ range });
  await expect(failing).rejects.toThrow(AssemblyError);
  await expect(failing).rejects.toThrow(
    /^no window of \S+ is open between 2026-12-01T21:00:00Z and 2026-12-01T22:00:00Z: choose another --from and --until$/,
  );
});

describe('with a handler that never closes', () => {
  const broken = (): string =>
    withHandler(folder, (real) => `module.exports = { ...require(${real}), closerIn: async () => {} };`);

  test('tells the violations, and the story for the first three runs', async () => {
    const { failedRuns, runs } = await run({ folder: broken(), runs: 4 });
    expect(runs).toBe(4);
    expect(failedRuns.map(({ seed, story }) => [seed, story.length > 0])).toEqual([
      [5, true],
      [6, true],
      [7, true],
      [8, false],
    ]);
    expect(failedRuns[0]!.violations).toMatchObject([{ invariant: 'I3', access: 'Release', at: expect.any(String) }]);
    expect(failedRuns[0]!.story.at(-1)!.what).toMatch(/^I3 IS BROKEN: /);
  });

  test('gives up after twenty such runs', async () => {
    const { failedRuns, runs } = await run({ folder: broken(), runs: 1_000 });
    expect([failedRuns.length, runs]).toEqual([20, 20]);
  });
});

describe('for how long access stood past its end', () => {
  const end = detached('22:00:30');

  test('is counted from the end, in seconds', () => {
    expect(overrunSeconds({ played: played({ changes: [attached('20:00:05'), end] }) })).toEqual([30]);
  });

  test('is up to the end of the run where it still stands', () => {
    expect(overrunSeconds({ played: played({ changes: [attached('20:00:05')], now: at('23:00:00') }) })).toEqual([
      3_600,
    ]);
  });

  test('is without end where nobody mends what hinders it', () => {
    const faults = [fault('21:00:00', undefined, { hinders: {} })];
    expect(overrunSeconds({ played: played({ changes: [attached('20:00:05')], faults }) })).toEqual([Infinity]);
  });

  test('is not counted where no access declares it', () => {
    expect(overrunSeconds({ played: played({ spans: [], changes: [attached('20:00:05'), end] }) })).toEqual([]);
  });
});

describe('the distribution', () => {
  const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => most - index);

  test.each<[string, number[], number, number, number]>([
    ['of nothing', [], 0, 0, 0],
    ['of one', [3], 3, 3, 3],
    ['of three, in any order', [30, 10, 20], 20, 30, 30],
    ['of a hundred', upTo(100), 51, 100, 100],
    ['of a thousand', upTo(1_000), 501, 991, 1_000],
    ['in numbers, not in texts', [9, 10, 100], 10, 100, 100],
  ])('%s', (_what, values, median, p99, longest) => {
    expect(distribution(values)).toEqual({ median, p99, longest });
  });
});
