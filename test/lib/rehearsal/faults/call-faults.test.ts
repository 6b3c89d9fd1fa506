import { CallFaults, type Fate } from '../../../../lib/rehearsal/faults/call-faults';
import type { Errand, Fault } from '../../../../lib/rehearsal/faults/fault';
import { Faults } from '../../../../lib/rehearsal/faults/faults';
import type { CallSite } from '../../../../lib/rehearsal/faults/outages';
import type { Rates } from '../../../../lib/rehearsal/faults/rates';
import { at } from '../invariants/played-fixture';

const site = (operation: string, subject = 'deploy'): CallSite => ({ service: 'iam', operation, subject });
const list = site('list');
const began = at('22:00:05');
const now = at('22:00:06');
const timeout = at('22:01:05');

interface Run {
  readonly struck: readonly Fault[];
  readonly call: (called?: CallSite) => Fate;
}

/** A run of a function of which every call has these chances. */
function runWith(rates: Rates, errand: Errand = 'sweep', seed = 1): Run {
  const faults = new Faults(seed, rates);
  const calls = new CallFaults(faults, { place: 'closer, sweep', errand, began, timeout });
  return { struck: faults.struck, call: (called = list) => calls.fateOf(called, now) };
}

/** The same chance in many runs. */
const inManyRuns = (rates: Rates, called = list): Fate[] =>
  Array.from({ length: 200 }, (_, seed) => runWith(rates, 'sweep', seed).call(called));

test('without faults a call goes as usual', () => {
  const { call, struck } = runWith({});
  expect(call()).toEqual({ thereMs: 0, backMs: 0, staleMs: 0 });
  expect(struck).toEqual([]);
});

describe('failures that pass', () => {
  const FOUR = [true, true, true, false];
  const fails = ({ fails, loses }: Fate): boolean => (fails ?? loses) !== undefined;

  test.each<[keyof Rates, string]>([
    ['call-throttled', 'throttled'],
    ['call-unavailable', 'unavailable'],
    ['change-in-conflict', 'conflict'],
  ])('%s: the call is not made, and fails as %s', (kind, failure) => {
    expect(runWith({ [kind]: 1 }).call(site('detach')).fails).toMatchObject({ failure, operation: 'detach' });
  });

  test.each<[string, Rates]>([
    ['of one kind', { 'call-throttled': 1 }],
    ['of several kinds', { 'call-throttled': 0.5, 'call-unavailable': 1, 'answer-lost': 1 }],
    ['whose answers are lost', { 'answer-lost': 1 }],
  ])('come at most three times in a row: %s', (_what, rates) => {
    const { call } = runWith(rates);
    const fates = Array.from({ length: 8 }, () => fails(call()));
    expect(fates).toEqual([...FOUR, ...FOUR]);
  });

  test.each([
    ['of another role', site('list', 'other')],
    ['of another kind', site('detach')],
  ])('have rows of their own for calls %s', (_which, other) => {
    const { call } = runWith({ 'call-throttled': 1 });
    const fates = Array.from({ length: 4 }, () => [fails(call()), fails(call(other))]);
    expect(fates).toEqual(FOUR.map((one) => [one, one]));
  });

  test.each([
    ['attach', true],
    ['detach', true],
    ['list', false],
    ['assume', false],
  ])('come of conflicts only where something is changed: %s', (operation, expected) => {
    expect(fails(runWith({ 'change-in-conflict': 1 }).call(site(operation)))).toBe(expected);
  });

  test('whose answer is lost were made all the same, and are heard of within the client’s ten seconds', () => {
    const fates = inManyRuns({ 'answer-lost': 1 });
    expect(fates.every((fate) => fate.fails === undefined && fate.loses?.failure === 'unavailable')).toBe(true);
    expect(Math.max(...fates.map(({ backMs }) => backMs))).toBeLessThanOrEqual(10_000);
    expect(Math.max(...fates.map(({ backMs }) => backMs))).toBeGreaterThan(5_000);
  });

  test.each<[Errand, Partial<Fault>]>([
    ['open', { side: 'opening' }],
    ['end', { side: 'closing', spoilsEnds: true }],
    ['sweep', { side: 'closing', delaysMs: 3_000 }],
  ])('only make slower what is done for %s', (errand, effect) => {
    const { call, struck } = runWith({ 'call-throttled': 1 }, errand);
    call();
    expect(struck).toEqual([
      {
        id: 'call-throttled closer, sweep, call 0: list deploy',
        kind: 'call-throttled',
        words: 'closer, sweep: list fails: throttled',
        from: now,
        to: now,
        ...effect,
      },
    ]);
  });
});

describe('a call that is the last of its run', () => {
  test('ends it before it is made, or after, and both happen', () => {
    expect(new Set(inManyRuns({ crash: 1 }).map(({ ends }) => ends))).toEqual(new Set(['before', 'after']));
  });

  test('goes no further when the function hangs, until that is stopped', () => {
    const { call, struck } = runWith({ hang: 1 });
    expect(call()).toMatchObject({ hangs: true });
    expect(struck).toMatchObject([{ from: began, to: timeout }]);
  });

  test.each<[Errand, Partial<Fault>]>([
    ['open', { side: 'opening' }],
    ['end', { side: 'closing', spoilsEnds: true }],
    ['sweep', { side: 'closing', hinders: {} }],
  ])('leaves nothing that can be counted on, from the beginning of the run: %s', (errand, effect) => {
    const { call, struck } = runWith({ crash: 1 }, errand);
    call();
    const fault = { id: 'crash closer, sweep, call 0: list deploy', kind: 'crash', words: expect.any(String) };
    expect(struck).toEqual([{ ...fault, from: began, to: now, ...effect }]);
  });
});

describe('a slow call', () => {
  const slow = inManyRuns({ 'call-slow': 1 });

  test('waits on its way and back, mostly for seconds, and at most for 50', () => {
    const there = slow.map(({ thereMs }) => thereMs).sort((a, b) => a - b);
    expect(there[there.length / 2]).toBeLessThan(15_000);
    expect(there.at(-1)).toBeGreaterThan(10_000);
    expect(there.at(-1)).toBeLessThanOrEqual(45_000);
    expect(Math.max(...slow.map(({ backMs }) => backMs))).toBeLessThanOrEqual(5_000);
  });

  test('is made, and answered', () => {
    expect(slow.some(({ fails, loses, ends, hangs }) => fails ?? loses ?? ends ?? hangs)).toBe(false);
  });

  test('makes a sweep longer by just as much', () => {
    const { call, struck } = runWith({ 'call-slow': 1 });
    const { thereMs, backMs } = call();
    expect(struck).toMatchObject([{ delaysMs: thereMs + backMs }]);
  });
});

describe('a stale answer', () => {
  test.each([
    ['read-stale', 'list'],
    ['detach-stale', 'detach'],
  ] as const)('(%s) is given to %s alone, and is between one and five seconds old', (kind, stale) => {
    for (const operation of ['list', 'attach', 'detach', 'assume', 'get']) {
      const ages = inManyRuns({ [kind]: 1 }, site(operation)).map(({ staleMs }) => staleMs);
      expect([operation, Math.min(...ages) >= 1_000]).toEqual([operation, operation === stale]);
      expect(Math.max(...ages)).toBeLessThanOrEqual(5_000);
    }
  });

  test('makes a sweep longer by the time after which every read sees it', () => {
    const { call, struck } = runWith({ 'read-stale': 1 });
    call();
    expect(struck).toMatchObject([{ delaysMs: 5_000 }]);
  });
});

test('each call of a run has chances of its own, under a name that says which it was', () => {
  const { call, struck } = runWith({ 'call-slow': 0.5 });
  Array.from({ length: 20 }, () => call());
  expect(struck.length).toBeGreaterThan(3);
  expect(struck.length).toBeLessThan(17);
  expect(new Set(struck.map(({ id }) => id)).size).toBe(struck.length);
});
