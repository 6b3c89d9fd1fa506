import type { AccessReport, OccurrenceReport, RehearsalReport } from '../../../lib/rehearsal/report';
import { timeline } from '../../../lib/rehearsal/timeline';

const occurrence = (more: Partial<OccurrenceReport> = {}): OccurrenceReport => ({
  start: '2026-12-01T20:00:00Z',
  end: '2026-12-01T22:00:00Z',
  attachedAt: '2026-12-01T20:00:17.201Z',
  detachedAt: '2026-12-01T22:00:31.4Z',
  verifiedAt: '2026-12-01T22:00:38Z',
  overrunSeconds: 31.4,
  windows: ['1'],
  endSkipped: false,
  ...more,
});

const access = (more: Partial<AccessReport> = {}): AccessReport => ({
  id: 'Release',
  stack: 'Shop',
  purpose: 'Release train',
  role: 'arn:aws:iam::123456789012:role/team/deployer',
  policies: ['arn:aws:iam::123456789012:policy/release'],
  windows: [{ id: '1', words: 'Tuesdays 20:00-22:00 Europe/London', timeZone: 'Europe/London' }],
  occurrences: [occurrence()],
  ...more,
});

const report = (more: Partial<RehearsalReport> = {}): RehearsalReport => ({
  from: '2026-12-01T00:00:00Z',
  until: '2026-12-15T08:30:00Z',
  seed: 1,
  accesses: [access()],
  violations: [],
  ...more,
});

test('tells who has what, why, and how each window went', () => {
  expect(timeline(report(), 'cdk.out')).toBe(
    `Rehearsal of cdk.out from 2026-12-01 to 2026-12-15T08:30:00Z (seed 1)

Release: Release train
  1 policy on deployer
  Tuesdays 20:00-22:00 Europe/London

  Tue 2026-12-01  20:00-22:00  opened 20:00:17  closed 22:00:31  verified 22:00:38  +31 s

1 window opened, 1 closed, 1 verified gone; longest overrun 31 s; no violations
`,
  );
});

/** The lines of the occurrences. */
function lines(occurrences: OccurrenceReport[], more: Partial<AccessReport> = {}): string[] {
  const text = timeline(report({ accesses: [access({ ...more, occurrences })] }), 'cdk.out');
  return text.split('\n').filter((line) => /^ {2}\w{3} \d{4}-/.test(line));
}

test('the times are those of the window’s zone', () => {
  const summer = occurrence({
    start: '2027-07-01T19:00:00Z',
    end: '2027-07-01T21:00:00Z',
    attachedAt: '2027-07-01T19:00:05Z',
    detachedAt: '2027-07-01T21:00:06Z',
    verifiedAt: '2027-07-01T21:00:12Z',
    overrunSeconds: 6,
  });
  expect(lines([summer])).toEqual([
    '  Thu 2027-07-01  20:00-22:00  opened 20:00:05  closed 22:00:06  verified 22:00:12  +6 s',
  ]);
});

test('columns stand under each other, and long overruns are in minutes', () => {
  const night = occurrence({ end: '2026-12-02T06:00:00Z', overrunSeconds: 305.4 });
  expect(lines([occurrence(), night])).toEqual([
    '  Tue 2026-12-01  20:00-22:00      opened 20:00:17  closed 22:00:31  verified 22:00:38       +31 s',
    '  Tue 2026-12-01  20:00-06:00 +1d  opened 20:00:17  closed 22:00:31  verified 22:00:38  +5 min 5 s',
  ]);
});

test.each<[string, Partial<OccurrenceReport>, string]>([
  [
    'never opened',
    { attachedAt: null, detachedAt: null, verifiedAt: null, overrunSeconds: 0 },
    '20:00-22:00  never opened',
  ],
  ['still open', { detachedAt: null, verifiedAt: null, overrunSeconds: 3600 }, 'still open  not verified  +1 h 0 min'],
  ['closed and not verified', { verifiedAt: null }, 'closed 22:00:31  not verified  +31 s'],
  ['closed by a sweep', { endSkipped: true }, '+31 s  the clocks skip its end on this day: a sweep closed it'],
])('says so when a window was %s', (_what, more, expected) => {
  expect(lines([occurrence(more)])[0]!.endsWith(expected)).toBe(true);
});

test('names the zone where a one-time window is in UTC, or where there are several', () => {
  const once = { windows: [{ id: '1', words: 'once', timeZone: 'UTC' }] };
  expect(lines([occurrence()], once)[0]).toContain('20:00-22:00  UTC  opened');
  const two = { windows: [...access().windows, { id: '2', words: 'x', timeZone: 'Asia/Tokyo' }] };
  expect(lines([occurrence({ windows: ['2'] })], two)[0]).toContain('Wed 2026-12-02  05:00-07:00  Asia/Tokyo  opened');
});

test('names the stack where there are several', () => {
  const text = timeline(report({ accesses: [access(), access({ stack: 'Other' })] }), 'cdk.out');
  expect(text).toContain('Release in Shop: Release train');
  expect(text).toContain('Release in Other: Release train');
});

test('says that there was nothing to play', () => {
  const text = timeline(report({ accesses: [access({ occurrences: [] })] }), 'cdk.out');
  expect(text).toContain('no window in this time');
  expect(text.trimEnd().endsWith('no window opened; no violations')).toBe(true);
});

test('lists the violations, and counts them at the end', () => {
  const violations = [
    { invariant: 'I3', access: 'Release', at: '2026-12-01T22:01:15Z', what: 'it was attached past the end' },
    { invariant: 'deploys', access: null, at: '2026-12-01T00:00:00Z', what: 'Shop could not be deployed' },
  ];
  const text = timeline(report({ violations }), 'cdk.out');
  expect(text).toContain(`2 violations
  2026-12-01T22:01:15Z  I3  Release: it was attached past the end
  2026-12-01T00:00:00Z  deploys  Shop could not be deployed`);
  expect(text.trimEnd().endsWith('longest overrun 31 s; 2 violations')).toBe(true);
});

describe('events', () => {
  const event = (kind: string, at: string, more: object = {}): NonNullable<AccessReport['events']>[0] =>
    ({
      'detail-type': kind,
      detail: { at, trigger: 'end', policies: ['p'], ...more },
    }) as unknown as NonNullable<AccessReport['events']>[0];
  const events = [
    event('Drift Found', '2026-12-01T19:59:59.999Z', { trigger: 'sweep', reason: 'attached by hand' }),
    event('Access Opened', '2026-12-01T20:00:00Z', { trigger: 'request', correlation: 'case-1', policies: ['p', 'q'] }),
    event('Removal Verified', '2026-12-01T22:00:38Z', { reads: 3, secondsPastEnd: 38 }),
    event('Ending Soon', '2026-12-08T21:50:00Z', { until: '2026-12-08T22:00:00Z' }),
    event('Residual Access', '2026-12-08T22:01:00Z', { findings: [{}] }),
  ];

  test('stand under the opening that they came with, with what a reader asks first', () => {
    const second = occurrence({ start: '2026-12-08T20:00:00Z', end: '2026-12-08T22:00:00Z' });
    const text = timeline(report({ accesses: [access({ events, occurrences: [occurrence(), second] })] }), 'cdk.out');
    const told = text.split('\n').slice(6, 13);
    expect(told.map((line) => line.slice(0, 90))).toEqual([
      '      19:59:59  Drift Found  sweep, 1 policy, attached by hand',
      expect.stringMatching(/^ {2}Tue 2026-12-01/),
      '      20:00:00  Access Opened  request, 2 policies, case-1',
      '      22:00:38  Removal Verified  end, 1 policy, 3 reads, 38 s past the end',
      expect.stringMatching(/^ {2}Tue 2026-12-08/),
      '      21:50:00  Ending Soon  end, 1 policy, until 2026-12-08T22:00:00Z',
      '      22:01:00  Residual Access  end, 1 policy, 1 finding',
    ]);
  });
});

test('alarms that were raised are told, but not those of broken glass, which have a line of their own', () => {
  const alarm = { name: 'a', stack: 'Shop', description: '', raisedAt: '2026-12-01T22:05:00Z', endedAt: null };
  const alarms = [
    { ...alarm, metric: 'OpenPastEnd' },
    { ...alarm, metric: 'SweepHeartbeat', endedAt: '2026-12-01T23:00:00Z' },
    { ...alarm, metric: 'BreakGlassOpen' },
  ];
  expect(timeline(report({ alarms }), 'cdk.out')).toContain(`
Alarms raised: 2
  2026-12-01T22:05:00Z  OpenPastEnd of Shop, and still is
  2026-12-01T22:05:00Z  SweepHeartbeat of Shop, until 2026-12-01T23:00:00Z
`);
  expect(timeline(report({ alarms: alarms.slice(2) }), 'cdk.out')).not.toContain('Alarms raised');
});
