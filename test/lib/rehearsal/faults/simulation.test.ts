/** The claim itself: whatever goes wrong, access ends within its bound, and never silently. */
import { readAssembly } from '../../../../lib/assembly/assembly';
import { overrunSeconds } from '../../../../lib/rehearsal/faults/campaign';
import { FAULT_CLASSES } from '../../../../lib/rehearsal/faults/fault-classes';
import { occurrencesIn, troubledRun } from '../../../../lib/rehearsal/faults/troubled-run';
import { removeFolders, synthesized } from '../assembly-fixture';
import { DECEMBER, onDemand, shop, small } from '../../../simulation/assemblies';
import { rehearseWithFaults } from '../../../simulation/command';

afterAll(removeFolders);

// Thousands of runs are the suite of test/simulation.
test('sixty runs of chaos break nothing', async () => {
  const { status, report } = await rehearseWithFaults(synthesized(small), 'chaos', '--seed', '1', '--runs', '60');
  expect(report.failedRuns).toEqual([]);
  expect(status).toBe(0);
  expect(report.runs).toBe(60);
  expect(report.closes).toBeGreaterThan(30);
}, 120_000);

test('nor do they where accesses share roles, policies and ends', async () => {
  const { report } = await rehearseWithFaults(synthesized(shop), 'chaos', '--seed', '1', '--runs', '15');
  expect(report.failedRuns).toEqual([]);
}, 120_000);

test('nor do they where accesses open on demand and close early', async () => {
  const { report } = await rehearseWithFaults(synthesized(onDemand), 'chaos', '--seed', '1', '--runs', '30');
  expect(report.failedRuns).toEqual([]);
  expect(report.earlyCloses).toBeGreaterThan(7);
  expect(report.faults['odd-request']).toBeGreaterThan(0);
}, 120_000);

test('what any account meets keeps most windows to the minute', async () => {
  const { report } = await rehearseWithFaults(synthesized(small), 'standard', '--seed', '1', '--runs', '50');
  expect(report.failedRuns).toEqual([]);
  expect(report.overrunSeconds.median).toBeLessThan(75);
}, 120_000);

test('a run follows from its seed alone', async () => {
  const folder = synthesized(small);
  const [first, again] = [
    await rehearseWithFaults(folder, 'chaos', '--seed', '7', '--runs', '3'),
    await rehearseWithFaults(folder, 'chaos', '--seed', '7', '--runs', '3'),
  ];
  expect(again).toEqual(first);
}, 30_000);

describe('access stands past its end no longer than its bound when', () => {
  const SEEDS = 10;
  const stacks = readAssembly(synthesized(small));
  const occurrences = occurrencesIn(stacks, DECEMBER);

  test.each(FAULT_CLASSES)(
    '$name',
    async ({ rates, may, boundSeconds }) => {
      const overruns: number[] = [];
      for (let seed = 1; seed <= SEEDS; seed++) {
        const run = await troubledRun({ stacks, occurrences, seed, rates, ...(may === undefined ? {} : { may }) });
        expect(run.breaches).toEqual([]);
        overruns.push(...overrunSeconds(run));
      }
      expect(overruns.length).toBeGreaterThan(SEEDS / 3);
      expect(Math.max(...overruns)).toBeLessThan(boundSeconds ?? Infinity);
    },
    120_000,
  );
});
