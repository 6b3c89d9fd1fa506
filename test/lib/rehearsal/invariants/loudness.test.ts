/** Nothing is silent: not an event that fails for good, and not access that stands past its end. */
import { breachesOfEvents, breachesOfSilence } from '../../../../lib/rehearsal/invariants/loudness';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import {
  at,
  attached,
  deployment,
  detached,
  failedEvent,
  fault,
  heartbeat,
  marks,
  played,
  policy,
  record,
  span,
  texts,
  undelivered,
} from './played-fixture';

describe('an event that ends in a queue', () => {
  const failed = (more: Partial<Played> = {}): string[] =>
    marks(breachesOfEvents(played({ failed: [failedEvent('22:00:00')], ...more })));

  test('with nothing wrong around it is a breach, of the access that it is about', () => {
    expect(texts(breachesOfEvents(played({ failed: [failedEvent('22:00:00')] })))).toEqual([
      'I6 Release 22:00:00: closer failed on schedule Release-1-end, and the event ended in the queue: broken',
    ]);
  });

  test('is nobody’s when it is about them all', () => {
    const sweep = failedEvent('22:00:00', { event: 'sweep', accesses: [] });
    expect(texts(breachesOfEvents(played({ failed: [sweep] })))[0]).toMatch(/^I6 nobody /);
  });

  test('of Scheduler is a breach too', () => {
    expect(texts(breachesOfEvents(played({ undelivered: [undelivered('22:00:00')] })))).toEqual([
      'I6 nobody 22:00:00: schedule Release-1-end could not hand its event over: not allowed',
    ]);
  });

  test.each([
    ['before it', '21:00:00', []],
    ['at that moment', '22:00:00.000', []],
    ['one ms later', '22:00:00.001', ['I6 22:00:00']],
  ])('finds nothing that it may look at when its access left the stack %s', (_when, left, expected) => {
    expect(failed({ spans: [span('18:00:00', left)] })).toEqual(expected);
  });

  test('is one of its access still, when that left the stack and came back', () => {
    expect(failed({ spans: [span('18:00:00', '19:00:00'), span('20:00:00')] })).toEqual(['I6 22:00:00']);
  });

  test.each<[string, Partial<Played>]>([
    [
      'something went wrong with closes within a sweep before',
      { faults: [fault('20:00:00', '21:53:45', { side: 'closing' })] },
    ],
    ['something goes wrong with openings', { faults: [fault('22:00:00', undefined, { side: 'opening' })] }],
    ['a stack was changed two minutes before that', { deployments: [deployment('21:00:00', '21:51:45')] }],
    ['a stack is being changed', { deployments: [deployment('21:59:00', undefined, { stack: 'Other' })] }],
  ])('is expected when %s', (_why, more) => {
    expect(failed(more)).toEqual([]);
    expect(marks(breachesOfEvents(played({ undelivered: [undelivered('22:00:00')], ...more })))).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['what was over earlier', { faults: [fault('20:00:00', '21:53:44.999')] }],
    ['what goes wrong later', { faults: [fault('22:00:00.001', undefined)] }],
    ['a deployment that was over earlier', { deployments: [deployment('21:00:00', '21:51:44.999')] }],
  ])('is not excused by %s', (_what, more) => {
    expect(failed(more)).toEqual(['I6 22:00:00']);
  });
});

describe('access that stands past its end', () => {
  /** A sweep every five minutes read every role, and found nothing to complain about. */
  const heartbeats = ['22:05:00', '22:10:00', '22:15:00', '22:20:00'].map(heartbeat);
  const silent: Partial<Played> = { changes: [attached('20:00:05'), detached('23:00:00')], counts: heartbeats };
  const silence = (more: Partial<Played> = {}): string[] => marks(breachesOfSilence(played({ ...silent, ...more })));

  test('and turns nothing red is a breach', () => {
    expect(texts(breachesOfSilence(played(silent)))).toEqual([
      `I6 Release 22:21:15: ${policy} stood past the end at 2026-12-01T22:00:00Z and nothing was red by 2026-12-01T22:21:15Z`,
    ]);
  });

  test.each([
    ['a sweep and three heartbeats more', '22:21:15.000', []],
    ['one ms longer', '22:21:15.001', ['I6 22:21:15']],
  ])('has so much time to be heard: it stands for %s', (_long, end, expected) => {
    expect(silence({ changes: [attached('20:00:05'), detached(end)] })).toEqual(expected);
  });

  test.each([
    ['a sweep and three heartbeats more', '22:21:15.000', []],
    ['one ms longer', '22:21:15.001', ['I6 22:21:15']],
  ])('is judged only after that time, when the run lasts %s', (_long, now, expected) => {
    expect(silence({ changes: [attached('20:00:05')], now: at(now) })).toEqual(expected);
  });

  test('has no excuse in a fault', () => {
    expect(silence({ faults: [fault('21:00:00', undefined, { hinders: {} })] })).toEqual(['I6 22:21:15']);
  });

  test.each<[string, Partial<Played>]>([
    ['a close is recorded as failed at the end', { records: [record('close-failed', '22:00:00')] }],
    ['a close is recorded as failed in time', { records: [record('close-failed', '22:21:15')] }],
    ['an event ends in the queue', { failed: [failedEvent('22:21:15')] }],
    ['Scheduler cannot hand an event over', { undelivered: [undelivered('22:00:00')] }],
    ['a deployment is stuck', { deployments: [deployment('20:00:00', '21:00:00', { stuck: true })] }],
    [
      'a deployment whose function is in trouble is still under way',
      {
        deployments: [deployment('21:50:00', '22:30:00')],
        faults: [fault('22:00:00', '22:01:00', { side: 'opening' })],
      },
    ],
    ['there is no heartbeat', { counts: [] }],
    ['only another controller has heartbeats', { counts: heartbeats.map((one) => ({ ...one, controller: 'Other' })) }],
    ['three heartbeats in a row are missing', { counts: [heartbeat('22:03:00'), heartbeat('22:18:00')] }],
    ['the last three heartbeats are missing', { counts: [heartbeat('22:06:15')] }],
  ])('is heard when %s', (_what, more) => {
    expect(silence(more)).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['a record from before the end', { records: [record('close-failed', '21:59:59.999')] }],
    ['a record that comes too late', { records: [record('close-failed', '22:21:15.001')] }],
    ['the record of another access', { records: [record('close-failed', '22:05:00', { access: 'Other' })] }],
    ['a record of another thing', { records: [record('drift', '22:05:00')] }],
    ['an event that failed before', { failed: [failedEvent('21:59:59.999')] }],
    ['an event that could not be handed over too late', { undelivered: [undelivered('22:21:15.001')] }],
    [
      'a deployment of another stack that is stuck',
      { deployments: [deployment('20:00:00', '21:00:00', { stack: 'Other', stuck: true })] },
    ],
    ['a deployment that is stuck too late', { deployments: [deployment('22:00:00', '22:21:15.001', { stuck: true })] }],
    ['a deployment under way that nothing troubles', { deployments: [deployment('21:50:00', '22:30:00')] }],
    [
      'a deployment in trouble that is over by then',
      {
        deployments: [deployment('21:50:00', '22:20:00')],
        faults: [fault('22:00:00', '22:01:00', { side: 'opening' })],
      },
    ],
    ['heartbeats that are almost too far apart', { counts: [heartbeat('22:03:00'), heartbeat('22:17:59.999')] }],
  ])('is not heard by %s', (_what, more) => {
    expect(silence(more)).toEqual(['I6 22:21:15']);
  });

  test('makes the sweeps no louder by what else they count', () => {
    const counts = heartbeats.map((one) => ({ ...one, metric: 'Opened' as const }));
    expect(silence({ counts })).toEqual([]);
  });
});
