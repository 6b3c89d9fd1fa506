import { iso } from '../../../../lib/core/interval';
import { storyOf } from '../../../../lib/rehearsal/faults/story';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import type { Breach } from '../../../../lib/rehearsal/report';
import { at, attached, deployment, detached, failedEvent, fault, played, record } from '../invariants/played-fixture';

const breach = (time: string): Breach => ({
  invariant: 'I3',
  access: 'Release',
  at: at(time),
  what: 'it had to be gone',
});

/** `20:00:00 what happened`. */
function story(more: Partial<Played>, ...breaches: Breach[]): string[] {
  const lines = storyOf({ seed: 1, played: played(more), breaches });
  return lines.map(({ at: when, what }) => `${iso(when).slice(11, -1)} ${what}`);
}

test('a story tells in order of time what was deployed, went wrong, was attached, written down and broken', () => {
  const lines = story(
    {
      deployments: [deployment('19:30:00', '19:31:00')],
      changes: [attached('20:00:05'), detached('22:08:00')],
      records: [
        record('opened', '20:00:06', { policies: [] }),
        record('close-failed', '22:00:30', { reason: 'IAM is down' }),
      ],
      faults: [fault('21:59:00', '22:05:00', { words: 'IAM is down until 22:05' })],
      failed: [failedEvent('22:03:30')],
    },
    breach('22:07:00'),
  );
  expect(lines).toEqual([
    '19:30:00 a deployment of Shop begins',
    '19:31:00 the deployment of Shop succeeded',
    '20:00:05 open-Release: attaches release to deploy',
    '20:00:06 Release: opened (start)',
    '21:59:00 [iam-down] IAM is down until 22:05',
    '22:00:30 Release: close-failed (end): IAM is down',
    '22:03:30 closer fails for good on schedule Release-1-end: broken',
    '22:07:00 I3 IS BROKEN: it had to be gone',
  ]);
});

test('what is attached and detached is told once, by IAM', () => {
  const lines = story({
    changes: [attached('20:00:05'), detached('22:00:05')],
    records: [record('attached', '20:00:05'), record('detached', '22:00:05')],
  });
  expect(lines).toEqual([
    '20:00:05 open-Release: attaches release to deploy',
    '22:00:05 close-Release: detaches release from deploy',
  ]);
});

test('what comes again and again is told once, where it came first', () => {
  const records = ['22:05:00', '22:10:00', '22:15:00'].map((time) =>
    record('close-failed', time, { trigger: 'sweep' }),
  );
  const lines = story({ records: [record('drift', '22:04:00'), ...records, record('verified', '22:20:00')] });
  expect(lines).toEqual([
    '22:04:00 Release: drift (end)',
    '22:05:00 Release: close-failed (sweep) (3 times, until 2026-12-01T22:15:00Z)',
    '22:20:00 Release: verified (end)',
  ]);
});

test.each([
  ['5 s later', '22:00:05.000', 1],
  ['after that', '22:00:05.001', 0],
  ['3 hours before', '19:00:00.000', 1],
  ['earlier', '18:59:59.999', 0],
])('a story is about the first breach: %s', (_when, time, lines) => {
  const told = story({ records: [record('drift', time)] }, breach('22:00:00'), breach('23:00:00'));
  expect(told).toHaveLength(1 + lines);
});

test.each([
  ['long before the first breach', '10:00:00', 1],
  ['later than 5 s after it', '22:00:05.001', 0],
])('a fault has a part in it wherever it came from, but not later: %s', (_when, from, lines) => {
  expect(story({ faults: [fault(from, undefined)] }, breach('22:00:00'))).toHaveLength(1 + lines);
});

test('without a breach the whole run is told', () => {
  expect(story({ records: [record('drift', '18:00:00'), record('drift', '23:59:59', { trigger: 'sweep' })] })).toEqual([
    '18:00:00 Release: drift (end)',
    '23:59:59 Release: drift (sweep)',
  ]);
});

test.each<[string, Parameters<typeof deployment>, string | undefined]>([
  ['is rolled back', ['19:00:00', '19:01:00', { succeeded: false }], 'was rolled back'],
  ['is stuck', ['19:00:00', '19:01:00', { succeeded: false, stuck: true }], 'is stuck, and calls for people'],
  ['is still under way', ['19:00:00', undefined], undefined],
])('a deployment that %s is told as such', (_how, made, outcome) => {
  const end = outcome === undefined ? [] : [`19:01:00 the deployment of Shop ${outcome}`];
  expect(story({ deployments: [deployment(...made)] })).toEqual(['19:00:00 a deployment of Shop begins', ...end]);
});
