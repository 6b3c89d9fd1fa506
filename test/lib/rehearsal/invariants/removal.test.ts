/** Access that is not due any more is gone within its bound: 75 s after an end, or 375 s after what hindered it. */
import { breachesOfRemoval, overrunsOf } from '../../../../lib/rehearsal/invariants/removal';
import { BY_HAND } from '../../../../lib/rehearsal/by-hand';
import type { Played } from '../../../../lib/rehearsal/invariants/played';
import {
  accessOf,
  at,
  attached,
  attachmentRole,
  deployment,
  detached,
  fault,
  marks,
  otherPolicy,
  otherRole,
  played,
  policy,
  role,
  span,
  texts,
  windowOf,
} from './played-fixture';

/** The window opened in time, and the policy stood until a time. */
const stoodUntil = (end: string, more: Partial<Played> = {}): string[] =>
  marks(breachesOfRemoval(played({ changes: [attached('20:00:10'), detached(end)], ...more })));

describe('an end that nothing disturbs', () => {
  test.each([
    ['one ms before the end', '21:59:59.999', []],
    ['75 s after it', '22:01:15.000', []],
    ['one ms later', '22:01:15.001', ['I3 22:01:15']],
  ])('has closed by 75 s: gone %s', (_when, end, expected) => {
    expect(stoodUntil(end)).toEqual(expected);
  });

  test('names policy, bound and end where it has not', () => {
    expect(texts(breachesOfRemoval(played({ changes: [attached('20:00:10'), detached('22:02:00')] })))).toEqual([
      `I3 Release 22:01:15: ${policy} had to be gone by 2026-12-01T22:01:15Z; ` +
        'it was attached past the end at 2026-12-01T22:00:00Z until 2026-12-01T22:02:00Z',
    ]);
  });

  test('is of no use when what stands was never taken off', () => {
    const [breach] = texts(breachesOfRemoval(played({ changes: [attached('20:00:10')] })));
    expect(breach).toMatch(/^I3 Release 22:01:15: .* and still was when the rehearsal ended$/);
  });

  test.each([
    ['at the bound', '22:01:15.000', []],
    ['one ms later', '22:01:15.001', ['I3 22:01:15']],
  ])('is judged only once its bound is over: the run ends %s', (_when, now, expected) => {
    expect(marks(breachesOfRemoval(played({ changes: [attached('20:00:10')], now: at(now) })))).toEqual(expected);
  });
});

describe('an end is left to the next sweep, 375 s at the most', () => {
  test.each<[string, Partial<Played>]>([
    ['when it is lost', { faults: [fault('22:00:00', '22:01:00', { spoilsEnds: true })] }],
    ['when a run is made slower', { faults: [fault('22:00:30', '22:00:30', { delaysMs: 0 })] }],
    ['when a deployment begins 75 s after it', { deployments: [deployment('22:01:15', '22:30:00')] }],
    ['when a deployment ended two minutes before it', { deployments: [deployment('21:50:00', '21:58:00')] }],
  ])('%s', (_why, more) => {
    expect(stoodUntil('22:06:15.000', more)).toEqual([]);
    expect(stoodUntil('22:06:15.001', more)).toEqual(['I3 22:06:15']);
  });

  test('counted from the end of a deployment whose function was troubled: what it takes out, only it can close', () => {
    const hangs = fault('22:05:00', '22:20:00', { side: 'opening' });
    const more = { deployments: [deployment('22:01:15', '22:30:00')], faults: [hangs] };
    expect(stoodUntil('22:36:15.001', more)).toEqual([]);
    expect(stoodUntil('22:36:15.002', more)).toEqual(['I3 22:36:15.001']);
  });

  test.each<[string, Partial<Played>]>([
    ['a fault that was over', { faults: [fault('21:00:00', '21:59:59.999', { spoilsEnds: true })] }],
    ['a fault that came later than 75 s after it', { faults: [fault('22:01:15.001', '22:30:00', { hinders: {} })] }],
    ['a fault that does nothing to closes', { faults: [fault('20:00:00', undefined, { side: 'opening' })] }],
    ['a fault of another role', { faults: [fault('20:00:00', undefined, { hinders: { role: otherRole } })] }],
    ['a deployment that was over long before', { deployments: [deployment('21:50:00', '21:57:59.999')] }],
    ['a deployment that began later', { deployments: [deployment('22:01:15.001', '22:30:00')] }],
    ['a deployment of another stack', { deployments: [deployment('21:50:00', '22:30:00', { stack: 'Other' })] }],
  ])('but not for %s', (_what, more) => {
    expect(stoodUntil('22:01:15.001', more)).toEqual(['I3 22:01:15']);
  });

  test('when the clocks skip it, as no event comes', () => {
    const nightly = accessOf({
      windows: [
        {
          kind: 'recurring',
          id: '1',
          words: 'nightly',
          start: 'cron(0 23 * * ? *)',
          end: 'cron(30 1 * * ? *)',
          timeZone: 'Europe/London',
        },
      ],
    });
    // On 28 March 01:30 does not happen: the window is over when the gap is.
    const gone = (end: string): string[] =>
      marks(
        breachesOfRemoval(
          played({
            spans: [{ ...span(), access: nightly, from: at('2027-03-27T12:00:00Z') }],
            changes: [attached('2027-03-27T23:00:10Z'), detached(end)],
            from: at('2027-03-27T12:00:00Z'),
            now: at('2027-03-28T12:00:00Z'),
          }),
        ),
      );
    expect(gone('2027-03-28T01:06:15.000Z')).toEqual([]);
    expect(gone('2027-03-28T01:06:15.001Z')).toEqual(['I3 01:06:15']);
  });

  test('counted from when every read sees what has just been attached', () => {
    const gone = (end: string): string[] =>
      marks(breachesOfRemoval(played({ changes: [attached('23:00:00', { by: BY_HAND }), detached(end)] })));
    expect(gone('23:06:20.000')).toEqual([]);
    expect(gone('23:06:20.001')).toEqual(['I3 23:06:20']);
  });

  test('of the stack, where the sweeps are further apart', () => {
    const lost = { faults: [fault('22:00:00', '22:01:00', { spoilsEnds: true })], sweepMs: 600_000 };
    expect(stoodUntil('22:11:15.000', lost)).toEqual([]);
    expect(stoodUntil('22:11:15.001', lost)).toEqual(['I3 22:11:15']);
  });
});

describe('a fault that hinders closes', () => {
  test.each([
    ['of everybody', {}],
    ['of this role', { role }],
    ['through this attachment role', { attachmentRole }],
  ])('moves the bound behind its end: %s', (_whose, hinders) => {
    const down = { faults: [fault('21:30:00', '22:30:00', { hinders })] };
    expect(stoodUntil('22:36:15.001', down)).toEqual([]);
    expect(stoodUntil('22:36:15.002', down)).toEqual(['I3 22:36:15.001']);
  });

  test('leaves no bound where nobody mends it', () => {
    const broken = played({
      changes: [attached('20:00:10')],
      faults: [fault('21:30:00', undefined, { hinders: {} })],
    });
    expect(breachesOfRemoval(broken)).toEqual([]);
    expect(overrunsOf(broken)).toMatchObject([{ since: at('22:00:00'), until: undefined, bound: undefined }]);
  });
});

describe('what is due is no overrun', () => {
  const twoWindows = (start: string): Partial<Played> => ({
    spans: [
      span(
        '18:00:00',
        undefined,
        accessOf({ windows: [windowOf('20:00:00', '22:00:00'), windowOf(start, '23:00:00', '2')] }),
      ),
    ],
  });

  test('in the next window, which touches', () => {
    expect(stoodUntil('23:01:15', twoWindows('22:00:00'))).toEqual([]);
    expect(
      overrunsOf(played({ changes: [attached('20:00:10'), detached('23:00:00')], ...twoWindows('22:00:00') })),
    ).toEqual([]);
  });

  test('but it is between two windows, until the second begins', () => {
    const run = played({ changes: [attached('20:00:10'), detached('23:00:00')], ...twoWindows('22:30:00') });
    expect(overrunsOf(run)).toMatchObject([{ since: at('22:00:00'), until: at('22:30:00') }]);
    expect(marks(breachesOfRemoval(run))).toEqual(['I3 22:01:15']);
  });

  test('by another access that declares the same pair', () => {
    const second = accessOf({ access: 'Second', windows: [windowOf('21:00:00', '23:00:00')] });
    expect(stoodUntil('23:00:30', { spans: [span(), span('18:00:00', undefined, second)] })).toEqual([]);
  });

  test('but not by one that declares the policy for another role', () => {
    const second = accessOf({ access: 'Second', role: otherRole, windows: [windowOf('21:00:00', '23:00:00')] });
    expect(stoodUntil('23:00:30', { spans: [span(), span('18:00:00', undefined, second)] })).toEqual(['I3 22:01:15']);
  });
});

describe('a pair that left the stack is gone when the deployment is over', () => {
  const left: Partial<Played> = {
    spans: [span('18:00:00', '21:00:00')],
    deployments: [deployment('20:59:00', '21:00:00')],
  };

  test.each([
    ['at that moment', '21:00:00.000', []],
    ['one ms later', '21:00:00.001', ['I8 21:00:00']],
  ])('gone %s', (_when, end, expected) => {
    expect(stoodUntil(end, left)).toEqual(expected);
  });

  test('and it is said whose it was', () => {
    expect(texts(breachesOfRemoval(played({ changes: [attached('20:00:10')], ...left })))).toEqual([
      `I8 Release 21:00:00: ${policy} was attached to ${role} when no access declared it any more, ` +
        'and still was when the rehearsal ended',
    ]);
  });

  test('unless it is stuck, and calls for people', () => {
    const stuck = deployment('20:59:00', '21:00:00', { succeeded: false, stuck: true });
    expect(stoodUntil('23:00:00', { ...left, deployments: [stuck] })).toEqual([]);
  });

  test('and another stack that is stuck at that moment is no excuse', () => {
    const deployments = [
      deployment('20:59:00', '21:00:00', { stack: 'Other', succeeded: false, stuck: true }),
      ...left.deployments!,
    ];
    expect(stoodUntil('23:00:00', { ...left, deployments })).toEqual(['I8 21:00:00']);
  });

  test.each([
    ['before the deployment: it is taken off', '20:58:59.999', ['I8 21:00:00']],
    ['while it is under way: it may be missed', '20:59:30', []],
    ['after it: nobody looks', '21:00:00.001', []],
  ])('somebody attached it by hand %s', (_when, time, expected) => {
    const changes = [attached(time, { by: BY_HAND, through: undefined })];
    expect(marks(breachesOfRemoval(played({ changes, ...left })))).toEqual(expected);
  });

  test('what an access still declares at another policy is no excuse', () => {
    const rest = accessOf({ policies: [otherPolicy] });
    expect(stoodUntil('21:00:01', { ...left, spans: [...left.spans!, span('20:59:30', undefined, rest)] })).toEqual([
      'I8 21:00:00',
    ]);
  });
});

test('what no access ever declared is a breach, unless a person did it', () => {
  const run = (by: string): string[] =>
    texts(breachesOfRemoval(played({ changes: [attached('20:30:00', { policy: otherPolicy, by })] })));
  expect(run('open-Release')).toEqual([expect.stringMatching(/^I8 nobody 20:30:00: /)]);
  expect(run(BY_HAND)).toEqual([]);
});

describe('a deployment that changes a window so that it is over', () => {
  const shorter = accessOf({ windows: [windowOf('20:00:00', '20:30:00')] });
  const shortened = (more: Partial<Played> = {}): Partial<Played> => ({
    spans: [span('18:00:00', '21:00:00'), span('20:59:30', undefined, shorter)],
    deployments: [deployment('20:59:00', '21:00:00')],
    ...more,
  });

  test.each([
    ['at that moment', '21:00:00.000', []],
    ['one ms later', '21:00:00.001', ['I3 21:00:00']],
  ])('has taken off what stood when it is over: gone %s', (_when, end, expected) => {
    expect(stoodUntil(end, shortened())).toEqual(expected);
  });

  test.each<[string, Partial<Played>]>([
    [
      'the window was open while that was under way',
      shortened({
        spans: [
          span('18:00:00', '21:00:00'),
          span('20:59:30', undefined, accessOf({ windows: [windowOf('20:00:00', '20:59:45')] })),
        ],
      }),
    ],
    ['it was attached while that was under way', shortened({ changes: [attached('20:59:45'), detached('21:06:15')] })],
    ['it is stuck', shortened({ deployments: [deployment('20:59:00', '21:00:00', { stuck: true })] })],
    [
      'somebody attached by hand',
      shortened({ changes: [attached('20:00:10', { by: BY_HAND }), detached('21:06:15')] }),
    ],
  ])('or leaves it to the sweep, when %s', (_why, more) => {
    expect(stoodUntil('21:06:15', more)).toEqual([]);
    const later = {
      ...more,
      changes: (more.changes ?? [attached('20:00:10')]).slice(0, 1).concat(detached('21:06:15.001')),
    };
    expect(marks(breachesOfRemoval(played(later)))).toEqual(['I3 21:06:15']);
  });
});
