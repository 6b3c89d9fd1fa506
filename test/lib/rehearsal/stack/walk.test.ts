import { epochMs } from '../../../../lib/core/interval';
import { type Failure, type Outcome, walk } from '../../../../lib/rehearsal/stack/walk';
import { VirtualClock } from '../../../../lib/rehearsal/virtual-clock';

const START = epochMs(Date.parse('2026-12-01T20:00:00Z'));

interface Walking {
  readonly order: readonly string[];
  readonly before?: Readonly<Record<string, readonly string[]>>;
  /** In ms; what is not named takes no time. */
  readonly takes?: Readonly<Record<string, number>>;
  readonly failing?: readonly string[];
  readonly endsOnFailure?: boolean;
  readonly abortAfterMs?: number;
}

async function walked({ order, before = {}, takes = {}, failing = [], ...more }: Walking) {
  const clock = new VirtualClock(START);
  const steps: string[] = [];
  const outer = new AbortController();
  if (more.abortAfterMs !== undefined) {
    clock.at(epochMs(START + more.abortAfterMs), () => {
      outer.abort();
    });
  }
  const elapsed = (): number => clock.now() - START;
  const act = (id: string): Outcome | Promise<Outcome> => {
    steps.push(`${elapsed()} ${id}`);
    const outcome: Failure | undefined = failing.includes(id) ? { resource: id, reason: 'no' } : undefined;
    const ms = takes[id];
    return ms === undefined ? outcome : clock.sleep(ms).then(() => outcome);
  };
  const { failures, cancelled } = await clock.finish(
    walk({
      order,
      before: (id) => before[id] ?? [],
      act,
      endsOnFailure: more.endsOnFailure ?? true,
      signal: outer.signal,
    }),
  );
  return { steps, failures: failures.map(({ resource }) => resource), cancelled, over: elapsed() };
}

test('what takes no time keeps the order given', async () => {
  const { steps } = await walked({ order: ['A', 'B', 'C'], before: { B: ['A'] } });
  expect(steps).toEqual(['0 A', '0 B', '0 C']);
});

test('each begins as soon as those before it are done, and independent ones are at work at once', async () => {
  const { steps, over } = await walked({
    order: ['A', 'B', 'C', 'D'],
    before: { C: ['A'], D: ['A', 'B'] },
    takes: { A: 10, B: 30, C: 5, D: 5 },
  });
  expect(steps).toEqual(['0 A', '0 B', '10 C', '30 D']);
  expect(over).toBe(35);
});

test('the first failure ends it, and what is under way is not waited for', async () => {
  const { steps, failures, cancelled, over } = await walked({
    order: ['A', 'B', 'C'],
    before: { C: ['B'] },
    takes: { A: 60, B: 10 },
    failing: ['B'],
  });
  expect(steps).toEqual(['0 A', '0 B']);
  expect([failures, cancelled, over]).toEqual([['B'], ['A'], 10]);
});

test('where it goes on, only what comes after a failure is left out, over any number of steps', async () => {
  const { steps, failures, cancelled } = await walked({
    order: ['A', 'B', 'C', 'D'],
    before: { B: ['A'], C: ['B'], D: [] },
    takes: { A: 10, D: 20 },
    failing: ['A'],
    endsOnFailure: false,
  });
  expect(steps).toEqual(['0 A', '0 D']);
  expect([failures, cancelled]).toEqual([['A'], []]);
});

test('it can be ended from outside', async () => {
  const { steps, cancelled, over } = await walked({
    order: ['A', 'B'],
    before: { B: ['A'] },
    takes: { A: 60 },
    abortAfterMs: 20,
  });
  expect([steps, cancelled, over]).toEqual([['0 A'], ['A'], 20]);
});

test('what is not in the order is taken to be done', async () => {
  expect((await walked({ order: ['A'], before: { A: ['Elsewhere'] } })).steps).toEqual(['0 A']);
});
