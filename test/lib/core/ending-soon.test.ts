import * as fc from 'fast-check';
import { endingSoon } from '../../../lib/core/ending-soon';
import { type EpochMs, MINUTE, plus } from '../../../lib/core/interval';
import { type Lease, NOTHING_ARRANGED } from '../../../lib/core/lease';
import { ACCESS, at, daily, onDemand, once, openFromNineToTen } from './samples';

const access = { ...openFromNineToTen(), endingSoonMinutes: 10 };

function saidAt(declared: typeof access, sweepAt: string, everyMinutes = 5): EpochMs | undefined {
  return endingSoon(declared, NOTHING_ARRANGED, { sweepAt: at(sweepAt), everyMinutes });
}

test.each([
  ['too early', '2026-12-01T09:44:59Z', undefined],
  ['one interval before it is due', '2026-12-01T09:45:00Z', '2026-12-01T10:00Z'],
  ['just before it is due', '2026-12-01T09:49:59Z', '2026-12-01T10:00Z'],
  ['when the sweep before has said it', '2026-12-01T09:50:00Z', undefined],
  ['at the end', '2026-12-01T10:00:00Z', undefined],
])('ten minutes before 10:00, with a sweep every five: %s', (_what, sweepAt, end) => {
  expect(saidAt(access, sweepAt)).toBe(end === undefined ? undefined : at(end));
});

test('an access that asks for nothing is told nothing', () => {
  expect(
    endingSoon(openFromNineToTen(), NOTHING_ARRANGED, { sweepAt: at('2026-12-01T09:47Z'), everyMinutes: 5 }),
  ).toBeUndefined();
});

test('windows that touch end together', () => {
  const windows = [
    once('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z'),
    once('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z'),
  ];

  expect(saidAt({ ...access, windows }, '2026-12-01T09:47:00Z')).toBeUndefined();
  expect(saidAt({ ...access, windows }, '2026-12-01T10:47:00Z')).toBe(at('2026-12-01T11:00Z'));
});

test('a lease ends as it was given', () => {
  const lease: Lease = {
    window: '7',
    request: { id: 'event-1', at: '2026-12-01T09:00:00Z', source: 'ci' },
    start: '2026-12-01T09:00:00Z',
    end: '2026-12-01T10:20:00Z',
  };
  const leased = { ...access, windows: [onDemand()] };
  const rhythm = { sweepAt: at('2026-12-01T10:06Z'), everyMinutes: 5 };

  expect(endingSoon(leased, { leases: [lease], holds: [] }, rhythm)).toBe(at('2026-12-01T10:20Z'));
});

test('an opening that is shorter than that is told of by its first sweep', () => {
  expect(saidAt({ ...access, endingSoonMinutes: 90 }, '2026-12-01T09:02:00Z')).toBe(at('2026-12-01T10:00Z'));
  expect(saidAt({ ...access, endingSoonMinutes: 90 }, '2026-12-01T09:07:00Z')).toBeUndefined();
});

test('whatever the phase and the interval of the sweep, an end is told exactly once, and in time', () => {
  const declared = { ...ACCESS, windows: [daily('20:00', '22:00', 'UTC')] };
  const end = at('2026-12-01T22:00Z');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 59 * 60_000 }),
      fc.integer({ min: 1, max: 60 }),
      (everyMinutes, phase, endingSoonMinutes) => {
        const first = plus(at('2026-12-01T20:00Z'), phase % (everyMinutes * MINUTE));
        const sweeps: EpochMs[] = [];
        for (let sweepAt = first; sweepAt < end; sweepAt = plus(sweepAt, everyMinutes * MINUTE)) {
          sweeps.push(sweepAt);
        }
        const said = sweeps.filter(
          (sweepAt) =>
            endingSoon({ ...declared, endingSoonMinutes }, NOTHING_ARRANGED, { sweepAt, everyMinutes }) !== undefined,
        );

        expect(said).toHaveLength(1);
        const before = (end - said[0]!) / MINUTE;
        expect(before).toBeLessThanOrEqual(endingSoonMinutes + everyMinutes);
        // An opening that is hardly longer than the notice is told of when the first sweep sees it.
        const seen = said[0] === sweeps[0];
        expect(seen || before >= endingSoonMinutes).toBe(true);
      },
    ),
  );
});
