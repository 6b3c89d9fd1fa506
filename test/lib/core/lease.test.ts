import * as fc from 'fast-check';
import { LONGEST_ACCESS_ID } from '../../../lib/core/declaration';
import { type EpochMs, epochMs, HOUR, type Interval, iso, MINUTE, plus, SECOND } from '../../../lib/core/interval';
import {
  canBeHeld,
  caseKey,
  type Hold,
  holdName,
  isHeld,
  isHoldOf,
  isOver,
  keyOf,
  lastOpening,
  type Lease,
  LEASE_NAMES,
  leaseFor,
  leaseKey,
  leaseName,
  mayBeLeased,
  NOTHING_ARRANGED,
  onceAt,
  openAt,
  openingsAt,
  pauseKey,
} from '../../../lib/core/lease';
import type { Request } from '../../../lib/core/request';
import { occurrenceAt, type OnDemand } from '../../../lib/core/window';
import { ACCESS, at, daily, onDemand, once, PIPELINE } from './samples';

const ASKED_AT = '2026-12-01T20:00:00Z';
const window = onDemand();
const evenings = daily('20:00', '22:00', 'Europe/London');

function request(different: Partial<Request> = {}): Request {
  return { id: 'event-1', at: ASKED_AT, source: 'aws.codepipeline', correlation: 'case-1', ...different };
}

const leaseOf = (different: Partial<Lease> = {}): Lease => ({
  window: '7',
  request: request(),
  start: ASKED_AT,
  end: '2026-12-01T22:00:00Z',
  ...different,
});

const accessWith = (...windows: (typeof ACCESS.windows)[number][]): typeof ACCESS => ({ ...ACCESS, windows });
const spanOf = (lease: Lease, of: OnDemand, within: Interval): Interval | undefined => {
  const access = accessWith(of);
  // Where it is open, found from outside, second by second at its edges.
  const isOpen = (instant: EpochMs): boolean => openAt(access, { leases: [lease], holds: [] }, instant).length > 0;
  let start: EpochMs | undefined;
  let end: EpochMs | undefined;
  for (let instant = within.start; instant < within.end; instant = plus(instant, 30 * SECOND)) {
    if (isOpen(instant)) {
      start ??= instant;
      end = plus(instant, 30 * SECOND);
    }
  }
  return start === undefined || end === undefined ? undefined : { start, end };
};

describe('a lease', () => {
  test.each([
    ['at once', '2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z'],
    ['an hour late', '2026-12-01T21:00:00Z', '2026-12-01T22:00:00Z'],
    ['a day late, when its time is up', '2026-12-02T20:00:00Z', '2026-12-01T22:00:00Z'],
  ])('counts from the request, when that is answered %s', (_when, now, end) => {
    expect(leaseFor(window, request(), at(now))).toEqual(leaseOf({ end }));
  });

  test.each([
    [
      'begins with the hours',
      '2026-12-01T19:50:00Z',
      '2026-12-01T20:01:00Z',
      ['2026-12-01T20:00:00Z', '2026-12-01T21:50:00Z'],
    ],
    [
      'ends with the hours',
      '2026-12-01T21:00:00Z',
      '2026-12-01T21:00:01Z',
      ['2026-12-01T21:00:00Z', '2026-12-01T22:00:00Z'],
    ],
  ])('%s in which requests are heard', (_what, asked, now, [start, end]) => {
    expect(leaseFor(onDemand({ within: evenings }), request({ at: asked }), at(now))).toMatchObject({ start, end });
  });

  test.each([
    ['one ms before them', '2026-12-01T19:59:59.999Z', false],
    ['as they begin', '2026-12-01T20:00:00.000Z', true],
    ['one ms before they end', '2026-12-01T21:59:59.999Z', true],
    ['as they end', '2026-12-01T22:00:00.000Z', false],
  ])('is given within the hours only: %s', (_when, now, given) => {
    const confined = onDemand({ within: evenings });
    expect(leaseFor(confined, request({ at: '2026-12-01T19:00:00Z' }), at(now)) !== undefined).toBe(given);
    expect(mayBeLeased(confined, at(now))).toBe(given);
  });

  test('ends at a whole second, as Scheduler’s expressions do, and never a second late', () => {
    const lease = leaseFor(window, request({ at: '2026-12-01T20:00:00.999Z' }), at('2026-12-01T20:00:02Z'));
    expect(lease?.end).toBe('2026-12-01T22:00:00Z');
    expect(onceAt(at(lease!.end))).toBe('at(2026-12-01T22:00:00)');
  });

  const asked = fc.integer({ min: at('2026-12-01T10:00Z'), max: at('2026-12-03T10:00Z') }).map(epochMs);
  const lateness = fc.integer({ min: 0, max: 5 * HOUR });
  const minutes = fc.integer({ min: 1, max: 12 * 60 });
  const hours = fc.option(fc.constantFrom(evenings, daily('22:00', '06:00', 'Asia/Kathmandu')), { nil: undefined });

  test('never ends later than the request or now plus the longest time, nor later than the hours', () => {
    fc.assert(
      fc.property(asked, lateness, minutes, hours, (time, late, maxMinutes, within) => {
        const now = plus(time, late);
        const lease = leaseFor(onDemand({ maxMinutes, within }), request({ at: iso(time) }), now);
        if (lease === undefined) {
          expect(within !== undefined && occurrenceAt(within, now)).toBe(undefined);
          return;
        }
        expect(at(lease.end)).toBeLessThanOrEqual(Math.min(time, now) + maxMinutes * MINUTE);
        expect(at(lease.start)).toBeGreaterThanOrEqual(time);
        if (within !== undefined) {
          const held = occurrenceAt(within, now)!;
          expect(at(lease.end)).toBeLessThanOrEqual(held.end);
          expect(at(lease.start)).toBeGreaterThanOrEqual(held.start);
        }
      }),
    );
  });

  test('is never open before its start, past its end, or for longer than the window is declared now', () => {
    const later = fc.record({ maxMinutes: minutes, within: hours });
    fc.assert(
      fc.property(
        asked,
        minutes,
        hours,
        later,
        fc.integer({ min: -HOUR, max: 13 * HOUR }),
        (time, max, within, now, ms) => {
          const lease = leaseFor(onDemand({ maxMinutes: max, within }), request({ at: iso(time) }), time);
          fc.pre(lease !== undefined);
          const instant = plus(at(lease.start), ms);
          if (openAt(accessWith(onDemand(now)), { leases: [lease], holds: [] }, instant).length > 0) {
            expect(instant).toBeGreaterThanOrEqual(at(lease.start));
            expect(instant).toBeLessThan(at(lease.end));
            expect(instant).toBeLessThan(at(lease.start) + now.maxMinutes * MINUTE);
            expect(now.within === undefined || occurrenceAt(now.within, instant) !== undefined).toBe(true);
          }
        },
      ),
    );
  });

  test.each<[string, Partial<OnDemand>, Interval | undefined]>([
    ['as it was', {}, { start: at(ASKED_AT), end: at('2026-12-01T22:00Z') }],
    ['shorter', { maxMinutes: 30 }, { start: at(ASKED_AT), end: at('2026-12-01T20:30Z') }],
    ['longer, which lengthens nothing', { maxMinutes: 600 }, { start: at(ASKED_AT), end: at('2026-12-01T22:00Z') }],
    [
      'within hours that end sooner',
      { within: daily('19:00', '21:00', 'UTC') },
      { start: at(ASKED_AT), end: at('2026-12-01T21:00Z') },
    ],
    ['within hours that are not now', { within: daily('10:00', '12:00', 'UTC') }, undefined],
    ['under another number', { id: '8' }, undefined],
  ])('is as open as the window is declared now: %s', (_how, different, open) => {
    const span = spanOf(leaseOf(), onDemand(different), {
      start: at('2026-12-01T19:00Z'),
      end: at('2026-12-02T08:00Z'),
    });
    expect(span).toEqual(open);
  });

  test('of a window that has become a scheduled one opens nothing', () => {
    const access = accessWith({ ...once('2026-12-05T00:00:00Z', '2026-12-05T01:00:00Z'), id: '7' });
    expect(openingsAt(access, [leaseOf()], at('2026-12-01T21:00Z'))).toEqual([]);
  });

  test('and the clock may open at the same time', () => {
    const access = accessWith(onDemand(), { ...evenings, id: '0' });
    const open = openingsAt(access, [leaseOf()], at('2026-12-01T21:00Z'));
    expect(open.map(keyOf)).toEqual(['0 occurrence', '7 request event-1']);
  });
});

describe('a window on demand', () => {
  test('is shut without a lease', () => {
    expect(openAt(accessWith(onDemand()), NOTHING_ARRANGED, at(ASKED_AT))).toEqual([]);
  });

  test('can be closed early, as a scheduled one only by what is declared', () => {
    expect(canBeHeld(onDemand({ closesOn: [] }))).toBe(true);
    expect(canBeHeld({ ...evenings, closesOn: [PIPELINE] })).toBe(true);
    expect(canBeHeld({ ...evenings, closesOn: [] })).toBe(false);
    expect(canBeHeld(evenings)).toBe(false);
  });

  test('is the only kind that is leased', () => {
    expect(mayBeLeased(evenings, at('2026-12-01T21:00Z'))).toBe(false);
  });
});

describe('a hold', () => {
  const access = accessWith(onDemand());
  const open = (holds: Hold[], instant: string, lease = leaseOf()): boolean =>
    openAt(access, { leases: [lease], holds }, at(instant)).length > 0;
  const UNTIL = '2026-12-01T22:00:00Z';

  test.each<[string, Hold, boolean]>([
    ['on the request', { key: leaseKey(leaseOf()), until: UNTIL }, false],
    ['on another request', { key: '7 request event-2', until: UNTIL }, true],
    ['on the request of another window', { key: '8 request event-1', until: UNTIL }, true],
    [
      'on the case, as of a later close',
      { key: caseKey('7', 'case-1'), until: UNTIL, over: '2026-12-01T20:30:00Z' },
      false,
    ],
    [
      'on the case, as of a close at the same moment',
      { key: caseKey('7', 'case-1'), until: UNTIL, over: ASKED_AT },
      false,
    ],
    [
      'on the case, as of an earlier close',
      { key: caseKey('7', 'case-1'), until: UNTIL, over: '2026-12-01T19:59:59Z' },
      true,
    ],
    ['on the case, as of no time', { key: caseKey('7', 'case-1'), until: UNTIL }, true],
    ['on another case', { key: caseKey('7', 'case-2'), until: UNTIL, over: '2026-12-01T20:30:00Z' }, true],
    ['on all cases', { key: caseKey('7', undefined), until: UNTIL, over: '2026-12-01T20:30:00Z' }, false],
    [
      'on all cases of another window',
      { key: caseKey('8', undefined), until: UNTIL, over: '2026-12-01T20:30:00Z' },
      true,
    ],
    ['that is a pause', { key: pauseKey('7'), until: UNTIL }, true],
  ])('%s keeps closed what it is for', (_what, hold, isOpen) => {
    expect(open([hold], '2026-12-01T21:00:00Z')).toBe(isOpen);
  });

  test('on a request ends at its own time', () => {
    const hold = { key: leaseKey(leaseOf()), until: '2026-12-01T21:00:00Z' };
    expect(open([hold], '2026-12-01T20:59:59.999Z')).toBe(false);
    expect(open([hold], '2026-12-01T21:00:00.000Z')).toBe(true);
  });

  test('on the occurrence of a scheduled window ends with it, and leaves the next one alone', () => {
    const scheduled = accessWith({ ...evenings, closesOn: [PIPELINE] });
    const hold = { key: '0 occurrence', until: UNTIL };
    const isOpen = (instant: string): boolean =>
      openAt(scheduled, { leases: [], holds: [hold] }, at(instant)).length > 0;
    expect(isOpen('2026-12-01T21:59:59.999Z')).toBe(false);
    expect(isOpen('2026-12-02T20:00:00.000Z')).toBe(true);
  });

  test('on the occurrence of a scheduled window holds it also where its start is changed', () => {
    const before = { ...once('2026-12-01T20:00:00Z', UNTIL), closesOn: [PIPELINE] };
    const after = { ...before, start: '2026-12-01T20:15:00Z' };
    const instant = at('2026-12-01T21:00Z');
    const [opening] = openingsAt(accessWith(before), [], instant);
    const holds = [{ key: keyOf(opening!), until: UNTIL }];
    expect(openAt(accessWith(after), { leases: [], holds }, instant)).toEqual([]);
  });

  test('keeps closed nothing that the clock or another lease opens', () => {
    const both = accessWith(onDemand(), { ...evenings, id: '0' });
    const second = leaseOf({ request: request({ id: 'event-2', correlation: 'case-2' }) });
    const holds = [{ key: leaseKey(leaseOf()), until: UNTIL }];
    const open = openAt(both, { leases: [leaseOf(), second], holds }, at('2026-12-01T21:00Z'));
    expect(open.map(keyOf)).toEqual(['0 occurrence', '7 request event-2']);
  });

  test('opens nothing, whatever holds there are', () => {
    const instant = at('2026-12-01T21:00Z');
    const key = fc.constantFrom('7 request event-1', '7 case case-1', '7 any case', '7 pause', '0 occurrence');
    const hold = fc.record({ key, until: fc.constant(UNTIL), over: fc.option(fc.constant(UNTIL), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(hold), fc.array(hold), (some, more) => {
        const opened = (holds: Hold[]): string[] =>
          openAt(accessWith(onDemand(), { ...evenings, id: '0' }), { leases: [leaseOf()], holds }, instant).map(keyOf);
        const fewer = opened([...some, ...more]);
        expect(opened(some)).toEqual(expect.arrayContaining(fewer));
      }),
    );
  });

  test('says of a case what was asked up to a moment, for each request alike', () => {
    const holds = [{ key: caseKey('7', 'case-1'), until: UNTIL, over: ASKED_AT }];
    expect(isOver('7', request(), holds)).toBe(true);
    expect(isOver('7', request({ at: '2026-12-01T20:00:00.001Z' }), holds)).toBe(false);
    expect(isOver('8', request(), holds)).toBe(false);
    expect(isHeld({ window: onDemand(), occurrence: occurrenceAt(evenings, at(ASKED_AT))! }, holds, at(ASKED_AT))).toBe(
      false,
    );
  });
});

describe('names', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9._-]{1,50}$/);
  const text = fc.string({ unit: 'binary', maxLength: 256 });
  const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

  test('of leases and holds are Scheduler’s, for any access and whatever is held', () => {
    fc.assert(
      fc.property(id, text, fc.constantFrom(...LEASE_NAMES), (access, key, place) => {
        expect(leaseName(access, place)).toMatch(NAME);
        expect(holdName(access, key)).toMatch(NAME);
      }),
    );
  });

  test('of holds have 64 characters for the longest access id', () => {
    expect(holdName('A'.repeat(LONGEST_ACCESS_ID), 'key')).toHaveLength(64);
  });

  test('of holds are told apart from those of an access whose id only begins the same', () => {
    fc.assert(
      fc.property(id, fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/), text, (access, more, key) => {
        expect(isHoldOf(access, holdName(access, key))).toBe(true);
        fc.pre(access.length + more.length <= LONGEST_ACCESS_ID);
        expect(isHoldOf(access, holdName(`${access}${more}`, key))).toBe(false);
        expect(isHoldOf(access, holdName(`${access}-${more}`, key))).toBe(false);
        expect(isHoldOf(access, leaseName(access, '1'))).toBe(false);
      }),
    );
  });
});

describe('keys', () => {
  const number = fc.integer({ min: 0, max: 999 }).map(String);
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('case', 'request x', 'any case', 'pause', ''));
  const key = fc.oneof(
    number.map((one) => ({ of: `occurrence ${one}`, key: `${one} occurrence` })),
    number.map((one) => ({ of: `pause ${one}`, key: pauseKey(one) })),
    number.map((one) => ({ of: `any ${one}`, key: caseKey(one, undefined) })),
    fc.tuple(number, text).map(([one, name]) => ({ of: `case ${one} ${name}`, key: caseKey(one, name) })),
    fc.tuple(number, text).map(([one, name]) => ({
      of: `request ${one} ${name}`,
      key: leaseKey(leaseOf({ window: one, request: request({ id: name }) })),
    })),
  );

  test('are the same for the same only, whatever requests and cases are called', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(a.key === b.key).toBe(a.of === b.of);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the opening that an instant belongs to', () => {
  const windows = [
    { ...once('2026-12-01T09:00:00Z', '2026-12-01T12:00:00Z'), id: '1' },
    { ...once('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z'), id: '2' },
    { ...once('2026-12-02T09:00:00Z', '2026-12-02T10:00:00Z'), id: '3' },
  ];
  const of = (now: string): string | undefined => lastOpening({ windows }, [], at(now))?.window.id;

  test.each([
    ['before all of them is none', '2026-12-01T08:59Z', undefined],
    ['inside of two is the one that goes on', '2026-12-01T10:30Z', '1'],
    ['after both is the one that ended last', '2026-12-01T12:01Z', '1'],
    ['is never one that is still to come', '2026-12-02T08:59Z', '1'],
    ['is the last that has begun', '2026-12-02T09:00Z', '3'],
  ])('%s', (_what, now, id) => {
    expect(of(now)).toBe(id);
  });
});
