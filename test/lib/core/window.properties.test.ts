/** Windows against the minute-by-minute walk of `brute-force.ts`: another way, the same answers. */
import * as fc from 'fast-check';
import {
  contains,
  DAY,
  type EpochMs,
  epochMs,
  HOUR,
  intersects,
  type Interval,
  MINUTE,
  plus,
} from '../../../lib/core/interval';
import {
  type DeclaredWindow,
  nextBoundary,
  nextOccurrence,
  occurrenceAt,
  occurrences,
  openIntervals,
  openWindows,
} from '../../../lib/core/window';
import { bruteForce, type FixedTime, type FixedWindow, transitionsOf, ZONES } from './brute-force';
import { recurring } from './samples';

const EVERY_DAY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6]);
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

interface Sample {
  readonly fixed: FixedWindow;
  readonly declared: DeclaredWindow;
}

interface Case extends Sample {
  readonly range: Interval;
}

function cronOf({ hour, minute, weekdays }: FixedTime, named: boolean): string {
  const days = [...weekdays].map((day) => (named ? NAMES[day] : day + 1));
  return weekdays === EVERY_DAY ? `${minute} ${hour} * * ? *` : `${minute} ${hour} ? * ${days.join(',')} *`;
}

function timeOf(minuteOfDay: number, weekdays: ReadonlySet<number>): FixedTime {
  return { hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60, weekdays };
}

/** Clocks change at night, so that is where most edges lie; some lie exactly on a change. */
const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 4 * 60 }),
  fc.integer({ min: 22 * 60, max: 24 * 60 - 1 }),
  fc.integer({ min: 0, max: 24 * 60 - 1 }),
  fc.constantFrom(0, 30, 60, 90, 120, 150, 180, 23 * 60),
);

const weekdays = fc.oneof(
  fc.constant(EVERY_DAY),
  fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((days): ReadonlySet<number> => new Set(days)),
);

/** Up to a day long: an end at or before the start is on the following day. */
function windowIn(timeZone: string): fc.Arbitrary<Sample> {
  return fc.tuple(minuteOfDay, minuteOfDay, weekdays, fc.boolean()).map(([startMinute, endMinute, days, named]) => {
    const sameDay = endMinute > startMinute || days === EVERY_DAY;
    const endDays = sameDay ? days : new Set([...days].map((day) => (day + 1) % 7));
    const fixed = { timeZone, start: timeOf(startMinute, days), end: timeOf(endMinute, endDays) };
    return { fixed, declared: recurring(cronOf(fixed.start, named), cronOf(fixed.end, named), timeZone) };
  });
}

const transitions = new Map<string, readonly number[]>(ZONES.map((zone) => [zone, transitionsOf(zone)]));

/** Near a change of the clocks, or anywhere from 2024 to 2029; on a minute or a little off it. */
function instantIn(zone: (typeof ZONES)[number]): fc.Arbitrary<EpochMs> {
  const anywhere = fc.integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2029, 11, 31) / MINUTE });
  const changes = transitions.get(zone) ?? [];
  const nearChange = (within: number): fc.Arbitrary<number> =>
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -within, max: within }))
      .map(([change, minutes]) => change / MINUTE + minutes);
  const minute = changes.length === 0 ? anywhere : fc.oneof(anywhere, nearChange(180), nearChange(2 * 1_440));
  return fc.tuple(minute, fc.constantFrom(0, 0, -1, 1, 12_345)).map(([minutes, ms]) => epochMs(minutes * MINUTE + ms));
}

const anyZone = fc.constantFrom(...ZONES);

const anyCase: fc.Arbitrary<Case> = anyZone.chain((zone) =>
  fc
    .tuple(
      windowIn(zone),
      instantIn(zone),
      fc.oneof(fc.integer({ min: 1, max: DAY }), fc.integer({ min: 1, max: 4 * DAY })),
    )
    .map(([sample, start, length]) => ({ ...sample, range: { start, end: plus(start, length) } })),
);

const anyInstant = anyZone.chain((zone) => fc.record({ sample: windowIn(zone), instant: instantIn(zone) }));

/** Each edge, and the milliseconds on both sides of it. */
function aroundEdges(intervals: readonly Interval[]): EpochMs[] {
  return intervals.flatMap(({ start, end }) => [start, end]).flatMap((edge) => [plus(edge, -1), edge, plus(edge, 1)]);
}

/** Far enough for the next start, even where a gap swallows one and the clocks go back besides. */
function ahead({ fixed }: Sample, instant: EpochMs): Interval {
  const daily = fixed.start.weekdays.size === EVERY_DAY.size;
  return { start: instant, end: plus(instant, (daily ? 2 : 14) * DAY + HOUR * 3) };
}

/** Every quarter of an hour around the changes of a zone, since the wall shows nothing unusual before or after. */
function aroundChanges(timeZone: string): EpochMs[] {
  const changes = transitions.get(timeZone) ?? [];
  return changes.flatMap((change) => Array.from({ length: 25 }, (_, n) => epochMs(change + (n - 12) * 15 * MINUTE)));
}

/** Instants of a range of which the walk knows whether a window is open. */
function probes(range: Interval, intervals: readonly Interval[], timeZone: string): EpochMs[] {
  const middle = epochMs(Math.floor((range.start + range.end) / 2));
  return [range.start, middle, ...aroundEdges(intervals), ...aroundChanges(timeZone)].filter((one) =>
    contains(range, one),
  );
}

test('the walk itself knows the gap and the repeated hour of London', () => {
  const halfPastOne = timeOf(90, EVERY_DAY);
  const window = { timeZone: 'Europe/London', start: timeOf(30, EVERY_DAY), end: halfPastOne };
  const dayOf = (text: string): Interval => ({
    start: epochMs(Date.parse(text)),
    end: epochMs(Date.parse(text) + DAY / 2),
  });
  expect(bruteForce(window, dayOf('2027-03-28'))).toEqual([
    { start: Date.parse('2027-03-28T00:30Z'), end: Date.parse('2027-03-28T01:00Z') },
  ]);
  expect(bruteForce(window, dayOf('2027-10-31'))).toEqual([
    { start: Date.parse('2027-10-30T23:30Z'), end: Date.parse('2027-10-31T00:30Z') },
  ]);
  expect(bruteForce({ ...window, start: halfPastOne, end: timeOf(150, EVERY_DAY) }, dayOf('2027-03-28'))).toEqual([]);
});

test('the occurrences in any range are those of the walk', () => {
  fc.assert(
    fc.property(anyCase, ({ declared, fixed, range }) => {
      expect(occurrences(declared, range)).toEqual(bruteForce(fixed, range));
    }),
    { numRuns: 150 },
  );
});

test('a window is open at an instant exactly when it is on the walk, and through the same occurrence', () => {
  fc.assert(
    fc.property(anyCase, ({ declared, fixed, range }) => {
      const walked = bruteForce(fixed, range);
      for (const instant of probes(range, walked, fixed.timeZone)) {
        expect(occurrenceAt(declared, instant)).toEqual(walked.find((one) => contains(one, instant)));
      }
    }),
    { numRuns: 80 },
  );
});

test('the next boundary is the next start or end of the walk', () => {
  fc.assert(
    fc.property(anyInstant, ({ sample, instant }) => {
      const edges = bruteForce(sample.fixed, ahead(sample, instant)).flatMap(({ start, end }) => [start, end]);
      expect(nextBoundary(sample.declared, instant)).toBe(Math.min(...edges.filter((edge) => edge > instant)));
    }),
    { numRuns: 50 },
  );
});

test('the next occurrence is the first of the walk that starts strictly later', () => {
  fc.assert(
    fc.property(anyInstant, ({ sample, instant }) => {
      const later = bruteForce(sample.fixed, ahead(sample, instant)).filter(({ start }) => start > instant);
      expect(nextOccurrence(sample.declared, instant)).toEqual(later[0]);
    }),
    { numRuns: 50 },
  );
});

test('occurrences are in order, take time, do not overlap and lie in their range', () => {
  fc.assert(
    fc.property(anyInstant, ({ sample, instant }) => {
      const range = { start: instant, end: plus(instant, 15 * DAY) };
      const found = occurrences(sample.declared, range);
      expect(found.length).toBeGreaterThan(0);
      for (const [index, one] of found.entries()) {
        expect(one.end).toBeGreaterThan(one.start);
        expect(intersects(one, range)).toBe(true);
        expect(one.start).toBeGreaterThanOrEqual(found[index - 1]?.end ?? -Infinity);
      }
    }),
    { numRuns: 30 },
  );
});

test('an occurrence is the same from wherever it is looked for', () => {
  fc.assert(
    fc.property(anyCase, ({ declared, range }) => {
      for (const one of occurrences(declared, range)) {
        expect(occurrenceAt(declared, one.start)).toEqual(one);
        expect(occurrenceAt(declared, plus(one.end, -1))).toEqual(one);
        expect(nextOccurrence(declared, plus(one.start, -1))).toEqual(one);
        expect(occurrences(declared, { start: one.start, end: plus(one.start, 1) })).toEqual([one]);
      }
    }),
    { numRuns: 60 },
  );
});

test('a set of windows is open exactly when one of them is on its walk', () => {
  const severalWindows = anyZone.chain((zone) =>
    fc.record({
      samples: fc.array(windowIn(zone), { minLength: 1, maxLength: 3 }),
      start: instantIn(zone),
      length: fc.integer({ min: 1, max: 2 * DAY }),
    }),
  );
  fc.assert(
    fc.property(severalWindows, ({ samples, start, length }) => {
      const range = { start, end: plus(start, length) };
      const declared = samples.map((sample) => sample.declared);
      const walked = samples.map((sample) => bruteForce(sample.fixed, range));
      const joined = openIntervals(declared, range);
      for (const instant of probes(range, walked.flat(), samples[0]!.fixed.timeZone)) {
        const open = declared.filter((_window, index) => walked[index]!.some((one) => contains(one, instant)));
        expect(openWindows(declared, instant).map(({ window }) => window)).toEqual(open);
        expect(joined.some((one) => contains(one, instant))).toBe(open.length > 0);
      }
    }),
    { numRuns: 30 },
  );
});
