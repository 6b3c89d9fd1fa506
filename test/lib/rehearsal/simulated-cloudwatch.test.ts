import { MINUTE, plus } from '../../../lib/core/interval';
import {
  type AlarmRule,
  type MissingData,
  type Point,
  stateOf,
  timesRaised,
} from '../../../lib/rehearsal/simulated-cloudwatch';
import { at } from './assembly-fixture';

const FROM = at('2026-12-01');
const atMinute = (minute: number): ReturnType<typeof at> => plus(FROM, minute * MINUTE);

/** At least one in five minutes is an alarm. */
const loud: AlarmRule = {
  ...{ periodMs: 5 * MINUTE, statistic: 'Sum', evaluationPeriods: 1, datapointsToAlarm: 1 },
  ...{ threshold: 1, comparison: 'GreaterThanOrEqualToThreshold', missing: 'notBreaching' },
};
/** None in three times five minutes is an alarm. */
const silent: AlarmRule = {
  ...{ ...loud, evaluationPeriods: 3, datapointsToAlarm: 3 },
  ...{ comparison: 'LessThanThreshold', missing: 'breaching' },
};

function raised(
  rule: AlarmRule,
  points: readonly (readonly [minute: number, value: number])[],
  until = 120,
): number[][] {
  const measured: Point[] = points.map(([minute, value]) => ({ at: atMinute(minute), value }));
  return timesRaised(rule, measured, { start: FROM, end: atMinute(until) }).map(({ from, to }) =>
    [from, to ?? atMinute(until)].map((time) => (time - FROM) / MINUTE),
  );
}

/** As in the tables of AWS's page on missing data: the oldest first, 0 is fine, X breaches, - is missing. */
const fetched = (row: string): (number | undefined)[] =>
  row
    .split(' ')
    .reverse()
    .map((sign) => ({ '0': 0, X: 1 })[sign]);
const STATES = { OK: 'OK', ALARM: 'ALARM', none: 'INSUFFICIENT_DATA', kept: 'kept' } as const;
type State = keyof typeof STATES;
const KINDS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

describe("the tables of AWS's page on missing data", () => {
  test.each<[number, string, State, State, State, State]>([
    [3, '0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    [3, '0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    [3, '- - - - -', 'none', 'kept', 'ALARM', 'OK'],
    [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [3, '- - - - X', 'none', 'kept', 'ALARM', 'OK'],
    [3, 'X - - - -', 'ALARM', 'kept', 'ALARM', 'OK'],
    [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '- - - - X', 'none', 'kept', 'ALARM', 'OK'],
  ])('%i of 3 with %s', (datapointsToAlarm, row, ...expected) => {
    const rule = { ...loud, evaluationPeriods: 3, datapointsToAlarm };
    const states = KINDS.map((missing) => stateOf({ ...rule, missing }, fetched(row), 'kept' as 'OK'));
    expect(states).toEqual(expected.map((state) => STATES[state]));
  });
});

test('one value raises an alarm at the next minute, and goes on for the periods that are fetched', () => {
  expect(raised(loud, [[10.5, 1]])).toEqual([[11, 26]]);
});

test('values that are fine end an alarm once the one that is not has left the period', () => {
  const fine = Array.from({ length: 60 }, (_, minute): [number, number] => [12 + minute, 0]);
  expect(raised(loud, [[10.5, 1], ...fine])).toEqual([[11, 16]]);
});

test('silence is heard only when no beat is among the periods that are fetched: two later than asked for', () => {
  const beats = [0, 5, 10, 15, 20].map((minute): [number, number] => [minute + 0.5, 1]);
  expect(raised(silent, [...beats, [60.5, 1]], 80)).toEqual([
    // There is nothing yet at the very beginning.
    [0, 1],
    [46, 61],
  ]);
});

test('silence that is filled with zeros is heard after the periods that were asked for', () => {
  const beats = [0, 5, 10, 15, 20].map((minute): [number, number] => [minute + 0.5, 1]);
  expect(raised({ ...silent, fill: 0 }, [...beats, [60.5, 1]], 70).slice(1)).toEqual([[36, 61]]);
});

test('what is high resolution is looked at every ten seconds', () => {
  const rule: AlarmRule = { ...loud, periodMs: 10_000, statistic: 'Maximum', missing: 'ignore' };
  expect(
    raised(rule, [
      [10.1, 1],
      [30.1, 0],
    ]),
  ).toEqual([[10 + 1 / 6, 30 + 1 / 6]]);
});

test.each([
  ['GreaterThanThreshold', 'Maximum', false],
  ['LessThanOrEqualToThreshold', 'Minimum', true],
  ['GreaterThanOrEqualToThreshold', 'Average', false],
  ['GreaterThanOrEqualToThreshold', 'SampleCount', true],
] as const)('an alarm may compare by %s the %s', (comparison, statistic, isRaised) => {
  const rule = { ...loud, comparison, statistic };
  expect(
    raised(rule, [
      [10.2, 1],
      [10.4, 0],
    ]).length > 0,
  ).toBe(isRaised);
});
