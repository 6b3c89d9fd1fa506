import { stacksWithAccess } from '../../../../lib/assembly/assembly';
import { SECOND } from '../../../../lib/core/interval';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import type { Rates } from '../../../../lib/rehearsal/faults/rates';
import { occurrencesIn, troubledRun } from '../../../../lib/rehearsal/faults/troubled-run';
import { at, removeFolders, synthesized, weekly } from '../assembly-fixture';

afterAll(removeFolders);

const range = { start: at('2026-12-01'), end: at('2026-12-29') };

describe('what opens and closes is the same run', () => {
  let folder = '';
  beforeAll(() => {
    folder = synthesized(weekly);
  });

  async function play(seed: number, rates: Rates): Promise<Played> {
    const stacks = stacksWithAccess(folder);
    const run = await troubledRun({ stacks, occurrences: occurrencesIn(stacks, range), seed, rates });
    expect(run.breaches).toEqual([]);
    return run.played;
  }

  const timesOf = ({ changes, records }: Played): number[] => [
    ...changes.map((one) => one.at),
    ...records.filter(({ event }) => event === 'verified').map(({ writtenAt }) => writtenAt),
  ];

  test.each<[string, Rates, number]>([
    ['stalls at every event', { 'put-slow': 1 }, 0],
    ['takes no event', { 'put-refused': 1 }, 0],
    ['answers to none', { 'put-unanswered': 1 }, 3],
    ['is down for a while', { 'bus-down': 1 }, 0],
  ])('where the bus %s', async (_what, rates, told) => {
    for (const seed of [1, 2]) {
      const [calm, troubled] = [await play(seed, {}), await play(seed, rates)];
      expect(calm.events.length).toBeGreaterThanOrEqual(3);
      expect(troubled.events.length).toBeGreaterThanOrEqual(told);
      const [before, after] = [timesOf(calm), timesOf(troubled)];
      expect(after).toHaveLength(before.length);
      // Tries draw from the same chance as the calls to IAM, which then take some milliseconds more or less.
      expect(Math.max(...after.map((time, index) => time - (before[index] ?? 0)))).toBeLessThan(SECOND);
    }
  });
});
