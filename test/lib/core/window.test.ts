import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { iso, type Interval } from '../../../lib/core/interval';
import {
  type DeclaredWindow,
  nextBoundary,
  nextOccurrence,
  occurrenceAt,
  occurrences,
  openIntervals,
  openWindows,
  scheduleOf,
  zoneOf,
} from '../../../lib/core/window';
import { at, between, daily, onDemand, once, recurring, weekly } from './samples';

/** `2027-03-28T00:30Z/2027-03-28T01:00Z`, as the tables below write occurrences. */
function text(occurrence: Interval): string {
  return [occurrence.start, occurrence.end].map((edge) => iso(edge).replace(':00Z', 'Z')).join('/');
}

function texts(window: DeclaredWindow, from: string, until: string): string[] {
  return occurrences(window, between(`${from}T00:00Z`, `${until}T00:00Z`)).map(text);
}

describe('on the days on which clocks change', () => {
  const LONDON = 'Europe/London';
  const NEW_YORK = 'America/New_York';
  const LORD_HOWE = 'Australia/Lord_Howe';
  const TROLL = 'Antarctica/Troll';
  const SANTIAGO = 'America/Santiago';
  const CAIRO = 'Africa/Cairo';
  const BEIRUT = 'Asia/Beirut';
  const CASABLANCA = 'Africa/Casablanca';

  test.each<[string, DeclaredWindow, string, string, string[]]>([
    [
      'a start in the gap is a day without an occurrence',
      daily('01:30', '03:30', LONDON),
      '2027-03-27',
      '2027-03-30',
      ['2027-03-27T01:30Z/2027-03-27T03:30Z', '2027-03-29T00:30Z/2027-03-29T02:30Z'],
    ],
    [
      'an end in the gap is the end of the gap',
      daily('00:30', '01:30', LONDON),
      '2027-03-27',
      '2027-03-29',
      [
        '2027-03-27T00:30Z/2027-03-27T01:30Z',
        '2027-03-28T00:30Z/2027-03-28T01:00Z',
        '2027-03-28T23:30Z/2027-03-29T00:30Z',
      ],
    ],
    [
      'start and end in the gap are a day without an occurrence',
      daily('01:10', '01:50', LONDON),
      '2027-03-27',
      '2027-03-29',
      ['2027-03-27T01:10Z/2027-03-27T01:50Z'],
    ],
    [
      'a start at the first minute of the gap is skipped',
      daily('01:00', '03:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      [],
    ],
    [
      'a start in the last minute of the gap is skipped',
      daily('01:59', '03:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      [],
    ],
    [
      'a start right after the gap fires as the gap ends',
      daily('02:00', '03:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-28T01:00Z/2027-03-28T02:00Z'],
    ],
    [
      'a start one minute before the gap fires, and an end right after it leaves one minute',
      daily('00:59', '02:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-28T00:59Z/2027-03-28T01:00Z', '2027-03-28T23:59Z/2027-03-29T01:00Z'],
    ],
    [
      'a window around the gap is an hour shorter',
      daily('00:00', '06:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-28T00:00Z/2027-03-28T05:00Z', '2027-03-28T23:00Z/2027-03-29T05:00Z'],
    ],
    [
      'a night in which clocks go forward is an hour shorter',
      daily('22:00', '06:00', LONDON),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-27T22:00Z/2027-03-28T05:00Z', '2027-03-28T21:00Z/2027-03-29T05:00Z'],
    ],
    [
      'a start that happens twice fires the first time',
      daily('01:30', '03:00', LONDON),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-31T00:30Z/2027-10-31T03:00Z'],
    ],
    [
      'an end that happens twice fires the first time',
      daily('00:30', '01:30', LONDON),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-30T23:30Z/2027-10-31T00:30Z'],
    ],
    [
      'start and end that both happen twice are one occurrence, in the first pass',
      daily('01:10', '01:50', LONDON),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-31T00:10Z/2027-10-31T00:50Z'],
    ],
    [
      'a start at the first reading after the repeated hour fires once',
      daily('02:00', '03:00', LONDON),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-31T02:00Z/2027-10-31T03:00Z'],
    ],
    [
      'a night in which clocks go back is an hour longer',
      daily('22:00', '06:00', LONDON),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-30T21:00Z/2027-10-31T06:00Z', '2027-10-31T22:00Z/2027-11-01T06:00Z'],
    ],
    [
      'New York, 14 March: a start at 02:30 is skipped',
      daily('02:30', '04:00', NEW_YORK),
      '2027-03-13',
      '2027-03-16',
      ['2027-03-13T07:30Z/2027-03-13T09:00Z', '2027-03-15T06:30Z/2027-03-15T08:00Z'],
    ],
    [
      'New York, 14 March: an end at 02:30 is 07:00Z',
      daily('01:30', '02:30', NEW_YORK),
      '2027-03-14',
      '2027-03-15',
      ['2027-03-14T06:30Z/2027-03-14T07:00Z'],
    ],
    [
      'New York, 7 November: a start at 01:30 is the first one',
      daily('01:30', '03:00', NEW_YORK),
      '2027-11-07',
      '2027-11-08',
      ['2027-11-07T05:30Z/2027-11-07T08:00Z'],
    ],
    [
      'New York, 7 November: an end at 01:30 is the first one',
      daily('00:30', '01:30', NEW_YORK),
      '2027-11-07',
      '2027-11-08',
      ['2027-11-07T04:30Z/2027-11-07T05:30Z'],
    ],
    [
      'Lord Howe loses half an hour: a start in it is skipped',
      daily('02:15', '04:00', LORD_HOWE),
      '2027-10-02',
      '2027-10-03',
      [],
    ],
    [
      'Lord Howe loses half an hour: an end in it is its end',
      daily('01:00', '02:15', LORD_HOWE),
      '2027-10-02',
      '2027-10-03',
      ['2027-10-02T14:30Z/2027-10-02T15:30Z'],
    ],
    [
      'Lord Howe repeats half an hour: a start in it is the first one',
      daily('01:45', '03:00', LORD_HOWE),
      '2027-04-03',
      '2027-04-04',
      ['2027-04-03T14:45Z/2027-04-03T16:30Z'],
    ],
    [
      'Lord Howe repeats half an hour: an end in it is the first one',
      daily('01:00', '01:45', LORD_HOWE),
      '2027-04-03',
      '2027-04-04',
      ['2027-04-03T14:00Z/2027-04-03T14:45Z'],
    ],
    [
      'Troll loses two hours: an end in them is their end',
      daily('00:30', '02:30', TROLL),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-28T00:30Z/2027-03-28T01:00Z', '2027-03-28T22:30Z/2027-03-29T00:30Z'],
    ],
    [
      'Troll repeats two hours: a start in them is the first one',
      daily('02:30', '05:00', TROLL),
      '2027-10-31',
      '2027-11-01',
      ['2027-10-31T00:30Z/2027-10-31T05:00Z'],
    ],
    [
      'Santiago has no midnight on 5 September: a start at 00:00 is skipped',
      daily('00:00', '04:00', SANTIAGO),
      '2027-09-04',
      '2027-09-07',
      ['2027-09-04T04:00Z/2027-09-04T08:00Z', '2027-09-06T03:00Z/2027-09-06T07:00Z'],
    ],
    [
      'Santiago has no midnight on 5 September: an end at 00:00 is 01:00 on the wall, the same instant',
      daily('20:00', '00:00', SANTIAGO),
      '2027-09-05',
      '2027-09-06',
      ['2027-09-05T00:00Z/2027-09-05T04:00Z', '2027-09-05T23:00Z/2027-09-06T03:00Z'],
    ],
    [
      'Santiago has no 00:30 on Sunday 5 September: a Saturday night ends at the end of the gap',
      weekly('SAT 20:00', 'SUN 00:30', SANTIAGO),
      '2027-09-01',
      '2027-09-08',
      ['2027-09-05T00:00Z/2027-09-05T04:00Z'],
    ],
    [
      'Santiago has 23:30 twice on 3 April: a start at 23:30 is the first one',
      daily('23:30', '02:00', SANTIAGO),
      '2027-04-04',
      '2027-04-05',
      ['2027-04-04T02:30Z/2027-04-04T06:00Z'],
    ],
    [
      'Santiago has 23:30 twice on 3 April: an end at 23:30 is the first one',
      weekly('SAT 20:00', 'SAT 23:30', SANTIAGO),
      '2027-04-01',
      '2027-04-08',
      ['2027-04-03T23:00Z/2027-04-04T02:30Z'],
    ],
    [
      'Santiago has midnight once on 4 April: an evening until 00:00 is five hours long',
      weekly('SAT 20:00', 'SUN 00:00', SANTIAGO),
      '2027-04-01',
      '2027-04-08',
      ['2027-04-03T23:00Z/2027-04-04T04:00Z'],
    ],
    [
      'Cairo has no 00:30 on 30 April: a start at it is skipped',
      weekly('FRI 00:30', 'FRI 03:00', CAIRO),
      '2027-04-26',
      '2027-05-09',
      ['2027-05-06T21:30Z/2027-05-07T00:00Z'],
    ],
    [
      'Cairo has no 00:30 on 30 April: an end at it is the end of the gap',
      weekly('THU 22:00', 'FRI 00:30', CAIRO),
      '2027-04-26',
      '2027-05-02',
      ['2027-04-29T20:00Z/2027-04-29T22:00Z'],
    ],
    [
      'Cairo has 23:30 twice on 28 October: a start at it is the first one',
      weekly('THU 23:30', 'FRI 01:00', CAIRO),
      '2027-10-25',
      '2027-10-31',
      ['2027-10-28T20:30Z/2027-10-28T23:00Z'],
    ],
    [
      'Beirut has no midnight on 28 March: a Sunday that starts at 00:00 is left out',
      weekly('SUN 00:00', 'SUN 04:00', BEIRUT),
      '2027-03-22',
      '2027-04-05',
      ['2027-04-03T21:00Z/2027-04-04T01:00Z'],
    ],
    [
      'Beirut has 23:30 twice on 30 October: an end at it is the first one',
      weekly('SAT 22:00', 'SAT 23:30', BEIRUT),
      '2027-10-25',
      '2027-11-01',
      ['2027-10-30T19:00Z/2027-10-30T20:30Z'],
    ],
    [
      'Casablanca goes back for Ramadan and forward after it',
      weekly('SUN 00:30', 'SUN 02:30', CASABLANCA),
      '2027-02-01',
      '2027-03-16',
      [
        '2027-02-06T23:30Z/2027-02-07T01:30Z',
        '2027-02-14T00:30Z/2027-02-14T02:30Z',
        '2027-02-21T00:30Z/2027-02-21T02:30Z',
        '2027-02-28T00:30Z/2027-02-28T02:30Z',
        '2027-03-07T00:30Z/2027-03-07T02:30Z',
        '2027-03-14T00:30Z/2027-03-14T02:00Z',
      ],
    ],
    [
      'Apia keeps its clocks in March',
      daily('02:30', '03:30', 'Pacific/Apia'),
      '2027-03-28',
      '2027-03-29',
      ['2027-03-28T13:30Z/2027-03-28T14:30Z'],
    ],
  ])('%s', (_what, window, from, until, expected) => {
    expect(texts(window, from, until)).toEqual(expected);
  });
});

describe('in the repeated hour of London on 31 October 2027', () => {
  const window = daily('01:30', '03:00', 'Europe/London');
  const only = between('2027-10-31T00:30Z', '2027-10-31T03:00Z');

  test.each([
    ['shows 01:29 for the first time', '2027-10-31T00:29:59.999Z', false],
    ['shows 01:30 for the first time', '2027-10-31T00:30:00.000Z', true],
    ['shows 01:00 for the second time', '2027-10-31T01:00:00.000Z', true],
    ['shows 01:30 for the second time', '2027-10-31T01:30:00.000Z', true],
    ['shows the last of 02:59', '2027-10-31T02:59:59.999Z', true],
    ['shows 03:00', '2027-10-31T03:00:00.000Z', false],
  ])('a window from 01:30 to 03:00, when the wall %s', (_when, instant, open) => {
    expect(occurrenceAt(window, at(instant))).toEqual(open ? only : undefined);
  });

  test('no start is still to come when the wall shows it a second time', () => {
    const tomorrow = between('2027-11-01T01:30Z', '2027-11-01T03:00Z');
    for (const instant of ['2027-10-31T00:30Z', '2027-10-31T01:00Z', '2027-10-31T01:29Z', '2027-10-31T01:30Z']) {
      expect(nextOccurrence(window, at(instant))).toEqual(tomorrow);
    }
  });
});

describe('a window that opens every ten minutes, for five', () => {
  const window = recurring('0/10 * * * ? *', '5/10 * * * ? *', 'Europe/London');

  test.each([
    ['2026-12-01T11:59:59.999Z', undefined],
    ['2026-12-01T12:00:00.000Z', '2026-12-01T12:00Z/2026-12-01T12:05Z'],
    ['2026-12-01T12:04:59.999Z', '2026-12-01T12:00Z/2026-12-01T12:05Z'],
    ['2026-12-01T12:05:00.000Z', undefined],
    ['2026-12-01T12:10:00.000Z', '2026-12-01T12:10Z/2026-12-01T12:15Z'],
    ['2027-03-28T01:01:00.000Z', '2027-03-28T01:00Z/2027-03-28T01:05Z'],
    ['2027-10-31T00:51:00.000Z', '2027-10-31T00:50Z/2027-10-31T00:55Z'],
  ])('is asked at %s', (instant, expected) => {
    const occurrence = occurrenceAt(window, at(instant));
    expect(occurrence && text(occurrence)).toBe(expected);
  });

  test('pauses through the hour that the wall shows a second time', () => {
    const found = occurrences(window, between('2027-10-31T00:40Z', '2027-10-31T02:15Z')).map(text);
    expect(found).toEqual([
      '2027-10-31T00:40Z/2027-10-31T00:45Z',
      '2027-10-31T00:50Z/2027-10-31T00:55Z',
      '2027-10-31T02:00Z/2027-10-31T02:05Z',
      '2027-10-31T02:10Z/2027-10-31T02:15Z',
    ]);
  });
});

describe('at the edges of the calendar', () => {
  test.each<[string, DeclaredWindow, string, string, string[]]>([
    [
      'a night into and out of a leap day',
      daily('22:00', '02:00', 'UTC'),
      '2028-02-29',
      '2028-03-01',
      ['2028-02-28T22:00Z/2028-02-29T02:00Z', '2028-02-29T22:00Z/2028-03-01T02:00Z'],
    ],
    [
      'a leap day every four years',
      recurring('0 10 29 2 ? *', '0 12 29 2 ? *', 'Europe/London'),
      '2026-12-01',
      '2033-01-01',
      ['2028-02-29T10:00Z/2028-02-29T12:00Z', '2032-02-29T10:00Z/2032-02-29T12:00Z'],
    ],
    [
      'a night into the new year',
      weekly('THU 22:00', 'FRI 06:00', 'Europe/London'),
      '2026-12-30',
      '2027-01-03',
      ['2026-12-31T22:00Z/2027-01-01T06:00Z'],
    ],
    [
      'a night into the new year, nine hours earlier in Tokyo',
      weekly('THU 23:00', 'FRI 01:00', 'Asia/Tokyo'),
      '2026-12-30',
      '2027-01-03',
      ['2026-12-31T14:00Z/2026-12-31T16:00Z'],
    ],
    [
      'a night from the last day of a month',
      recurring('0 22 L * ? *', '0 4 1 * ? *', 'Asia/Kathmandu'),
      '2027-01-15',
      '2027-03-15',
      ['2027-01-31T16:15Z/2027-01-31T22:15Z', '2027-02-28T16:15Z/2027-02-28T22:15Z'],
    ],
    [
      'the first Monday of each month',
      recurring('0 9 ? * 2#1 *', '0 17 ? * 2#1 *', 'UTC'),
      '2026-12-01',
      '2027-01-31',
      ['2026-12-07T09:00Z/2026-12-07T17:00Z', '2027-01-04T09:00Z/2027-01-04T17:00Z'],
    ],
    [
      'days that touch are occurrences of their own',
      daily('20:00', '20:00', 'UTC'),
      '2026-12-02',
      '2026-12-03',
      ['2026-12-01T20:00Z/2026-12-02T20:00Z', '2026-12-02T20:00Z/2026-12-03T20:00Z'],
    ],
    [
      'years that are over have none left',
      recurring('0 9 ? * 2#1 2026', '0 17 ? * 2#1 2026', 'UTC'),
      '2027-01-01',
      '2028-01-01',
      [],
    ],
    [
      'years to come have none yet',
      recurring('0 9 ? * 2#1 2028', '0 17 ? * 2#1 2028', 'UTC'),
      '2027-01-01',
      '2028-01-01',
      [],
    ],
    [
      'years that begin within the range have theirs',
      recurring('0 9 ? * 2#1 2028', '0 17 ? * 2#1 2028', 'UTC'),
      '2027-01-01',
      '2028-03-01',
      ['2028-01-03T09:00Z/2028-01-03T17:00Z', '2028-02-07T09:00Z/2028-02-07T17:00Z'],
    ],
    [
      'a start after which no end is declared opens nothing',
      recurring('0 9 1 * ? *', '0 17 1 * ? 2026', 'UTC'),
      '2026-11-15',
      '2027-06-01',
      ['2026-12-01T09:00Z/2026-12-01T17:00Z'],
    ],
  ])('%s', (_what, window, from, until, expected) => {
    expect(texts(window, from, until)).toEqual(expected);
  });
});

describe.each<[string, DeclaredWindow]>([
  ['a one-time window', once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z')],
  ['a recurring window', recurring('0 20 ? * 3#1 *', '0 22 ? * 3#1 *', 'Europe/London')],
])('%s from 20:00 to 22:00', (_kind, window) => {
  const only = between('2026-12-01T20:00Z', '2026-12-01T22:00Z');

  test.each([
    ['one ms before the start', '2026-12-01T19:59:59.999Z', false],
    ['at the start', '2026-12-01T20:00:00.000Z', true],
    ['one ms before the end', '2026-12-01T21:59:59.999Z', true],
    ['at the end', '2026-12-01T22:00:00.000Z', false],
  ])('is asked %s whether it is open', (_when, instant, open) => {
    expect(occurrenceAt(window, at(instant))).toEqual(open ? only : undefined);
    expect(openWindows([window], at(instant))).toEqual(open ? [{ window, occurrence: only }] : []);
  });

  test.each([
    ['one ms before the start', '2026-12-01T19:59:59.999Z', only.start],
    ['at the start', '2026-12-01T20:00:00.000Z', only.end],
    ['one ms before the end', '2026-12-01T21:59:59.999Z', only.end],
  ])('is asked %s for its next boundary', (_when, instant, boundary) => {
    expect(nextBoundary(window, at(instant))).toBe(boundary);
  });

  test.each([
    ['one ms before the start', '2026-12-01T19:59:59.999Z', true],
    ['at the start', '2026-12-01T20:00:00.000Z', false],
    ['at the end', '2026-12-01T22:00:00.000Z', false],
  ])('is asked %s whether that occurrence is still to start', (_when, instant, toCome) => {
    const next = nextOccurrence(window, at(instant));
    expect(next?.start === only.start).toBe(toCome);
  });

  test.each([
    ['ends one ms before the start', '2026-12-01T19:00:00Z', '2026-12-01T19:59:59.999Z', []],
    ['ends at the start', '2026-12-01T19:00:00Z', '2026-12-01T20:00:00Z', []],
    ['ends one ms after the start', '2026-12-01T19:00:00Z', '2026-12-01T20:00:00.001Z', [only]],
    ['lies within it', '2026-12-01T20:30:00Z', '2026-12-01T20:45:00Z', [only]],
    ['starts one ms before the end', '2026-12-01T21:59:59.999Z', '2026-12-01T23:00:00Z', [only]],
    ['starts at the end', '2026-12-01T22:00:00Z', '2026-12-01T23:00:00Z', []],
  ])('has its whole occurrence, or none, in a range that %s', (_where, start, end, expected) => {
    expect(occurrences(window, between(start, end))).toEqual(expected);
  });
});

describe('a one-time window that is over', () => {
  const over = once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z');

  test('has no boundary and no occurrence to come', () => {
    expect(nextBoundary(over, at('2026-12-01T22:00Z'))).toBeUndefined();
    expect(nextOccurrence(over, at('2026-12-01T22:00Z'))).toBeUndefined();
  });

  test('whose end is not after its start is never open', () => {
    const backwards = once('2026-12-01T22:00:00Z', '2026-12-01T20:00:00Z');
    for (const instant of ['2026-12-01T20:00Z', '2026-12-01T21:00Z', '2026-12-01T22:00Z']) {
      expect(occurrenceAt(backwards, at(instant))).toBeUndefined();
    }
  });
});

describe('a set of windows', () => {
  const evening = { ...daily('20:00', '22:00', 'UTC'), id: '0' };
  const late = { ...daily('22:00', '23:00', 'UTC'), id: '1' };
  const single = { ...once('2026-12-01T21:30:00Z', '2026-12-01T22:30:00Z'), id: '2' };
  const all = [evening, late, single];

  test('is open through occurrences that overlap or touch, as one', () => {
    expect(openIntervals(all, between('2026-12-01T00:00Z', '2026-12-02T00:00Z')).map(text)).toEqual([
      '2026-12-01T20:00Z/2026-12-01T23:00Z',
    ]);
  });

  test.each([
    ['one ms before the first start', '2026-12-01T19:59:59.999Z', []],
    ['in the first only', '2026-12-01T21:29:59.999Z', ['0']],
    ['in the first and the third', '2026-12-01T21:30:00.000Z', ['0', '2']],
    ['where the first ends and the second starts', '2026-12-01T22:00:00.000Z', ['1', '2']],
    ['where the third ends', '2026-12-01T22:30:00.000Z', ['1']],
    ['at the last end', '2026-12-01T23:00:00.000Z', []],
  ])('names the windows that are open %s', (_when, instant, ids) => {
    expect(openWindows(all, at(instant)).map(({ window }) => window.id)).toEqual(ids);
  });

  test('without a window is never open', () => {
    expect(openWindows([], at('2026-12-01T21:00Z'))).toEqual([]);
    expect(openIntervals([], between('2026-12-01T00:00Z', '2026-12-02T00:00Z'))).toEqual([]);
  });
});

describe('the schedules of a window', () => {
  test('of a one-time window are written in UTC, without the Z that Scheduler does not take', () => {
    const window = once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z');
    expect(scheduleOf(window, 'start')).toEqual({ expression: 'at(2026-12-01T20:00:00)', timeZone: 'UTC' });
    expect(scheduleOf(window, 'end')).toEqual({ expression: 'at(2026-12-01T22:00:00)', timeZone: 'UTC' });
  });

  test('of a recurring window carry its expressions letter by letter, and its zone', () => {
    const window = recurring('0 20 ? * TUE,THU 2026-2028', '1/10 6 ? * 4#2 *', 'America/St_Johns');
    expect(scheduleOf(window, 'start')).toEqual({
      expression: 'cron(0 20 ? * TUE,THU 2026-2028)',
      timeZone: 'America/St_Johns',
    });
    expect(scheduleOf(window, 'end')).toEqual({
      expression: 'cron(1/10 6 ? * 4#2 *)',
      timeZone: 'America/St_Johns',
    });
  });
});

describe('the zone of the machine', () => {
  test.each(['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'])('%s changes no occurrence', (host) => {
    const window = daily('00:30', '01:30', 'Europe/London');
    const range = between('2027-03-27T00:00Z', '2027-03-30T00:00Z');
    const script = `
      const { occurrences } = require('./lib/core/window');
      console.log(JSON.stringify([process.env.TZ, occurrences(${JSON.stringify(window)}, ${JSON.stringify(range)})]));
    `;
    const run = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
      cwd: path.join(__dirname, '../../..'),
      env: { ...process.env, TZ: host },
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual([host, occurrences(window, range)]);
  });
});

describe('a window on demand', () => {
  const asked = onDemand({ within: daily('20:00', '22:00', 'Europe/London') });
  const inside = at('2026-12-01T21:00Z');

  test('never opens by the clock, not even in its hours', () => {
    expect(occurrences(asked, between('2026-12-01T00:00Z', '2026-12-08T00:00Z'))).toEqual([]);
    expect(occurrenceAt(asked, inside)).toBeUndefined();
    expect(openWindows([asked], inside)).toEqual([]);
    expect(nextOccurrence(asked, inside)).toBeUndefined();
    expect(nextBoundary(asked, inside)).toBeUndefined();
  });

  test.each(['start', 'end'] as const)('has a schedule for its %s that never comes', (edge) => {
    const { expression, timeZone } = scheduleOf(asked, edge);
    expect({ expression, timeZone }).toEqual({ expression: 'at(2199-01-01T00:00:00)', timeZone: 'UTC' });
  });

  test('is read in the clock of its hours, or in UTC', () => {
    expect(zoneOf(asked)).toBe('Europe/London');
    expect(zoneOf(onDemand())).toBe('UTC');
    expect(zoneOf(daily('20:00', '22:00', 'Asia/Kathmandu'))).toBe('Asia/Kathmandu');
    expect(zoneOf(once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z'))).toBe('UTC');
  });
});
