import { alternationOf } from '../../../lib/core/alternation';
import { HOUR, MINUTE, DAY } from '../../../lib/core/interval';

/** Instants of the wall clock as `2026-01-02 20:00`, as a person finds them on a calendar. */
function turnsOf(start: string, end: string): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(alternationOf(`cron(${start})`, `cron(${end})`)).map(([key, value]) => [
      key,
      typeof value === 'number' && !key.endsWith('Ms')
        ? new Date(value).toISOString().slice(0, 16).replace('T', ' ')
        : value,
    ]),
  );
}

describe('a start and an end that take turns', () => {
  test.each([
    ['an evening of every day', '0 20 * * ? *', '0 22 * * ? *', 2 * HOUR, 2 * HOUR],
    ['a night of every day', '0 22 * * ? *', '0 6 * * ? *', 8 * HOUR, 8 * HOUR],
    ['days that touch', '0 20 * * ? *', '0 20 * * ? *', DAY, DAY],
    ['two evenings a week', '0 20 ? * TUE,THU *', '0 22 ? * TUE,THU *', 2 * HOUR, 2 * HOUR],
    ['a working week', '0 8 ? * MON *', '0 18 ? * FRI *', 4 * DAY + 10 * HOUR, 4 * DAY + 10 * HOUR],
    ['Monday and Wednesday until the next evening', '0 8 ? * MON,WED *', '0 18 ? * TUE,FRI *', 34 * HOUR, 58 * HOUR],
    ['the last day of the month into the first', '0 20 L * ? *', '0 2 1 * ? *', 6 * HOUR, 6 * HOUR],
    ['whole months of 28 to 31 days', '0 0 1 * ? *', '0 0 1 * ? *', 28 * DAY, 31 * DAY],
    ['leap days', '0 20 29 2 ? *', '0 22 29 2 ? *', 2 * HOUR, 2 * HOUR],
    [
      'from the second Tuesday to the last Friday',
      '0 8 ? * 3#2 *',
      '0 18 ? * 6L *',
      10 * DAY + 10 * HOUR,
      17 * DAY + 10 * HOUR,
    ],
    ['five minutes of every ten', '0/10 * * * ? *', '5/10 * * * ? *', 5 * MINUTE, 5 * MINUTE],
    ['two shifts a day', '0 8,14 ? * MON-FRI *', '0 12,18 ? * MON-FRI *', 4 * HOUR, 4 * HOUR],
    ['years that are over', '0 20 * * ? 2022-2023', '0 22 * * ? 2022-2023', 2 * HOUR, 2 * HOUR],
    ['years to come', '0 20 * * ? 2190-2199', '0 22 * * ? *', 2 * HOUR, 2 * HOUR],
    ['starts that stop before the ends do', '0 20 * * ? 2026', '0 22 * * ? *', 2 * HOUR, 2 * HOUR],
    ['starts that begin after the ends do', '0 20 * * ? 2028', '0 22 * * ? 2026-2028', 2 * HOUR, 2 * HOUR],
    ['the last night of the last year of all starts', '0 22 31 12 ? 2026', '0 6 1 1 ? 2027', 8 * HOUR, 8 * HOUR],
    ['a start that happens once', '0 20 1 3 ? 2027', '0 22 1 3 ? 2027', 2 * HOUR, 2 * HOUR],
  ])('%s', (_what, start, end, shortestMs, longestMs) => {
    expect(turnsOf(start, end)).toEqual({ turns: 'alternate', shortestMs, longestMs });
  });
});

describe('a start and an end that do not', () => {
  test.each([
    ['a start that never comes', '0 20 30 2 ? *', '0 22 30 2 ? *', { turns: 'never-starts' }],
    ['a start on 31 April', '0 20 31 4 ? *', '0 22 * * ? *', { turns: 'never-starts' }],
    ['an end that never comes', '0 20 * * ? *', '0 22 30 2 ? *', { turns: 'never-ends' }],
    ['an end of years that are over', '0 20 * * ? *', '0 22 * * ? 2022-2025', { turns: 'never-ends' }],
    ['ends that stop before the starts do', '0 20 * * ? *', '0 22 * * ? 2026-2040', { turns: 'never-ends' }],
    ['ends that stop a day before the starts do', '0 22 * * ? 2026', '0 6 * * ? 2026', { turns: 'never-ends' }],
    [
      'Monday and Tuesday until Wednesday',
      '0 8 ? * MON,TUE *',
      '0 18 ? * WED *',
      { turns: 'start-twice', first: '2026-01-05 08:00', second: '2026-01-06 08:00', end: '2026-01-07 18:00' },
    ],
    [
      'every day until 22:00 of working days',
      '0 20 * * ? *',
      '0 22 ? * MON-FRI *',
      { turns: 'start-twice', first: '2026-01-03 20:00', second: '2026-01-04 20:00', end: '2026-01-05 22:00' },
    ],
    [
      'the 31st until the 31st, but not in January',
      '0 8 31 * ? *',
      '0 18 31 2-12 ? *',
      { turns: 'start-twice', first: '2026-01-31 08:00', second: '2026-03-31 08:00', end: '2026-03-31 18:00' },
    ],
    [
      'a leap day that has no end of its own',
      '0 8 29 * ? *',
      '0 18 29 1,3-12 ? *',
      { turns: 'start-twice', first: '2028-02-29 08:00', second: '2028-03-29 08:00', end: '2028-03-29 18:00' },
    ],
    [
      'leap days that have no end in one of the years listed',
      '0 20 29 2 ? *',
      '0 22 29 2 ? 2028-2032,2040-2199',
      { turns: 'start-twice', first: '2036-02-29 20:00', second: '2040-02-29 20:00', end: '2040-02-29 22:00' },
    ],
    [
      'starts of every ten minutes that lose their ends in December only',
      '0/10 * * * ? *',
      '5/10 * * 1-11 ? *',
      { turns: 'start-twice', first: '2026-12-01 00:00', second: '2026-12-01 00:10', end: '2027-01-01 00:05' },
    ],
    [
      'the second Tuesday until every Tuesday',
      '0 20 ? * 3#2 *',
      '0 22 ? * 3 *',
      { turns: 'end-twice', first: '2026-01-13 22:00', second: '2026-01-20 22:00', start: '2026-02-10 20:00' },
    ],
    [
      'an evening that ends at 22:00 and 23:00',
      '0 20 * * ? *',
      '0 22,23 * * ? *',
      { turns: 'end-twice', first: '2026-01-01 22:00', second: '2026-01-01 23:00', start: '2026-01-02 20:00' },
    ],
    [
      'a second end at the very start',
      '0 20 * * ? *',
      '0 8,20 * * ? *',
      { turns: 'end-twice', first: '2026-01-02 08:00', second: '2026-01-02 20:00', start: '2026-01-02 20:00' },
    ],
  ])('%s', (_what, start, end, found) => {
    expect(turnsOf(start, end)).toEqual(found);
  });
});

test('is worked out once for a pair', () => {
  const pair = ['cron(0 20 * * ? *)', 'cron(30 22 * * ? *)'] as const;
  expect(alternationOf(...pair)).toBe(alternationOf(...pair));
});
