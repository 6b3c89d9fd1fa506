/** The example apps, played forward with the handler that they would deploy. */
import { join } from 'node:path';
import { rehearse } from '../lib/rehearsal/rehearsal';
import type { AccessReport, RehearsalReport } from '../lib/rehearsal/report';
import { readSignals } from '../lib/rehearsal/signals/signal-file';
import { EXAMPLE_NAMES, type ExampleName, exampleStack, ROOT } from './example-apps';
import { at, emptyFolder, removeFolders } from './lib/rehearsal/assembly-fixture';

afterAll(removeFolders);

/** A week, from Tuesday to Tuesday; with the signals that the example brings along, if it is to. */
function played(name: ExampleName, signals?: 'its own signals'): Promise<RehearsalReport> {
  const folder = exampleStack(name, emptyFolder()).app.synth().directory;
  const file = join(ROOT, 'examples', name, 'signals.jsonl');
  return rehearse({
    folder,
    from: at('2026-12-01'),
    until: at('2026-12-08'),
    seed: 1,
    ...(signals === undefined ? {} : { signals: readSignals(file) }),
  });
}

function accessOf({ accesses }: RehearsalReport, id: string): AccessReport {
  return accesses.find((access) => access.id === id)!;
}

/** Case by case: when it opened, and whether it was closed early. */
function storyOf({ occurrences }: AccessReport): string[] {
  return occurrences.map(({ lease, attachedAt, closedEarly, detachedAt, verifiedAt }) => {
    expect(verifiedAt).not.toBeNull();
    const [opened, closed] = [attachedAt, detachedAt].map((time) => time?.slice(11, 16));
    return `${lease?.correlation}: ${opened} to ${closed}${closedEarly === undefined ? '' : ', early'}`;
  });
}

const ON_DEMAND: readonly [name: ExampleName, access: string, longestMinutes: number][] = [
  ['release-window', 'PipelineAccess', 60],
  ['secret-rotation', 'PartnerSyncAccess', 15],
  ['agent-tool', 'RefundAccess', 30],
  ['break-glass', 'IncidentAccess', 240],
  ['artifact-signing', 'SigningAccess', 30],
];

test('every example is played', () => {
  expect(ON_DEMAND.map(([name]) => name)).toEqual(EXAMPLE_NAMES);
});

test.each(ON_DEMAND)(
  '%s closes early when the task is done, and in time when nothing says so',
  async (name, id, longest) => {
    const report = await played(name);
    expect(report.violations).toEqual([]);
    expect(report.signals).toMatchObject({ source: 'planned', unmatched: [], refused: [], unplayable: [] });
    const { occurrences } = accessOf(report, id);
    const minutes = occurrences.map(({ attachedAt, detachedAt, verifiedAt, closedEarly }) => {
      expect(verifiedAt).not.toBeNull();
      return { early: closedEarly !== undefined, open: (at(detachedAt!) - at(attachedAt!)) / 60_000 };
    });
    const early = minutes.filter((one) => one.early);
    const late = minutes.filter((one) => !one.early);
    expect(early.length).toBeGreaterThan(0);
    expect(Math.max(...early.map(({ open }) => open))).toBeLessThan(longest / 2);
    expect(late.length).toBeGreaterThan(0);
    expect(Math.max(...late.map(({ open }) => open))).toBeLessThan(longest + 2);
  },
);

test('the pipeline opens nothing outside the hours of the release window', async () => {
  const { occurrences } = accessOf(await played('release-window'), 'PipelineAccess');
  for (const { attachedAt, detachedAt } of occurrences) {
    expect(attachedAt).toMatch(/^2026-12-0[13]T2[01]:/);
    expect(detachedAt).toMatch(/^2026-12-0[13]T2[01]:/);
  }
});

test('the agent has one case at a time, and the next one when every session of the last has run out', async () => {
  const report = await played('agent-tool', 'its own signals');
  const access = accessOf(report, 'RefundAccess');
  expect(report.violations).toEqual([]);
  expect(storyOf(access)).toEqual(['CASE-81: 09:00 to 09:12, early', 'CASE-82: 10:31 to 11:01']);
  expect(access.refused).toEqual([expect.objectContaining({ correlation: 'CASE-82', request: 'open-82-too-soon' })]);
});

test('breaking glass is for severe incidents, ends with them, and calls people both times', async () => {
  const report = await played('break-glass', 'its own signals');
  const access = accessOf(report, 'IncidentAccess');
  expect(report.violations).toEqual([]);
  expect(report.signals?.unmatched).toEqual(['opened-4712']);
  expect(storyOf(access)).toEqual(['INC-4711: 03:12 to 04:05, early', 'INC-4720: 17:00 to 21:00']);
  expect(access.alerts?.map(({ open }) => open)).toEqual([true, false, true, false]);
});
