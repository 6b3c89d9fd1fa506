import { readDateTime, readTimeOfDay, readZone } from '../../../lib/core/author-time';
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
      "start '2027-03-14T02:30' does not exist in America/New_York: the clocks go forward over it on that day; " +
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
  test.each(['Europe/London', 'UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires'])('%s is read', (zone) => {
    expect(readZone(zone)).toEqual({ value: zone });
  });

  test.each(['Mars/Base', 'London', '+01:00', ''])("refuses '%s'", (zone) => {
    expect(readZone(zone)).toMatchObject({ problem: { id: 'time-zone', what: `time zone '${zone}' is unknown` } });
  });
});
