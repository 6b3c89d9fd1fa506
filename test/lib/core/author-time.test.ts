import { readBound, readDates, readDateTime, readTimeOfDay, readZone } from '../../../lib/core/author-time';
import { HOUR, iso, MINUTE } from '../../../lib/core/interval';
import { textOf } from '../../../lib/core/problem';

describe('a time of day', () => {
  test.each([
    ['00:00', 0],
    ['09:05', 9 * HOUR + 5 * MINUTE],
    ['23:59', 23 * HOUR + 59 * MINUTE],
  ])('%s is read', (text, ms) => {
    expect(readTimeOfDay('start', text)).toEqual({ value: ms });
  });

  test.each([
    ['24:00', "write '00:00', which as an end means midnight"],
    ['9:05', "write '09:05'"],
    ['9:05:00', "write '09:05'"],
    ['8pm', "write two digits each, from '00:00' to '23:59'"],
    ['20:60', "write two digits each, from '00:00' to '23:59'"],
    ['20:00:30', "write two digits each, from '00:00' to '23:59'"],
    [' 20:00', "write two digits each, from '00:00' to '23:59'"],
    ['', "write two digits each, from '00:00' to '23:59'"],
  ])("refuses '%s' and says: %s", (text, mend) => {
    const read = readTimeOfDay('end', text);
    expect(read).toMatchObject({ problem: { id: 'time-of-day', what: `end '${text}' is not a time of day`, mend } });
  });
});

describe('a date and time', () => {
  test.each([
    ['2026-12-12T20:00', 'Europe/London', '2026-12-12T20:00:00Z'],
    ['2026-07-12T20:00', 'Europe/London', '2026-07-12T19:00:00Z'],
    ['2026-12-12T20:00:00', 'Asia/Kathmandu', '2026-12-12T14:15:00Z'],
    ['2026-12-12T20:00+05:45', undefined, '2026-12-12T14:15:00Z'],
    ['2026-12-12T20:00-03:30', undefined, '2026-12-12T23:30:00Z'],
    ['2026-12-12T20:00Z', undefined, '2026-12-12T20:00:00Z'],
    ['2026-12-12T20:00Z', 'Asia/Tokyo', '2026-12-12T20:00:00Z'],
    ['2028-02-29T00:00', 'UTC', '2028-02-29T00:00:00Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    const read = readDateTime('start', text, zone);
    expect('value' in read && iso(read.value)).toBe(expected);
  });

  test.each([
    '2026-02-29T20:00',
    '2026-13-01T20:00',
    '2026-12-12T24:00',
    '2026-12-12T20:60',
    '2026-12-12 20:00',
    '2026-12-12',
    '12/12/2026 20:00',
    '2026-12-12T20:00:30',
    '2019-12-31T20:00',
    'tomorrow',
  ])("refuses '%s', which is no minute of the calendar", (text) => {
    expect(readDateTime('start', text, 'UTC')).toMatchObject({ problem: { id: 'date-time' } });
  });

  test('refuses a local time without a zone, and offers UTC', () => {
    const read = readDateTime('start', '2026-12-12T20:00', undefined);
    expect(read).toMatchObject({
      problem: {
        id: 'no-time-zone',
        mend: "give the window a timeZone, or write an offset: '2026-12-12T20:00Z' for UTC",
      },
    });
  });

  test('refuses a time that the clocks skip, and names the first that exists', () => {
    const read = readDateTime('start', '2027-03-14T02:30', 'America/New_York');
    expect('problem' in read && textOf(read.problem)).toBe(
      "start '2027-03-14T02:30' does not exist in America/New_York: the clocks go from 02:00 to 03:00 on that day; " +
        "write '2027-03-14T03:00', or an offset [time-in-gap]",
    );
  });

  test('refuses a time that happens twice, and gives both offsets', () => {
    const read = readDateTime('end', '2026-11-01T01:30', 'America/New_York');
    expect(read).toMatchObject({
      problem: {
        id: 'time-twice',
        mend: "write '2026-11-01T01:30-04:00' for the first or '2026-11-01T01:30-05:00' for the second",
      },
    });
  });

  test('reads each of the two times that it offers', () => {
    const [first, second] = ['2026-11-01T01:30-04:00', '2026-11-01T01:30-05:00'].map((text) =>
      readDateTime('end', text, 'America/New_York'),
    );
    expect(first).toEqual({ value: Date.parse('2026-11-01T05:30:00Z') });
    expect(second).toEqual({ value: Date.parse('2026-11-01T06:30:00Z') });
  });
});

describe('a zone', () => {
  test.each(['Europe/London', 'UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'CET', 'GB'])(
    '%s is read',
    (zone) => {
      expect(readZone(zone)).toEqual({ value: zone });
    },
  );

  test.each(['Mars/Base', 'London', '+01:00', '', 'europe/london', 'EUROPE/LONDON', 'PST', 'JST', 'SystemV/EST5'])(
    "refuses '%s'",
    (zone) => {
      expect(readZone(zone)).toMatchObject({ problem: { id: 'time-zone', what: `time zone '${zone}' is unknown` } });
    },
  );
});

describe('a bound', () => {
  test.each([
    ['validFrom', '2027-03-01', 'UTC', '2027-03-01T00:00:00Z'],
    ['validUntil', '2027-03-01', 'UTC', '2027-03-02T00:00:00Z'],
    ['validUntil', '2026-12-31', 'Asia/Kathmandu', '2026-12-31T18:15:00Z'],
    ['validUntil', '2028-02-28', 'Europe/London', '2028-02-29T00:00:00Z'],
    ['validFrom', '2026-12-12T20:00', 'Europe/London', '2026-12-12T20:00:00Z'],
    ['validUntil', '2026-12-12T20:00', 'America/New_York', '2026-12-13T01:00:00Z'],
    ['validUntil', '2026-12-12T20:00-03:30', 'UTC', '2026-12-12T23:30:00Z'],
    // Midnight does not exist, and the date begins when the clocks have moved.
    ['validFrom', '2027-04-30', 'Africa/Cairo', '2027-04-29T22:00:00Z'],
    ['validUntil', '2027-04-29', 'Africa/Cairo', '2027-04-29T22:00:00Z'],
    ['validFrom', '2027-03-28', 'Asia/Beirut', '2027-03-27T22:00:00Z'],
    ['validUntil', '2027-03-27', 'Asia/Beirut', '2027-03-27T22:00:00Z'],
    ['validFrom', '2027-09-05', 'America/Santiago', '2027-09-05T04:00:00Z'],
    ['validUntil', '2027-09-04', 'America/Santiago', '2027-09-05T04:00:00Z'],
    ['validFrom', '2027-03-14', 'America/Havana', '2027-03-14T05:00:00Z'],
    // Midnight is shown twice in Havana, and both are of the date that begins with the first.
    ['validFrom', '2027-11-07', 'America/Havana', '2027-11-07T04:00:00Z'],
    ['validUntil', '2027-11-06', 'America/Havana', '2027-11-07T04:00:00Z'],
    ['validUntil', '2027-11-07', 'America/Havana', '2027-11-08T05:00:00Z'],
    // The last hour of a date is shown twice, and its midnight once.
    ['validUntil', '2027-04-03', 'America/Santiago', '2027-04-04T04:00:00Z'],
    ['validUntil', '2027-10-28', 'Africa/Cairo', '2027-10-28T22:00:00Z'],
    ['validUntil', '2027-10-30', 'Asia/Beirut', '2027-10-30T22:00:00Z'],
  ] as const)('%s %s in %s is %s', (field, text, zone, expected) => {
    const read = readBound(field, text, zone);
    expect('value' in read && iso(read.value)).toBe(expected);
  });

  test.each([
    ['2027-02-31', 'date'],
    ['2027-02-29', 'date'],
    ['2027-13-01', 'date'],
    ['2027-3-1', 'date'],
    ['31/01/2027', 'date'],
    ['2027-01-01/2027-02-01', 'date'],
    ['tomorrow', 'date'],
    ['', 'date'],
    ['2027-02-31T10:00', 'date-time'],
    ['2027-03-28T01:30', 'time-in-gap'],
    ['2027-10-31T01:30', 'time-twice'],
  ])("'%s' is refused as %s", (text, id) => {
    const read = readBound('validUntil', text, 'Europe/London');
    expect(read).toMatchObject({ problem: { id, what: expect.stringContaining(`validUntil '${text}'`) } });
  });

  test('that is no date is told how to write one, with or without a time', () => {
    const read = readBound('validFrom', '2027-02-31', 'UTC');
    expect('problem' in read && textOf(read.problem)).toBe(
      "validFrom '2027-02-31' is not a date: the window would open on days on which it must not, or stay shut on " +
        "others; write it as '2026-12-24', or with a time as '2026-12-24T20:00' [date]",
    );
  });
});

describe('dates left out', () => {
  test.each([
    ['2026-12-24', '2026-12-24/2026-12-24'],
    ['2026-12-24/2026-12-24', '2026-12-24/2026-12-24'],
    ['2026-12-24/2027-01-02', '2026-12-24/2027-01-02'],
    ['2028-02-29', '2028-02-29/2028-02-29'],
  ])('%s are read', (text, value) => {
    expect(readDates('except', text)).toEqual({ value });
  });

  test.each([
    '2027-02-31',
    '2027-02-29/2027-03-02',
    '2027-02-01/2027-02-30',
    '2026-12-24/',
    '/2026-12-24',
    '2026-12-24/2026-12-25/2026-12-26',
    '2026-12-24T20:00',
    '2026-12-24 - 2026-12-26',
    '24.12.2026',
    'christmas',
    '',
  ])("refuses '%s'", (text) => {
    expect(readDates('except', text)).toMatchObject({
      problem: {
        id: 'date',
        what: `except '${text}' is not a date`,
        mend: "write it as '2026-12-24', or for several days as '2026-12-24/2027-01-02'",
      },
    });
  });

  test('refuses a range that ends before it starts, and turns it round', () => {
    const read = readDates('except', '2027-01-02/2026-12-24');
    expect('problem' in read && textOf(read.problem)).toBe(
      "except '2027-01-02/2026-12-24' ends before it starts: it would leave no date out; " +
        "write '2026-12-24/2027-01-02' [dates-reversed]",
    );
  });
});
