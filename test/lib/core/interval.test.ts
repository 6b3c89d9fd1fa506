import * as fc from 'fast-check';
import {
  contains,
  DAY,
  type EpochMs,
  epochMs,
  fromIso,
  HOUR,
  intersects,
  type Interval,
  iso,
  later,
  MINUTE,
  plus,
  SECOND,
  union,
} from '../../../lib/core/interval';
import { at, between } from './samples';

const MILLENNIUM = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

describe('an instant', () => {
  test.each([
    ['one ms before 2000', MILLENNIUM - 1, false],
    ['at the start of 2000', MILLENNIUM, true],
    ['in the last ms of 2199', LATEST - 1, true],
    ['at the start of 2200', LATEST, false],
    ['in seconds instead of milliseconds', 1_796_000_000, false],
    ['not a number', NaN, false],
    ['infinite', Infinity, false],
  ])('%s is accepted or refused by its size alone', (_what, value, accepted) => {
    if (accepted) {
      expect(epochMs(value)).toBe(value);
    } else {
      expect(() => epochMs(value)).toThrow(RangeError);
    }
  });

  test('fails for a value in seconds, naming it and the mend', () => {
    expect(() => epochMs(1_796_000_000)).toThrow(
      'expected epoch milliseconds between 2000 and 2200, got 1796000000: multiply seconds by 1000',
    );
  });

  test('moves by whole units in both directions', () => {
    expect(iso(plus(at('2026-12-31T23:59:59Z'), SECOND))).toBe('2027-01-01T00:00:00Z');
    expect(iso(plus(at('2027-01-01T00:00Z'), -MINUTE))).toBe('2026-12-31T23:59:00Z');
    expect(iso(plus(at('2028-02-28T12:00Z'), DAY + HOUR))).toBe('2028-02-29T13:00:00Z');
  });

  test('fails to move out of the years that are instants here', () => {
    expect(() => plus(epochMs(LATEST - 1), 1)).toThrow(RangeError);
  });

  test('the later of two is the later in either order, and of two equal ones that one', () => {
    const [a, b] = [at('2026-12-01T09:00Z'), at('2026-12-01T10:00Z')];
    expect([later(a, b), later(b, a), later(a, a)]).toEqual([b, b, a]);
  });
});

describe('the text of an instant', () => {
  test.each([
    ['whole seconds', '2026-12-01T20:00:00Z', '2026-12-01T20:00:00Z'],
    ['three digits of milliseconds', '2026-12-01T20:00:00.123Z', '2026-12-01T20:00:00.123Z'],
    ['one digit of a second', '2026-12-01T20:00:00.5Z', '2026-12-01T20:00:00.500Z'],
    ['zero milliseconds', '2026-12-01T20:00:00.000Z', '2026-12-01T20:00:00Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['the first instant', '2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
    ['the last instant', '2199-12-31T23:59:59.999Z', '2199-12-31T23:59:59.999Z'],
  ])('reads %s and writes it the short way', (_what, text, written) => {
    expect(iso(fromIso(text)!)).toBe(written);
  });

  test.each([
    ['nothing', ''],
    ['words', 'tomorrow'],
    ['a date alone', '2026-12-01'],
    ['no seconds', '2026-12-01T20:00Z'],
    ['no zone', '2026-12-01T20:00:00'],
    ['an offset', '2026-12-01T20:00:00+01:00'],
    ['a lower-case z', '2026-12-01T20:00:00z'],
    ['a space for the T', '2026-12-01 20:00:00Z'],
    ['four digits of a second', '2026-12-01T20:00:00.1234Z'],
    ['a line break after it', '2026-12-01T20:00:00Z\n'],
    ['a thirteenth month', '2026-13-01T00:00:00Z'],
    ['a thirtieth of February', '2026-02-30T00:00:00Z'],
    ['a 29 February in a common year', '2027-02-29T00:00:00Z'],
    ['a 31 April', '2027-04-31T00:00:00Z'],
    ['an hour 24', '2026-12-01T24:00:00Z'],
    ['an hour 25', '2026-12-01T25:00:00Z'],
    ['a minute 60', '2026-12-01T20:60:00Z'],
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['the last ms of 1999', '1999-12-31T23:59:59.999Z'],
    ['the year 2200', '2200-01-01T00:00:00Z'],
  ])('refuses %s', (_what, text) => {
    expect(fromIso(text)).toBeUndefined();
  });

  test('reads back every instant that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: MILLENNIUM, max: LATEST - 1 }), (value) => {
        expect(fromIso(iso(value as EpochMs))).toBe(value);
      }),
    );
  });
});

describe('an interval', () => {
  const nineToTen = between('2027-03-14T09:00Z', '2027-03-14T10:00Z');

  test.each([
    ['one ms before the start', '2027-03-14T08:59:59.999Z', false],
    ['at the start', '2027-03-14T09:00:00.000Z', true],
    ['one ms before the end', '2027-03-14T09:59:59.999Z', true],
    ['at the end', '2027-03-14T10:00:00.000Z', false],
  ])('from 09:00 to 10:00 is asked %s', (_when, instant, inside) => {
    expect(contains(nineToTen, at(instant))).toBe(inside);
  });

  test('without length contains nothing, not even its start', () => {
    const empty = between('2027-03-14T09:00Z', '2027-03-14T09:00Z');
    expect(contains(empty, empty.start)).toBe(false);
  });

  test.each([
    ['one that ends before it starts', '08:00', '08:59', false],
    ['one that ends as it starts', '08:00', '09:00', false],
    ['one that ends one minute into it', '08:00', '09:01', true],
    ['one inside', '09:10', '09:20', true],
    ['itself', '09:00', '10:00', true],
    ['one around it', '08:00', '11:00', true],
    ['one that starts in its last minute', '09:59', '11:00', true],
    ['one that starts as it ends', '10:00', '11:00', false],
    ['one that starts after it', '10:01', '11:00', false],
  ])('from 09:00 to 10:00 shares an instant with %s, or not', (_what, start, end, shares) => {
    const other = between(`2027-03-14T${start}Z`, `2027-03-14T${end}Z`);
    expect(intersects(nineToTen, other)).toBe(shares);
    expect(intersects(other, nineToTen)).toBe(shares);
  });
});

describe('the union of intervals', () => {
  const hours = (start: number, end: number): Interval => ({
    start: plus(at('2027-03-14T00:00Z'), start * HOUR),
    end: plus(at('2027-03-14T00:00Z'), end * HOUR),
  });

  test.each([
    ['none', [], []],
    ['one', [hours(1, 2)], [hours(1, 2)]],
    ['two apart', [hours(1, 2), hours(3, 4)], [hours(1, 2), hours(3, 4)]],
    ['two that touch', [hours(1, 2), hours(2, 3)], [hours(1, 3)]],
    ['two that overlap', [hours(1, 3), hours(2, 4)], [hours(1, 4)]],
    ['one inside the other', [hours(1, 4), hours(2, 3)], [hours(1, 4)]],
    ['the same twice', [hours(1, 2), hours(1, 2)], [hours(1, 2)]],
    ['three in the wrong order', [hours(5, 6), hours(1, 2), hours(2, 3)], [hours(1, 3), hours(5, 6)]],
  ])('of %s', (_what, intervals, joined) => {
    expect(union(intervals)).toEqual(joined);
  });

  test('leaves its argument as it was', () => {
    const intervals = [hours(5, 6), hours(1, 2)];
    union(intervals);
    expect(intervals).toEqual([hours(5, 6), hours(1, 2)]);
  });

  test('holds exactly the instants that some interval holds, in order and without touching', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 12 }))
      .map(([start, length]) => hours(start, start + length));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
        const joined = union(intervals);
        const halfHours = Array.from({ length: 150 }, (_, half) => hours(half / 2 - 1, half / 2).start);
        expect(halfHours.map((instant) => joined.filter((one) => contains(one, instant)).length)).toEqual(
          halfHours.map((instant) => (intervals.some((one) => contains(one, instant)) ? 1 : 0)),
        );
        for (const [index, one] of joined.slice(1).entries()) {
          expect(one.start).toBeGreaterThan(joined[index]!.end);
        }
      }),
    );
  });
});
