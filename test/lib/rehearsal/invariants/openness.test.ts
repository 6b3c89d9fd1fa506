/** What is due is there: it is not closed early, and every window opens within 75 s. */
import { breachesOfEarlyClose, breachesOfOpening } from '../../../../lib/rehearsal/invariants/openness';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import {
  accessOf,
  at,
  attached,
  deployment,
  detached,
  fault,
  marks,
  opener,
  otherPolicy,
  otherRole,
  played,
  policy,
  span,
  texts,
  windowOf,
} from './played-fixture';

describe('a close inside a window', () => {
  const closedAt = (time: string, more: Partial<Played> = {}): string[] =>
    marks(breachesOfEarlyClose(played({ changes: [attached('20:00:00'), detached(time)], ...more })));

  test('is a breach that names the end which was still to come', () => {
    const run = played({ changes: [attached('20:00:05'), detached('21:00:00')] });
    expect(texts(breachesOfEarlyClose(run))).toEqual([
      `I9 Release 21:00:00: ${policy} was detached before the end at 2026-12-01T22:00:00Z`,
    ]);
  });

  test.each([
    ['less than 10 s after the start', '20:00:09.999', []],
    ['10 s after the start', '20:00:10.000', ['I9 20:00:10']],
    ['10 s before the end', '21:59:50.000', ['I9 21:59:50']],
    ['less than 10 s before the end', '21:59:50.001', []],
    ['at the end', '22:00:00.000', []],
  ])('may be ahead of its clock: %s', (_when, time, expected) => {
    expect(closedAt(time)).toEqual(expected);
  });

  test.each<[string, Partial<Played>]>([
    ['a clock is wrong', { faults: [fault('20:59:59', '21:00:00', { kind: 'clock-skewed', side: 'closing' })] }],
    ['anything was wrong two minutes before', { faults: [fault('20:00:00', '20:58:00')] }],
    ['the stack is being changed', { deployments: [deployment('20:59:00', undefined)] }],
    ['the stack was changed two minutes before', { deployments: [deployment('20:50:00', '20:58:00')] }],
  ])('is none while %s', (_what, more) => {
    expect(closedAt('21:00:00', more)).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['what went wrong with an opening', { faults: [fault('20:59:59', '21:00:00', { side: 'opening' })] }],
    ['what was over more than two minutes before', { faults: [fault('20:00:00', '20:57:59.999')] }],
    ['what went wrong more than 10 s later', { faults: [fault('21:00:10.001', undefined)] }],
    ['a deployment of another stack', { deployments: [deployment('20:59:00', undefined, { stack: 'Other' })] }],
  ])('is not excused by %s', (_what, more) => {
    expect(closedAt('21:00:00', more)).toEqual(['I9 21:00:00']);
  });

  test.each<[string, Parameters<typeof detached>[1]]>([
    ['the opener, which takes back what it could not confirm', { through: opener }],
    ['a person', { by: 'by hand', through: undefined as never }],
  ])('is none by %s', (_whom, more) => {
    expect(breachesOfEarlyClose(played({ changes: [attached('20:00:00'), detached('21:00:00', more)] }))).toEqual([]);
  });

  test('is none between two windows', () => {
    const windows = [windowOf('20:00:00', '20:59:00'), windowOf('21:01:00', '22:00:00', '2')];
    expect(closedAt('21:00:00', { spans: [span('18:00:00', undefined, accessOf({ windows }))] })).toEqual([]);
  });
});

describe('a window', () => {
  const until = at('23:00:00');
  const opened = (more: Partial<Played>): string[] => marks(breachesOfOpening(played(more), until));

  test.each([
    ['at its start', '20:00:00.000', []],
    ['75 s later', '20:01:15.000', []],
    ['one ms later still', '20:01:15.001', ['opens 20:00:00']],
  ])('opens within 75 s of its start: %s', (_when, time, expected) => {
    expect(opened({ changes: [attached(time)] })).toEqual(expected);
  });

  test('is open where the one before it still was', () => {
    expect(opened({ changes: [attached('19:00:00'), detached('20:00:01')] })).toEqual([]);
    expect(opened({ changes: [attached('19:00:00'), detached('20:00:00')] })).toEqual(['opens 20:00:00']);
  });

  test('is not open by what is attached to another role', () => {
    expect(opened({ changes: [attached('20:00:05', { role: otherRole })] })).toEqual(['opens 20:00:00']);
  });

  test('never opened, and that is said', () => {
    expect(texts(breachesOfOpening(played(), until))).toEqual([
      'opens Release 20:00:00: the window that started at 2026-12-01T20:00:00Z never opened',
    ]);
  });

  test('opened with one of its two policies only, and that is said', () => {
    const spans = [span('18:00:00', undefined, accessOf({ policies: [policy, otherPolicy] }))];
    expect(texts(breachesOfOpening(played({ spans, changes: [attached('20:00:05')] }), until))).toEqual([
      `opens Release 20:00:00: ${otherPolicy} never attached in the window that started at 2026-12-01T20:00:00Z`,
    ]);
  });

  test.each<[string, Partial<Played>]>([
    ['something was wrong two minutes before its start', { faults: [fault('19:00:00', '19:58:00')] }],
    ['something goes wrong with openings', { faults: [fault('20:01:15', '20:01:15', { side: 'opening' })] }],
    ['its stack is being changed', { deployments: [deployment('19:59:00', '20:30:00')] }],
    ['its stack was changed shortly before', { deployments: [deployment('19:50:00', '19:58:00')] }],
    ['its stack could not be made', { deployments: [deployment('17:59:00', '18:00:00', { succeeded: false })] }],
    ['the run is over before it had to be open', { now: at('20:01:14.999') }],
    [
      'it lasts no longer than the 75 s',
      { spans: [span('18:00:00', undefined, accessOf({ windows: [windowOf('20:00:00', '20:01:15')] }))] },
    ],
    ['its access left the stack before it', { spans: [span('18:00:00', '20:00:00')] }],
    ['its access left the stack just after its start', { spans: [span('18:00:00', '20:01:15')] }],
  ])('need not open when %s', (_why, more) => {
    expect(opened(more)).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['what was over more than two minutes before', { faults: [fault('19:00:00', '19:57:59.999')] }],
    ['what went wrong later', { faults: [fault('20:01:15.001', undefined)] }],
    ['what goes wrong with closes', { faults: [fault('20:00:00', '20:00:10', { side: 'closing' })] }],
    [
      'a deployment that was over more than two minutes before',
      { deployments: [deployment('19:50:00', '19:57:59.999')] },
    ],
    ['a deployment of another stack', { deployments: [deployment('19:59:00', '20:30:00', { stack: 'Other' })] }],
    ['the deployment that made its stack', { deployments: [deployment('17:59:00', '18:00:00')] }],
    ['a run that ends just when it had to be open', { now: at('20:01:15') }],
    [
      'being a little longer than the 75 s',
      { spans: [span('18:00:00', undefined, accessOf({ windows: [windowOf('20:00:00', '20:01:15.001')] }))] },
    ],
  ])('is not excused by %s', (_what, more) => {
    expect(opened(more)).toEqual(['opens 20:00:00']);
  });

  describe('that is open already when its stack is made', () => {
    const made: Partial<Played> = { spans: [span('20:29:30')], deployments: [deployment('20:29:00', '20:30:00')] };

    test.each([
      ['75 s after the deployment', '20:31:15.000', []],
      ['one ms later', '20:31:15.001', ['opens 20:00:00']],
    ])('opens once the deployment is over: %s', (_when, time, expected) => {
      expect(opened({ ...made, changes: [attached(time)] })).toEqual(expected);
    });

    test('need not while another deployment goes on', () => {
      const deployments = [...made.deployments!, deployment('20:31:00', '20:40:00')];
      expect(opened({ ...made, deployments })).toEqual([]);
    });
  });

  test.each([
    ['one ms before', '20:00:00.001', ['opens 20:00:00']],
    ['at', '20:00:00.000', []],
  ])('is looked at when it starts before the time that is played: %s', (_when, end, expected) => {
    expect(marks(breachesOfOpening(played(), at(end)))).toEqual(expected);
  });
});
