import {
  asNowDeclared,
  type DeclaredAccess,
  LONGEST_ACCESS_ID,
  ownerOf,
  pairsOf,
  roleName,
  sameDeclaration,
  scheduleName,
  sessionName,
} from '../../../lib/core/declaration';
import { isMalformed, readDeclaration } from '../../../lib/core/message';
import type { OnDemand, Scheduled } from '../../../lib/core/window';
import { ACCESS, ASKED, daily, FOREIGN_POLICY, onDemand, once, OTHER_POLICY, PIPELINE, POLICY } from './samples';

const OTHER: DeclaredAccess = {
  ...ACCESS,
  access: 'RotationAccess5E6F7A8B',
  purpose: 'Rotation of the database password',
  attachmentRole: 'arn:aws:iam::111111111111:role/temporary-access/rotation/RotationAttachment',
  windows: [daily('03:00', '04:00', 'UTC')],
};

/** The longest id that a window can have. */
const LAST_WINDOW = '999';

describe('the pairs of an access', () => {
  test('are each of its policies on its one role', () => {
    expect(pairsOf(ACCESS)).toEqual([
      { role: ACCESS.role, policy: POLICY },
      { role: ACCESS.role, policy: OTHER_POLICY },
    ]);
  });

  test('have the access that declares role and policy as their owner', () => {
    const other = { ...OTHER, policies: [FOREIGN_POLICY] };
    expect(ownerOf([ACCESS, other], { role: ACCESS.role, policy: OTHER_POLICY })).toBe(ACCESS);
    expect(ownerOf([ACCESS, other], { role: ACCESS.role, policy: FOREIGN_POLICY })).toBe(other);
  });

  test.each([
    ['another role', { role: 'arn:aws:iam::111111111111:role/deploy', policy: POLICY }],
    ['another policy', { role: ACCESS.role, policy: FOREIGN_POLICY }],
    ['a policy whose ARN only starts the same', { role: ACCESS.role, policy: POLICY.slice(0, -1) }],
  ])('have no owner with %s', (_what, pair) => {
    expect(ownerOf([ACCESS], pair)).toBeUndefined();
    expect(ownerOf([], pair)).toBeUndefined();
  });
});

describe('an access as the manifest now declares it', () => {
  test('is itself where nothing changed', () => {
    expect(asNowDeclared([{ ...OTHER, policies: [FOREIGN_POLICY] }, ACCESS], ACCESS)).toEqual([ACCESS]);
  });

  test('has the windows of the manifest where they changed', () => {
    const moved = { ...ACCESS, windows: [once('2026-12-02T09:00:00Z', '2026-12-02T10:00:00Z')] };
    expect(asNowDeclared([moved], ACCESS)).toEqual([moved]);
  });

  test('has the id, the windows and the attachment role of the access to which its pairs moved', () => {
    expect(asNowDeclared([OTHER], ACCESS)).toEqual([OTHER]);
  });

  test('is without any window where nobody declares its pairs any more, so that they are closed', () => {
    expect(asNowDeclared([], ACCESS)).toEqual([{ ...ACCESS, windows: [] }]);
    expect(asNowDeclared([{ ...OTHER, policies: [FOREIGN_POLICY] }], ACCESS)).toEqual([{ ...ACCESS, windows: [] }]);
  });

  test('is without any window where only the role changed', () => {
    const renamed = { ...ACCESS, role: 'arn:aws:iam::111111111111:role/pipelines/deploy2' };
    expect(asNowDeclared([renamed], ACCESS)).toEqual([{ ...ACCESS, windows: [] }]);
  });

  test('falls into a part that is kept and a part that nobody declares', () => {
    const smaller = { ...ACCESS, policies: [POLICY], windows: [daily('20:00', '21:00', 'UTC')] };
    expect(asNowDeclared([smaller], ACCESS)).toEqual([smaller, { ...ACCESS, policies: [OTHER_POLICY], windows: [] }]);
  });

  test('falls into one part for each access that took over a policy', () => {
    const first = { ...ACCESS, policies: [POLICY] };
    const second = { ...OTHER, policies: [OTHER_POLICY] };
    expect(asNowDeclared([second, first], ACCESS)).toEqual([first, second]);
  });

  test('holds its own pairs only, not the others of the access to which they moved', () => {
    const larger = { ...OTHER, policies: [FOREIGN_POLICY, POLICY, OTHER_POLICY] };
    expect(asNowDeclared([larger], { ...ACCESS, policies: [POLICY] })).toEqual([{ ...OTHER, policies: [POLICY] }]);
  });

  test('never holds a pair twice, nor loses one', () => {
    const first = { ...ACCESS, policies: [OTHER_POLICY] };
    const parts = asNowDeclared([first, { ...OTHER, policies: [POLICY] }], {
      ...ACCESS,
      policies: [POLICY, FOREIGN_POLICY, OTHER_POLICY],
    });
    expect(
      parts
        .flatMap(pairsOf)
        .map(({ policy }) => policy)
        .sort(),
    ).toEqual([POLICY, FOREIGN_POLICY, OTHER_POLICY].sort());
  });
});

describe('two declarations', () => {
  /** As a handler sees it: parsed, and read by the schema. */
  function read(json: string): DeclaredAccess {
    const access = readDeclaration(JSON.parse(json));
    if (isMalformed(access)) {
      throw new Error(access.malformed);
    }
    return access;
  }

  /** The same JSON with the fields of every object in the opposite order. */
  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(reversed);
    }
    return value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;
  }

  test('are the same once read, whatever the order of the fields was', () => {
    const turned = JSON.stringify(reversed(ACCESS));
    expect(turned).not.toBe(JSON.stringify(ACCESS));
    expect(sameDeclaration(read(JSON.stringify(ACCESS)), read(turned))).toBe(true);
  });

  test('are the same where one carries a field that this version does not know', () => {
    expect(sameDeclaration(read(JSON.stringify(ACCESS)), read(JSON.stringify({ ...ACCESS, later: 'added' })))).toBe(
      true,
    );
  });

  test('are the same with every number and boolean as a string, which is how CloudFormation hands them over', () => {
    const asked = onDemand({ breakGlass: true, cooldownMinutes: 15, within: daily('20:00', '22:00', 'Europe/London') });
    const declared = { ...ACCESS, windows: [asked] };
    const json = JSON.stringify(declared);
    const strings = json.replaceAll(
      /"(version|maxMinutes|cooldownMinutes|breakGlass|anyCase)":(\d+|true)/g,
      '"$1":"$2"',
    );
    expect(strings).toContain('"maxMinutes":"120"');
    expect(strings).toContain('"breakGlass":"true"');
    expect(sameDeclaration(read(json), read(strings))).toBe(true);
  });

  const [recurringWindow, onceWindow] = ACCESS.windows as [Scheduled, Scheduled];
  test.each<[string, DeclaredAccess]>([
    ['access', { ...ACCESS, access: 'AnotherAccess' }],
    ['purpose', { ...ACCESS, purpose: `${ACCESS.purpose}!` }],
    ['role', { ...ACCESS, role: `${ACCESS.role}2` }],
    ['attachment role', { ...ACCESS, attachmentRole: `${ACCESS.attachmentRole}2` }],
    ['policy', { ...ACCESS, policies: [POLICY, FOREIGN_POLICY] }],
    ['number of policies', { ...ACCESS, policies: [POLICY] }],
    ['order of policies', { ...ACCESS, policies: [OTHER_POLICY, POLICY] }],
    ['number of windows', { ...ACCESS, windows: [recurringWindow] }],
    ['order of windows', { ...ACCESS, windows: [onceWindow, recurringWindow] }],
    ['id of a window', { ...ACCESS, windows: [{ ...recurringWindow, id: '2' }, onceWindow] }],
    ['words of a window', { ...ACCESS, windows: [{ ...recurringWindow, words: 'at night' }, onceWindow] }],
    [
      'start of a window',
      { ...ACCESS, windows: [{ ...recurringWindow, start: 'cron(1 20 ? * TUE,THU *)' }, onceWindow] },
    ],
    ['end of a window', { ...ACCESS, windows: [recurringWindow, { ...onceWindow, end: '2026-12-01T10:30:01Z' }] }],
    ['zone of a window', { ...ACCESS, windows: [daily('20:00', '22:00', 'Europe/London'), onceWindow] }],
  ])('differ where their %s differs', (_what, other) => {
    expect(sameDeclaration(read(JSON.stringify(ACCESS)), read(JSON.stringify(other)))).toBe(false);
    expect(sameDeclaration(read(JSON.stringify(other)), read(JSON.stringify(ACCESS)))).toBe(false);
  });

  test.each<[string, Partial<OnDemand>]>([
    ['how long one is open', { maxMinutes: 121 }],
    ['the pause after one', { cooldownMinutes: 5 }],
    ['the hours in which requests are heard', { within: daily('20:00', '22:00', 'Europe/London') }],
    ['whether it breaks glass', { breakGlass: true }],
    ['what opens it', { opensOn: [ASKED] }],
    ['the order of what opens it', { opensOn: [PIPELINE, ASKED] }],
    ['who may ask', { opensOn: [{ ...ASKED, requesters: [] }, PIPELINE] }],
    ['where the case is named', { opensOn: [{ ...ASKED, correlation: '$.detail.case' }, PIPELINE] }],
    ['whether no case is all cases', { opensOn: [ASKED, { ...PIPELINE, anyCase: true }] }],
    ['where the reason stands', { opensOn: [{ ...ASKED, reason: '$.detail.why' }, PIPELINE] }],
    ['the pattern', { opensOn: [{ ...ASKED, pattern: '{}' }, PIPELINE] }],
    ['what closes it', { closesOn: [ASKED] }],
  ])('differ where %s differs of a window on demand', (_what, different) => {
    const before = { ...ACCESS, windows: [onDemand()] };
    const after = { ...ACCESS, windows: [onDemand(different)] };
    expect(sameDeclaration(read(JSON.stringify(before)), read(JSON.stringify(after)))).toBe(false);
  });

  test('differ where only the zone of a window differs', () => {
    const london = { ...ACCESS, windows: [daily('20:00', '22:00', 'Europe/London')] };
    const lisbon = { ...ACCESS, windows: [daily('20:00', '22:00', 'Europe/Lisbon')] };
    expect(sameDeclaration(london, lisbon)).toBe(false);
  });
});

describe('names', () => {
  test.each([
    ['without a path', 'arn:aws:iam::111111111111:role/deploy', 'deploy'],
    ['with a path', 'arn:aws:iam::111111111111:role/temporary-access/a/b/deploy', 'deploy'],
    ['with every character that IAM allows', 'arn:aws-cn:iam::111111111111:role/p/a_+=,.@-Z9', 'a_+=,.@-Z9'],
  ])('of a role %s is what follows the last slash', (_what, arn, name) => {
    expect(roleName(arn)).toBe(name);
  });

  test('of a schedule tells access, window and edge', () => {
    expect(scheduleName('ShopReleaseAccess1A2B3C4D', '0', 'start')).toBe('ShopReleaseAccess1A2B3C4D-0-start');
    expect(scheduleName('ShopReleaseAccess1A2B3C4D', '12', 'end')).toBe('ShopReleaseAccess1A2B3C4D-12-end');
  });

  test('of a session tells what it may do and for which access', () => {
    expect(sessionName('open', 'ShopReleaseAccess1A2B3C4D')).toBe('open-ShopReleaseAccess1A2B3C4D');
    expect(sessionName('close', 'ShopReleaseAccess1A2B3C4D')).toBe('close-ShopReleaseAccess1A2B3C4D');
  });

  test('of schedules and sessions have at most 64 of the allowed characters, for the longest access id', () => {
    const longest = `A-b.c_${'9'.repeat(LONGEST_ACCESS_ID - 6)}`;
    expect(isMalformed(readDeclaration({ ...ACCESS, access: longest }))).toBe(false);
    for (const name of [scheduleName(longest, LAST_WINDOW, 'start'), scheduleName(longest, LAST_WINDOW, 'end')]) {
      expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
    }
    for (const name of [sessionName('open', longest), sessionName('close', longest)]) {
      expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
    }
  });
});
