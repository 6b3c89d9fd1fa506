/** More of the simulation than the suite beside the code has time for. */
import { removeFolders, synthesized } from '../lib/rehearsal/assembly-fixture';
import { onDemand, shop, small, twoStacks } from './assemblies';
import { rehearseWithFaults } from './command';

afterAll(removeFolders);

test.each([
  ['one access', small, '1500'],
  ['accesses that share roles, policies and ends', shop, '250'],
  ['accesses of several stacks', twoStacks, '150'],
  ['openings on demand and early closes', onDemand, '500'],
] as const)(
  'chaos breaks nothing: %s, %s runs',
  async (_what, app, runs) => {
    const { report } = await rehearseWithFaults(synthesized(app), 'chaos', '--seed', '10000', '--runs', runs);
    expect(report.failedRuns).toEqual([]);
    expect(report.runs).toBe(Number(runs));
  },
  300_000,
);
