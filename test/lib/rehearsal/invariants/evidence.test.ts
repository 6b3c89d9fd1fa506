import { breachesOfEvidence, gapsOf } from '../../../../lib/rehearsal/invariants/evidence';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import { BY_HAND } from '../../../../lib/rehearsal/by-hand';
import {
  at,
  attached,
  closer,
  detached,
  failedEvent,
  fault,
  opener,
  openerArn,
  played,
  policy,
  record,
  span,
  texts,
  told,
  windowOf,
  accessOf,
} from './played-fixture';

const opened = record('opened', '20:00:10');
const verified = record('verified', '22:00:20', { reads: 3 });
const base: Partial<Played> = {
  spans: [span()],
  changes: [attached('20:00:09'), detached('22:00:10')],
  records: [opened, verified],
  events: [told(opened), told(verified)],
};
const breaches = (more: Partial<Played>): string[] => texts(breachesOfEvidence(played({ ...base, ...more })));
const stopped = (time: string, more: Partial<Played['stopped'][0]> = {}): Played['stopped'][0] => ({
  ...{ functionArn: openerArn, roleArn: closer, place: 'closer, schedule Release-1-end', errand: 'end' },
  ...{ began: at('22:00:00'), at: at(time), ...more },
});
const opening = {
  roleArn: opener,
  place: 'opener, schedule Release-1-start',
  errand: 'open',
  began: at('20:00:00'),
} as const;

test('what stays attached is told as opened, and then as gone', () => {
  expect(breaches({})).toEqual([]);
  expect(breaches({ records: [verified], events: [told(verified)] })).toEqual([
    `events Release 20:00:09: ${policy} was attached to ${opened.role} at 2026-12-01T20:00:09Z, and never recorded as opened`,
  ]);
  expect(breaches({ records: [opened], events: [told(opened)] })).toEqual([
    `events Release 20:00:10: it was told as opened at 2026-12-01T20:00:10Z, and that ${policy} is gone was never told`,
  ]);
});

test.each<[string, Partial<Played>, boolean]>([
  ['it was attached by hand', { changes: [attached('20:00:09', { by: BY_HAND }), detached('22:00:10')] }, true],
  ['it was taken off at once', { changes: [attached('20:00:09'), detached('20:00:21')] }, true],
  ['it was taken off too late for that', { changes: [attached('20:00:09'), detached('20:00:22')] }, false],
  ['it was recorded as taken off', { records: [record('refused', '20:00:15')] }, true],
  ['another role was refused', { records: [record('refused', '20:00:15', { role: 'other' })] }, false],
  [
    'the opener was stopped, and failed for good',
    { stopped: [stopped('20:00:30', opening)], failed: [failedEvent('20:04:00')] },
    false,
  ],
  [
    'the opener was stopped, and failed for good',
    { stopped: [stopped('20:00:30', opening)], failed: [{ ...failedEvent('20:04:00'), functionName: 'opener' }] },
    true,
  ],
  ['the opener was stopped, and its next try should have come', { stopped: [stopped('20:00:30', opening)] }, false],
  [
    'the opener was stopped, and it ended before the next try',
    { stopped: [stopped('20:00:30', opening)], changes: [attached('20:00:09'), detached('20:15:30')] },
    true,
  ],
])('what stays attached may not be told as opened where %s', (_what, more, isFine) => {
  expect(breaches({ records: [], events: [], ...more })).toHaveLength(isFine ? 0 : 1);
});

test.each<[string, Partial<Played>, boolean]>([
  ['it stands', { changes: [attached('20:00:09')] }, true],
  ['it has just been closed', { now: at('22:02:09') }, true],
  [
    'it was proved, and the log says that the event was not sent',
    { records: [opened, verified], notes: [noteOf(verified)] },
    true,
  ],
  ['it was proved, and nobody was told', { records: [opened, verified] }, false],
  ['a record says that the close failed', { records: [opened, record('close-failed', '22:01:00')] }, true],
  [
    'it was due again before it was proved',
    {
      spans: [
        span(
          '18:00:00',
          undefined,
          accessOf({ windows: [windowOf('20:00:00', '22:00:00'), windowOf('22:01:00', '23:00:00', '2')] }),
        ),
      ],
    },
    true,
  ],
  [
    'a start came too late, closed it, and was stopped',
    { stopped: [stopped('22:00:12', { errand: 'open', place: 'opener, schedule Release-1-start' })] },
    true,
  ],
  [
    'a deployment was stopped, and tried again',
    { stopped: [stopped('22:00:12', { errand: 'open', place: 'opener, Update of Release' })] },
    false,
  ],
  ['a sweep was stopped before the proof', { stopped: [stopped('22:00:12', { errand: 'sweep' })] }, true],
  [
    'an end was stopped before the proof, and it was due when tried again',
    {
      stopped: [stopped('22:00:12')],
      spans: [
        span(
          '18:00:00',
          undefined,
          accessOf({ windows: [windowOf('20:00:00', '22:00:00'), windowOf('22:10:00', '23:00:00', '2')] }),
        ),
      ],
    },
    true,
  ],
  ['an end was stopped before the proof, and tried again', { stopped: [stopped('22:00:12')] }, false],
  [
    'an end was stopped before the proof, for good',
    { stopped: [stopped('22:00:12')], failed: [failedEvent('22:04:00')] },
    true,
  ],
  [
    'somebody detached it',
    { changes: [attached('20:00:09'), detached('21:00:00', { by: BY_HAND, through: undefined })] },
    false,
  ],
  [
    'somebody detached it, and the end did not come',
    {
      changes: [attached('20:00:09'), detached('21:00:00', { by: BY_HAND, through: undefined })],
      faults: [fault('22:00:00', '22:01:00')],
    },
    true,
  ],
])('a proof may be missing where %s', (_what, more, isFine) => {
  const run = played({ ...base, records: [opened], events: [told(opened)], ...more });
  expect(gapsOf(run)).toMatchObject([{ access: 'Release', policy, openedAt: at('20:00:10') }]);
  expect(texts(breachesOfEvidence(run))).toHaveLength(isFine ? 0 : 1);
});

function noteOf({ place, functionArn }: typeof verified): Played['notes'][0] {
  const fields = { access: 'Release', detailType: 'Removal Verified' };
  return { at: at('22:00:22'), place, functionArn, message: 'event not sent', fields };
}
