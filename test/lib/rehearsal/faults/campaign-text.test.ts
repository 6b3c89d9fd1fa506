import type { CampaignReport, FailedRun } from '../../../../lib/rehearsal/faults/campaign';
import { campaignText } from '../../../../lib/rehearsal/faults/campaign-text';

const report = (more: Partial<CampaignReport> = {}): CampaignReport => ({
  profile: 'chaos',
  from: '2026-12-01T00:00:00Z',
  until: '2026-12-29T00:00:00Z',
  seed: 7,
  runs: 100,
  closes: 1_234,
  unmended: 0,
  overrunSeconds: { median: 31.4, p99: 395, longest: 7_265 },
  faults: { crash: 2, 'event-lost': 1_500, hang: 30 },
  failedRuns: [],
  ...more,
});

const failed = (more: Partial<FailedRun> = {}): FailedRun => ({
  seed: 42,
  violations: [
    { invariant: 'I3', access: 'Release', at: '2026-12-07T22:01:15Z', what: 'it had to be gone' },
    { invariant: 'I6', access: 'Release', at: '2026-12-07T22:21:15.250Z', what: 'nothing was red' },
    { invariant: 'I3', access: 'Release', at: '2026-12-08T22:01:15Z', what: 'it had to be gone' },
  ],
  story: [],
  ...more,
});

const textOf = (more: Partial<CampaignReport> = {}): string =>
  campaignText(report(more), 'cdk.out', (seed) => `play --seed ${seed}`);

test('tells what was played, what went wrong, and for how long access stood past its end', () => {
  expect(textOf()).toBe(
    `Rehearsal of cdk.out with faults (chaos), 100 runs (seeds 7 to 106), windows from 2026-12-01T00:00:00Z to 2026-12-29T00:00:00Z

1,532 faults: 1,500 event-lost, 30 hang, 2 crash

1,234 closes: access stood past its end for 31 s (median), 6 min 35 s (99 %), 2 h 1 min (longest)
never past its bound; no violations
`,
  );
});

test('tells of each violation the story that leads to it, and how to play it again', () => {
  const story = [
    { at: '2026-12-07T21:59:00Z', what: '[iam-down] IAM is down' },
    { at: '2026-12-07T22:01:15.250Z', what: 'I3 IS BROKEN: it had to be gone' },
  ];
  const text = textOf({ failedRuns: [failed({ story })] });
  expect(text).toContain(`

Seed 42 breaks I3, I6
  2026-12-07T21:59:00Z      [iam-down] IAM is down
  2026-12-07T22:01:15.250Z  I3 IS BROKEN: it had to be gone
  play it again: play --seed 42

`);
  expect(text).toMatch(/\n1 run with violations\n$/);
});

test('tells the violations themselves where there is no story', () => {
  const text = textOf({ failedRuns: [failed(), failed({ seed: 43 })] });
  expect(text).toContain(`

Seed 43 breaks I3, I6
  2026-12-07T22:01:15Z      I3: it had to be gone
  2026-12-07T22:21:15.250Z  I6: nothing was red
  2026-12-08T22:01:15Z      I3: it had to be gone
  play it again: play --seed 43

`);
  expect(text).toMatch(/\n2 runs with violations\n$/);
});

test('tells how many closes wait for somebody, apart from the others', () => {
  expect(textOf({ unmended: 34 })).toContain(
    '1,200 closes: access stood past its end for 31 s (median), 6 min 35 s (99 %), 2 h 1 min (longest); ' +
      'in 34 more somebody has to mend what keeps it open, and alarms say so\n',
  );
});

test('tells one of each as one', () => {
  const text = textOf({ runs: 1, closes: 1, faults: { crash: 1 } });
  expect(text).toContain(', 1 run (seed 7), ');
  expect(text).toContain('\n1 fault: 1 crash\n');
  expect(text).toContain('\n1 close: ');
});

test('tells that nothing went wrong', () => {
  expect(textOf({ faults: {}, closes: 0, overrunSeconds: { median: 0, p99: 0, longest: 0 } })).toContain(
    '\n\nnothing went wrong\n\n0 closes: access stood past its end for 0 s (median), 0 s (99 %), 0 s (longest)\n',
  );
});

test.each([
  [59.4, '59 s'],
  [59.5, '1 min 0 s'],
  [3_599.4, '59 min 59 s'],
  [3_599.5, '1 h 0 min'],
  [90_000, '25 h 0 min'],
])('%d s are %s', (longest, words) => {
  expect(textOf({ overrunSeconds: { median: 0, p99: 0, longest } })).toContain(`, ${words} (longest)`);
});

test.each([
  [999, '999 hang'],
  [1_000, '1,000 hang'],
  [1_234_567, '1,234,567 hang'],
])('%d is read as %s', (hang, words) => {
  expect(textOf({ faults: { hang } })).toContain(`: ${words}\n`);
});
