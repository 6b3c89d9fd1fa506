/** More of the simulation than the suite beside the code has time for. */
import { removeFolders, synthesized } from '../lib/rehearsal/assembly-fixture';
import { onDemand, shop, small, twoStacks } from './assemblies';
import { rehearseWithFaults } from './command';

afterAll(removeFolders);

test.each([
  ['one access', small, '3000'],
  ['accesses that share roles, policies and ends', shop, '500'],
  ['accesses of several stacks', twoStacks, '300'],
  ['openings on demand and early closes', onDemand, '1000'],
] as const)(
  'chaos breaks nothing: %s, %s runs',
  async (_what, app, runs) => {
    const { report } = await rehearseWithFaults(synthesized(app), 'chaos', '--seed', '10000', '--runs', runs);
    expect(report.failedRuns).toEqual([]);
    expect(report.runs).toBe(Number(runs));
  },
  300_000,
);
