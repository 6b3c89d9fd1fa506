/** What the functions write down is true: verified is gone, opened is inside its window, and a removal is proved. */
import { breachesOfRecords, breachesOfSilentRemoval } from '../../../../lib/rehearsal/invariants/proof';
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
  record,
  span,
  texts,
  windowOf,
} from './played-fixture';

describe('“verified”', () => {
  const verifiedAt = (time: string, ...changes: Played['changes']): string[] =>
    marks(breachesOfRecords(played({ changes, records: [record('verified', time)] })));

  test('while the policy is attached is a breach', () => {
    const run = played({ changes: [attached('20:00:05')], records: [record('verified', '22:00:10')] });
    expect(texts(breachesOfRecords(run))).toEqual([
      `I5 Release 22:00:10: ${policy} was recorded as verified gone at 2026-12-01T22:00:10Z, when it was attached`,
    ]);
  });

  test.each([
    ['when the last look may have seen that it was gone', '22:00:10.000', []],
    ['after the last look', '22:00:10.001', ['I5 22:00:11']],
  ])('tells what was true one second before: detached %s', (_when, gone, expected) => {
    expect(verifiedAt('22:00:11', attached('20:00:05'), detached(gone))).toEqual(expected);
  });

  test('says when it was really detached', () => {
    const run = played({
      changes: [attached('20:00:05'), detached('22:00:10.500')],
      records: [record('verified', '22:00:11')],
    });
    expect(texts(breachesOfRecords(run))[0]).toMatch(/when it had been detached at 2026-12-01T22:00:10\.500Z only$/);
  });

  test.each([
    ['6 s before the last look', '22:00:04.000', ['I5 22:00:11']],
    ['a little later, so that not every read sees it', '22:00:04.001', []],
  ])('is wrong about what was attached %s', (_when, time, expected) => {
    expect(verifiedAt('22:00:11', attached(time))).toEqual(expected);
  });

  test.each([
    ['of another policy', { policy: otherPolicy }],
    ['on another role', { role: otherRole }],
  ])('says nothing about an attachment %s', (_what, more) => {
    expect(verifiedAt('22:00:10', attached('20:00:05', more))).toEqual([]);
  });

  test('is asked of no other record', () => {
    const records = [record('detached', '22:00:10'), record('close-failed', '22:00:10'), record('refused', '22:00:10')];
    expect(breachesOfRecords(played({ changes: [attached('20:00:05')], records }))).toEqual([]);
  });
});

describe('“opened”', () => {
  const openedAt = (time: string, more: Partial<Played> = {}): string[] =>
    marks(breachesOfRecords(played({ records: [record('opened', time)], ...more })));

  test.each([
    ['one ms before the start', '19:59:59.999', ['I3 19:59:59.999']],
    ['at the start', '20:00:00.000', []],
    ['one ms before the end', '21:59:59.999', []],
    ['at the end', '22:00:00.000', ['I3 22:00:00']],
  ])('is written inside the window only: %s', (_when, time, expected) => {
    expect(openedAt(time)).toEqual(expected);
  });

  test('past its end is said as such', () => {
    expect(texts(breachesOfRecords(played({ records: [record('opened', '22:00:01')] })))).toEqual([
      'I3 Release 22:00:01: it was recorded as opened at 2026-12-01T22:00:01Z, past its end',
    ]);
  });

  test('is fine while one of its policies is due by another access', () => {
    const second = accessOf({ access: 'Second', windows: [windowOf('22:00:00', '23:00:00')] });
    expect(openedAt('22:00:01', { spans: [span(), span('18:00:00', undefined, second)] })).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['the clock of the function is wrong', { records: [record('opened', '22:00:01', { at: at('21:59:59') })] }],
    ['its stack was changed two minutes before', { deployments: [deployment('21:50:00', '21:58:01')] }],
    ['its stack is being changed', { deployments: [deployment('21:59:00', undefined)] }],
  ])('is excused when %s', (_why, more) => {
    expect(openedAt('22:00:01', more)).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['a change of its stack long before', { deployments: [deployment('21:50:00', '21:58:00.999')] }],
    ['a change of its stack after it', { deployments: [deployment('22:00:01.001', undefined)] }],
    ['a change of another stack', { deployments: [deployment('21:59:00', undefined, { stack: 'Other' })] }],
    ['any fault', { faults: [fault('20:00:00', undefined)] }],
  ])('is not excused by %s', (_what, more) => {
    expect(openedAt('22:00:01', more)).toEqual(['I3 22:00:01']);
  });
});

describe('a removal', () => {
  const removed = (more: Partial<Played>): string[] =>
    marks(breachesOfSilentRemoval(played({ changes: [attached('20:00:05'), detached('22:00:20')], ...more })));

  test('that nobody verifies is a breach', () => {
    const run = played({ changes: [attached('20:00:05'), detached('22:00:20')] });
    expect(texts(breachesOfSilentRemoval(run))).toEqual([
      `I5 Release 22:02:20: the removal of ${policy} at 2026-12-01T22:00:20Z was never verified`,
    ]);
  });

  test.each([
    ['one ms before it', '22:00:19.999', ['I5 22:02:20']],
    ['at once', '22:00:20.000', []],
    ['two minutes later', '22:02:20.000', []],
    ['one ms later still', '22:02:20.001', ['I5 22:02:20']],
  ])('is verified within two minutes: %s', (_when, time, expected) => {
    expect(removed({ records: [record('verified', time)] })).toEqual(expected);
  });

  test.each([
    ['of another role', { role: otherRole }],
    ['of another policy', { policies: [otherPolicy] }],
    ['that says less', { event: 'detached' as const }],
  ])('is not proved by a record %s', (_what, more) => {
    expect(removed({ records: [record('verified', '22:00:28', more)] })).toEqual(['I5 22:02:20']);
  });

  test.each<[string, Partial<Played>]>([
    ['the run ends before that', { now: at('22:02:19.999') }],
    ['something was wrong up to two minutes before', { faults: [fault('21:00:00', '21:58:20')] }],
    ['something goes wrong up to two minutes later', { faults: [fault('22:02:20', undefined, { side: 'closing' })] }],
    ['nobody ever declared it', { spans: [] }],
    ['the opener takes it back', { changes: [attached('20:00:05'), detached('22:00:20', { through: opener })] }],
  ])('need not be verified when %s', (_why, more) => {
    expect(removed(more)).toEqual([]);
  });

  test.each<[string, Partial<Played>]>([
    ['what was over before that', { faults: [fault('21:00:00', '21:58:19.999')] }],
    ['what went wrong after that', { faults: [fault('22:02:20.001', undefined)] }],
    ['what went wrong with an opening', { faults: [fault('22:00:00', undefined, { side: 'opening' })] }],
    ['a run that ends just then', { now: at('22:02:20') }],
  ])('is not excused by %s', (_what, more) => {
    expect(removed(more)).toEqual(['I5 22:02:20']);
  });
});
