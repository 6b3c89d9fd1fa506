/** Openings on demand and early closes, played with the real handler on templates of the real constructs. */
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import type { AccessReport, RehearsalReport } from '../../../lib/rehearsal/report';
import type { Signal } from '../../../lib/rehearsal/signals/signal';
import { timeline } from '../../../lib/rehearsal/timeline';
import { onDemand } from '../../simulation/assemblies';
import { at, edited, ofType, removeFolders, synthesized } from './assembly-fixture';

afterAll(removeFolders);

let folder = '';
beforeAll(() => {
  folder = synthesized(onDemand);
});

const play = (signals?: readonly Signal[], from = '2026-12-01', until = '2026-12-05'): Promise<RehearsalReport> =>
  rehearse({
    ...{ folder, from: at(`${from}T00:00:00Z`), until: at(`${until}T00:00:00Z`), seed: 1 },
    ...(signals === undefined ? {} : { signals }),
  });
const of = ({ accesses }: RehearsalReport, id: string): AccessReport => accesses.find((one) => one.id === id)!;
const request = (time: string, says: 'Open' | 'Close', correlation: string, more: object = {}): Signal => ({
  at: at(`2026-12-01T${time}Z`),
  event: {
    id: `${says}-${correlation}`,
    source: 'temporary-access.Agent',
    'detail-type': `Temporary Access ${says} Request`,
    detail: { correlation, reason: 'why' },
    ...more,
  },
});

test('by default cases are planned from the declared windows, and nothing is broken', async () => {
  const report = await play();
  expect(report.violations).toEqual([]);
  expect(report.signals).toMatchObject({ source: 'planned', opens: 30, closes: 20, unmatched: [], refused: [] });
  const [early, late] = of(report, 'Agent').occurrences;
  expect(early).toMatchObject({
    start: '2026-12-01T09:30:00Z',
    end: '2026-12-01T09:50:00Z',
    lease: { correlation: 'case-1', reason: 'case-1 of the rehearsal' },
    closedEarly: { askedAt: '2026-12-01T09:38:00Z' },
  });
  expect(early!.overrunSeconds).toBeLessThan(5);
  expect(late).toMatchObject({ start: '2026-12-01T14:30:00Z', lease: { correlation: 'case-2' } });
  expect(late!.closedEarly).toBeUndefined();
  expect(
    of(report, 'Incident')
      .alerts?.slice(0, 3)
      .map(({ open }) => open),
  ).toEqual([true, false, true]);
});

test('the timeline says what closed early, what was refused, who was called, and what was played', async () => {
  const text = timeline(await play(), 'cdk.out');
  expect(text).toMatch(
    /Tue 2026-12-01 {2}09:30-09:50 {2}UTC {2}opened 09:30:0\d {2}closed early 09:38:0\d \(declared until 09:50\) {2}verified 09:38:2\d +\+\d s {2}case-1/,
  );
  expect(text).toMatch(
    / {2}refused 4 requests\n.*\n {4}Wed 2026-12-02 14:30:4\d {2}case-4: what it asks for was closed/,
  );
  expect(text).toContain('called people 6 times at an open, 6 at a close');
  expect(text).toContain('Signals, planned from the declared windows: 30 requests to open, 20 to close');
  expect(text).toMatch(/\d+ closed \(\d+ early\), \d+ verified gone; longest overrun \d+ s; no violations/);
});

test('what somebody has written down is played instead, by one of those who may ask', async () => {
  const report = await play([request('10:00:00', 'Open', 'a'), request('10:05:00', 'Close', 'a')]);
  expect(report.violations).toEqual([]);
  expect(report.signals).toMatchObject({ source: 'given', opens: 1, closes: 1 });
  expect(of(report, 'Agent').occurrences).toMatchObject([
    { start: '2026-12-01T10:00:00Z', closedEarly: { askedAt: '2026-12-01T10:05:00Z' }, lease: { request: 'Open-a' } },
  ]);
});

test('a close of one case leaves another open, and the pause is kept', async () => {
  const report = await play([
    request('10:00:00', 'Open', 'a'),
    request('10:05:00', 'Close', 'b'),
    request('10:06:00', 'Open', 'b'),
    request('10:25:00', 'Open', 'c'),
    request('10:40:00', 'Open', 'd'),
  ]);
  expect(report.violations).toEqual([]);
  expect(of(report, 'Agent').occurrences.map(({ lease, closedEarly }) => [lease?.request, closedEarly])).toEqual([
    ['Open-a', undefined],
    ['Open-d', undefined],
  ]);
  expect(of(report, 'Agent').refused?.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^request Open-a holds it open until 2026-12-01T10:20:00Z/),
    expect.stringMatching(/^it may be opened again at 2026-12-01T10:30:00Z/),
  ]);
});

test('what no rule matches, who may not ask, and what lies outside is told', async () => {
  const report = await play([
    { ...request('10:00:00', 'Open', 'a'), by: 'arn:aws:iam::123456789012:role/stranger' },
    request('11:00:00', 'Open', 'b', { source: 'shop.other' }),
    { ...request('11:00:00', 'Open', 'c'), at: at('2027-01-01T00:00:00Z') },
  ]);
  expect(report.signals).toMatchObject({
    ...{ opens: 0, closes: 0, unmatched: ['Open-b'] },
    refused: [expect.stringMatching(/^Open-a: events:PutEvents: .*role\/stranger is .* to put this event/)],
    unplayable: ['the signal of 2027-01-01T00:00:00Z, which is outside the rehearsed time'],
  });
  expect(timeline(report, 'cdk.out')).toMatch(/no rule matches: Open-b\n {2}the request bus refuses: Open-a: /);
});

test('the same seed plays the same cases', async () => {
  expect(await play()).toEqual(await play());
});

test('a request that nobody may hand on is found', async () => {
  const original = folder;
  folder = edited(folder, (resources) => {
    const [, permission] = ofType(resources, 'AWS::Lambda::Permission', 'AgentRequestsWindow1Opens');
    permission.Properties.SourceArn = 'arn:aws:events:us-east-1:123456789012:rule/other';
  });
  const { violations } = await play([request('10:00:00', 'Open', 'a')]);
  folder = original;
  expect(violations.map(({ invariant }) => invariant)).toEqual(['I6', 'opens']);
  expect(violations[0]!.what).toMatch(
    /^rule \S+ could not hand its event over: .* does not let events\.amazonaws\.com/,
  );
  expect(violations[1]!.what).toBe(
    'the request Open-a of 2026-12-01T10:00:00Z was in good order, and was given no lease',
  );
});
