import { type EpochMs, fromIso, type Interval, MINUTE } from '../../lib/core/interval';
import { daysFrom, mondayOf, piecesOf, weekFrom } from '../../page/week';
import { changeOf, dateOf, timesOf, weekdayOf } from '../../page/wording';

const LONDON = 'Europe/London';

function at(text: string): EpochMs {
  return fromIso(text)!;
}

function interval(text: string): Interval {
  const [start = '', end = ''] = text.split('/');
  return { start: at(start), end: at(end) };
}

/** `2027-03-28 00:30-01:00`, of each piece. */
function drawn(zone: string, text: string): string[] {
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return piecesOf(zone, interval(text)).map(({ day, from, to }) => `${dateOf(day)} ${clock(from)}-${clock(to)}`);
}

describe('an opening is drawn', () => {
  test.each([
    ['within a day', LONDON, '2027-03-09T20:00:00Z/2027-03-09T22:00:00Z', ['2027-03-09 20:00-22:00']],
    ['in summer', LONDON, '2027-07-06T19:00:00Z/2027-07-06T21:00:00Z', ['2027-07-06 20:00-22:00']],
    ['in another zone', 'America/New_York', '2027-03-09T20:00:00Z/2027-03-09T22:00:00Z', ['2027-03-09 15:00-17:00']],
    [
      'across midnight',
      LONDON,
      '2027-03-09T23:30:00Z/2027-03-10T02:30:00Z',
      ['2027-03-09 23:30-24:00', '2027-03-10 00:00-02:30'],
    ],
    ['up to midnight', LONDON, '2027-03-09T22:00:00Z/2027-03-10T00:00:00Z', ['2027-03-09 22:00-24:00']],
    [
      'over three days',
      LONDON,
      '2027-03-09T22:00:00Z/2027-03-11T01:00:00Z',
      ['2027-03-09 22:00-24:00', '2027-03-10 00:00-24:00', '2027-03-11 00:00-01:00'],
    ],
    [
      'not over an hour that is skipped',
      LONDON,
      '2027-03-28T00:30:00Z/2027-03-28T02:00:00Z',
      ['2027-03-28 00:30-01:00', '2027-03-28 02:00-03:00'],
    ],
    ['up to where the clocks change', LONDON, '2027-03-28T00:30:00Z/2027-03-28T01:00:00Z', ['2027-03-28 00:30-01:00']],
    ['from where the clocks change', LONDON, '2027-03-28T01:00:00Z/2027-03-28T02:00:00Z', ['2027-03-28 02:00-03:00']],
    [
      'twice in an hour that comes twice',
      LONDON,
      '2027-10-30T23:30:00Z/2027-10-31T03:00:00Z',
      ['2027-10-31 00:30-02:00', '2027-10-31 01:00-03:00'],
    ],
    [
      'in the first of both and in the second',
      LONDON,
      '2027-10-31T00:30:00Z/2027-10-31T01:15:00Z',
      ['2027-10-31 01:30-02:00', '2027-10-31 01:00-01:15'],
    ],
    [
      'over a change of half an hour',
      'Australia/Lord_Howe',
      '2027-04-03T14:00:00Z/2027-04-03T16:00:00Z',
      ['2027-04-04 01:00-02:00', '2027-04-04 01:30-02:30'],
    ],
    [
      'over a midnight that is skipped',
      'Africa/Cairo',
      '2027-04-29T21:00:00Z/2027-04-29T23:00:00Z',
      ['2027-04-29 23:00-24:00', '2027-04-30 01:00-02:00'],
    ],
    [
      'over a midnight that is put off',
      'Africa/Cairo',
      '2027-10-28T20:30:00Z/2027-10-28T22:30:00Z',
      ['2027-10-28 23:30-24:00', '2027-10-28 23:00-24:00', '2027-10-29 00:00-00:30'],
    ],
  ])('%s', (_how, zone, opening, pieces) => {
    expect(drawn(zone, opening)).toEqual(pieces);
  });

  test.each([LONDON, 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo'])(
    'for as long as it lasts, over a year in %s',
    (zone) => {
      const year = interval('2027-01-01T05:20:00Z/2028-01-01T05:20:00Z');
      const minutes = piecesOf(zone, year).reduce((sum, { from, to }) => sum + to - from, 0);
      expect(minutes).toBe((year.end - year.start) / MINUTE);
    },
  );
});

describe('the days of a week', () => {
  test.each([
    ['no change', LONDON, '2027-03-10T12:00:00Z', []],
    ['an hour less', LONDON, '2027-03-24T12:00:00Z', ['Sun 2027-03-28 23 h: 01:00 to 02:00 is skipped']],
    ['an hour more', LONDON, '2027-10-27T12:00:00Z', ['Sun 2027-10-31 25 h: 01:00 to 02:00 comes twice']],
    ['another country', 'America/New_York', '2027-03-10T12:00:00Z', ['Sun 2027-03-14 23 h: 02:00 to 03:00 is skipped']],
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2027-03-31T12:00:00Z',
      ['Sun 2027-04-04 24.5 h: 01:30 to 02:00 comes twice'],
    ],
    ['a skipped midnight', 'Africa/Cairo', '2027-04-28T12:00:00Z', ['Fri 2027-04-30 23 h: 00:00 to 01:00 is skipped']],
    [
      'one that is put off',
      'Africa/Cairo',
      '2027-10-27T12:00:00Z',
      ['Thu 2027-10-28 25 h: 23:00 to 24:00 comes twice'],
    ],
  ])('with %s', (_what, zone, inside, changes) => {
    const days = daysFrom(zone, mondayOf(zone, at(inside)));
    expect(days.map(({ day }) => weekdayOf(day))).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect(
      days
        .filter(({ hours }) => hours !== 24)
        .map((day) => `${weekdayOf(day.day)} ${dateOf(day.day)} ${changeOf(day)}`),
    ).toEqual(changes);
  });
});

test.each([
  ['the last moment of Sunday', '2027-03-07T23:59:59Z', '2027-03-01'],
  ['the first of Monday', '2027-03-08T00:00:00Z', '2027-03-08'],
  ['the last of that week, in summer time', '2027-03-28T22:59:59Z', '2027-03-22'],
  ['the first of the next', '2027-03-28T23:00:00Z', '2027-03-29'],
])('a week begins on Monday of the zone: %s', (_when, text, monday) => {
  const found = mondayOf(LONDON, at(text));
  expect(dateOf(found)).toBe(monday);
  const { start, end } = weekFrom(LONDON, found);
  expect(start <= at(text) && at(text) < end).toBe(true);
});

test('times are those of the zone', () => {
  const opening = interval('2027-07-06T22:30:00Z/2027-07-07T01:30:00Z');
  expect(timesOf(LONDON, opening)).toBe('23:30-02:30');
  expect(timesOf('America/New_York', opening)).toBe('18:30-21:30');
});
