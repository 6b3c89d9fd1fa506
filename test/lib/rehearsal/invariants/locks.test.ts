/** What somebody locks is gone by the next sweep; what an opener attaches meanwhile, it takes off itself. */
import type { ArrangedSpan } from '../../../../lib/rehearsal/arranged-history';
import { breachesOfEarlyClose, breachesOfOpening } from '../../../../lib/rehearsal/invariants/openness';
import { breachesOfRemoval } from '../../../../lib/rehearsal/invariants/removal';
import { at, attached, detached, fault, marks, openerArn, played } from './played-fixture';

function lock(from: string, to?: string, more: Partial<ArrangedSpan> = {}): ArrangedSpan {
  return {
    ...{ schedule: 'lockdown', access: undefined, locks: true, functions: [openerArn], madeBy: undefined },
    ...{ from: at(from), to: to === undefined ? undefined : at(to) },
    ...more,
  };
}

describe('what stands when somebody locks', () => {
  const stoodUntil = (end: string, one: ArrangedSpan): string[] =>
    marks(breachesOfRemoval(played({ changes: [attached('20:00:10'), detached(end)], arranged: [one] })));

  test.each([
    ['at the next sweep', '21:06:15.000', []],
    ['one ms later', '21:06:15.001', ['I3 21:06:15']],
  ])('has to be gone within one: gone %s', (_when, end, expected) => {
    expect(stoodUntil(end, lock('21:00:00'))).toEqual(expected);
    expect(stoodUntil(end, lock('21:00:00', undefined, { access: 'Release', schedule: 'lock-Release-down' }))).toEqual(
      expected,
    );
  });

  test('may stand on where the lock is of another access, or of another stack', () => {
    expect(stoodUntil('21:59:00', lock('21:00:00', undefined, { access: 'Other' }))).toEqual([]);
    expect(stoodUntil('21:59:00', lock('21:00:00', undefined, { functions: ['another'] }))).toEqual([]);
  });

  test('may be taken off rightly before its end', () => {
    const changes = [attached('20:00:10'), detached('21:00:05')];
    expect(breachesOfEarlyClose(played({ changes, arranged: [lock('21:00:00')] }))).toEqual([]);
    expect(marks(breachesOfEarlyClose(played({ changes })))).toEqual(['I9 21:00:05']);
  });
});

describe('what is attached just after somebody locked', () => {
  const changes = (end: string): { changes: ReturnType<typeof attached>[] } => ({
    changes: [attached('20:00:10'), detached(end)],
  });
  test.each([
    ['15 s after', '20:00:25.000', []],
    ['one ms later', '20:00:25.001', ['I3 20:00:25']],
  ])('is taken off by whoever attached it: gone %s', (_when, end, expected) => {
    expect(marks(breachesOfRemoval(played({ ...changes(end), arranged: [lock('20:00:09')] })))).toEqual(expected);
  });

  test('is left to the next sweep where that went wrong', () => {
    const faults = [fault('20:00:10', '20:00:11', { side: 'opening' })];
    expect(marks(breachesOfRemoval(played({ ...changes('20:02:00'), faults, arranged: [lock('20:00:09')] })))).toEqual(
      [],
    );
  });
});

test('nothing is missed that does not open while it is locked', () => {
  const nothing = { changes: [] };
  expect(breachesOfOpening(played({ ...nothing, arranged: [lock('19:59:00', '20:30:00')] }), at('23:00:00'))).toEqual(
    [],
  );
  expect(marks(breachesOfOpening(played(nothing), at('23:00:00')))).toEqual(['opens 20:00:00']);
});
