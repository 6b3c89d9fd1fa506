import type { Fault } from '../../../../lib/rehearsal/faults/fault';
import { minimalRun, type PlayRun } from '../../../../lib/rehearsal/faults/minimal';
import type { TroubledRun, TroubledRunOptions } from '../../../../lib/rehearsal/faults/troubled-run';
import { at, fault, played } from '../invariants/played-fixture';

const options: TroubledRunOptions = { stacks: [], occurrences: [], seed: 1, rates: {} };

/** A run in which these faults struck, and these invariants broke. */
function runOf(ids: readonly string[], ...broken: string[]): TroubledRun {
  const faults: Fault[] = ids.map((id) => fault('20:00:00', '20:00:00', { id }));
  const breaches = broken.map((invariant) => ({ invariant, access: null, at: at('22:00:00'), what: 'it broke' }));
  return { seed: 1, played: played({ faults }), breaches };
}

interface Played {
  readonly play: PlayRun;
  /** The faults that were left, of each run. */
  readonly runs: string[][];
}

/** All faults strike that may; what breaks follows from them. */
function simulation(all: readonly string[], broken: (struck: ReadonlySet<string>) => string[]): Played {
  const runs: string[][] = [];
  return {
    runs,
    play: ({ may = () => true }) => {
      const struck = all.filter(may);
      runs.push(struck);
      return Promise.resolve(runOf(struck, ...broken(new Set(struck))));
    },
  };
}

const hundred = Array.from({ length: 100 }, (_, index) => `fault ${index}`);

async function reduced(
  all: readonly string[],
  broken: (struck: ReadonlySet<string>) => string[],
): Promise<{ left: string[]; runs: number }> {
  const { play, runs } = simulation(all, broken);
  const { played: found } = await minimalRun(runOf(all, ...broken(new Set(all))), options, play);
  return { left: found.faults.map(({ id }) => id), runs: runs.length };
}

const takes =
  (...ids: string[]) =>
  (struck: ReadonlySet<string>): string[] =>
    ids.every((id) => struck.has(id)) ? ['I3'] : [];

test.each([0, 42, 99])('finds the one of a hundred faults that it takes: the %dth', async (index) => {
  expect((await reduced(hundred, takes(`fault ${index}`))).left).toEqual([`fault ${index}`]);
});

test('needs few runs for it', async () => {
  expect((await reduced(hundred, takes('fault 42'))).runs).toBeLessThan(40);
});

test('finds several faults that it takes together, wherever they are', async () => {
  const guilty = ['fault 3', 'fault 42', 'fault 43', 'fault 99'];
  expect((await reduced(hundred, takes(...guilty))).left).toEqual(guilty);
});

test('leaves one where either of two would do', async () => {
  const either = (struck: ReadonlySet<string>): string[] =>
    struck.has('fault 3') || struck.has('fault 99') ? ['I3'] : [];
  expect((await reduced(hundred, either)).left).toHaveLength(1);
});

test('leaves none where it takes none', async () => {
  expect((await reduced(hundred, () => ['I3'])).left).toEqual([]);
});

test('keeps the run as it is where it takes them all', async () => {
  const ten = hundred.slice(0, 10);
  expect((await reduced(ten, takes(...ten))).left).toEqual(ten);
});

test('counts only what breaks the same invariant: the first of the run', async () => {
  const broken = (struck: ReadonlySet<string>): string[] => (struck.has('fault 42') ? ['I3', 'I5'] : ['I5']);
  expect((await reduced(hundred, broken)).left).toEqual(['fault 42']);
});

test('leaves out all chances of one name at once', async () => {
  const twice = (struck: ReadonlySet<string>): string[] => (struck.has('a') ? ['I3'] : []);
  const { play } = simulation(['a', 'b'], twice);
  const run = await minimalRun(runOf(['a', 'b', 'a'], 'I3'), options, play);
  expect(run.played.faults.map(({ id }) => id)).toEqual(['a']);
});

test('plays the same seed again', async () => {
  const seeds: number[] = [];
  const { play } = simulation(hundred, takes('fault 1'));
  await minimalRun(runOf(hundred, 'I3'), { ...options, seed: 4711 }, (one) => {
    seeds.push(one.seed);
    return play(one);
  });
  expect(new Set(seeds)).toEqual(new Set([4711]));
});

test('gives up after 400 runs, with the smallest that it found', async () => {
  const many = Array.from({ length: 300 }, (_, index) => `fault ${index}`);
  const every = many.filter((_, index) => index % 2 === 0);
  const { left, runs } = await reduced(many, takes(...every));
  expect(runs).toBe(400);
  expect(left).toEqual(expect.arrayContaining(every));
});
