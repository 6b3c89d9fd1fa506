/** The examples are those of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based. */
import { lastWall, nextWall } from '../../../lib/core/cron';
import { type WallMs } from '../../../lib/core/zone';

/** `wall('2027-03-28T01:30')`: what a clock on the wall shows. */
function wall(text: string): WallMs {
  return Date.parse(`${text}Z`) as WallMs;
}

function shown(reading: WallMs | undefined): string | undefined {
  return reading === undefined ? undefined : new Date(reading).toISOString().slice(0, 16);
}

/** The first readings of an expression after 1 December 2026, 00:00. */
function firstReadings(fields: string, count: number): (string | undefined)[] {
  const readings: (string | undefined)[] = [];
  let reading: WallMs | undefined = wall('2026-12-01T00:00');
  while (reading !== undefined && readings.length < count) {
    reading = nextWall(`cron(${fields})`, reading);
    readings.push(shown(reading));
  }
  return readings;
}

describe('a cron expression in the dialect of EventBridge Scheduler', () => {
  test.each([
    ['? in the day of the week is any day', '0 10 * * ? *', ['2026-12-01T10:00', '2026-12-02T10:00']],
    ['? in the day of the month is any day', '0 18 ? * MON-FRI *', ['2026-12-01T18:00', '2026-12-02T18:00']],
    ['days of the week by name', '0 10 ? * SAT,SUN *', ['2026-12-05T10:00', '2026-12-06T10:00', '2026-12-12T10:00']],
    ['1 is Sunday', '0 10 ? * 1 *', ['2026-12-06T10:00', '2026-12-13T10:00']],
    ['2 is Monday', '0 10 ? * 2 *', ['2026-12-07T10:00', '2026-12-14T10:00']],
    ['7 is Saturday', '0 10 ? * 7 *', ['2026-12-05T10:00', '2026-12-12T10:00']],
    [
      '2-6 is Monday to Friday',
      '0 10 ? * 2-6 *',
      ['2026-12-01T10:00', '2026-12-02T10:00', '2026-12-03T10:00', '2026-12-04T10:00', '2026-12-07T10:00'],
    ],
    ['1,7 is the weekend', '0 10 ? * 1,7 *', ['2026-12-05T10:00', '2026-12-06T10:00', '2026-12-12T10:00']],
    ['2#1 is the first Monday', '0 10 ? * 2#1 *', ['2026-12-07T10:00', '2027-01-04T10:00', '2027-02-01T10:00']],
    ['3#2 is the second Tuesday', '0 10 ? * 3#2 *', ['2026-12-08T10:00', '2027-01-12T10:00', '2027-02-09T10:00']],
    ['1#1 is the first Sunday', '0 10 ? * 1#1 *', ['2026-12-06T10:00', '2027-01-03T10:00', '2027-02-07T10:00']],
    ['2#5 leaves out months without a fifth', '0 10 ? * 2#5 *', ['2027-03-29T10:00', '2027-05-31T10:00']],
    ['6L is the last Friday', '0 10 ? * 6L *', ['2026-12-25T10:00', '2027-01-29T10:00', '2027-02-26T10:00']],
    ['1L is the last Sunday', '0 10 ? * 1L *', ['2026-12-27T10:00', '2027-01-31T10:00']],
    ['L is the last day of the week', '0 10 ? * L *', ['2026-12-05T10:00', '2026-12-12T10:00']],
    ['L is the last day of the month', '0 10 L * ? *', ['2026-12-31T10:00', '2027-01-31T10:00', '2027-02-28T10:00']],
    ['L in February of a leap year', '0 10 L 2 ? 2028', ['2028-02-29T10:00', undefined]],
    [
      '3W is the weekday nearest the third',
      '0 10 3W * ? *',
      ['2026-12-03T10:00', '2027-01-04T10:00', '2027-02-03T10:00', '2027-03-03T10:00', '2027-04-02T10:00'],
    ],
    [
      '1W stays in its month',
      '0 10 1W * ? *',
      [
        '2026-12-01T10:00',
        '2027-01-01T10:00',
        '2027-02-01T10:00',
        '2027-03-01T10:00',
        '2027-04-01T10:00',
        '2027-05-03T10:00',
      ],
    ],
    [
      '1/10 is every ten from the first',
      '1/10 10 * * ? *',
      [
        '2026-12-01T10:01',
        '2026-12-01T10:11',
        '2026-12-01T10:21',
        '2026-12-01T10:31',
        '2026-12-01T10:41',
        '2026-12-01T10:51',
        '2026-12-02T10:01',
      ],
    ],
    [
      '*/15 is every fifteen',
      '*/15 10 * * ? *',
      ['2026-12-01T10:00', '2026-12-01T10:15', '2026-12-01T10:30', '2026-12-01T10:45', '2026-12-02T10:00'],
    ],
    [
      'a range with a step',
      '0 8-18/5 * * ? *',
      ['2026-12-01T08:00', '2026-12-01T13:00', '2026-12-01T18:00', '2026-12-02T08:00'],
    ],
    ['a list of hours', '30 6,18 * * ? *', ['2026-12-01T06:30', '2026-12-01T18:30', '2026-12-02T06:30']],
    ['months by name', '0 8 1 JAN,JUL ? *', ['2027-01-01T08:00', '2027-07-01T08:00', '2028-01-01T08:00']],
    ['every third month from January', '0 8 1 1/3 ? *', ['2027-01-01T08:00', '2027-04-01T08:00', '2027-07-01T08:00']],
    ['29 February', '0 10 29 2 ? *', ['2028-02-29T10:00', '2032-02-29T10:00']],
    ['a range of years', '15 10 ? * 6L 2026-2027', ['2026-12-25T10:15', '2027-01-29T10:15']],
    ['a list of years', '0 10 1 1 ? 2027,2029', ['2027-01-01T10:00', '2029-01-01T10:00', undefined]],
    ['years that are over', '15 10 ? * 6L 2022-2023', [undefined]],
    ['a day that there never is', '0 10 30 2 ? *', [undefined]],
  ])('%s', (_what, fields, readings) => {
    expect(firstReadings(fields, readings.length)).toEqual(readings);
  });

  test.each([
    ['five fields', 'cron(0 10 * * ?)'],
    ['seven fields', 'cron(0 0 10 * * ? *)'],
    ['no parentheses', '0 10 * * ? *'],
    ['two blanks', 'cron(0  10 * * ? *)'],
    ['a rate', 'rate(5 minutes)'],
    ['a time', 'at(2026-12-01T20:00:00)'],
    ['nothing', ''],
  ])('refuses %s, naming it', (_what, expression) => {
    expect(() => nextWall(expression, wall('2026-12-01T00:00'))).toThrow(
      `expected cron(…) with six fields, got ${expression}`,
    );
    expect(() => lastWall(expression, wall('2026-12-01T00:00'))).toThrow('expected cron(…) with six fields');
  });

  test('refuses fields that are no numbers', () => {
    expect(() => nextWall('cron(a b c d e f)', wall('2026-12-01T00:00'))).toThrow();
  });
});

describe('the readings next to one', () => {
  const AT_TEN = 'cron(0 10 * * ? *)';

  test.each([
    ['one ms before it', '2026-12-04T09:59:59.999', '2026-12-04T10:00'],
    ['exactly at it', '2026-12-04T10:00:00.000', '2026-12-05T10:00'],
    ['one ms after it', '2026-12-04T10:00:00.001', '2026-12-05T10:00'],
    ['in its last second', '2026-12-04T10:00:59.999', '2026-12-05T10:00'],
  ])('the next is strictly after: asked %s', (_when, after, next) => {
    expect(shown(nextWall(AT_TEN, wall(after)))).toBe(next);
  });

  test.each([
    ['one ms before it', '2026-12-04T09:59:59.999', '2026-12-03T10:00'],
    ['exactly at it', '2026-12-04T10:00:00.000', '2026-12-04T10:00'],
    ['one ms after it', '2026-12-04T10:00:00.001', '2026-12-04T10:00'],
    ['one second after it', '2026-12-04T10:00:01.000', '2026-12-04T10:00'],
    ['just before the next', '2026-12-05T09:59:59.999', '2026-12-04T10:00'],
  ])('the last is at or before: asked %s', (_when, atOrBefore, last) => {
    expect(shown(lastWall(AT_TEN, wall(atOrBefore)))).toBe(last);
  });

  test.each([
    ['the leap day before', 'cron(0 10 29 2 ? *)', '2026-12-04T11:00', '2024-02-29T10:00'],
    ['the first Monday before', 'cron(0 10 ? * 2#1 *)', '2026-12-07T09:59', '2026-11-02T10:00'],
    ['the last Friday before', 'cron(0 10 ? * 6L *)', '2026-12-04T11:00', '2026-11-27T10:00'],
    ['the last day of the year before', 'cron(0 10 L 12 ? *)', '2026-12-04T11:00', '2025-12-31T10:00'],
    ['the last of years that are over', 'cron(0 10 * * ? 2020)', '2026-12-04T11:00', '2020-12-31T10:00'],
    ['nothing, where the years are still to come', 'cron(0 10 * * ? 2027)', '2026-12-04T11:00', undefined],
    ['nothing, where there is no such day', 'cron(0 10 30 2 ? *)', '2026-12-04T11:00', undefined],
  ])('the last is %s', (_what, expression, atOrBefore, last) => {
    expect(shown(lastWall(expression, wall(atOrBefore)))).toBe(last);
  });

  test.each([
    AT_TEN,
    'cron(0 10 L * ? *)',
    'cron(1/10 8-17 ? * 2#1 *)',
    'cron(0 10 3W */2 ? *)',
    'cron(59 23 29 2 ? *)',
  ])('of %s, walked forward and back again, are the same', (expression) => {
    const forward: WallMs[] = [];
    let next = nextWall(expression, wall('2026-12-01T00:00'));
    for (; next !== undefined && forward.length < 30; next = nextWall(expression, next)) {
      forward.push(next);
    }
    const back: WallMs[] = [];
    let last = lastWall(expression, forward.at(-1)!);
    for (; last !== undefined && back.length < 30; last = lastWall(expression, (last - 1) as WallMs)) {
      back.unshift(last);
    }
    expect(back).toEqual(forward);
  });
});
