import { TimeZone } from 'aws-cdk-lib';
import { AccessWindow, Weekday } from 'cdk-temporary-access';
import { textOf } from '../../lib/core/problem';
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
      timeZone: 'Europe/London',
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

describe('a cron window', () => {
  test('is its two expressions, in the spelling of AWS', () => {
    const window = AccessWindow.cron({ start: '0 20 L * ?', end: 'cron(00 02 1 * ? *)', timeZone: LONDON });
    expect(declared(window)).toEqual({
      kind: 'recurring',
      id: '1',
      words: 'from cron(0 20 L * ? *) to cron(0 2 1 * ? *) Europe/London',
      start: 'cron(0 20 L * ? *)',
      end: 'cron(0 2 1 * ? *)',
      timeZone: 'Europe/London',
    });
    expect(window._longestMs).toBe(6 * 60 * 60_000);
  });

  test('is as long as its longest occurrence', () => {
    const window = AccessWindow.cron({ start: '0 8 ? * MON,WED', end: '0 18 ? * TUE,FRI', timeZone: LONDON });
    expect(window._longestMs).toBe(58 * 60 * 60_000);
  });

  test.each([
    ['0 20 * * ?', '4 20 * * ?', ['window-too-short']],
    ['0 20 * * ?', '5 20 * * ?', []],
    ['0,30 20 * * ?', '4,45 20 * * ?', ['window-too-short']],
    ['0 20 30 2 ?', '0 22 30 2 ?', ['cron-never']],
    ['0 20 * * ?', '0 22 * * ? 2026', ['cron-never']],
    ['0 8 ? * MON,TUE', '0 18 ? * WED', ['cron-turns']],
    ['0 20 ? * 3#2', '0 22 ? * 3', ['cron-turns']],
    ['0 20 * * * *', 'rate(1 day)', ['cron-field', 'cron-not-cron']],
    ['0 20', '0 22 LW * ?', ['cron-fields', 'cron-field']],
    ['0 20 * * ? 2022-2023', '0 22 * * ? 2022-2023', []],
  ])('from %s to %s has the problems %j', (start, end, expected) => {
    expect(problemIds(AccessWindow.cron({ start, end, timeZone: LONDON }))).toEqual(expected);
  });

  test.each([
    [
      '0 8 ? * MON,TUE',
      '0 18 ? * WED',
      'cron(0 8 ? * MON,TUE *) and cron(0 18 ? * WED *) do not take turns: it starts on 2026-01-05 08:00 and again on ' +
        '2026-01-06 08:00, before it ends on 2026-01-07 18:00; give every start an end of its own before the next ' +
        'start [cron-turns]',
    ],
    [
      '0 20 ? * 3#2',
      '0 22 ? * 3',
      'cron(0 20 ? * 3#2 *) and cron(0 22 ? * 3 *) do not take turns: it ends on 2026-01-13 22:00 and again on ' +
        '2026-01-20 22:00, with no start in between; give every end a start of its own before it [cron-turns]',
    ],
    [
      '0 20 30 FEB ?',
      '0 22 30 FEB ?',
      'start cron(0 20 30 FEB ? *) never comes: no day of the calendar matches it, so the window would never open; ' +
        'check its day, month and year [cron-never]',
    ],
    [
      '0 20 * * ?',
      '0 22 * * ? 2026-2040',
      'end cron(0 22 * * ? 2026-2040) does not come after every start: the window would never close; check its day, ' +
        'month and year [cron-never]',
    ],
  ])('from %s to %s is told: %s', (start, end, expected) => {
    expect(AccessWindow.cron({ start, end, timeZone: LONDON })._problems.map(textOf)).toEqual([expected]);
  });

  test('reports everything that is wrong with it at once', () => {
    const window = AccessWindow.cron({
      start: '0 20 ? * FRI-MON',
      end: '0 22 ? * ? *',
      timeZone: TimeZone.of('Mars/Base'),
      except: ['2027-02-31'],
    });
    expect(problemIds(window)).toEqual(['cron-field', 'cron-field', 'time-zone', 'date']);
  });
});

describe('a window with bounds', () => {
  const evening = { start: '20:00', end: '22:00', timeZone: LONDON };

  test('carries them as instants and as ranges of dates, and says them as they were written', () => {
    const window = AccessWindow.daily({
      ...evening,
      validFrom: '2026-12-01',
      validUntil: '2027-06-30T12:00',
      except: ['2026-12-24/2027-01-02', '2027-03-26'],
    });
    expect(declared(window)).toEqual({
      kind: 'recurring',
      id: '1',
      words:
        'every day 20:00-22:00 Europe/London, from 2026-12-01 on, until 2027-06-30T12:00, ' +
        'except 2026-12-24 to 2027-01-02, 2027-03-26',
      start: 'cron(0 20 * * ? *)',
      end: 'cron(0 22 * * ? *)',
      timeZone: 'Europe/London',
      validFrom: '2026-12-01T00:00:00Z',
      validUntil: '2027-06-30T11:00:00Z',
      except: ['2026-12-24/2027-01-02', '2027-03-26/2027-03-26'],
    });
  });

  test('starts on its first and on its last date', () => {
    const window = AccessWindow.daily({ ...evening, validFrom: '2027-07-01', validUntil: '2027-07-02' });
    expect(window.occurrences('2027-01-01T00:00Z', '2028-01-01T00:00Z')).toEqual([
      { start: '2027-07-01T19:00:00Z', end: '2027-07-01T21:00:00Z' },
      { start: '2027-07-02T19:00:00Z', end: '2027-07-02T21:00:00Z' },
    ]);
  });

  test('of one date starts on it', () => {
    const window = AccessWindow.daily({ ...evening, validFrom: '2027-07-01', validUntil: '2027-07-01' });
    expect(window.occurrences('2027-01-01T00:00Z', '2028-01-01T00:00Z')).toHaveLength(1);
  });

  test.each([
    [{ validFrom: '2027-07-02', validUntil: '2027-07-01T00:00' }, ['validity-empty']],
    [{ validFrom: '2027-07-02T10:00', validUntil: '2027-07-02T10:00' }, ['validity-empty']],
    [{ validFrom: '2027-07-02', validUntil: '2027-07-01' }, ['validity-empty']],
    [{ validFrom: '2027-07-02T10:00', validUntil: '2027-07-02T19:00' }, ['validity-empty']],
    [{ validFrom: '2027-07-02T20:00', validUntil: '2027-07-02T20:01' }, []],
    [{ validFrom: '2027-07-01', validUntil: '2027-07-31', except: ['2027-06-01/2027-07-31'] }, ['validity-empty']],
    [{ validFrom: '2027-07-01', validUntil: '2027-08-01', except: ['2027-06-01/2027-07-31'] }, []],
    [{ validFrom: '2027-02-31' }, ['date']],
    [{ validUntil: 'never' }, ['date']],
    [{ validFrom: '2027-03-28T01:30' }, ['time-in-gap']],
    [{ validUntil: '2027-10-31T01:30' }, ['time-twice']],
    [{ except: ['2027-02-31', '2027-01-02/2026-12-24', 'junk'] }, ['date', 'dates-reversed', 'date']],
    [{ except: [] }, []],
  ])('%j has the problems %j', (bounds, expected) => {
    const window = AccessWindow.daily({ ...evening, ...bounds });
    expect(problemIds(window)).toEqual(expected);
    expect(declared(window) === undefined).toBe(expected.length > 0);
  });

  test('that leave no start is told so', () => {
    const window = AccessWindow.weekly({
      ...evening,
      days: [Weekday.TUESDAY],
      validFrom: '2026-12-02',
      validUntil: '2026-12-07',
    });
    expect(window._problems.map(textOf)).toEqual([
      'the window Tuesdays 20:00-22:00 Europe/London, from 2026-12-02 on, until 2026-12-07 never starts: validFrom, ' +
        'validUntil and except leave no day on which it could; widen them, or leave one out [validity-empty]',
    ]);
  });

  test.each(['2027-06-01', '2027-07-01', '2027-07-02T00:00'])(
    'until %s, not after their first, are told so',
    (until) => {
      const window = AccessWindow.daily({ ...evening, validFrom: '2027-07-02', validUntil: until });
      expect(window._problems.map(textOf)).toEqual([
        `validUntil '${until}' is not after validFrom '2027-07-02': the window would never open; swap the two, or ` +
          'leave one out [validity-empty]',
      ]);
    },
  );
});

describe('what a window tells users of their own tests', () => {
  const window = AccessWindow.weekly({
    days: [Weekday.TUESDAY, Weekday.THURSDAY],
    start: '20:00',
    end: '22:00',
    timeZone: LONDON,
  });

  test('is when it is open, in words', () => {
    expect(window.describe()).toBe('Tuesdays and Thursdays 20:00-22:00 Europe/London');
    const once = AccessWindow.once({ start: '2026-12-12T07:00Z', end: '2026-12-12T09:30Z' });
    expect(once.describe()).toBe('once 2026-12-12 07:00-09:30 UTC');
  });

  test.each([
    ['to the minute', '2026-12-01T00:00Z', '2026-12-04T00:00Z'],
    ['to the second', '2026-12-01T00:00:00Z', '2026-12-04T00:00:00Z'],
    ['to the millisecond', '2026-12-01T00:00:00.000Z', '2026-12-04T00:00:00.000Z'],
    ['from within an occurrence to the first instant of another', '2026-12-01T21:59Z', '2026-12-03T20:00:00.001Z'],
  ])('is its occurrences in a range: %s', (_how, from, to) => {
    expect(window.occurrences(from, to)).toEqual([
      { start: '2026-12-01T20:00:00Z', end: '2026-12-01T22:00:00Z' },
      { start: '2026-12-03T20:00:00Z', end: '2026-12-03T22:00:00Z' },
    ]);
  });

  test('is nothing where a range only touches an occurrence', () => {
    expect(window.occurrences('2026-12-01T22:00Z', '2026-12-03T20:00Z')).toEqual([]);
  });

  test.each([
    ['2026-12-01', '2026-12-04T00:00Z', "start '2026-12-01' is no instant in UTC: write it as '2026-12-01T00:00Z'"],
    ['2026-12-01T00:00Z', 'later', "end 'later' is no instant in UTC: write it as '2026-12-01T00:00Z'"],
    ['2026-12-01T00:00', '2026-12-04T00:00Z', "start '2026-12-01T00:00' is no instant in UTC"],
    ['2026-12-01T00:00+01:00', '2026-12-04T00:00Z', "start '2026-12-01T00:00+01:00' is no instant in UTC"],
    ['2026-02-31T00:00Z', '2026-12-04T00:00Z', "start '2026-02-31T00:00Z' is no instant in UTC"],
    [
      '2026-12-04T00:00Z',
      '2026-12-01T00:00Z',
      "the range ends at '2026-12-01T00:00Z', not after its start '2026-12-04T00:00Z': swap",
    ],
    [
      '2026-12-01T00:00Z',
      '2026-12-01T00:00Z',
      "the range ends at '2026-12-01T00:00Z', not after its start '2026-12-01T00:00Z'",
    ],
  ])('is an error for a range from %s to %s', (from, to, message) => {
    expect(() => window.occurrences(from, to)).toThrow(message);
  });

  test('is an error where the window has problems, and names them all', () => {
    const wrong = AccessWindow.daily({ start: '8pm', end: '24:00', timeZone: LONDON });
    const message =
      "the window is not valid: start '8pm' is not a time of day: write two digits each, from '00:00' to '23:59'; " +
      "end '24:00' is not a time of day: write '00:00', which as an end means midnight";
    expect(() => wrong.describe()).toThrow(message);
    expect(() => wrong.occurrences('junk', '2026-12-01T00:00Z')).toThrow(message);
  });
});
