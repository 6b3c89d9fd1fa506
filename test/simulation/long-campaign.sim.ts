/** More of the simulation than the suite beside the code has time for. */
import { removeFolders, synthesized } from '../lib/rehearsal/assembly-fixture';
import { onDemand, shop, small, twoStacks } from './assemblies';
import { rehearseWithFaults } from './command';
import { invalidIn, joined } from './told-events';

afterAll(removeFolders);

const longest = (runs: string): readonly string[] => ['--seed', '10000', '--runs', runs];

test.each([
  ['accesses that share roles, policies and ends', '100', shop],
  ['accesses of several stacks', '60', twoStacks],
  ['openings on demand and early closes', '200', onDemand],
] as const)(
  'chaos breaks nothing: %s, %s runs',
  async (_what, runs, app) => {
    const { report } = await rehearseWithFaults(synthesized(app), 'chaos', ...longest(runs));
    expect(report.failedRuns).toEqual([]);
    expect(report.runs).toBe(Number(runs));
  },
  300_000,
);

test('chaos breaks nothing of one access, and every event is valid and joins what was opened to its proof, 1000 runs', async () => {
  const { report } = await rehearseWithFaults(synthesized(small), 'chaos', ...longest('1000'), '--events');
  expect(report.failedRuns).toEqual([]);
  // Everything that can go wrong has had its chance.
  expect(Object.keys(report.faults).sort()).toMatchInlineSnapshot(`
    [
      "answer-lost",
      "attached-by-hand",
      "bus-down",
      "call-slow",
      "call-throttled",
      "call-unavailable",
      "change-in-conflict",
      "clock-skewed",
      "crash",
      "deployment",
      "deployment-failed",
      "detach-stale",
      "detached-by-hand",
      "event-late",
      "event-lost",
      "event-repeated",
      "function-throttled",
      "hang",
      "iam-down",
      "invocation-repeated",
      "locked-down",
      "not-known-yet",
      "policy-made-anew",
      "put-refused",
      "put-slow",
      "put-unanswered",
      "read-stale",
      "role-busy",
      "role-made-anew",
      "schedule-deleted",
      "schedule-disabled",
      "scheduler-down",
      "session-denied",
      "stack-deleted",
      "sts-down",
    ]
  `);
  const { told = [] } = report;
  expect(told).toHaveLength(1000);
  expect(invalidIn(told)).toEqual([]);
  const runs = told.map((run) => ({ ...joined(run), gaps: run.gaps }));
  // None is missing but where a function was stopped, or a bus took nothing, and each of these is named.
  expect(runs.map(({ unproved }) => [...unproved].sort())).toEqual(
    runs.map(({ gaps }) => gaps.map(({ access, policy }) => `${access} ${policy}`).sort()),
  );
  expect(runs.flatMap(({ gaps }) => gaps).filter(({ why }) => why === undefined)).toEqual([]);
  const opened = runs.reduce((sum, run) => sum + run.opened, 0);
  const gaps = runs.reduce((sum, run) => sum + run.gaps.length, 0);
  expect(opened).toBeGreaterThan(700);
  expect(gaps / opened).toBeLessThan(0.2);
}, 300_000);
