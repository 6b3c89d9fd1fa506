/** Windows of the whole dialect, with bounds and dates left out, against the minute-by-minute walk. */
import * as fc from 'fast-check';
import { contains, DAY, type EpochMs, epochMs, type Interval, iso, MINUTE, plus } from '../../../lib/core/interval';
import {
  type DeclaredWindow,
  nextBoundary,
  nextOccurrence,
  occurrenceAt,
  occurrences,
  openWindows,
} from '../../../lib/core/window';
import { DayOfMonth } from '../../../lib/day-of-month';
import { Weekday } from '../../../lib/weekday';
import { MINUTES_A_DAY, transitionsOf, walk, type WalkedWindow, ZONES } from './brute-force';
import { documentedDays } from './cron-expressions';
import { type Matcher, matcherOf } from './cron-matcher';
import { recurring } from './samples';

interface Case {
  readonly declared: DeclaredWindow;
  readonly walked: WalkedWindow;
  /** Days on which, or around which, there is something to see. */
  readonly range: Interval;
}

const FIRST_DAY = Date.UTC(2024, 0, 1) / DAY;
const LAST_DAY = Date.UTC(2030, 0, 1) / DAY;

const transitions = new Map<string, readonly number[]>(ZONES.map((zone) => [zone, transitionsOf(zone)]));

/** Clocks change at night, so that is where most edges lie. */
const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 4 * 60 }),
  fc.integer({ min: 22 * 60, max: MINUTES_A_DAY - 1 }),
  fc.integer({ min: 0, max: MINUTES_A_DAY - 1 }),
  fc.constantFrom(0, 30, 60, 90, 120, 150, 180, 23 * 60),
);

const timeText = (minute: number): string => `${minute % 60} ${Math.floor(minute / 60)}`;

/** Start and end of a window on days of any kind: on the same day, or the first such time of any day after. */
const cronEdges = fc.tuple(documentedDays, minuteOfDay, minuteOfDay).map(([days, one, other]): [string, string] => {
  const end = other > one ? `${timeText(other)} ${days}` : `${timeText(other)} * * ? *`;
  return [`${timeText(one)} ${days}`, end];
});

const monthDays: fc.Arbitrary<DayOfMonth> = fc.oneof(
  fc.integer({ min: 1, max: 31 }).map((day) => DayOfMonth.of(day)),
  fc.constantFrom(28, 29, 30, 31).map((day) => DayOfMonth.of(day)),
  fc.constant(DayOfMonth.last()),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(...Object.values(Weekday)))
    .map(([number, day]) => DayOfMonth.nth(number, day)),
);

/** As `AccessWindow.monthly` declares them. */
const monthlyEdges = fc.tuple(monthDays, minuteOfDay, minuteOfDay).map(([day, one, other]): [string, string] => {
  const length = (other - one + MINUTES_A_DAY) % MINUTES_A_DAY;
  const end = length === 0 ? one + 60 : one + length;
  const days = end < MINUTES_A_DAY ? day._days : day._daysAfter;
  return [`${timeText(one)} ${day._days} *`, `${timeText(end % MINUTES_A_DAY)} ${days} *`];
});

/** Several times a day, through every change of the clocks. */
const shortEdges = fc
  .tuple(fc.constantFrom(15, 20, 30), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 9 }))
  .map(([step, first, length]): [string, string] => [
    `${first}/${step} * * * ? *`,
    `${first + length}/${step} * * * ? *`,
  ]);

/** A day from 2024 to 2029 on which an expression fires, or which is near a change of the clocks, or any. */
function dayIn(zone: string, starts: Matcher): fc.Arbitrary<number> {
  const anyDay = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
  const changes = (transitions.get(zone) ?? []).map((change) => Math.floor(change / DAY));
  const day = changes.length === 0 ? anyDay : fc.oneof(anyDay, fc.constantFrom(...changes));
  return fc.tuple(day, fc.boolean()).map(([from, fires]) => {
    for (let one = from; fires && one < from + 1_500; one++) {
      if (starts.onDay(one)) {
        return one;
      }
    }
    return from;
  });
}

const dateText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Instants a few days before and after a day, or none; and ranges of dates around it, or none. */
function boundsAround(day: number): fc.Arbitrary<Pick<Extract<DeclaredWindow, { kind: 'recurring' }>, 'validFrom'>> {
  const instant = fc.option(
    fc
      .integer({ min: -3 * MINUTES_A_DAY, max: 3 * MINUTES_A_DAY })
      .map((minutes) => iso(epochMs(day * DAY + minutes * MINUTE))),
    { nil: undefined },
  );
  const dates = fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 0, 1, 2, 400))
    .map(([first, length]) => `${dateText(day + first)}/${dateText(day + first + length)}`);
  return fc
    .record({
      validFrom: instant,
      validUntil: instant,
      except: fc.option(fc.array(dates, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map((bounds) => Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)));
}

function caseOf(edges: fc.Arbitrary<[string, string]>, bounded: boolean): fc.Arbitrary<Case> {
  return fc.tuple(fc.constantFrom(...ZONES), edges).chain(([timeZone, [start, end]]) => {
    const [starts, ends] = [matcherOf(start), matcherOf(end)];
    return dayIn(timeZone, starts).chain((day) =>
      fc
        .tuple(
          bounded ? boundsAround(day) : fc.constant({}),
          fc.integer({ min: -DAY, max: DAY }),
          fc.integer({ min: 1, max: 2 * DAY }),
        )
        .map(([bounds, offset, length]) => {
          const declared = { ...recurring(start, end, timeZone), ...bounds };
          const walked: WalkedWindow = {
            timeZone,
            starts: starts.matches,
            ends: ends.matches,
            mayStart: (minute, wall) => {
              const [now, date] = [iso(epochMs(minute * MINUTE)), dateText(Math.floor(wall / MINUTES_A_DAY))];
              const { validFrom = '', validUntil = '9', except = [] } = declared;
              const leftOut = except.some((dates) => dates.split('/')[0]! <= date && date <= dates.split('/')[1]!);
              return validFrom <= now && now < validUntil && !leftOut;
            },
          };
          const from = plus(epochMs(day * DAY), offset);
          return { declared, walked, range: { start: from, end: plus(from, length) } };
        }),
    );
  });
}

/** Some edges and the milliseconds on both sides of each, the range's own, and what is around changes of the clocks. */
function probes({ walked, range }: Case, found: readonly Interval[]): EpochMs[] {
  const changes = transitions.get(walked.timeZone) ?? [];
  const some = found.filter((_one, index) => index % Math.ceil(found.length / 6) === 0);
  return [
    range.start,
    ...some.flatMap(({ start, end }) => [start, end].flatMap((edge) => [plus(edge, -1), edge, plus(edge, 1)])),
    ...changes.flatMap((change) => [-60, -30, -1, 0, 1, 30, 60].map((minutes) => epochMs(change + minutes * MINUTE))),
  ].filter((one) => contains(range, one));
}

test.each([
  ['a monthly window', caseOf(monthlyEdges, false)],
  ['a window of any documented days', caseOf(cronEdges, false)],
  ['a window of several times a day', caseOf(shortEdges, false)],
  ['a monthly window with bounds and dates left out', caseOf(monthlyEdges, true)],
  ['a window of any documented days with bounds and dates left out', caseOf(cronEdges, true)],
  ['a window of several times a day with bounds and dates left out', caseOf(shortEdges, true)],
])('%s is open exactly when it is on the walk', (_what, anyCase) => {
  fc.assert(
    fc.property(anyCase, (one) => {
      const { declared, walked, range } = one;
      const found = walk(walked, range);
      expect(occurrences(declared, range)).toEqual(found);
      for (const instant of probes(one, found)) {
        const occurrence = found.find((each) => contains(each, instant));
        expect(occurrenceAt(declared, instant)).toEqual(occurrence);
        expect(openWindows([declared], instant)).toEqual(
          occurrence === undefined ? [] : [{ window: declared, occurrence }],
        );
        const edges = found.flatMap(({ start, end }) => [start, end]).filter((edge) => edge > instant);
        const starts = found.filter(({ start }) => start > instant);
        // The walk knows no later than its range.
        const within = <T>(value: T | undefined, at: number | undefined): T | undefined =>
          at === undefined || at < range.end ? value : undefined;
        const boundary = nextBoundary(declared, instant);
        expect(within(boundary, boundary)).toBe(edges.filter((edge) => edge < range.end).sort((a, b) => a - b)[0]);
        const next = nextOccurrence(declared, instant);
        expect(within(next, next?.start)).toEqual(starts[0]);
      }
    }),
    { numRuns: 120 },
  );
});

test('the walk may look at quarters of an hour, as clocks change on nothing else', () => {
  for (const zone of ZONES) {
    expect((transitions.get(zone) ?? []).filter((change) => change % (15 * MINUTE) !== 0)).toEqual([]);
  }
});
