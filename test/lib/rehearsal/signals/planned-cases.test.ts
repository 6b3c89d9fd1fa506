import { iso, type Interval } from '../../../../lib/core/interval';
import type { DeclaredWindow, OnDemand } from '../../../../lib/core/window';
import { type PlannedCase, plannedCases } from '../../../../lib/rehearsal/signals/planned-cases';
import { at } from '../invariants/played-fixture';

const WEEK: Interval = { start: at('2026-12-01T00:00:00Z'), end: at('2026-12-08T00:00:00Z') };
const signal = { id: '1', words: 'x', pattern: '{}' };
const nightly: DeclaredWindow = {
  ...{ kind: 'recurring', id: '1', words: 'nightly', timeZone: 'UTC' },
  ...{ start: 'cron(0 20 * * ? *)', end: 'cron(0 22 * * ? *)' },
};
const onDemand = (more: Partial<OnDemand> = {}): OnDemand => ({
  ...{ kind: 'on-demand', id: '2', words: 'on demand', maxMinutes: 60, opensOn: [signal], closesOn: [signal] },
  ...more,
});
const told = (cases: readonly PlannedCase[]): string[] =>
  cases.map(({ kind, steps }) =>
    [kind, ...steps.map(({ says, at: when }) => `${says} ${iso(when).slice(5, 16).replace('T', ' ')}`)].join(', '),
  );

test('two cases a working day, which take turns in how they go', () => {
  expect(told(plannedCases(onDemand(), WEEK)).slice(0, 5)).toEqual([
    'done early, open 12-01 09:30, close 12-01 09:54',
    'never done, open 12-01 14:30',
    'repeated, open 12-02 09:30, open 12-02 09:36, close 12-02 09:54, open 12-02 10:06',
    'closed before it is opened, close 12-02 14:30, open 12-02 14:30',
    'done early, open 12-03 09:30, close 12-03 09:54',
  ]);
  expect(plannedCases(onDemand(), WEEK)).toHaveLength(10);
});

test('one case in each of the hours that are declared', () => {
  const cases = plannedCases(onDemand({ within: nightly }), WEEK);
  expect(told(cases).slice(0, 2)).toEqual([
    'done early, open 12-01 20:12, close 12-01 20:36',
    'never done, open 12-02 20:12',
  ]);
  expect(iso(cases[0]!.end)).toBe('2026-12-01T21:12:00Z');
});

test.each<[string, Partial<OnDemand>, number]>([
  ['lasts for most of a day', { maxMinutes: 600 }, 5],
  ['has to rest after each', { cooldownMinutes: 600 }, 5],
])('fewer cases where one %s', (_why, more, count) => {
  expect(plannedCases(onDemand(more), WEEK)).toHaveLength(count);
});

test('nothing is done early where nothing says so', () => {
  const kinds = plannedCases(onDemand({ closesOn: undefined }), WEEK).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['never done']));
});

test('every other occurrence of a scheduled window is done early, where something closes it', () => {
  expect(plannedCases(nightly, WEEK)).toEqual([]);
  expect(told(plannedCases({ ...nightly, closesOn: [signal] }, WEEK)).slice(0, 3)).toEqual([
    'done early, close 12-01 20:48',
    'never done',
    'done early, close 12-03 20:48',
  ]);
});
