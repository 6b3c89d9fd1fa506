import { AccessWindow, DayOfMonth, type MonthlyWindowProps, Weekday } from 'cdk-temporary-access';
import { TimeZone } from 'aws-cdk-lib';

function monthly(day: DayOfMonth, props: Partial<MonthlyWindowProps> = {}): AccessWindow {
  return AccessWindow.monthly({ day, start: '20:00', end: '22:00', timeZone: TimeZone.ETC_UTC, ...props });
}

const night = { start: '22:00', end: '06:00' };

/** Start and end of each occurrence of some months, to the hour: `2027-01-31 22 - 02-01 06`. */
function nights(day: DayOfMonth, from: string, to: string): string[] {
  return monthly(day, night)
    .occurrences(`${from}-01T12:00Z`, `${to}-01T12:00Z`)
    .map(({ start, end }) => `${start.slice(0, 13)} - ${end.slice(5, 13)}`.replaceAll('T', ' '));
}

/** The date after another, by the calendar alone. */
function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 24 * 60 * 60_000).toISOString().slice(0, 10);
}

describe('a day of the month by its number', () => {
  test.each(Array.from({ length: 31 }, (_, index) => index + 1))(
    '%i: starts on it in each month that has one, and a night ends on the day after',
    (day) => {
      const dates: string[] = [];
      for (let date = '2027-01-01'; date < '2029-01-01'; date = dayAfter(date)) {
        if (Number(date.slice(8)) === day) {
          dates.push(date);
        }
      }
      const range = ['2027-01-01T00:00Z', '2029-01-01T00:00Z'] as const;
      expect(monthly(DayOfMonth.of(day)).occurrences(...range)).toEqual(
        dates.map((date) => ({ start: `${date}T20:00:00Z`, end: `${date}T22:00:00Z` })),
      );
      const ofNights = monthly(DayOfMonth.of(day), night).occurrences(...range);
      const started = ofNights.filter(({ start }) => start >= '2027-01-01');
      expect(started).toEqual(
        dates.map((date) => ({ start: `${date}T22:00:00Z`, end: `${dayAfter(date)}T06:00:00Z` })),
      );
    },
  );

  test.each([
    ['28 in a common year', 28, '2027-02', '2027-03', ['2027-02-28 22 - 03-01 06']],
    ['28 in a leap year', 28, '2028-02', '2028-03', ['2028-02-28 22 - 02-29 06']],
    ['29 in a common year', 29, '2027-02', '2027-03', []],
    ['29 in a leap year', 29, '2028-02', '2028-03', ['2028-02-29 22 - 03-01 06']],
    ['30 in a month of 30', 30, '2027-04', '2027-05', ['2027-04-30 22 - 05-01 06']],
    ['30 in a month of 31', 30, '2027-05', '2027-06', ['2027-05-30 22 - 05-31 06']],
    ['31 in a month of 30', 31, '2027-04', '2027-05', []],
    ['31 at the end of a year', 31, '2026-12', '2027-01', ['2026-12-31 22 - 01-01 06']],
  ])('a night of %s', (_what, day, from, to, expected) => {
    expect(nights(DayOfMonth.of(day), from, to)).toEqual(expected);
  });

  test.each([
    [1, 'on the 1st of every month'],
    [2, 'on the 2nd of every month'],
    [3, 'on the 3rd of every month'],
    [4, 'on the 4th of every month'],
    [11, 'on the 11th of every month'],
    [12, 'on the 12th of every month'],
    [13, 'on the 13th of every month'],
    [21, 'on the 21st of every month'],
    [22, 'on the 22nd of every month'],
    [23, 'on the 23rd of every month'],
    [28, 'on the 28th of every month'],
    [29, 'on the 29th of every month that has one'],
    [31, 'on the 31st of every month that has one'],
  ])('%i is in words: %s', (day, words) => {
    expect(monthly(DayOfMonth.of(day)).describe()).toBe(`${words} 20:00-22:00 Etc/UTC`);
  });

  test.each([0, 32, -1, 1.5, NaN, Infinity])('refuses %d', (day) => {
    expect(monthly(DayOfMonth.of(day))._problems).toMatchObject([
      {
        id: 'day-of-month',
        what: `DayOfMonth.of(${day}) is no day of a month`,
        mend: 'use a whole number from 1 to 31, or DayOfMonth.last()',
      },
    ]);
  });
});

describe('the last day of the month', () => {
  test('is the 28th to the 31st, and a night ends on the first', () => {
    expect(nights(DayOfMonth.last(), '2027-12', '2028-05')).toEqual([
      '2027-12-31 22 - 01-01 06',
      '2028-01-31 22 - 02-01 06',
      '2028-02-29 22 - 03-01 06',
      '2028-03-31 22 - 04-01 06',
      '2028-04-30 22 - 05-01 06',
    ]);
    expect(nights(DayOfMonth.last(), '2027-02', '2027-03')).toEqual(['2027-02-28 22 - 03-01 06']);
  });

  test('is so in words', () => {
    expect(monthly(DayOfMonth.last(), night).describe()).toBe(
      'on the last day of every month 22:00-06:00 (ending the next day) Etc/UTC',
    );
  });
});

describe('a weekday by its number within the month', () => {
  const week = Object.values(Weekday);

  test.each([1, 2, 3, 4, 5].flatMap((number) => week.map((day) => [number, day] as const)))(
    '%i %s: starts on it in each month that has one, and a night ends on the day after',
    (number, day) => {
      const counts = new Map<string, number>();
      const dates: string[] = [];
      for (let date = '2027-01-01'; date < '2029-01-01'; date = dayAfter(date)) {
        // 1 January 1970 was a Thursday, and Monday is the first of the days.
        const weekday = week[(Math.floor(Date.parse(date) / (24 * 60 * 60_000)) + 3) % 7];
        const count = (counts.get(`${date.slice(0, 7)} ${weekday}`) ?? 0) + 1;
        counts.set(`${date.slice(0, 7)} ${weekday}`, count);
        if (weekday === day && count === number) {
          dates.push(date);
        }
      }
      const found = monthly(DayOfMonth.nth(number, day), night).occurrences('2027-01-01T12:00Z', '2029-01-01T12:00Z');
      expect(found).toEqual(dates.map((date) => ({ start: `${date}T22:00:00Z`, end: `${dayAfter(date)}T06:00:00Z` })));
    },
  );

  test('the night of the second Tuesday ends on Wednesday, be it the second or the third', () => {
    // September 2027 begins on a Wednesday, August on a Sunday.
    expect(nights(DayOfMonth.nth(2, Weekday.TUESDAY), '2027-08', '2027-10')).toEqual([
      '2027-08-10 22 - 08-11 06',
      '2027-09-14 22 - 09-15 06',
    ]);
  });

  test('the night of a fifth Saturday may end in the next month', () => {
    expect(nights(DayOfMonth.nth(5, Weekday.SATURDAY), '2027-07', '2027-11')).toEqual([
      '2027-07-31 22 - 08-01 06',
      '2027-10-30 22 - 10-31 06',
    ]);
  });

  test.each([
    [1, Weekday.MONDAY, 'on the first Monday of every month'],
    [2, Weekday.TUESDAY, 'on the second Tuesday of every month'],
    [5, Weekday.SUNDAY, 'on the fifth Sunday of every month that has one'],
  ])('%i %s is in words: %s', (number, day, words) => {
    expect(monthly(DayOfMonth.nth(number, day)).describe()).toBe(`${words} 20:00-22:00 Etc/UTC`);
  });

  test.each([0, 6, -1, 1.5, NaN])('refuses the %d-th', (number) => {
    expect(monthly(DayOfMonth.nth(number, Weekday.MONDAY))._problems).toMatchObject([
      { id: 'day-of-month', mend: 'use a whole number from 1 to 5, or DayOfMonth.last()' },
    ]);
  });
});

test('a monthly window reports everything that is wrong with it at once', () => {
  const window = monthly(DayOfMonth.of(32), {
    start: '8pm',
    end: '24:00',
    validFrom: 'soon',
    validUntil: '2027-02-31',
    except: ['christmas', '2027-01-02/2026-12-24'],
  });
  expect(window._problems.map(({ id }) => id).sort()).toEqual(
    ['day-of-month', 'time-of-day', 'time-of-day', 'date', 'date', 'date', 'dates-reversed'].sort(),
  );
  expect(window._declare('1')).toBeUndefined();
});
