import { certainTimes, isAlwaysPossible, possibleTimes } from '../../../lib/review/possible';
import type { Access, Schedule, Window } from '../../../lib/review/report';

/** From an hour of a day to another. */
type Hours = readonly [from: number, to: number];

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 6, hour)).toISOString().replace('.000Z', 'Z');

function schedule(...hours: readonly Hours[]): Schedule {
  return {
    ...{ kind: 'recurring', words: '', start: '', end: '', timeZone: 'UTC', validFrom: null, validUntil: null },
    ...{ except: [], clockChanges: [] },
    occurrences: hours.map(([from, to]) => ({ start: at(from), end: at(to), local: '' })),
  };
}

function access(clock: readonly Hours[], ...onDemand: readonly (readonly Hours[] | null)[]): Pick<Access, 'windows'> {
  return {
    windows: [
      { ...schedule(...clock), closesOn: [] },
      ...onDemand.map((hours): Window => ({
        ...{ kind: 'on-demand', words: '', maxMinutes: 60, cooldownMinutes: null, breakGlass: false },
        ...{ opensOn: [], closesOn: [], start: null, end: null, timeZone: 'UTC', validFrom: null, validUntil: null },
        ...{ except: [], occurrences: [], clockChanges: [] },
        within: hours === null ? null : schedule(...hours),
      })),
    ],
  };
}

const hoursOf = (one: Pick<Access, 'windows'>): number[][] =>
  possibleTimes(one).map(({ start, end }) => [start, end].map((instant) => new Date(instant).getUTCHours()));

test.each<[string, readonly Hours[], readonly (readonly Hours[])[], number[][]]>([
  ['beside what the clock opens', [[2, 4]], [[[6, 8]]], [[6, 8]]],
  [
    'that touch it on both sides',
    [
      [2, 4],
      [6, 8],
    ],
    [[[4, 6]]],
    [[4, 6]],
  ],
  [
    'around it',
    [[4, 6]],
    [[[2, 8]]],
    [
      [2, 4],
      [6, 8],
    ],
  ],
  ['within it', [[2, 8]], [[[4, 6]]], []],
  ['that are the same', [[4, 6]], [[[4, 6]]], []],
  ['that begin before it', [[4, 8]], [[[2, 6]]], [[2, 4]]],
  ['that end after it', [[2, 6]], [[[4, 8]]], [[6, 8]]],
  [
    'around two of its times',
    [
      [4, 6],
      [8, 10],
    ],
    [[[2, 12]]],
    [
      [2, 4],
      [6, 8],
      [10, 12],
    ],
  ],
  ['of several windows, once', [[2, 4]], [[[6, 9]], [[8, 10]]], [[6, 10]]],
])('hours for requests %s', (_where, clock, onDemand, expected) => {
  expect(hoursOf(access(clock, ...onDemand))).toEqual(expected);
});

test('what the clock opens is certain, and no hours for requests are', () => {
  expect(
    certainTimes(
      access(
        [
          [2, 4],
          [3, 5],
        ],
        [[6, 8]],
      ),
    ),
  ).toEqual([{ start: Date.parse(at(2)), end: Date.parse(at(5)) }]);
});

test('without hours a request may always open', () => {
  expect([access([]), access([], [[2, 4]]), access([], [[2, 4]], null)].map(isAlwaysPossible)).toEqual([
    false,
    false,
    true,
  ]);
});
