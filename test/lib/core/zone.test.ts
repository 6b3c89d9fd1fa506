import { epochMs, MINUTE } from '../../../lib/core/interval';
import { isTimeZone, readingOf, wallAt, type WallMs } from '../../../lib/core/zone';
import { transitionsOf, ZONES } from './brute-force';
import { at } from './samples';

/** `wall('2027-03-28T01:30')`: what a clock on the wall shows. */
function wall(text: string): WallMs {
  return Date.parse(`${text}Z`) as WallMs;
}

describe('the name of a time zone', () => {
  test.each([
    'UTC',
    'Etc/UTC',
    'Etc/GMT+5',
    'Europe/London',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Asia/Calcutta',
    'EST5EDT',
  ])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    ['an offset, although newer runtimes take it', '+05:00'],
    ['an offset without a colon', '-0530'],
    ['a place that is not on Earth', 'Mars/Base'],
    ['the empty text', ''],
    ['a blank', ' '],
    ['a name with a blank after it', 'Europe/London '],
    ['a name with a line break after it', 'Europe/London\n'],
    ['a name of 51 characters', `Europe/${'L'.repeat(44)}`],
    ['GMT with an offset', 'GMT+5'],
    ['Z', 'Z'],
    ['a path', '../Europe/London'],
  ])('refuses %s', (_what, name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('the wall clock', () => {
  test.each([
    ['Europe/London', '2026-12-01T20:00:00.000Z', '2026-12-01T20:00:00.000'],
    ['Europe/London', '2027-03-28T00:59:59.999Z', '2027-03-28T00:59:59.999'],
    ['Europe/London', '2027-03-28T01:00:00.000Z', '2027-03-28T02:00:00.000'],
    ['Europe/London', '2027-10-31T00:59:59.999Z', '2027-10-31T01:59:59.999'],
    ['Europe/London', '2027-10-31T01:00:00.000Z', '2027-10-31T01:00:00.000'],
    ['Asia/Kathmandu', '2026-12-31T18:14:59.000Z', '2026-12-31T23:59:59.000'],
    ['Asia/Kathmandu', '2026-12-31T18:15:00.000Z', '2027-01-01T00:00:00.000'],
    ['America/St_Johns', '2026-12-01T00:00:00.000Z', '2026-11-30T20:30:00.000'],
    ['Pacific/Apia', '2026-12-01T11:00:00.000Z', '2026-12-02T00:00:00.000'],
    ['UTC', '2028-02-29T00:00:00.123Z', '2028-02-29T00:00:00.123'],
  ])('in %s at %s shows %s', (zone, instant, shown) => {
    expect(new Date(wallAt(zone, at(instant))).toISOString()).toBe(`${shown}Z`);
  });
});

describe('a reading of the wall clock', () => {
  test.each([
    ['Europe/London', '2026-12-01T20:00', '2026-12-01T20:00Z'],
    ['Europe/London', '2027-06-01T20:00', '2027-06-01T19:00Z'],
    ['America/New_York', '2027-03-13T02:30', '2027-03-13T07:30Z'],
    ['Asia/Kathmandu', '2026-12-01T20:00', '2026-12-01T14:15Z'],
    ['Pacific/Apia', '2026-12-01T01:00', '2026-11-30T12:00Z'],
    ['UTC', '2028-02-29T23:59:59.999', '2028-02-29T23:59:59.999Z'],
  ])('in %s of %s happens once, at %s', (zone, reading, instant) => {
    expect(readingOf(zone, wall(reading))).toEqual({ happens: 'once', at: at(instant) });
  });

  test.each([
    ['London, one ms before the gap', 'Europe/London', '2027-03-28T00:59:59.999', undefined],
    ['London, first of the gap', 'Europe/London', '2027-03-28T01:00', '2027-03-28T01:00Z'],
    ['London, in the gap', 'Europe/London', '2027-03-28T01:30', '2027-03-28T01:00Z'],
    ['London, last ms of the gap', 'Europe/London', '2027-03-28T01:59:59.999', '2027-03-28T01:00Z'],
    ['London, after the gap', 'Europe/London', '2027-03-28T02:00', undefined],
    ['New York', 'America/New_York', '2027-03-14T02:30', '2027-03-14T07:00Z'],
    ['Lord Howe, half an hour', 'Australia/Lord_Howe', '2027-10-03T02:15', '2027-10-02T15:30Z'],
    ['Lord Howe, after the half hour', 'Australia/Lord_Howe', '2027-10-03T02:30', undefined],
    ['Troll, two hours', 'Antarctica/Troll', '2027-03-28T02:59', '2027-03-28T01:00Z'],
    ['Santiago at midnight', 'America/Santiago', '2027-09-05T00:00', '2027-09-05T04:00Z'],
    ['Cairo at midnight', 'Africa/Cairo', '2027-04-30T00:59', '2027-04-29T22:00Z'],
    ['Beirut at midnight', 'Asia/Beirut', '2027-03-28T00:00', '2027-03-27T22:00Z'],
    ['Casablanca after Ramadan', 'Africa/Casablanca', '2027-03-14T02:30', '2027-03-14T02:00Z'],
    ['Apia on the day it left out, first', 'Pacific/Apia', '2011-12-30T00:00', '2011-12-30T10:00Z'],
    ['Apia on the day it left out, last', 'Pacific/Apia', '2011-12-30T23:59', '2011-12-30T10:00Z'],
  ])('where clocks go forward: %s', (_where, zone, reading, gapEnd) => {
    expect(readingOf(zone, wall(reading))).toEqual(
      gapEnd === undefined ? expect.objectContaining({ happens: 'once' }) : { happens: 'never', gapEnd: at(gapEnd) },
    );
  });

  test.each([
    ['London, one ms before', 'Europe/London', '2027-10-31T00:59:59.999', undefined],
    ['London, first', 'Europe/London', '2027-10-31T01:00', ['2027-10-31T00:00Z', '2027-10-31T01:00Z']],
    ['London', 'Europe/London', '2027-10-31T01:30', ['2027-10-31T00:30Z', '2027-10-31T01:30Z']],
    ['London, last', 'Europe/London', '2027-10-31T01:59', ['2027-10-31T00:59Z', '2027-10-31T01:59Z']],
    ['London, after', 'Europe/London', '2027-10-31T02:00', undefined],
    ['New York', 'America/New_York', '2027-11-07T01:30', ['2027-11-07T05:30Z', '2027-11-07T06:30Z']],
    ['Lord Howe', 'Australia/Lord_Howe', '2027-04-04T01:45', ['2027-04-03T14:45Z', '2027-04-03T15:15Z']],
    ['Troll', 'Antarctica/Troll', '2027-10-31T02:30', ['2027-10-31T00:30Z', '2027-10-31T02:30Z']],
    ['Santiago', 'America/Santiago', '2027-04-03T23:30', ['2027-04-04T02:30Z', '2027-04-04T03:30Z']],
    ['Cairo', 'Africa/Cairo', '2027-10-28T23:30', ['2027-10-28T20:30Z', '2027-10-28T21:30Z']],
    ['Beirut', 'Asia/Beirut', '2027-10-30T23:30', ['2027-10-30T20:30Z', '2027-10-30T21:30Z']],
    ['Casey, three hours', 'Antarctica/Casey', '2010-03-05T00:30', ['2010-03-04T13:30Z', '2010-03-04T16:30Z']],
  ])('where clocks go back: %s', (_where, zone, reading, instants) => {
    expect(readingOf(zone, wall(reading))).toEqual(
      instants === undefined
        ? expect.objectContaining({ happens: 'once' })
        : { happens: 'twice', first: at(instants[0]!), second: at(instants[1]!) },
    );
  });

  test.each(ZONES)('in %s leads back to its instant, around every change from 2024 to 2029', (zone) => {
    for (const change of transitionsOf(zone)) {
      for (let minute = -130; minute <= 130; minute += 5) {
        const instant = epochMs(change + minute * MINUTE);
        const reading = readingOf(zone, wallAt(zone, instant));
        const instants =
          reading.happens === 'once'
            ? [reading.at]
            : reading.happens === 'twice'
              ? [reading.first, reading.second]
              : [];
        expect(instants).toContain(instant);
      }
    }
  });
});
