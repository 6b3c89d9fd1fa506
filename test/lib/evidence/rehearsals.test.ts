/** What the real handlers write when things go wrong as in any account: all of it is made good, so nothing is missing. */
import { stacksWithAccess } from '../../../lib/assembly/assembly';
import { occurrencesIn, troubledRun } from '../../../lib/rehearsal/faults/troubled-run';
import { ratesOf } from '../../../lib/rehearsal/faults/rates';
import { onDemand, shop } from '../../simulation/assemblies';
import { removeFolders, synthesized } from '../rehearsal/assembly-fixture';
import { at, gapsOf, reported } from './story';

const RUNS = [1, 2, 3, 4];

afterAll(removeFolders);

test.each([
  ['by the clock', shop],
  ['on request', onDemand],
])('windows %s leave no gap', async (_how, app) => {
  const stacks = stacksWithAccess(synthesized(app));
  const range = { start: at('00:00'), end: at('10 00:00') };
  const occurrences = occurrencesIn(stacks, range);
  let openings = 0;
  for (const seed of RUNS) {
    const rates = ratesOf('standard', seed);
    const { played } = await troubledRun({ stacks, occurrences, signals: range, seed, rates });
    const records = played.records.map((one) => ({ ...one, witness: 'log' as const, controller: 'Shop' }));
    const evidence = reported(records, { from: played.from, until: played.now, readUntil: played.now });
    openings += evidence.openings.length;
    expect([seed, gapsOf(evidence)]).toEqual([seed, []]);
  }
  expect(openings).toBeGreaterThan(RUNS.length);
});
