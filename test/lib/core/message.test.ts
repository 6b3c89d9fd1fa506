import * as fc from 'fast-check';
import { type DeclaredAccess, LONGEST_ACCESS_ID } from '../../../lib/core/declaration';
import { epochMs, iso } from '../../../lib/core/interval';
import {
  edgeInput,
  holdInput,
  isMalformed,
  leaseInput,
  MATCHED_EVENT,
  readDeclaration,
  readManifest,
  readMessage,
  readScheduleInput,
  SCHEDULED_TIME,
  signalInput,
  sweepInput,
} from '../../../lib/core/message';
import { type DeclaredWindow } from '../../../lib/core/window';
import type { Hold, Lease } from '../../../lib/core/lease';
import {
  ACCESS,
  ASKED,
  at,
  daily,
  FOREIGN_POLICY,
  onDemand,
  once,
  OTHER_POLICY,
  PIPELINE,
  POLICY,
  recurring,
  weekly,
} from './samples';

/** What stands for the scheduled time where Scheduler has not filled one in. */
const NOT_YET = at('2000-01-01T00:00Z');

/** The event that a function gets: Scheduler has filled in the time at which the call was due. */
function delivered(input: object, scheduledTime: string): unknown {
  return JSON.parse(JSON.stringify(input).replaceAll(SCHEDULED_TIME, scheduledTime));
}

/** CloudFormation hands over each number and each boolean in the properties of a custom resource as a string. */
function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asStrings);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asStrings(inner)]))
    : String(value);
}

const window: fc.Arbitrary<DeclaredWindow> = fc
  .tuple(
    fc.constantFrom<DeclaredWindow>(
      onDemand({ within: weekly('TUE,THU 20:00', 'TUE,THU 22:00', 'Europe/London'), cooldownMinutes: 30 }),
      onDemand({ breakGlass: true, maxMinutes: 240, closesOn: [] }),
      { ...daily('20:00', '22:00', 'Europe/London'), closesOn: [PIPELINE] },
      once('2026-12-01T09:00:00Z', '2026-12-01T10:30:00Z'),
      daily('22:00', '06:00', 'Asia/Kathmandu'),
      weekly('SAT 20:00', 'SUN 00:30', 'America/Santiago'),
      recurring('0 20 L * ? *', '1/10 22 ? * 2#1 2026-2028', 'America/Port-au-Prince'),
    ),
    fc.integer({ min: 0, max: 999 }),
    fc.string(),
  )
  .map(([declared, id, words]) => ({ ...declared, id: `${id}`, words }));

const access: fc.Arbitrary<DeclaredAccess> = fc
  .record({
    access: fc.stringMatching(/^[A-Za-z0-9._-]{1,50}$/),
    // Scheduler would fill in a scheduled time wherever it is named; nobody's purpose does.
    purpose: fc.string({ unit: 'binary' }).filter((text) => !text.includes('<aws.')),
    policies: fc.subarray([POLICY, OTHER_POLICY, FOREIGN_POLICY], { minLength: 1 }),
    windows: fc.array(window, { maxLength: 3 }),
  })
  .map((fields) => ({ ...ACCESS, ...fields }));

describe('the input of a schedule', () => {
  test.each(['start', 'end'] as const)('of a %s reads back as what it was written from', (event) => {
    fc.assert(
      fc.property(access, window, (declared, { id }) => {
        expect(readScheduleInput(JSON.stringify(edgeInput(event, id, declared)))).toEqual({
          version: 1,
          event,
          window: id,
          scheduledTime: NOT_YET,
          access: declared,
        });
      }),
    );
  });

  test('of a sweep reads back as the manifest that it was written from', () => {
    fc.assert(
      fc.property(fc.array(access, { maxLength: 3 }), (accesses) => {
        expect(readScheduleInput(JSON.stringify(sweepInput(accesses)))).toEqual({
          version: 1,
          event: 'sweep',
          scheduledTime: NOT_YET,
          accesses,
        });
      }),
    );
  });

  test('names the time for Scheduler to fill in once, as a value of its own', () => {
    for (const input of [edgeInput('start', '0', ACCESS), edgeInput('end', '0', ACCESS), sweepInput([ACCESS])]) {
      expect(JSON.stringify(input).split('"scheduledTime":"<aws.scheduler.scheduled-time>"')).toHaveLength(2);
    }
  });

  test.each([
    ['no text', ''],
    ['words', 'start'],
    ['half of an object', '{"version":1'],
  ])('fails for %s, which is not JSON', (_what, text) => {
    expect(readScheduleInput(text)).toEqual({ malformed: 'its input is not JSON' });
  });

  test.each(['null', '[]', '1', '"start"'])('fails for %s, which is JSON but no message', (text) => {
    expect(readScheduleInput(text)).toEqual({ malformed: expect.stringMatching(/^(the whole|event): /) });
  });
});

/** Whoever asks names cases and gives reasons, in whatever words. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 256 }),
  fc.constantFrom(SCHEDULED_TIME, `case ${SCHEDULED_TIME}`, '<aws.scheduler.execution-id>', '"}', '\\', '\u2028'),
);
const lease: fc.Arbitrary<Lease> = fc.record({
  window: fc.constant('7'),
  request: fc.record(
    {
      id: anyText,
      at: fc.constant('2026-12-01T20:00:00.123Z'),
      source: anyText,
      correlation: anyText,
      reason: anyText,
    },
    { requiredKeys: ['id', 'at', 'source'] },
  ),
  start: fc.constant('2026-12-01T20:00:00.123Z'),
  end: fc.constant('2026-12-01T22:00:00Z'),
});

describe('the input of a schedule that is made at run time', () => {
  test('reads back as the lease that it was written from, whatever the request says', () => {
    fc.assert(
      fc.property(access, lease, (declared, given) => {
        expect(readScheduleInput(leaseInput(declared, given))).toEqual({
          version: 1,
          event: 'end',
          window: given.window,
          scheduledTime: NOT_YET,
          access: declared,
          lease: given,
        });
      }),
    );
  });

  test('still says the same once Scheduler has filled in the time', () => {
    fc.assert(
      fc.property(lease, (given) => {
        const filledIn = leaseInput(ACCESS, given).replaceAll(SCHEDULED_TIME, '2026-12-01T22:00:00Z');
        expect(readMessage(JSON.parse(filledIn))).toMatchObject({
          scheduledTime: at('2026-12-01T22:00Z'),
          lease: given,
        });
      }),
    );
  });

  test('reads back as the hold that it was written from, whatever the case is called', () => {
    const hold: fc.Arbitrary<Hold> = fc.record(
      {
        key: anyText,
        until: fc.constant('2026-12-01T22:00:00Z'),
        over: fc.constant('2026-12-01T21:00:00.5Z'),
        request: anyText,
      },
      { requiredKeys: ['key', 'until'] },
    );
    fc.assert(
      fc.property(hold, (given) => {
        expect(readScheduleInput(holdInput('Release', given))).toEqual({
          version: 1,
          event: 'hold-end',
          access: 'Release',
          hold: given,
        });
      }),
    );
  });
});

describe('the input template of a signal', () => {
  /** As EventBridge puts the event that was matched into it. */
  const rendered = (template: string, event: unknown): unknown =>
    JSON.parse(template.replaceAll(MATCHED_EVENT, () => JSON.stringify(event)));

  test.each(['open', 'close'] as const)('of an %s carries the event, whatever stands in it', (event) => {
    fc.assert(
      fc.property(fc.jsonValue(), anyText, (detail, words) => {
        const matched = { id: '1', detail, words };
        expect(readMessage(rendered(signalInput(event, 'Release', '7', '1'), matched))).toEqual({
          version: 1,
          event,
          access: 'Release',
          window: '7',
          signal: '1',
          request: JSON.parse(JSON.stringify(matched)),
        });
      }),
    );
  });

  test('has what stands for the event outside of any text, since it is replaced by an object', () => {
    expect(signalInput('open', 'Release', '7', '1')).toBe(
      '{"version":1,"event":"open","access":"Release","window":"7","signal":"1","request":<aws.events.event.json>}',
    );
  });
});

describe('an event', () => {
  test.each([
    ['2026-12-01T09:00:00Z', '2026-12-01T09:00:00Z'],
    ['2026-12-01T09:00:00.123Z', '2026-12-01T09:00:00.123Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59Z'],
  ])('that was due at %s tells that instant', (filledIn, instant) => {
    for (const input of [edgeInput('start', '1', ACCESS), edgeInput('end', '1', ACCESS), sweepInput([ACCESS])]) {
      const message = readMessage(delivered(input, filledIn));
      expect(message).toEqual(expect.objectContaining({ scheduledTime: at(instant) }));
    }
  });

  test('tells any instant that Scheduler fills in', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2100, 0, 1) }), (value) => {
        const message = readMessage(delivered(edgeInput('end', '0', ACCESS), iso(epochMs(value))));
        expect(message).toEqual(expect.objectContaining({ event: 'end', scheduledTime: value }));
      }),
    );
  });

  test('carries the declaration and the window that it is about', () => {
    expect(readMessage(delivered(edgeInput('start', '1', ACCESS), '2026-12-01T09:00:00Z'))).toEqual({
      version: 1,
      event: 'start',
      window: '1',
      scheduledTime: at('2026-12-01T09:00:00Z'),
      access: ACCESS,
    });
  });

  test('may carry fields that this version does not know, on every level; they are left out', () => {
    const added = { later: 'added' };
    const windows = ACCESS.windows.map((one) => ({ ...one, ...added }));
    const input = { ...edgeInput('start', '1', { ...ACCESS, ...added, windows }), ...added };
    expect(readMessage(delivered(input, '2026-12-01T09:00:00Z'))).toEqual(
      readMessage(delivered(edgeInput('start', '1', ACCESS), '2026-12-01T09:00:00Z')),
    );
  });

  const start = delivered(edgeInput('start', '1', ACCESS), '2026-12-01T09:00:00Z') as Record<string, unknown>;
  const sweep = delivered(sweepInput([ACCESS, ACCESS]), '2026-12-01T09:00:00Z') as Record<string, unknown>;
  const without = (field: string): unknown => ({ ...start, [field]: undefined });
  const missing = (field: string): unknown =>
    Object.fromEntries(Object.entries(start).filter(([key]) => key !== field));

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'the whole'],
    ['null', null, 'the whole'],
    ['a list', [start], 'event'],
    ['a text', JSON.stringify(start), 'the whole'],
    ['a number', 1, 'the whole'],
    ['an empty object', {}, 'event'],
    ['no event', missing('event'), 'event'],
    ['an event of another kind', { ...start, event: 'begin' }, 'event'],
    ['a start that asks to open', { ...start, event: 'open' }, 'access'],
    ['an event in capitals', { ...start, event: 'START' }, 'event'],
    ['no version', missing('version'), 'version'],
    ['an undefined version', without('version'), 'version'],
    ['an older version', { ...start, version: 0 }, 'version'],
    ['a later version', { ...start, version: 2 }, 'version'],
    ['a version that is no number', { ...start, version: 'one' }, 'version'],
    ['an empty version', { ...start, version: '' }, 'version'],
    ['a version that is true', { ...start, version: true }, 'version'],
    ['no window', missing('window'), 'window'],
    ['no scheduled time', missing('scheduledTime'), 'scheduledTime'],
    ['a scheduled time that nobody filled in', { ...start, scheduledTime: SCHEDULED_TIME }, 'scheduledTime'],
    ['a scheduled time in milliseconds', { ...start, scheduledTime: 1796115600000 }, 'scheduledTime'],
    ['a scheduled time without a zone', { ...start, scheduledTime: '2026-12-01T09:00:00' }, 'scheduledTime'],
    ['a scheduled time of another millennium', { ...start, scheduledTime: '1970-01-01T00:00:00Z' }, 'scheduledTime'],
    ['no access', missing('access'), 'access'],
    ['an access that is null', { ...start, access: null }, 'access'],
    ['an access that is a list', { ...start, access: [ACCESS] }, 'access.'],
    ['a role that is none', { ...start, access: { ...ACCESS, role: 'deploy' } }, 'access.role'],
    ['a sweep without its manifest', { ...sweep, accesses: undefined }, 'accesses'],
    ['a sweep whose manifest is an object', { ...sweep, accesses: {} }, 'accesses'],
    ['a sweep with one bad access', { ...sweep, accesses: [ACCESS, { ...ACCESS, role: 'deploy' }] }, 'accesses.1.role'],
  ])('fails for %s, naming the field', (_what, input, field) => {
    const message = readMessage(input);
    expect(message).toEqual({ malformed: expect.any(String) });
    expect((message as { malformed: string }).malformed.startsWith(field)).toBe(true);
  });

  test('fails in one line that says what was expected', () => {
    expect(readMessage({ ...start, version: 2 })).toEqual({
      malformed: 'version: expected version 1: it was written by another version',
    });
    expect(readMessage({ ...start, access: { ...ACCESS, role: 'deploy' } })).toEqual({
      malformed: 'access.role: expected the ARN of a role',
    });
    expect(readMessage({ ...start, scheduledTime: 'soon' })).toEqual({
      malformed: 'scheduledTime: expected the time at which Scheduler was due to call',
    });
  });
});

describe('a declaration', () => {
  test('reads back equal from the all-strings form in which CloudFormation hands it over', () => {
    fc.assert(
      fc.property(access, (declared) => {
        const handedOver = asStrings(declared);
        expect(handedOver).toHaveProperty('version', '1');
        expect(readDeclaration(handedOver)).toEqual(declared);
        expect(readManifest([handedOver])).toEqual([declared]);
      }),
    );
  });

  test('reads back with its fields in the order of the schema, beside the properties of a custom resource', () => {
    const properties = { ServiceToken: 'arn:aws:lambda:eu-west-2:111111111111:function:opener', ...ACCESS };
    expect(JSON.stringify(readDeclaration(properties))).toBe(JSON.stringify(readDeclaration(ACCESS)));
  });

  test.each([
    ['the default partition', 'arn:aws:iam::111111111111:role/deploy'],
    ['another partition', 'arn:aws-us-gov:iam::111111111111:role/deploy'],
    ['a path', 'arn:aws:iam::111111111111:role/a/b/deploy'],
    ['every character that IAM allows', 'arn:aws:iam::111111111111:role/a_+=,.@-Z9'],
  ])('may be for a role with %s', (_what, role) => {
    expect(readDeclaration({ ...ACCESS, role })).toEqual({ ...ACCESS, role });
  });

  const [recurringWindow, onceWindow] = ACCESS.windows;

  test.each<[string, object, string]>([
    ['an access id that is empty', { access: '' }, 'access'],
    ['an access id that is one too long', { access: 'A'.repeat(LONGEST_ACCESS_ID + 1) }, 'access'],
    ['an access id with a slash', { access: 'Shop/ReleaseAccess' }, 'access'],
    ['an access id with a blank', { access: 'Release Access' }, 'access'],
    ['no purpose', { purpose: undefined }, 'purpose'],
    ['no role', { role: undefined }, 'role'],
    ['the ARN of a user as role', { role: 'arn:aws:iam::111111111111:user/deploy' }, 'role'],
    ['the ARN of a policy as role', { role: POLICY }, 'role'],
    ['a role without an account', { role: 'arn:aws:iam:::role/deploy' }, 'role'],
    ['a role without a name', { role: 'arn:aws:iam::111111111111:role/' }, 'role'],
    ['a role in an account of eleven digits', { role: 'arn:aws:iam::11111111111:role/deploy' }, 'role'],
    ['a role with a blank in it', { role: 'arn:aws:iam::111111111111:role/de ploy' }, 'role'],
    ['an attachment role that is none', { attachmentRole: 'ReleaseAttachment' }, 'attachmentRole'],
    ['no policies', { policies: undefined }, 'policies'],
    ['an empty list of policies', { policies: [] }, 'policies'],
    ['a policy outside a list', { policies: POLICY }, 'policies'],
    ['the ARN of a role as policy', { policies: [POLICY, ACCESS.role] }, 'policies.1'],
    ['the name of a policy', { policies: ['ReleaseAccess'] }, 'policies.0'],
    ['no windows', { windows: undefined }, 'windows'],
    ['a window that is null', { windows: [null] }, 'windows.0'],
    ['a window of another kind', { windows: [{ ...onceWindow, kind: 'always' }] }, 'windows.0.kind'],
    ['a window without an id', { windows: [{ ...onceWindow, id: undefined }] }, 'windows.0.id'],
    ['a window whose id is no number', { windows: [onceWindow, { ...onceWindow, id: 'x' }] }, 'windows.1.id'],
    ['a window whose id is too long', { windows: [{ ...onceWindow, id: '1000' }] }, 'windows.0.id'],
    ['a window without words', { windows: [{ ...onceWindow, words: undefined }] }, 'windows.0.words'],
    ['a one-time start in words', { windows: [{ ...onceWindow, start: 'noon' }] }, 'windows.0.start'],
    [
      'a one-time end with an offset',
      { windows: [{ ...onceWindow, end: '2026-12-01T10:30:00+01:00' }] },
      'windows.0.end',
    ],
    [
      'a one-time end that no calendar has',
      { windows: [{ ...onceWindow, end: '2027-02-29T10:30:00Z' }] },
      'windows.0.end',
    ],
    [
      'a recurring start with five fields',
      { windows: [{ ...recurringWindow, start: 'cron(0 20 * * ?)' }] },
      'windows.0.start',
    ],
    ['a recurring end that is a rate', { windows: [{ ...recurringWindow, end: 'rate(1 hour)' }] }, 'windows.0.end'],
    [
      'a recurring start that is an instant',
      { windows: [{ ...recurringWindow, start: '2026-12-01T09:00:00Z' }] },
      'windows.0.start',
    ],
    [
      'a recurring window without a zone',
      { windows: [{ ...recurringWindow, timeZone: undefined }] },
      'windows.0.timeZone',
    ],
    ['an unknown zone', { windows: [{ ...recurringWindow, timeZone: 'Mars/Base' }] }, 'windows.0.timeZone'],
    ['a window on demand without a bound', { windows: [onDemand({ maxMinutes: undefined })] }, 'windows.0.maxMinutes'],
    ['a bound of no minutes', { windows: [onDemand({ maxMinutes: 0 })] }, 'windows.0.maxMinutes'],
    ['a bound of half a minute', { windows: [{ ...onDemand(), maxMinutes: '0.5' }] }, 'windows.0.maxMinutes'],
    ['a bound that is no number', { windows: [{ ...onDemand(), maxMinutes: 'two hours' }] }, 'windows.0.maxMinutes'],
    ['an empty bound', { windows: [{ ...onDemand(), maxMinutes: '' }] }, 'windows.0.maxMinutes'],
    ['an endless bound', { windows: [{ ...onDemand(), maxMinutes: 'Infinity' }] }, 'windows.0.maxMinutes'],
    [
      'a window on demand that nothing opens',
      { windows: [{ ...onDemand(), opensOn: undefined }] },
      'windows.0.opensOn',
    ],
    ['hours on demand', { windows: [{ ...onDemand(), within: onDemand() }] }, 'windows.0.within.kind'],
    ['glass that is broken in words', { windows: [{ ...onDemand(), breakGlass: 'yes' }] }, 'windows.0.breakGlass'],
    [
      'a path that is none',
      { windows: [onDemand({ opensOn: [{ ...ASKED, correlation: 'detail.case' }] })] },
      'windows.0.opensOn.0.correlation',
    ],
    [
      'a signal whose id is no number',
      { windows: [onDemand({ closesOn: [{ ...ASKED, id: 'x' }] })] },
      'windows.0.closesOn.0.id',
    ],
    ['an offset for a zone', { windows: [{ ...recurringWindow, timeZone: '+05:00' }] }, 'windows.0.timeZone'],
  ])('fails for %s, naming the field', (_what, change, field) => {
    const read = readDeclaration({ ...ACCESS, ...change });
    expect(read).toEqual({ malformed: expect.stringMatching(new RegExp(`^${field.replaceAll('.', '\\.')}: `)) });
  });

  test.each([undefined, null, 'junk', 7, [], {}])('fails for %j instead of an object with its fields', (junk) => {
    expect(isMalformed(readDeclaration(junk) as object)).toBe(true);
  });
});

describe('a manifest', () => {
  test('of no access is a manifest', () => {
    expect(readManifest([])).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'the whole'],
    ['null', null, 'the whole'],
    ['an object', { 0: ACCESS }, 'the whole'],
    ['an access outside a list', ACCESS, 'the whole'],
    ['a list with junk in it', [ACCESS, 'junk'], '1'],
    ['a list with an access of another version', [{ ...ACCESS, version: 2 }], '0.version'],
  ])('fails for %s, naming the field', (_what, input, field) => {
    expect(readManifest(input)).toEqual({ malformed: expect.stringMatching(new RegExp(`^${field}: `)) });
  });
});
