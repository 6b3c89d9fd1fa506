/** What `validFrom`, `validUntil` and `except` do to the occurrences of a window. */
import { iso, type Interval, plus } from '../../../lib/core/interval';
import {
  type DeclaredWindow,
  nextBoundary,
  nextOccurrence,
  occurrenceAt,
  occurrences,
  openWindows,
} from '../../../lib/core/window';
import { at, between, daily, recurring, weekly } from './samples';

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;

function text(occurrence: Interval): string {
  return [occurrence.start, occurrence.end].map((edge) => iso(edge).replace(':00Z', 'Z')).join('/');
}

function texts(window: DeclaredWindow, from: string, until: string): string[] {
  return occurrences(window, between(`${from}T00:00Z`, `${until}T00:00Z`)).map(text);
}

const night: Recurring = daily('22:00', '06:00', 'UTC');

describe('a window that is valid from an instant', () => {
  const window = { ...night, validFrom: '2026-12-02T22:00:00Z' };

  test.each([
    ['one ms after a start', '2026-12-02T22:00:00.001Z', '2026-12-03T22:00Z/2026-12-04T06:00Z'],
    ['at a start', '2026-12-02T22:00:00Z', '2026-12-02T22:00Z/2026-12-03T06:00Z'],
    ['one ms before a start', '2026-12-02T21:59:59.999Z', '2026-12-02T22:00Z/2026-12-03T06:00Z'],
    ['in the middle of a night', '2026-12-03T02:00:00Z', '2026-12-03T22:00Z/2026-12-04T06:00Z'],
  ])('%s, starts first', (_when, validFrom, first) => {
    const bounded = { ...night, validFrom };
    expect(texts(bounded, '2026-11-30', '2026-12-05')[0]).toBe(first);
    expect(text(nextOccurrence(bounded, at('2026-01-01T00:00Z'))!)).toBe(first);
  });

  test('is closed in what would have been a night before', () => {
    expect(occurrenceAt(window, at('2026-12-02T02:00Z'))).toBeUndefined();
    expect(openWindows([window], at('2026-12-02T02:00Z'))).toEqual([]);
    expect(nextBoundary(window, at('2026-12-02T02:00Z'))).toBe(at('2026-12-02T22:00Z'));
  });
});

describe('a window that is valid until an instant', () => {
  test.each([
    ['one ms after a start', '2026-12-02T22:00:00.001Z', '2026-12-02T22:00Z/2026-12-03T06:00Z'],
    ['at a start', '2026-12-02T22:00:00Z', '2026-12-01T22:00Z/2026-12-02T06:00Z'],
    ['one ms before a start', '2026-12-02T21:59:59.999Z', '2026-12-01T22:00Z/2026-12-02T06:00Z'],
    ['in the middle of a night', '2026-12-03T02:00:00Z', '2026-12-02T22:00Z/2026-12-03T06:00Z'],
  ])('%s, starts last', (_when, validUntil, last) => {
    expect(texts({ ...night, validUntil }, '2026-11-30', '2027-12-05').at(-1)).toBe(last);
  });

  test('ends the night that runs then at its own end', () => {
    const window = { ...night, validUntil: '2026-12-03T02:00:00Z' };
    const running = between('2026-12-02T22:00Z', '2026-12-03T06:00Z');
    for (const instant of ['2026-12-03T01:59:59.999Z', '2026-12-03T02:00Z', '2026-12-03T05:59:59.999Z']) {
      expect(occurrenceAt(window, at(instant))).toEqual(running);
      expect(nextBoundary(window, at(instant))).toBe(running.end);
      expect(nextOccurrence(window, at(instant))).toBeUndefined();
    }
    expect(occurrenceAt(window, running.end)).toBeUndefined();
    expect(nextBoundary(window, running.end)).toBeUndefined();
    expect(texts(window, '2026-12-04', '2030-01-01')).toEqual([]);
  });

  test('and from an instant, opens between the two only', () => {
    const window = { ...night, validFrom: '2026-12-02T00:00:00Z', validUntil: '2026-12-04T00:00:00Z' };
    expect(texts(window, '2026-01-01', '2028-01-01')).toEqual([
      '2026-12-02T22:00Z/2026-12-03T06:00Z',
      '2026-12-03T22:00Z/2026-12-04T06:00Z',
    ]);
  });

  test('in the first pass of a repeated hour, does not start in it', () => {
    const window = { ...daily('01:30', '03:00', 'Europe/London'), validUntil: '2027-10-31T00:30:00Z' };
    expect(texts(window, '2027-10-30', '2027-11-02')).toEqual(['2027-10-30T00:30Z/2027-10-30T02:00Z']);
  });

  test('between the passes of a repeated hour, starts in the first', () => {
    const window = { ...daily('01:30', '03:00', 'Europe/London'), validUntil: '2027-10-31T01:00:00Z' };
    expect(texts(window, '2027-10-31', '2027-11-02')).toEqual(['2027-10-31T00:30Z/2027-10-31T03:00Z']);
  });

  test('from between the passes of a repeated hour, does not start in the second', () => {
    const window = { ...daily('01:30', '03:00', 'Europe/London'), validFrom: '2027-10-31T01:00:00Z' };
    expect(texts(window, '2027-10-31', '2027-11-02')).toEqual(['2027-11-01T01:30Z/2027-11-01T03:00Z']);
  });
});

describe('a window with dates left out', () => {
  test('does not start on them, and runs into and out of them', () => {
    const window = { ...night, except: ['2026-12-24/2026-12-26'] };
    expect(texts(window, '2026-12-23', '2026-12-29')).toEqual([
      '2026-12-22T22:00Z/2026-12-23T06:00Z',
      '2026-12-23T22:00Z/2026-12-24T06:00Z',
      '2026-12-27T22:00Z/2026-12-28T06:00Z',
      '2026-12-28T22:00Z/2026-12-29T06:00Z',
    ]);
    expect(occurrenceAt(window, at('2026-12-24T05:59Z'))).toEqual(between('2026-12-23T22:00Z', '2026-12-24T06:00Z'));
    expect(occurrenceAt(window, at('2026-12-24T22:00Z'))).toBeUndefined();
    expect(occurrenceAt(window, at('2026-12-27T05:59Z'))).toBeUndefined();
    expect(nextBoundary(window, at('2026-12-24T06:00Z'))).toBe(at('2026-12-27T22:00Z'));
    expect(openWindows([window, night], at('2026-12-25T23:00Z')).map((open) => open.window)).toEqual([night]);
  });

  test.each([
    ['Pacific/Apia', ['2026-12-23T11:00Z/2026-12-23T12:00Z', '2026-12-25T11:00Z/2026-12-25T12:00Z']],
    ['America/New_York', ['2026-12-24T05:00Z/2026-12-24T06:00Z', '2026-12-26T05:00Z/2026-12-26T06:00Z']],
    ['Asia/Kathmandu', ['2026-12-23T18:15Z/2026-12-23T19:15Z', '2026-12-25T18:15Z/2026-12-25T19:15Z']],
  ])('counts the dates of %s, not of UTC', (zone, expected) => {
    // On the wall, from midnight of the 24th and the 26th: the 25th is left out.
    const window = { ...daily('00:00', '01:00', zone), except: ['2026-12-25/2026-12-25'] };
    const [first, second] = expected as [string, string];
    const range = between(first.slice(0, 17), second.slice(18));
    expect(occurrences(window, range).map(text)).toEqual(expected);
  });

  test('over the end of a year', () => {
    const window = { ...weekly('MON,FRI 20:00', 'MON,FRI 22:00', 'Europe/London'), except: ['2026-12-24/2027-01-02'] };
    expect(texts(window, '2026-12-20', '2027-01-06')).toEqual([
      '2026-12-21T20:00Z/2026-12-21T22:00Z',
      '2027-01-04T20:00Z/2027-01-04T22:00Z',
    ]);
  });

  test('in several ranges that overlap, touch and repeat', () => {
    const except = ['2026-12-05/2026-12-06', '2026-12-02/2026-12-03', '2026-12-03/2026-12-05', '2026-12-03/2026-12-03'];
    expect(texts({ ...daily('20:00', '22:00', 'UTC'), except }, '2026-12-01', '2026-12-08')).toEqual([
      '2026-12-01T20:00Z/2026-12-01T22:00Z',
      '2026-12-07T20:00Z/2026-12-07T22:00Z',
    ]);
  });

  test('on which midnight is skipped in Santiago, starts again on the next', () => {
    const window = { ...daily('01:30', '03:00', 'America/Santiago'), except: ['2027-09-05/2027-09-05'] };
    expect(texts(window, '2027-09-04', '2027-09-07')).toEqual([
      '2027-09-04T05:30Z/2027-09-04T07:00Z',
      '2027-09-06T04:30Z/2027-09-06T06:00Z',
    ]);
  });

  test('of many years finds the first start after them, however often it would have started', () => {
    const except = ['2026-12-02/2039-12-31'];
    for (const window of [
      { ...recurring('0/10 * * * ? *', '5/10 * * * ? *', 'UTC'), except },
      { ...recurring('0 0 * * ? *', '5 0 * * ? *', 'UTC'), except },
    ]) {
      const first = between('2040-01-01T00:00Z', '2040-01-01T00:05Z');
      expect(nextOccurrence(window, at('2026-12-02T00:00Z'))).toEqual(first);
      expect(nextBoundary(window, at('2030-06-15T12:01Z'))).toBe(first.start);
      expect(occurrenceAt(window, at('2030-06-15T12:01Z'))).toBeUndefined();
      expect(occurrences(window, between('2030-01-01T00:00Z', '2040-01-01T00:01Z'))).toEqual([first]);
    }
  });

  test('of every year to come, has no more occurrences', () => {
    const window = { ...daily('20:00', '22:00', 'Europe/London'), except: ['2026-12-02/2199-12-31'] };
    expect(nextOccurrence(window, at('2026-12-01T20:00Z'))).toBeUndefined();
    expect(nextBoundary(window, at('2026-12-01T21:00Z'))).toBe(at('2026-12-01T22:00Z'));
    expect(nextBoundary(window, at('2026-12-01T22:00Z'))).toBeUndefined();
  });
});

test('a window that never started before is closed at the first instants that there are', () => {
  for (const window of [night, { ...night, validFrom: '2026-12-02T22:00:00Z' }]) {
    expect(occurrenceAt(window, at('2000-01-01T00:00Z'))).toBeUndefined();
    expect(occurrenceAt(window, plus(at('2199-12-31T23:00Z'), 1))).toBeUndefined();
    expect(nextBoundary(window, at('2199-12-31T23:00Z'))).toBeUndefined();
  }
  expect(nextOccurrence(night, at('2000-01-01T00:00Z'))).toEqual(between('2001-01-01T22:00Z', '2001-01-02T06:00Z'));
});

test('a window that is valid as long as there are instants is as one without bounds', () => {
  const bounded = { ...night, validFrom: '2000-01-01T00:00:00Z', validUntil: '2199-12-31T23:59:59Z' };
  for (const instant of ['2000-01-01T00:00Z', '2026-12-01T23:00Z', '2198-12-31T23:00Z', '2199-12-31T23:59Z'].map(at)) {
    expect(nextOccurrence(bounded, instant)).toEqual(nextOccurrence(night, instant));
    expect(occurrenceAt(bounded, instant)).toEqual(occurrenceAt(night, instant));
  }
});
