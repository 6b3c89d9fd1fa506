import { TimeZone } from 'aws-cdk-lib';
import { AccessWindow, Weekday } from 'cdk-temporary-access';
import { LONDON } from './fixture';

const declared = (window: AccessWindow): unknown => window._declare('1');
const problemIds = (window: AccessWindow): string[] => window._problems.map(({ id }) => id);

describe('a weekly window', () => {
  test('is two cron expressions on the wall clock of its zone', () => {
    const window = AccessWindow.weekly({
      days: [Weekday.TUESDAY, Weekday.THURSDAY],
      start: '20:00',
      end: '22:30',
      timeZone: LONDON,
    });
    expect(declared(window)).toEqual({
      kind: 'recurring',
      id: '1',
      words: 'Tuesdays and Thursdays 20:00-22:30 Europe/London',
      start: 'cron(0 20 ? * TUE,THU *)',
      end: 'cron(30 22 ? * TUE,THU *)',
      timeZone: 'Europe/London',
    });
  });

  test('that crosses midnight ends on the days after', () => {
    const window = AccessWindow.weekly({
      days: [Weekday.SATURDAY, Weekday.FRIDAY],
      start: '22:00',
      end: '06:00',
      timeZone: LONDON,
    });
    expect(declared(window)).toMatchObject({
      words: 'Fridays and Saturdays 22:00-06:00 (ending the next day) Europe/London',
      start: 'cron(0 22 ? * FRI,SAT *)',
      end: 'cron(0 6 ? * SUN,SAT *)',
    });
  });

  test('reads alike however its days are ordered or repeated', () => {
    const days = [Weekday.SUNDAY, Weekday.MONDAY, Weekday.WEDNESDAY];
    const props = { start: '20:00', end: '22:00', timeZone: LONDON };
    const forwards = AccessWindow.weekly({ ...props, days });
    const backwards = AccessWindow.weekly({ ...props, days: [...days, ...days].reverse() });
    expect(declared(backwards)).toEqual(declared(forwards));
    expect(declared(forwards)).toMatchObject({ words: 'Mondays, Wednesdays and Sundays 20:00-22:00 Europe/London' });
  });

  test('refuses to have no days', () => {
    const window = AccessWindow.weekly({ days: [], start: '20:00', end: '22:00', timeZone: LONDON });
    expect(problemIds(window)).toEqual(['no-days']);
    expect(declared(window)).toBeUndefined();
  });
});

describe('a daily window', () => {
  test('fires on every day', () => {
    const window = AccessWindow.daily({ start: '22:00', end: '06:05', timeZone: TimeZone.ASIA_TOKYO });
    expect(declared(window)).toEqual({
      kind: 'recurring',
      id: '1',
      words: 'every day 22:00-06:05 (ending the next day) Asia/Tokyo',
      start: 'cron(0 22 * * ? *)',
      end: 'cron(5 6 * * ? *)',
      timeZone: 'Asia/Tokyo',
    });
  });

  test.each([
    ['20:00', '20:00', ['window-empty']],
    ['20:00', '20:04', ['window-too-short']],
    ['20:00', '20:05', []],
    ['23:58', '00:02', ['window-too-short']],
    ['23:58', '00:03', []],
  ])('from %s to %s has the problems %j', (start, end, expected) => {
    expect(problemIds(AccessWindow.daily({ start, end, timeZone: LONDON }))).toEqual(expected);
  });

  test('reports everything that is wrong with it at once', () => {
    const window = AccessWindow.daily({ start: '8pm', end: '24:00', timeZone: TimeZone.of('Mars/Base') });
    expect(problemIds(window)).toEqual(['time-of-day', 'time-of-day', 'time-zone']);
  });
});

describe('a one-time window', () => {
  test('is two instants, and is described in its zone', () => {
    const window = AccessWindow.once({ start: '2026-07-11T22:00', end: '2026-07-12T02:00', timeZone: LONDON });
    expect(declared(window)).toEqual({
      kind: 'once',
      id: '1',
      words: 'once from 2026-07-11 22:00 to 2026-07-12 02:00 Europe/London',
      start: '2026-07-11T21:00:00Z',
      end: '2026-07-12T01:00:00Z',
    });
  });

  test('names the day once where it ends on it', () => {
    const window = AccessWindow.once({ start: '2026-12-12T07:00Z', end: '2026-12-12T09:30Z' });
    expect(declared(window)).toMatchObject({ words: 'once 2026-12-12 07:00-09:30 UTC' });
  });

  test('in the past is declared all the same, so that an old stack still synthesizes', () => {
    expect(problemIds(AccessWindow.once({ start: '2021-12-12T07:00Z', end: '2021-12-12T09:30Z' }))).toEqual([]);
  });

  test.each([
    ['2026-12-12T09:30Z', '2026-12-12T07:00Z', ['window-empty']],
    ['2026-12-12T07:00Z', '2026-12-12T07:00Z', ['window-empty']],
    ['2026-12-12T07:00Z', '2026-12-12T07:04Z', ['window-too-short']],
    ['2026-12-12T07:00Z', '2026-12-12T07:05Z', []],
    ['2026-12-12T07:00', 'later', ['no-time-zone', 'date-time']],
  ])('from %s to %s has the problems %j', (start, end, expected) => {
    expect(problemIds(AccessWindow.once({ start, end }))).toEqual(expected);
  });

  test('in an unknown zone is one mistake, not three', () => {
    const window = AccessWindow.once({
      start: '2026-12-12T07:00',
      end: '2026-12-12T09:30',
      timeZone: TimeZone.of('Mars/Base'),
    });
    expect(problemIds(window)).toEqual(['time-zone']);
  });
});
