import { lostReadings } from '../../../lib/core/clock-changes';
import { epochMs, fromIso, type Interval } from '../../../lib/core/interval';
import type { DeclaredWindow } from '../../../lib/core/window';

const years = (first: number, last: number): Interval => ({
  start: epochMs(Date.UTC(first, 0, 1)),
  end: epochMs(Date.UTC(last + 1, 0, 1)),
});

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;

const daily = (timeZone: string, start: string, end: string, more: Partial<Recurring> = {}): Recurring => ({
  kind: 'recurring',
  id: '1',
  words: '',
  timeZone,
  start: expression(start),
  end: expression(end),
  ...more,
});

function expression(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return time.startsWith('cron') ? time : `cron(${minute} ${hour} * * ? *)`;
}

/** What is lost within a range, as a person reads the clock. */
function lost(window: DeclaredWindow, range: Interval): { starts: string[]; ends: string[] } {
  const { starts, ends } = lostReadings(window, range);
  const texts = (walls: readonly number[]): string[] => walls.map((wall) => new Date(wall).toISOString().slice(0, 16));
  return { starts: texts(starts), ends: texts(ends) };
}

describe('a start is lost where the clocks go forward over it', () => {
  test.each([
    ['an hour in the night', 'America/New_York', '02:30', '05:00', ['2027-03-14T02:30']],
    ['half an hour', 'Australia/Lord_Howe', '02:15', '05:00', ['2027-10-03T02:15']],
    ['the hour after midnight', 'Africa/Cairo', '00:30', '05:00', ['2027-04-30T00:30']],
    ['the hour after midnight of a Sunday', 'America/Santiago', '00:00', '05:00', ['2027-09-05T00:00']],
    ['the hour after midnight in spring', 'Asia/Beirut', '00:59', '05:00', ['2027-03-28T00:59']],
  ])('by %s: %s', (_what, zone, start, end, starts) => {
    expect(lost(daily(zone, start, end), years(2027, 2027))).toEqual({ starts, ends: [] });
  });

  test.each([
    ['just before', '01:59', []],
    ['at the first reading that is skipped', '02:00', ['2027-03-14T02:00']],
    ['at the last reading that is skipped', '02:59', ['2027-03-14T02:59']],
    ['just after', '03:00', []],
  ])('and not elsewhere: %s', (_where, start, starts) => {
    expect(lost(daily('America/New_York', start, '05:00'), years(2027, 2027)).starts).toEqual(starts);
  });

  test('but not outside the days on which the window is valid', () => {
    const gap = '2027-03-14T07:00:00Z';
    const before = '2027-03-14T06:59:00Z';
    const after = '2027-03-14T07:01:00Z';
    const starts = (more: Partial<Recurring>): number =>
      lost(daily('America/New_York', '02:30', '05:00', more), years(2027, 2027)).starts.length;
    expect([before, gap, after].map((validFrom) => starts({ validFrom }))).toEqual([1, 1, 0]);
    expect([before, gap, after].map((validUntil) => starts({ validUntil }))).toEqual([0, 0, 1]);
  });

  test.each([
    ['2027-03-14/2027-03-14', 0],
    ['2027-03-01/2027-03-14', 0],
    ['2027-03-14/2027-03-20', 0],
    ['2027-03-01/2027-03-13', 1],
    ['2027-03-15/2027-03-20', 1],
  ])('and not on dates that are left out anyway: %s', (dates, count) => {
    const window = daily('America/New_York', '02:30', '05:00', { except: [dates] });
    expect(lost(window, years(2027, 2027)).starts).toHaveLength(count);
  });
});

describe('an end is lost where the clocks go forward over it', () => {
  test('while the window is open', () => {
    const window = daily('America/New_York', '22:00', '02:30');
    expect(lost(window, years(2027, 2028))).toEqual({ starts: [], ends: ['2027-03-14T02:30', '2028-03-12T02:30'] });
  });

  test('at the very start of the change too, since that reading does not exist', () => {
    const window = daily('America/New_York', '22:00', '02:00');
    expect(lost(window, years(2027, 2027)).ends).toEqual(['2027-03-14T02:00']);
  });

  test('but not where the start is lost as well: then there is nothing to end', () => {
    const window = daily('America/New_York', '02:10', '02:50');
    expect(lost(window, years(2027, 2027))).toEqual({ starts: ['2027-03-14T02:10'], ends: [] });
  });

  test('but not on a night on which the window does not open', () => {
    const window = daily('America/New_York', '22:00', '02:30', { except: ['2027-03-13/2027-03-13'] });
    expect(lost(window, years(2027, 2027)).ends).toEqual([]);
    const weekdays = daily('America/New_York', 'cron(0 22 ? * MON *)', 'cron(30 2 ? * TUE *)');
    expect(lost(weekdays, years(2027, 2027)).ends).toEqual([]);
  });

  test('of a window that runs on after its validity', () => {
    const window = daily('America/New_York', '22:00', '02:30', { validUntil: '2027-03-14T04:00:00Z' });
    expect(lost(window, years(2027, 2027)).ends).toEqual(['2027-03-14T02:30']);
  });
});

describe('nothing is lost', () => {
  test.each(['Asia/Kathmandu', 'Pacific/Apia', 'UTC', 'Asia/Tokyo'])('in %s, whose clocks stand', (zone) => {
    const hours = Array.from({ length: 24 }, (_, hour) => daily(zone, `${hour}:00`, `${hour}:30`));
    expect(hours.flatMap((window) => Object.values(lost(window, years(2027, 2029))).flat())).toEqual([]);
  });

  test('where the clocks go back', () => {
    const window = daily('America/New_York', '01:15', '01:45');
    expect(lost(window, years(2027, 2027))).toEqual({ starts: [], ends: [] });
  });

  test('by a window that happens once, whose times are instants', () => {
    const once: DeclaredWindow = {
      kind: 'once',
      id: '1',
      words: '',
      start: '2027-03-14T06:30:00Z',
      end: '2027-03-14T07:30:00Z',
    };
    expect(lost(once, years(2027, 2027))).toEqual({ starts: [], ends: [] });
  });

  test.each([
    ['that ends before the change', '2027-03-01T00:00:00Z', '2027-03-14T00:00:00Z', 0],
    ['that holds the day of the change', '2027-03-14T00:00:00Z', '2027-03-15T00:00:00Z', 1],
    ['that begins after the day of the change', '2027-03-15T00:00:00Z', '2027-12-31T00:00:00Z', 0],
  ])('outside the range: %s', (_what, start, end, count) => {
    const range = { start: fromIso(start)!, end: fromIso(end)! };
    expect(lost(daily('America/New_York', '02:30', '05:00'), range).starts).toHaveLength(count);
  });
});
