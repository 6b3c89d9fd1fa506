import * as fc from 'fast-check';
import { lockIn } from '../../../lib/core/arranged-schedule';
import { LONGEST_ACCESS_ID, scheduleName, SWEEP_SCHEDULE } from '../../../lib/core/declaration';
import { holdName, isHoldOf, LEASE_NAMES, leaseName, NOTHING_ARRANGED, openAt } from '../../../lib/core/lease';
import { lockedBy, lockName, STACK_LOCK } from '../../../lib/core/lock';
import { lockInput, readScheduleInput } from '../../../lib/core/message';
import { declare, instant } from '../../lambda/memory-world';

const LOCK = { at: '2026-12-01T20:59:00Z', by: 'arn:aws:iam::111122223333:user/me', reason: 'INC-7' };
const LONGEST_NAME = 64;
/** Also such as look like parts of other names. */
const accessId = fc.oneof(
  fc.stringMatching(/^[\w.-]{1,50}$/),
  fc.constantFrom('lockdown', 'lock-a-down', 'hold-a', 'a-1-start', 'lease-a', 'sweep', 'down'),
);

describe('the name of a lock', () => {
  test('is that of no other schedule, whatever accesses are called', () => {
    fc.assert(
      fc.property(accessId, accessId, fc.string(), (one, other, key) => {
        const names = [STACK_LOCK, lockName(one)];
        const others = [
          ...[SWEEP_SCHEDULE, scheduleName(other, '1', 'start'), scheduleName(other, '1', 'end')],
          ...[...LEASE_NAMES.map((place) => leaseName(other, place)), holdName(other, key)],
        ];
        expect(names.filter((name) => others.includes(name) || isHoldOf(other, name))).toEqual([]);
        expect(lockName(one) === lockName(other)).toBe(one === other);
      }),
    );
  });

  test('fits where that of its access does', () => {
    expect(lockName('x'.repeat(LONGEST_ACCESS_ID)).length).toBeLessThanOrEqual(LONGEST_NAME);
  });
});

test('a lock reads back as it was written, also one that quotes what Scheduler fills in', () => {
  for (const lock of [LOCK, { ...LOCK, access: 'release' }, { ...LOCK, reason: '<aws.scheduler.scheduled-time>' }]) {
    expect(lockIn({ input: lockInput(lock) })).toEqual(lock);
    expect(readScheduleInput(lockInput(lock))).toMatchObject({ event: 'lockdown', version: 1 });
  }
});

test.each([
  ['no JSON', 'do not open'],
  [
    'of another kind',
    '{"version":1,"event":"hold-end","access":"a","hold":{"key":"k","until":"2026-12-01T00:00:00Z"}}',
  ],
  ['of another version', lockInput(LOCK).replace('"version":1', '"version":2')],
])('a text that is %s says nothing, and locks', (_what, input) => {
  expect(lockIn({ input })).toBeUndefined();
  const { words } = lockedBy(STACK_LOCK, lockIn({ input }));
  expect(words).toBe('locked down by the schedule lockdown, whose text cannot be read');
});

test('nothing is open while it is locked', () => {
  const access = declare();
  const inside = instant('2026-12-01T21:00:00Z');
  expect(openAt(access, NOTHING_ARRANGED, inside)).toHaveLength(1);
  expect(openAt(access, { ...NOTHING_ARRANGED, locked: lockedBy(STACK_LOCK, LOCK) }, inside)).toEqual([]);
});
