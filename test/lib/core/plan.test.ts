import * as fc from 'fast-check';
import { type DeclaredAccess } from '../../../lib/core/declaration';
import { MINUTE, plus } from '../../../lib/core/interval';
import { type Arranged, type Hold, type Lease, NOTHING_ARRANGED } from '../../../lib/core/lease';
import { type Observed, plan, type Plan } from '../../../lib/core/plan';
import { openWindows } from '../../../lib/core/window';
import { ACCESS, at, daily, FOREIGN_POLICY, onDemand, once, openFromNineToTen, OTHER_POLICY, POLICY } from './samples';

const NONE: Plan = { step: 'none', policies: [] };
const attach = (...policies: string[]): Plan => ({ step: 'attach', policies });
const detach = (...policies: string[]): Plan => ({ step: 'detach', policies });

const OPEN = at('2026-12-01T09:30Z');
const CLOSED = at('2026-12-01T11:00Z');

const access = openFromNineToTen();

describe('with both of two policies declared', () => {
  test.each<[string, Observed, { open: [start: Plan, other: Plan]; closed: [start: Plan, other: Plan] }]>([
    ['nothing is attached', new Set(), { open: [attach(POLICY, OTHER_POLICY), NONE], closed: [NONE, NONE] }],
    [
      'one is attached',
      new Set([OTHER_POLICY]),
      { open: [attach(POLICY), NONE], closed: [detach(OTHER_POLICY), detach(OTHER_POLICY)] },
    ],
    [
      'both are attached',
      new Set([POLICY, OTHER_POLICY]),
      { open: [NONE, NONE], closed: [detach(POLICY, OTHER_POLICY), detach(POLICY, OTHER_POLICY)] },
    ],
    [
      'a foreign policy is attached',
      new Set([FOREIGN_POLICY]),
      { open: [attach(POLICY, OTHER_POLICY), NONE], closed: [NONE, NONE] },
    ],
    [
      'one and a foreign policy are attached',
      new Set([FOREIGN_POLICY, POLICY]),
      { open: [attach(OTHER_POLICY), NONE], closed: [detach(POLICY), detach(POLICY)] },
    ],
    [
      'both and a foreign policy are attached',
      new Set([POLICY, FOREIGN_POLICY, OTHER_POLICY]),
      { open: [NONE, NONE], closed: [detach(POLICY, OTHER_POLICY), detach(POLICY, OTHER_POLICY)] },
    ],
    [
      'nobody knows what is attached',
      'unknown',
      { open: [NONE, NONE], closed: [detach(POLICY, OTHER_POLICY), detach(POLICY, OTHER_POLICY)] },
    ],
    ['the role is gone', 'role-gone', { open: [NONE, NONE], closed: [NONE, NONE] }],
  ])('where %s, only a start attaches, only inside the window, and what is outside is detached', (_what, seen, due) => {
    expect(plan(access, NOTHING_ARRANGED, seen, OPEN, true)).toEqual(due.open[0]);
    expect(plan(access, NOTHING_ARRANGED, seen, OPEN, false)).toEqual(due.open[1]);
    expect(plan(access, NOTHING_ARRANGED, seen, CLOSED, true)).toEqual(due.closed[0]);
    expect(plan(access, NOTHING_ARRANGED, seen, CLOSED, false)).toEqual(due.closed[1]);
  });
});

describe('a window from 09:00 to 10:00', () => {
  test.each([
    ['one ms before the start', '2026-12-01T08:59:59.999Z', NONE],
    ['at the start', '2026-12-01T09:00:00.000Z', attach(POLICY, OTHER_POLICY)],
    ['one ms before the end', '2026-12-01T09:59:59.999Z', attach(POLICY, OTHER_POLICY)],
    ['at the end', '2026-12-01T10:00:00.000Z', NONE],
  ])('with nothing attached, a start that is served %s', (_when, now, due) => {
    expect(plan(access, NOTHING_ARRANGED, new Set(), at(now), true)).toEqual(due);
  });

  test.each([
    ['one ms before the start', '2026-12-01T08:59:59.999Z', detach(POLICY, OTHER_POLICY)],
    ['at the start', '2026-12-01T09:00:00.000Z', NONE],
    ['one ms before the end', '2026-12-01T09:59:59.999Z', NONE],
    ['at the end', '2026-12-01T10:00:00.000Z', detach(POLICY, OTHER_POLICY)],
  ])('with both attached, a start that is served %s', (_when, now, due) => {
    expect(plan(access, NOTHING_ARRANGED, new Set([POLICY, OTHER_POLICY]), at(now), true)).toEqual(due);
  });

  test.each([
    ['one ms before the five seconds', '2026-12-01T08:59:54.999Z', detach(POLICY, OTHER_POLICY)],
    ['five seconds before the start, as the opener may be that far ahead', '2026-12-01T08:59:55.000Z', NONE],
    ['one ms before the start', '2026-12-01T08:59:59.999Z', NONE],
    ['at the start', '2026-12-01T09:00:00.000Z', NONE],
    ['one ms before the end', '2026-12-01T09:59:59.999Z', NONE],
    ['at the end, without any tolerance', '2026-12-01T10:00:00.000Z', detach(POLICY, OTHER_POLICY)],
    ['long after the end', '2026-12-02T10:00:00.000Z', detach(POLICY, OTHER_POLICY)],
  ])('with both attached, a sweep %s', (_when, now, due) => {
    expect(plan(access, NOTHING_ARRANGED, new Set([POLICY, OTHER_POLICY]), at(now), false)).toEqual(due);
    expect(plan(access, NOTHING_ARRANGED, 'unknown', at(now), false)).toEqual(due);
  });
});

describe('several windows', () => {
  const touching: DeclaredAccess = {
    ...ACCESS,
    windows: [
      once('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z'),
      once('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z'),
      once('2026-12-01T10:30:00Z', '2026-12-01T12:00:00Z'),
    ],
  };

  test.each([
    ['the end of one at which another starts', '2026-12-01T10:00:00Z'],
    ['the end of one inside another', '2026-12-01T11:00:00Z'],
  ])('are a union: %s closes nothing', (_what, now) => {
    for (const mayAttach of [true, false]) {
      expect(plan(touching, NOTHING_ARRANGED, new Set([POLICY, OTHER_POLICY]), at(now), mayAttach)).toEqual(NONE);
    }
  });

  test('close with the last of them', () => {
    expect(plan(touching, NOTHING_ARRANGED, new Set([POLICY]), at('2026-12-01T12:00Z'), false)).toEqual(detach(POLICY));
  });
});

describe('with a lease', () => {
  const asked: DeclaredAccess = { ...ACCESS, windows: [onDemand()] };
  const lease: Lease = {
    window: '7',
    request: { id: 'event-1', at: '2026-12-01T09:00:00Z', source: 'aws.codepipeline', correlation: 'case-1' },
    start: '2026-12-01T09:00:00Z',
    end: '2026-12-01T11:00:00Z',
  };
  const hold: Hold = { key: '7 request event-1', until: '2026-12-01T11:00:00Z' };
  const both = new Set([POLICY, OTHER_POLICY]);

  test.each<[string, Arranged, string, Plan, Plan]>([
    ['that is none', NOTHING_ARRANGED, '2026-12-01T09:30:00Z', detach(POLICY, OTHER_POLICY), NONE],
    ['at its start', { leases: [lease], holds: [] }, '2026-12-01T09:00:00Z', NONE, attach(POLICY, OTHER_POLICY)],
    ['at its last', { leases: [lease], holds: [] }, '2026-12-01T10:59:59.999Z', NONE, attach(POLICY, OTHER_POLICY)],
    ['at its end', { leases: [lease], holds: [] }, '2026-12-01T11:00:00Z', detach(POLICY, OTHER_POLICY), NONE],
    ['that is held', { leases: [lease], holds: [hold] }, '2026-12-01T09:30:00Z', detach(POLICY, OTHER_POLICY), NONE],
  ])('%s, an opener attaches and a sweep detaches what is due', (_which, arranged, now, standing, nothing) => {
    expect(plan(asked, arranged, both, at(now), true)).toEqual(standing);
    expect(plan(asked, arranged, both, at(now), false)).toEqual(standing);
    expect(plan(asked, arranged, new Set(), at(now), true)).toEqual(nothing);
    expect(plan(asked, arranged, new Set(), at(now), false)).toEqual(NONE);
  });

  test('that is held, what another window holds open stays', () => {
    const also = { ...asked, windows: [...asked.windows, ...openFromNineToTen().windows] };
    expect(plan(also, { leases: [lease], holds: [hold] }, both, OPEN, false)).toEqual(NONE);
  });
});

describe('a start on a date that is left out', () => {
  const frozen: DeclaredAccess = {
    ...ACCESS,
    windows: [{ ...daily('22:00', '06:00', 'Europe/London'), except: ['2026-12-24/2026-12-26'] }],
  };

  test.each([
    ['the evening before', '2026-12-23T22:00:00Z', attach(POLICY, OTHER_POLICY)],
    ['the morning of the first, in the night before', '2026-12-24T05:59:59Z', attach(POLICY, OTHER_POLICY)],
    ['the evening of the first', '2026-12-24T22:00:00Z', NONE],
    ['the morning after the last', '2026-12-27T05:59:59Z', NONE],
    ['the evening after the last', '2026-12-27T22:00:00Z', attach(POLICY, OTHER_POLICY)],
  ])('attaches nothing: %s', (_when, now, due) => {
    expect(plan(frozen, NOTHING_ARRANGED, new Set(), at(now), true)).toEqual(due);
  });

  test('detaches what is still attached', () => {
    expect(plan(frozen, NOTHING_ARRANGED, new Set([POLICY]), at('2026-12-25T22:30Z'), true)).toEqual(detach(POLICY));
    expect(plan(frozen, NOTHING_ARRANGED, 'unknown', at('2026-12-25T22:30Z'), false)).toEqual(
      detach(POLICY, OTHER_POLICY),
    );
  });
});

describe('a window that is no longer valid', () => {
  const last: DeclaredAccess = {
    ...ACCESS,
    windows: [{ ...daily('22:00', '06:00', 'UTC'), validUntil: '2026-12-03T02:00:00Z' }],
  };

  test.each([
    ['in the night that runs as it ends', '2026-12-03T05:59:59.999Z', attach(POLICY, OTHER_POLICY), NONE],
    ['at the end of that night', '2026-12-03T06:00:00.000Z', NONE, detach(POLICY)],
    ['in the night after', '2026-12-03T23:00:00.000Z', NONE, detach(POLICY)],
  ])('%s', (_when, now, due, sweep) => {
    expect(plan(last, NOTHING_ARRANGED, new Set(), at(now), true)).toEqual(due);
    expect(plan(last, NOTHING_ARRANGED, new Set([POLICY]), at(now), false)).toEqual(sweep);
  });
});

describe('an access without any window', () => {
  test('is closed at all times, so whatever of it is attached is detached', () => {
    const withdrawn = { ...ACCESS, windows: [] };
    for (const mayAttach of [true, false]) {
      expect(plan(withdrawn, NOTHING_ARRANGED, new Set(), OPEN, mayAttach)).toEqual(NONE);
      expect(plan(withdrawn, NOTHING_ARRANGED, new Set([POLICY]), OPEN, mayAttach)).toEqual(detach(POLICY));
    }
  });
});

describe('whatever is declared, observed and asked', () => {
  const minutes = fc.integer({ min: -90, max: 5 * 60 });
  const instant = fc
    .tuple(minutes, fc.integer({ min: -6_000, max: 6_000 }))
    .map(([after, ms]) => plus(at('2026-12-01T09:00Z'), after * MINUTE + ms));
  const windows = fc.subarray([
    once('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z'),
    once('2026-12-01T10:00:00Z', '2026-12-01T10:05:00Z'),
    once('2026-12-01T11:30:00Z', '2026-12-01T12:30:00Z'),
    daily('12:00', '13:00', 'UTC'),
    daily('17:00', '18:00', 'Asia/Kathmandu'),
  ]);
  const policies = [POLICY, OTHER_POLICY, FOREIGN_POLICY];
  const observed: fc.Arbitrary<Observed> = fc.oneof(
    fc.subarray(policies).map((some): Observed => new Set(some)),
    fc.constantFrom<Observed>('unknown', 'role-gone'),
  );
  const asked = fc.record({
    access: fc
      .record({ windows, policies: fc.subarray(policies, { minLength: 1 }) })
      .map((fields): DeclaredAccess => ({ ...ACCESS, ...fields })),
    observed,
    now: instant,
    mayAttach: fc.boolean(),
  });

  test('nothing is attached outside every window', () => {
    fc.assert(
      fc.property(asked, (one) => {
        fc.pre(openWindows(one.access.windows, one.now).length === 0);
        expect(plan(one.access, NOTHING_ARRANGED, one.observed, one.now, one.mayAttach).step).not.toBe('attach');
      }),
    );
  });

  test('nothing is attached by what may not attach', () => {
    fc.assert(
      fc.property(asked, (one) => {
        expect(plan(one.access, NOTHING_ARRANGED, one.observed, one.now, false).step).not.toBe('attach');
      }),
    );
  });

  test('nothing is attached to a role that could not be read', () => {
    fc.assert(
      fc.property(asked, (one) => {
        expect(plan(one.access, NOTHING_ARRANGED, 'unknown', one.now, true).step).not.toBe('attach');
      }),
    );
  });

  test('nothing is detached inside a window', () => {
    fc.assert(
      fc.property(asked, (one) => {
        fc.pre(openWindows(one.access.windows, one.now).length > 0);
        expect(plan(one.access, NOTHING_ARRANGED, one.observed, one.now, one.mayAttach).step).not.toBe('detach');
      }),
    );
  });

  test('only declared policies are touched, each once, and a step that touches none is no step', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const due = plan(one.access, NOTHING_ARRANGED, one.observed, one.now, one.mayAttach);
        expect(one.access.policies).toEqual(expect.arrayContaining([...due.policies]));
        expect(new Set(due.policies).size).toBe(due.policies.length);
        expect(due.step === 'none').toBe(due.policies.length === 0);
      }),
    );
  });

  test('a second plan after the first was carried out is to do nothing', () => {
    fc.assert(
      fc.property(asked, (one) => {
        fc.pre(typeof one.observed !== 'string');
        const before = one.observed;
        const due = plan(one.access, NOTHING_ARRANGED, before, one.now, one.mayAttach);
        const after = new Set([...before].filter((policy) => due.step !== 'detach' || !due.policies.includes(policy)));
        if (due.step === 'attach') {
          due.policies.forEach((policy) => after.add(policy));
        }
        expect(plan(one.access, NOTHING_ARRANGED, after, one.now, one.mayAttach)).toEqual(NONE);
      }),
    );
  });
});

describe('in the last quarter of an hour of a window whose last start was before', () => {
  const late = { ...access, lastStartMinutes: 15 };
  const tooLate = (...policies: string[]): Plan => ({ step: 'too-late', policies });

  test.each<[string, string, Observed, Plan]>([
    ['nothing is begun', '2026-12-01T09:45Z', new Set(), tooLate(POLICY, OTHER_POLICY)],
    ['nothing is finished either', '2026-12-01T09:45Z', new Set([POLICY]), tooLate(OTHER_POLICY)],
    ['what is open stays open', '2026-12-01T09:59Z', new Set([POLICY, OTHER_POLICY]), NONE],
    ['it may be begun just before', '2026-12-01T09:44:59Z', new Set(), attach(POLICY, OTHER_POLICY)],
  ])('%s', (_what, now, seen, due) => {
    expect(plan(late, NOTHING_ARRANGED, seen, at(now), true)).toEqual(due);
  });

  test('another window that goes on may be begun', () => {
    const windows = [...late.windows, once('2026-12-01T09:30:00Z', '2026-12-01T11:00:00Z')];

    expect(plan({ ...late, windows }, NOTHING_ARRANGED, new Set(), at('2026-12-01T09:50Z'), true)).toEqual(
      attach(POLICY, OTHER_POLICY),
    );
  });
});
