import { boundOf, endUndisturbed, type Obstacles, obstaclesTo } from '../../../../lib/rehearsal/faults/bound';
import type { Fault } from '../../../../lib/rehearsal/faults/fault';
import { at, attachmentRole, fault, otherRole, role } from '../invariants/played-fixture';

/** A sweep, and the time that it needs. */
const NEED = 375_000;
const access = { role, attachmentRole };
const ends = at('22:00:00');

const bound = (...faults: Fault[]): number | undefined => boundOf(ends, NEED, obstaclesTo(access, faults));

test('with nothing in the way, the bound is the time that a sweep needs', () => {
  expect(bound()).toBe(at('22:06:15'));
});

describe('a fault that hinders', () => {
  const hinders = {};

  test('lets the time begin anew after its end', () => {
    expect(bound(fault('22:03:00', '22:30:00', { hinders }))).toBe(at('22:36:15.001'));
  });

  test.each([
    ['before the end of the window', '21:00:00', '21:59:59.999', '22:06:15'],
    ['at the end of the window', '21:00:00', '22:00:00', '22:06:15.001'],
    ['at the last moment', '22:06:15', '22:06:15', '22:12:30.001'],
    ['after the bound', '22:06:15.001', '23:00:00', '22:06:15'],
  ])('counts if it is at work in that time: %s', (_when, from, to, expected) => {
    expect(bound(fault(from, to, { hinders }))).toBe(at(expected));
  });

  test('may come in the time that another has made longer', () => {
    const [first, second] = [fault('22:00:00', '22:10:00', { hinders }), fault('22:15:00', '22:20:00', { hinders })];
    expect(bound(first, second)).toBe(at('22:26:15.001'));
    expect(bound(second, first)).toBe(at('22:26:15.001'));
  });

  test('leaves enough time between two of them', () => {
    const [first, second] = [fault('22:00:00', '22:10:00', { hinders }), fault('22:17:00', undefined, { hinders })];
    expect(bound(first, second)).toBe(at('22:16:15.001'));
  });

  test('leaves no bound where nobody mends it', () => {
    expect(bound(fault('22:03:00', undefined, { hinders }))).toBeUndefined();
    expect(
      bound(fault('21:00:00', '22:30:00', { hinders }), fault('22:31:00', undefined, { hinders })),
    ).toBeUndefined();
  });

  test.each([
    ['everybody', {}, true],
    ['this role', { role }, true],
    ['this attachment role', { attachmentRole }, true],
    ['another role', { role: otherRole }, false],
    ['another attachment role', { attachmentRole: otherRole }, false],
    ['this role through another attachment role', { role, attachmentRole: otherRole }, false],
  ])('concerns those of whom it says so: %s', (_whom, concern, counts) => {
    expect(bound(fault('22:03:00', '22:30:00', { hinders: concern }))).toBe(at(counts ? '22:36:15.001' : '22:06:15'));
  });
});

describe('a fault that makes slower', () => {
  test('makes the bound later by as much, and no more', () => {
    expect(bound(fault('22:03:00', '22:30:00', { delaysMs: 20_000 }))).toBe(at('22:06:35'));
  });

  test('adds to others', () => {
    expect(
      bound(fault('22:03:00', '22:03:00', { delaysMs: 20_000 }), fault('22:04:00', '22:04:00', { delaysMs: 5_000 })),
    ).toBe(at('22:06:40'));
  });

  test.each([
    ['at the last moment of it', '22:06:35', '22:06:45'],
    ['later', '22:06:35.001', '22:06:35'],
  ])('counts if it comes in the time that another has added: %s', (_when, from, expected) => {
    expect(bound(fault('22:03:00', '22:03:00', { delaysMs: 20_000 }), fault(from, from, { delaysMs: 10_000 }))).toBe(
      at(expected),
    );
  });

  test('may go on for good', () => {
    expect(bound(fault('21:00:00', undefined, { delaysMs: 40_000 }))).toBe(at('22:06:55'));
  });

  test('makes later what has begun anew as well', () => {
    const down = fault('22:00:00', '22:30:00', { hinders: {}, delaysMs: 40_000 });
    // It is over a millisecond before the time begins anew.
    expect(bound(down)).toBe(at('22:36:15.001'));
    expect(bound(down, fault('22:31:00', '22:31:00', { delaysMs: 10_000 }))).toBe(at('22:36:25.001'));
  });

  test('may bring the sweep into the time of one that hinders', () => {
    const slow = fault('22:03:00', '22:03:00', { delaysMs: 20_000 });
    expect(bound(slow, fault('22:06:20', '22:10:00', { hinders: {} }))).toBe(at('22:16:15.001'));
  });
});

describe('an end', () => {
  const undisturbed = (one: Fault): boolean => endUndisturbed(ends, 75_000, obstaclesTo(access, [one]));
  const disturbing: [string, Partial<Fault>][] = [
    ['that hinders', { hinders: {} }],
    ['that makes slower', { delaysMs: 1 }],
    ['that spoils ends', { spoilsEnds: true }],
  ];

  test.each(disturbing)('is disturbed by a fault %s', (_which, more) => {
    expect(undisturbed(fault('22:00:00', '22:00:00', more))).toBe(false);
    expect(undisturbed(fault('21:00:00', undefined, more))).toBe(false);
  });

  test.each(disturbing)('is not disturbed by one %s at other times', (_which, more) => {
    expect(undisturbed(fault('22:01:15', '22:01:15', more))).toBe(false);
    expect(undisturbed(fault('21:00:00', '21:59:59.999', more))).toBe(true);
    expect(undisturbed(fault('22:01:15.001', undefined, more))).toBe(true);
  });

  test('is not disturbed by what does nothing to closes, or only to those of another role', () => {
    expect(undisturbed(fault('21:00:00', undefined))).toBe(true);
    expect(undisturbed(fault('21:00:00', undefined, { hinders: { role: otherRole } }))).toBe(true);
  });
});

test('a fault can be in the way in more than one manner', () => {
  const both = fault('22:00:00', '22:10:00', { hinders: {}, delaysMs: 1, spoilsEnds: true });
  expect(obstaclesTo(access, [both])).toEqual<Obstacles>({ hindering: [both], delaying: [both], spoilingEnds: [both] });
});
