import type { EvidenceRecord } from '../../../lib/evidence/record';
import { at, EVENING, evening, gapsOf, READ, record, reported, ROLE, window, WRITE } from './story';

const without = (...events: string[]): EvidenceRecord[] => evening().filter(({ event }) => !events.includes(event));
const gaps = (records: readonly EvidenceRecord[], different = {}): string[] => gapsOf(reported(records, different));

const FIRST_LEASE = { ...window('20:00', '22:00', '1'), request: 'first', correlation: 'INC-1' };
const SECOND_LEASE = { ...window('20:30', '22:30', '1'), request: 'second', correlation: 'INC-2' };

describe('an opening', () => {
  test('is joined to its close and to the proof of it', () => {
    const { openings, gaps: none } = reported(evening());
    expect(none).toEqual([]);
    expect(openings).toEqual([
      {
        ...{ number: 1, controller: 'Shop', access: 'release', role: ROLE, policies: [WRITE] },
        ...{ purpose: 'Release train', window: { id: '0', words: 'every evening' } },
        ...{ start: '2026-12-01T20:00:00Z', end: '2026-12-01T22:00:00Z', openedBy: 'schedule', request: null },
        ...{ openedAt: '2026-12-01T20:00:10Z', recordedAgain: 0 },
        ...{ closedAt: '2026-12-01T22:00:05Z', verifiedAt: '2026-12-01T22:00:12Z', verifiedBy: 'end', reads: 2 },
        ...{ secondsPastEnd: 12, failedCloses: 0, state: 'verified', gap: null },
        awsRequestIds: { attach: ['attach-1'], detach: ['detach-1'], verify: ['read-1'] },
      },
    ]);
  });

  test('on request says who asked, for which case, when and why', () => {
    const asked = { requestedAt: '2026-12-01T19:59:58Z', requestedBy: 'pager', requestReason: 'hotfix' };
    const { openings } = reported(evening({ request: 'r-1', correlation: 'INC-7', ...asked }));
    expect(openings[0]).toMatchObject({
      openedBy: 'request',
      request: { id: 'r-1', correlation: 'INC-7', at: '2026-12-01T19:59:58Z', source: 'pager', reason: 'hotfix' },
    });
  });

  test('is the same one when it is said again, by a retry or a deployment', () => {
    const again = record('opened', '21:00', 'deployment', { ...EVENING, reason: 'attached already' });
    const { openings, gaps: none } = reported([...evening(), again]);
    expect(none).toEqual([]);
    expect(openings).toMatchObject([{ openedBy: 'schedule', recordedAgain: 1, openedAt: '2026-12-01T20:00:10Z' }]);
  });

  test('that a crash left without a word is the one that the retry found attached', () => {
    const found = record('opened', '20:03', 'start', { ...EVENING, reason: 'attached already' });
    const { openings, gaps: none } = reported([...without('opened'), found]);
    expect(none).toEqual([]);
    expect(openings).toMatchObject([{ openedAt: '2026-12-01T20:00:10Z' }]);
  });

  test('ends when another that overlaps it does', () => {
    const other = window('21:00', '23:00', '1');
    const { openings, gaps: none } = reported([
      ...without('detached', 'verified'),
      record('opened', '21:00:10', 'start', { ...other, reason: 'attached already' }),
      record('detached', '23:00:05', 'end', other),
      record('verified', '23:00:12', 'end', other),
    ]);
    expect(none).toEqual([]);
    expect(openings.map(({ verifiedAt }) => verifiedAt)).toEqual(['2026-12-01T23:00:12Z', '2026-12-01T23:00:12Z']);
  });

  test('ends with a window that overlaps it, also if only its end says so', () => {
    const other = window('21:00', '23:00', '1');
    const records = [
      ...without('detached', 'verified'),
      record('detached', '23:00:05', 'end', other),
      record('verified', '23:00:12', 'end', other),
    ];
    expect(gaps(records)).toEqual([]);
  });

  test('that was moved to another access is proved by that one', () => {
    const moved = { ...EVENING, access: 'renamed' };
    const records = [
      ...without('detached', 'verified'),
      record('opened', '21:00', 'deployment', { ...moved, reason: 'attached already' }),
      record('detached', '22:00:05', 'end', moved),
      record('verified', '22:00:12', 'end', moved),
    ];
    expect(gaps(records)).toEqual([]);
  });

  test('of several policies is one row, for as long as the same is on record of them', () => {
    const both = evening({ policies: [WRITE, READ] });
    expect(reported(both).openings).toMatchObject([{ policies: [READ, WRITE] }]);
    const half = both.map((one) => (one.event === 'verified' ? { ...one, policies: [WRITE] } : one));
    expect(reported(half).openings).toMatchObject([
      { policies: [WRITE], state: 'verified' },
      { policies: [READ], state: 'unproved' },
    ]);
    expect(reported(half).gaps).toMatchObject([{ kind: 'not-verified', policies: [READ] }]);
  });

  test('is told where it was open at any time of what is asked for', () => {
    const asked = (from: string, until: string): number =>
      reported(evening(), { from: at(from), until: at(until) }).openings.length;
    expect([asked('18:00', '19:00'), asked('19:00', '21:00'), asked('21:00', '21:30')]).toEqual([0, 1, 1]);
    expect([asked('21:00', '23:00'), asked('22:30', '23:00')]).toEqual([1, 0]);
  });
});

describe('no gap is', () => {
  test.each<[string, EvidenceRecord[], string]>([
    ['what is still open', without('detached', 'verified'), '21:59'],
    ['what came to its end a moment ago', without('detached', 'verified'), '22:09'],
    ['what was closed a moment ago', without('verified'), '22:09'],
    ['a close at which nothing was there', [record('verified', '22:00:12', 'end', EVENING)], '3 00:00'],
    [
      'the end of what a request had closed before',
      [
        ...without('detached', 'verified'),
        record('held', '20:30:01', 'early-close', { until: EVENING.end! }),
        record('detached', '20:30:05', 'early-close', { ...EVENING, secondsPastEnd: 6 }),
        record('verified', '20:30:30', 'early-close', { ...EVENING, secondsPastEnd: 31 }),
        record('verified', '22:00:12', 'end', EVENING),
      ],
      '3 00:00',
    ],
    [
      'what a sweep found and removed, attached by hand',
      [
        record('drift', '12:00', 'sweep'),
        record('detached', '12:00:01', 'sweep'),
        record('verified', '12:00:08', 'sweep'),
        record('drift-removed', '12:00:08', 'sweep'),
      ],
      '3 00:00',
    ],
    [
      'what was attached and taken off at once',
      [
        record('attached', '20:00:10', 'start', EVENING),
        record('refused', '20:00:12', 'start', { reason: 'attached, and taken off at once: throttled' }),
        record('detached', '20:00:13', 'start', EVENING),
        record('verified', '20:00:20', 'start', EVENING),
        record('open-failed', '20:00:20', 'start', { ...EVENING, reason: 'throttled' }),
      ],
      '3 00:00',
    ],
    [
      'what stood unarmed and was taken off',
      [
        record('refused', '20:00:10', 'start', { reason: 'the sweep schedule is disabled' }),
        record('detached', '20:00:13', 'start'),
        record('verified', '20:00:20', 'start'),
      ],
      '3 00:00',
    ],
    [
      'a close that failed and was made good in time',
      [
        ...without('detached', 'verified'),
        record('close-failed', '22:01', 'end', { ...EVENING, reason: 'throttled' }),
        record('drift', '22:05', 'sweep'),
        record('detached', '22:05:01', 'sweep'),
        record('verified', '22:05:08', 'sweep'),
      ],
      '3 00:00',
    ],
    [
      'a close that was no longer wanted, since the next request came at once',
      [
        record('opened', '20:00:12', 'request', FIRST_LEASE),
        record('detached', '20:30:05', 'early-close', { ...FIRST_LEASE, secondsPastEnd: 5 }),
        record('opened', '20:30:09', 'request', SECOND_LEASE),
        record('detached', '22:30:05', 'end', SECOND_LEASE),
        record('verified', '22:30:12', 'end', SECOND_LEASE),
      ],
      '3 00:00',
    ],
    [
      'a proof that the clock of the other function puts after the next opening',
      [
        record('opened', '20:00:12', 'request', FIRST_LEASE),
        record('detached', '20:30:05', 'early-close', { ...FIRST_LEASE, secondsPastEnd: 5 }),
        record('opened', '20:30:24', 'request', SECOND_LEASE),
        record('verified', '20:30:28', 'early-close', { ...FIRST_LEASE, secondsPastEnd: 28 }),
        record('detached', '22:30:05', 'end', SECOND_LEASE),
        record('verified', '22:30:12', 'end', SECOND_LEASE),
      ],
      '3 00:00',
    ],
    [
      'a close that the clock of the other function puts before what it closes',
      [
        record('opened', '20:00:12', 'request', FIRST_LEASE),
        record('detached', '20:00:09', 'early-close', { ...FIRST_LEASE, secondsPastEnd: 1 }),
        record('verified', '20:00:30', 'early-close', { ...FIRST_LEASE, secondsPastEnd: 22 }),
      ],
      '3 00:00',
    ],
    [
      'what was closed early while another that overlapped held it open',
      [
        ...without('detached', 'verified'),
        record('held', '20:30', 'early-close', { until: EVENING.end! }),
        record('verified', '21:00:12', 'end', { ...window('20:20', '21:00', '1'), request: 'second' }),
        record('verified', '22:00:12', 'end', EVENING),
      ],
      '3 00:00',
    ],
    [
      'what a deployment took away before its end, and opened again',
      [
        ...without('detached', 'verified'),
        record('detached', '20:30', 'update', EVENING),
        record('verified', '20:30:25', 'update', EVENING),
        record('opened', '20:31', 'deployment', EVENING),
        record('detached', '22:00:05', 'end', EVENING),
        record('verified', '22:00:12', 'end', EVENING),
      ],
      '3 00:00',
    ],
    [
      'a window that a deployment made longer while it was open',
      [
        ...without('detached', 'verified'),
        record('opened', '21:00', 'deployment', { ...window('20:00', '23:00'), reason: 'attached already' }),
        record('detached', '23:00:05', 'end', window('20:00', '23:00')),
        record('verified', '23:00:12', 'end', window('20:00', '23:00')),
      ],
      '3 00:00',
    ],
  ])('%s', (_what, records, readUntil) => {
    expect(gaps(records, { readUntil: at(readUntil) })).toEqual([]);
  });

  test('the end of what opened before anything was read', () => {
    const [, , ...closing] = evening();
    const from = at('21:00');
    expect(gaps(closing, { from, readFrom: from })).toEqual([]);
    expect(gaps(closing, { from, readFrom: at('20:00') })).toEqual(['no-open 22:00']);
  });

  test('told twice as another opening: the refusals and steps of which events do not tell', () => {
    const events = [
      record('detached', '20:00:13', 'start', { ...EVENING, witness: 'event' }),
      record('verified', '20:00:20', 'start', { ...EVENING, witness: 'event' }),
    ];
    expect(gaps(events)).toEqual([]);
    expect(gaps(events.map((one) => ({ ...one, witness: 'log' })))).toEqual(['no-open 20:00']);
  });
});

describe('a gap is', () => {
  const tomorrow = [
    record('opened', '2 20:00:12', 'start', window('2 20:00', '2 22:00')),
    record('detached', '2 22:00:05', 'end', window('2 20:00', '2 22:00')),
    record('verified', '2 22:00:12', 'end', window('2 20:00', '2 22:00')),
  ];

  test.each<[string, EvidenceRecord[], string[], RegExp]>([
    [
      'what was opened, and of which nothing shows that it was closed',
      without('detached', 'verified'),
      ['never-verified 22:00'],
      /opened at 2026-12-01T20:00:10Z, was to end at 2026-12-01T22:00:00Z, and nothing shows that it was closed$/,
    ],
    [
      'the same, also if the next one is proved',
      [...without('detached', 'verified'), ...tomorrow],
      ['never-verified 22:00'],
      /before it was opened again at 2026-12-02T20:00:12Z$/,
    ],
    ['what was closed and not verified', without('verified'), ['not-verified 22:00'], /closed at .* nothing proves/],
    [
      'what failed to close, with nothing verified after',
      [
        ...without('detached', 'verified'),
        record('close-failed', '22:01', 'end', { reason: 'throttled' }),
        record('close-failed', '22:06', 'sweep', { reason: 'denied' }),
      ],
      ['close-failed 22:00'],
      /could not be closed at 2026-12-01T22:06:00Z \(2 times\), and nothing proves that it was: denied$/,
    ],
    [
      'a failed close also where nothing is known to have been open',
      [record('close-failed', '22:01', 'sweep', { reason: 'denied' })],
      ['close-failed 22:01'],
      /no record says that it was open, and none proves since that it is not: denied$/,
    ],
    [
      'drift that was not removed',
      [...evening(), record('drift', '23:00', 'sweep')],
      ['drift-stands 23:00'],
      /outside/,
    ],
    [
      'drift that was not removed before the next opening',
      [...evening(), record('drift', '23:00', 'sweep'), ...tomorrow],
      ['drift-stands 23:00'],
      /before it was opened again/,
    ],
    [
      'drift that was removed long after it was found',
      [...evening(), record('drift', '23:00', 'sweep'), record('verified', '23:30', 'end')],
      ['late 23:00'],
      /found attached at 2026-12-01T23:00:00Z, .*, and is proved to be gone only since 2026-12-01T23:30:00Z, 30 min 0 s later$/,
    ],
    [
      'a removal of what nobody is known to have opened',
      without('attached', 'opened'),
      ['no-open 22:00'],
      /proved to be gone since .* no record says that it was opened, which was to start at 2026-12-01T20:00:00Z$/,
    ],
    [
      'a removal that belongs to a later opening than what is known to be open',
      [...without('detached', 'verified'), ...tomorrow.slice(1)],
      ['never-verified 22:00', 'no-open 02 22:00'],
      /before another opening came to its end at 2026-12-02T22:00:05Z$/,
    ],
    [
      'a detach of what nobody is known to have opened, and nobody has verified',
      without('attached', 'opened', 'verified'),
      ['not-verified 22:00'],
      /no record says who had opened it/,
    ],
    [
      'what was attached and neither opened nor taken off, as far as is known',
      without('opened'),
      ['open-unconfirmed 20:00'],
      /no record says that it became an opening or was taken off$/,
    ],
    [
      'a proof that came late',
      [...without('detached', 'verified'), record('verified', '22:10:01', 'sweep')],
      ['late 22:00'],
      /proved to be gone only since 2026-12-01T22:10:01Z, 10 min 1 s later$/,
    ],
    [
      'a proof that came late after it was asked to end early',
      [
        ...without('detached', 'verified'),
        record('held', '20:30', 'early-close', { until: EVENING.end! }),
        record('verified', '22:00:12', 'end', EVENING),
      ],
      ['late 20:30'],
      /1 h 30 min later/,
    ],
    [
      'what was locked, and is not known to have been closed then',
      [
        ...without('detached', 'verified'),
        record('held', '20:30', 'sweep', { ...EVENING, reason: 'locked' }),
        record('verified', '20:41', 'sweep', EVENING),
      ],
      ['late 20:30'],
      /11 min 0 s later/,
    ],
    [
      'what was asked to end early, and is not known to have done so',
      [
        ...without('detached', 'verified'),
        record('close-failed', '20:31', 'early-close', { ...EVENING, reason: 'denied', secondsPastEnd: 60 }),
      ],
      ['close-failed 20:30'],
      /denied/,
    ],
    [
      'what has no end on record',
      [record('opened', '20:00:12', 'start')],
      ['never-verified 20:00'],
      /its end is not on record/,
    ],
  ])('%s', (_what, records, expected, words) => {
    const evidence = reported(records);
    expect(gapsOf(evidence)).toEqual(expected);
    expect(evidence.gaps[0]?.what).toMatch(words);
    expect(evidence.gaps[0]?.first).not.toBe('');
    evidence.gaps.forEach(({ opening, what }) => {
      expect(evidence.openings.find(({ number }) => number === opening)?.gap ?? what).toBe(what);
    });
  });

  test('one for openings that end together, and stands beside each of them', () => {
    const other = window('21:00', '23:00', '1');
    const records = [...without('detached', 'verified'), record('opened', '21:00:10', 'start', other)];
    const { gaps: found, openings } = reported(records);
    expect(found).toMatchObject([{ kind: 'never-verified', at: '2026-12-01T23:00:00Z', opening: 2 }]);
    expect(openings.map(({ gap }) => gap)).toEqual([expect.any(String), expect.any(String)]);
  });

  test('late where the next opening failed, since what stood was what had been open before', () => {
    const next = window('22:30', '23:00', '1');
    const records = [
      ...without('detached', 'verified'),
      record('open-failed', '22:30:10', 'start', { ...next, reason: 'denied' }),
      record('detached', '23:00:05', 'end', next),
      record('verified', '23:00:12', 'end', next),
    ];
    expect(gaps(records)).toEqual(['late 22:00']);
  });

  test('late by what was asked for', () => {
    expect(gaps(evening(), { lateMs: 11_000 })).toEqual(['late 22:00']);
    expect(gaps(evening(), { lateMs: 12_000 })).toEqual([]);
  });

  test('a line that cannot be read, whose words are told', () => {
    const sources = [{ name: 'a.log', records: 4, unreadable: [{ why: 'at: expected a UTC instant', text: '{"at"' }] }];
    expect(reported(evening(), { sources }).gaps).toMatchObject([
      {
        kind: 'unreadable',
        access: null,
        what: 'a line of a.log could not be read: at: expected a UTC instant ({"at")',
      },
    ]);
  });

  test('of several listed by what may be standing, then what nobody can account for, then what came late', () => {
    const other = (policy: string, records: EvidenceRecord[]): EvidenceRecord[] =>
      records.map((one) => ({ ...one, policies: [policy] }));
    const records = [
      ...other('late', [...without('detached', 'verified'), record('verified', '22:30', 'sweep')]),
      ...other('unopened', without('attached', 'opened')),
      ...other('standing', without('detached', 'verified')),
    ];
    expect(gaps(records)).toEqual(['never-verified 22:00', 'no-open 22:00', 'late 22:00']);
  });
});

describe('a report', () => {
  test('of one access has only what is of it', () => {
    const others = evening({ access: 'nightly', policies: [READ] }).filter(({ event }) => event !== 'verified');
    const records = [
      ...evening(),
      ...others,
      record('refused', '19:00', 'request', { access: 'nightly', reason: 'no' }),
    ];
    const { openings, gaps: found, refused } = reported(records, { access: 'release' });
    expect([openings.map(({ access }) => access), found, refused]).toEqual([['release'], [], []]);
    expect(gaps(records)).toEqual(['not-verified 22:00']);
  });

  test('lists refusals, failed opens, drift, residual rights and holds of its time', () => {
    const residual = {
      findings: [{ policy: WRITE, action: 's3:PutObject', resource: '*', allowedBy: ['statement 1 of Admin'] }],
      notAsked: ['s3:Get*: a pattern'],
    };
    const told = reported(
      [
        ...evening(),
        record('refused', '19:00', 'request', { reason: 'no window is open', request: 'r-1', correlation: 'INC-1' }),
        record('open-failed', '19:01', 'start', { reason: 'denied' }),
        record('residual', '22:00:20', 'end', { residual }),
        record('held', '19:02', 'early-close', { until: EVENING.end! }),
        record('drift', '23:00', 'sweep', { reason: 'attached outside every declared window' }),
        record('verified', '23:00:10', 'sweep'),
      ],
      { until: at('2 00:00') },
    );
    expect(told).toMatchObject({
      gaps: [],
      refused: [{ why: 'no window is open', request: 'r-1', correlation: 'INC-1', trigger: 'request' }],
      failedOpens: [{ why: 'denied' }],
      drift: [{ removedAt: '2026-12-01T23:00:10Z' }],
      residual: [{ findings: ['s3:PutObject on *: statement 1 of Admin'], notAsked: ['s3:Get*: a pattern'] }],
      held: [{ why: 'until 2026-12-01T22:00:00Z' }],
    });
  });

  test('says what it does not prove', () => {
    const limits = (records: EvidenceRecord[], different = {}): string =>
      reported(records, different).limits.join('\n');
    expect(limits(evening())).toContain('CloudTrail is the independent witness');
    expect(limits([])).toContain('That is no proof that nothing was open');
    expect(limits(evening(), { readFrom: at('00:00') })).toContain('opened before 2026-12-01T00:00:00Z');
    expect(limits(evening())).not.toContain('read from events');
    expect(limits(evening({ witness: 'event' }))).toContain('read from events');
  });

  test('is the same whatever the order in which records were read, and however often', () => {
    const records = [...evening(), ...evening({ access: 'nightly', policies: [READ] })];
    expect(JSON.stringify(reported([...records].reverse()))).toBe(JSON.stringify(reported(records)));
  });
});
