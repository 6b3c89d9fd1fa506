import { epochMs, MINUTE, plus, SECOND } from '../../../lib/core/interval';
import { failureOf } from '../../../lib/core/world';
import { BY_HAND } from '../../../lib/rehearsal/by-hand';
import type { Caller } from '../../../lib/rehearsal/iam-authority';
import { SimulatedIam } from '../../../lib/rehearsal/simulated-iam';
import type { JsonObject } from '../../../lib/assembly/template';
import { VirtualClock } from '../../../lib/rehearsal/virtual-clock';

const START = epochMs(Date.parse('2026-12-01T20:00:00Z'));
const account = 'arn:aws:iam::123456789012:';
const target = `${account}role/team/deploy`;
const attacher = `${account}role/attacher`;
const opener: Caller = { roleArn: `${account}role/opener`, sessionName: 'opener-function' };
const policyOf = (name: string): string => `${account}policy/${name}`;
const allow = (more: JsonObject): JsonObject => ({ Statement: [{ Effect: 'Allow', Resource: '*', ...more }] });
const trustOf = (principal: JsonObject, condition: JsonObject = {}): JsonObject => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, Condition: condition }],
});

interface Setup {
  readonly pageSize?: number;
  readonly policiesPerRole?: number;
  readonly opener?: JsonObject;
  readonly attacher?: JsonObject;
}

function world(setup: Setup = {}): { clock: VirtualClock; iam: SimulatedIam } {
  const clock = new VirtualClock(START);
  const iam = new SimulatedIam(clock, {
    pageSize: setup.pageSize ?? 100,
    policiesPerRole: setup.policiesPerRole ?? 10,
  });
  iam.putRole({ arn: target, trust: {} });
  iam.putRole({ arn: opener.roleArn, trust: trustOf({ Service: 'lambda.amazonaws.com' }) });
  iam.putRole({
    arn: attacher,
    trust: trustOf({ AWS: opener.roleArn }, { StringLike: { 'sts:RoleSessionName': ['open-*', 'close-*'] } }),
  });
  iam.putInlinePolicy(
    opener.roleArn,
    'Read',
    setup.opener ?? allow({ Action: ['iam:ListAttachedRolePolicies', 'sts:AssumeRole'] }),
  );
  iam.putInlinePolicy(attacher, 'Change', setup.attacher ?? allow({ Action: 'iam:*RolePolicy' }));
  ['a', 'b', 'c'].forEach((name) => {
    iam.putManagedPolicy(policyOf(name), allow({ Action: 's3:*' }));
  });
  return { clock, iam };
}

function session(iam: SimulatedIam, name = 'open-Release', sessionPolicy?: JsonObject): Caller {
  return iam.assume(opener, attacher, name, sessionPolicy === undefined ? undefined : JSON.stringify(sessionPolicy));
}

function kindOf(act: () => void): string {
  try {
    act();
    return 'no failure';
  } catch (error) {
    return failureOf(error) ?? String(error);
  }
}

describe('attaching and detaching', () => {
  test('knows a role by its friendly name only, not by its path and name', () => {
    const { iam } = world();
    expect(kindOf(() => iam.listAttached(opener, 'deploy', undefined))).toBe('no failure');
    expect(kindOf(() => iam.listAttached(opener, 'team/deploy', undefined))).toBe('absent');
  });

  test('shows in the list, and in the record with time, session and the role that assumed it', () => {
    const { iam } = world();
    const caller = session(iam);
    iam.attach(caller, 'deploy', policyOf('a'));
    expect(iam.listAttached(opener, 'deploy', undefined)).toEqual({ policies: [policyOf('a')], marker: undefined });
    iam.detach(caller, 'deploy', policyOf('a'));
    expect(iam.listAttached(opener, 'deploy', undefined).policies).toEqual([]);
    const release = { at: START, role: target, policy: policyOf('a'), by: 'open-Release', through: opener.roleArn };
    expect(iam.changes).toEqual([
      { ...release, change: 'attached' },
      { ...release, change: 'detached' },
    ]);
  });

  test('attaching twice is fine and is recorded once', () => {
    const { iam } = world();
    iam.attach(session(iam), 'deploy', policyOf('a'));
    iam.attach(session(iam), 'deploy', policyOf('a'));
    expect(iam.changes).toHaveLength(1);
  });

  test.each<[string, (iam: SimulatedIam) => void, string]>([
    [
      'fails on a role that does not exist',
      (iam) => {
        iam.attach(session(iam), 'gone', policyOf('a'));
      },
      'absent',
    ],
    [
      'fails on a policy that does not exist',
      (iam) => {
        iam.attach(session(iam), 'deploy', policyOf('gone'));
      },
      'absent',
    ],
    [
      'fails to detach what is not attached',
      (iam) => {
        iam.detach(session(iam), 'deploy', policyOf('a'));
      },
      'absent',
    ],
    [
      'fails in the name of the function itself',
      (iam) => {
        iam.attach(opener, 'deploy', policyOf('a'));
      },
      'denied',
    ],
    [
      'knows the policies of AWS',
      (iam) => {
        iam.attach(session(iam), 'deploy', 'arn:aws:iam::aws:policy/ReadOnlyAccess');
      },
      'no failure',
    ],
  ])('%s', (_what, act, expected) => {
    const { iam } = world();
    expect(
      kindOf(() => {
        act(iam);
      }),
    ).toBe(expected);
  });

  test('fails over the quota, and not at it', () => {
    const { iam } = world({ policiesPerRole: 2 });
    iam.attach(session(iam), 'deploy', policyOf('a'));
    iam.attach(session(iam), 'deploy', policyOf('b'));
    expect(
      kindOf(() => {
        iam.attach(session(iam), 'deploy', policyOf('c'));
      }),
    ).toBe('refused');
    expect(
      kindOf(() => {
        iam.attach(session(iam), 'deploy', policyOf('b'));
      }),
    ).toBe('no failure');
  });
});

test('a list comes in pages', () => {
  const { iam } = world({ pageSize: 2 });
  ['a', 'b', 'c'].forEach((name) => {
    iam.attach(session(iam), 'deploy', policyOf(name));
  });
  const first = iam.listAttached(opener, 'deploy', undefined);
  expect(first.policies).toEqual([policyOf('a'), policyOf('b')]);
  expect(iam.listAttached(opener, 'deploy', first.marker)).toEqual({ policies: [policyOf('c')], marker: undefined });
});

describe('the policies of the template decide', () => {
  const mayAssume = { Action: 'sts:AssumeRole' };

  test('fails to list without the permission', () => {
    const { iam } = world({ opener: allow(mayAssume) });
    expect(kindOf(() => iam.listAttached(opener, 'deploy', undefined))).toBe('denied');
  });

  test('fails to assume without the permission, though the role trusts it', () => {
    const { iam } = world({ opener: allow({ Action: 'iam:*' }) });
    expect(kindOf(() => session(iam))).toBe('denied');
  });

  test('fails to assume a role that does not trust the caller, or not under this name', () => {
    const { iam } = world();
    expect(kindOf(() => session(iam, 'other-Release'))).toBe('denied');
    const closer = { roleArn: `${account}role/closer`, sessionName: 'closer-function' };
    iam.putRole({ arn: closer.roleArn, trust: {} });
    iam.putInlinePolicy(closer.roleArn, 'Assume', allow(mayAssume));
    expect(kindOf(() => iam.assume(closer, attacher, 'close-Release', undefined))).toBe('denied');
  });

  test('lets only the session attach that the condition names', () => {
    const named = { Action: 'iam:AttachRolePolicy', Condition: { StringLike: { 'aws:userid': '*:open-Release' } } };
    const { iam } = world({ attacher: allow(named) });
    expect(
      kindOf(() => {
        iam.attach(session(iam, 'close-Release'), 'deploy', policyOf('a'));
      }),
    ).toBe('denied');
    expect(
      kindOf(() => {
        iam.attach(session(iam), 'deploy', policyOf('a'));
      }),
    ).toBe('no failure');
  });

  test('lets only the policy be attached that the condition names', () => {
    const { iam } = world({
      attacher: allow({ Action: 'iam:AttachRolePolicy', Condition: { ArnEquals: { 'iam:PolicyARN': policyOf('a') } } }),
    });
    expect(
      kindOf(() => {
        iam.attach(session(iam), 'deploy', policyOf('b'));
      }),
    ).toBe('denied');
    expect(
      kindOf(() => {
        iam.attach(session(iam), 'deploy', policyOf('a'));
      }),
    ).toBe('no failure');
  });

  test('a session policy takes away, also by the virtual clock', async () => {
    const { clock, iam } = world();
    const until = {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iam:AttachRolePolicy',
          Resource: target,
          Condition: { DateLessThan: { 'aws:CurrentTime': '2026-12-01T20:01:00Z' } },
        },
      ],
    };
    const caller = session(iam, 'open-Release', until);
    iam.attach(caller, 'deploy', policyOf('a'));
    expect(
      kindOf(() => {
        iam.detach(caller, 'deploy', policyOf('a'));
      }),
    ).toBe('denied');
    await clock.run(plus(START, MINUTE));
    expect(
      kindOf(() => {
        iam.attach(caller, 'deploy', policyOf('b'));
      }),
    ).toBe('denied');
  });

  test('a service takes on a role that trusts it, and no other', () => {
    const { iam } = world();
    expect(kindOf(() => iam.assumeAsService('lambda.amazonaws.com', opener.roleArn, {}))).toBe('no failure');
    expect(kindOf(() => iam.assumeAsService('scheduler.amazonaws.com', opener.roleArn, {}))).toBe('denied');
    expect(kindOf(() => iam.assumeAsService('lambda.amazonaws.com', `${account}role/x/opener`, {}))).toBe('denied');
  });
});

describe('a list that is not up to date', () => {
  /** `a` is attached after 10 s, `b` after 20 s, and `a` is detached after 30 s. */
  async function changing(): Promise<{ iam: SimulatedIam; clock: VirtualClock; caller: Caller }> {
    const { clock, iam } = world();
    const caller = session(iam);
    await clock.run(plus(START, 10 * SECOND));
    iam.attach(caller, 'deploy', policyOf('a'));
    await clock.run(plus(START, 20 * SECOND));
    iam.attach(caller, 'deploy', policyOf('b'));
    await clock.run(plus(START, 30 * SECOND));
    iam.detach(caller, 'deploy', policyOf('a'));
    await clock.run(plus(START, 40 * SECOND));
    return { iam, clock, caller };
  }

  test.each([
    ['before anything', 9_999, []],
    ['at the first attach', 10_000, ['a']],
    ['one ms before the second', 19_999, ['a']],
    ['at the second', 20_000, ['a', 'b']],
    ['one ms before the detach', 29_999, ['a', 'b']],
    ['at the detach', 30_000, ['b']],
    ['now', 40_000, ['b']],
  ])('shows what was attached then: %s', async (_when, ms, names) => {
    const { iam } = await changing();
    const { policies } = iam.listAttached(opener, 'deploy', undefined, plus(START, ms));
    expect([...policies].sort()).toEqual(names.map(policyOf));
  });

  test('shows what was attached to this role only', async () => {
    const { iam, caller } = await changing();
    const other = `${account}role/other`;
    iam.putRole({ arn: other, trust: {} });
    iam.attach(caller, 'other', policyOf('c'));
    expect(iam.listAttached(opener, 'deploy', undefined, plus(START, 20 * SECOND)).policies).not.toContain(
      policyOf('c'),
    );
    expect(iam.listAttached(opener, 'other', undefined, plus(START, 20 * SECOND)).policies).toEqual([]);
  });

  test('is up to date again without being asked for', async () => {
    const { iam } = await changing();
    iam.listAttached(opener, 'deploy', undefined, START);
    expect(iam.listAttached(opener, 'deploy', undefined).policies).toEqual([policyOf('b')]);
  });

  test('fails to detach what it does not know yet, and leaves it', async () => {
    const { iam, caller } = await changing();
    const detach = (ms: number): string =>
      kindOf(() => {
        iam.detach(caller, 'deploy', policyOf('b'), plus(START, ms));
      });
    expect(detach(19_999)).toBe('absent');
    expect(iam.isAttached(target, policyOf('b'))).toBe(true);
    expect(detach(20_000)).toBe('no failure');
    expect(iam.isAttached(target, policyOf('b'))).toBe(false);
  });

  test('fails to detach what it still knows and what is gone', async () => {
    const { iam, caller } = await changing();
    expect(
      kindOf(() => {
        iam.detach(caller, 'deploy', policyOf('a'), plus(START, 25 * SECOND));
      }),
    ).toBe('absent');
    expect(iam.changes).toHaveLength(3);
  });
});

describe('somebody with rights of their own', () => {
  test('attaches and detaches, and is in the record', () => {
    const { iam } = world();
    const [role, policy] = [target, policyOf('a')];
    expect(iam.attachByHand(role, policy)).toBe(true);
    expect(iam.isAttached(role, policy)).toBe(true);
    expect(iam.detachByHand(role, policy)).toBe(true);
    expect(iam.isAttached(role, policy)).toBe(false);
    expect(iam.changes).toEqual([
      { at: START, change: 'attached', role, policy, by: BY_HAND },
      { at: START, change: 'detached', role, policy, by: BY_HAND },
    ]);
  });

  test.each<[string, (iam: SimulatedIam) => boolean]>([
    [
      'attaches what is attached',
      (iam) => {
        iam.attachPermanently(target, policyOf('a'));
        return iam.attachByHand(target, policyOf('a'));
      },
    ],
    ['attaches a policy that does not exist', (iam) => iam.attachByHand(target, policyOf('gone'))],
    ['attaches to a role that does not exist', (iam) => iam.attachByHand(`${account}role/gone`, policyOf('a'))],
    ['detaches what is not attached', (iam) => iam.detachByHand(target, policyOf('a'))],
    ['detaches from a role that does not exist', (iam) => iam.detachByHand(`${account}role/gone`, policyOf('a'))],
  ])('changes nothing who %s', (_what, act) => {
    const { iam } = world();
    expect(act(iam)).toBe(false);
    expect(iam.changes).toEqual([]);
  });

  describe('deletes a role', () => {
    const attachedTo = (iam: SimulatedIam): string[] => [...iam.listAttached(opener, 'deploy', undefined).policies];

    test('and all that is on it goes, as the record says', () => {
      const { iam } = world();
      iam.attach(session(iam), 'deploy', policyOf('a'));
      iam.attach(session(iam), 'deploy', policyOf('b'));
      iam.removeRoleByHand(target);
      expect(iam.hasRole(target)).toBe(false);
      expect(kindOf(() => attachedTo(iam))).toBe('absent');
      expect(iam.changes.slice(2)).toMatchObject([
        { change: 'detached', policy: policyOf('a'), by: BY_HAND },
        { change: 'detached', policy: policyOf('b'), by: BY_HAND },
      ]);
    });

    test('and makes it anew: under the same name, as another one, with nothing attached', () => {
      const { iam } = world();
      const before = iam.idOf(target);
      iam.attach(session(iam), 'deploy', policyOf('a'));
      iam.removeRoleByHand(target)();
      expect(iam.hasRole(target)).toBe(true);
      expect(attachedTo(iam)).toEqual([]);
      expect(iam.idOf(target)).not.toBe(before);
    });

    test('whose policies of its own it gets again', () => {
      const { iam } = world();
      iam.removeRoleByHand(attacher)();
      expect(
        kindOf(() => {
          iam.attach(session(iam), 'deploy', policyOf('a'));
        }),
      ).toBe('no failure');
    });

    test('that somebody else has made anew by then, and leaves theirs', () => {
      const { iam } = world();
      const remake = iam.removeRoleByHand(target);
      const theirs = iam.createRole({ arn: target, trust: {} });
      iam.attach(session(iam), 'deploy', policyOf('a'));
      remake();
      expect(iam.idOf(target)).toBe(theirs);
      expect(attachedTo(iam)).toEqual([policyOf('a')]);
    });

    test('that is not there, and makes none', () => {
      const { iam } = world();
      iam.removeRoleByHand(`${account}role/gone`)();
      expect(iam.hasRole(`${account}role/gone`)).toBe(false);
    });
  });

  describe('deletes a policy', () => {
    test('which is taken off everywhere before', () => {
      const { iam } = world();
      const other = `${account}role/other`;
      iam.putRole({ arn: other, trust: {} });
      iam.attach(session(iam), 'deploy', policyOf('a'));
      iam.attach(session(iam), 'deploy', policyOf('b'));
      iam.attach(session(iam), 'other', policyOf('a'));
      iam.removePolicyByHand(policyOf('a'));
      expect(iam.hasPolicy(policyOf('a'))).toBe(false);
      expect(iam.isAttached(target, policyOf('b'))).toBe(true);
      expect(iam.changes.slice(3)).toMatchObject([
        { change: 'detached', role: target, policy: policyOf('a'), by: BY_HAND },
        { change: 'detached', role: other, policy: policyOf('a'), by: BY_HAND },
      ]);
      expect(
        kindOf(() => {
          iam.attach(session(iam), 'deploy', policyOf('a'));
        }),
      ).toBe('absent');
    });

    test('and makes it anew: it can be attached, and is not', () => {
      const { iam } = world();
      iam.attach(session(iam), 'deploy', policyOf('a'));
      iam.removePolicyByHand(policyOf('a'))();
      expect(iam.isAttached(target, policyOf('a'))).toBe(false);
      expect(
        kindOf(() => {
          iam.attach(session(iam), 'deploy', policyOf('a'));
        }),
      ).toBe('no failure');
    });

    test('that is not there, and makes none', () => {
      const { iam } = world();
      iam.removePolicyByHand(policyOf('gone'))();
      expect(iam.hasPolicy(policyOf('gone'))).toBe(false);
    });
  });
});

test('whoever watches sees each change when it happens, and each role when it is made', () => {
  const { iam } = world();
  const seen: string[] = [];
  iam.watch(({ change, policy }) => seen.push(`${change} ${policy} ${iam.isAttached(target, policy)}`));
  iam.watchRoles((arn) => seen.push(`made ${arn} ${iam.hasRole(arn)}`));
  iam.attach(session(iam), 'deploy', policyOf('a'));
  iam.detachByHand(target, policyOf('a'));
  iam.createRole({ arn: `${account}role/new`, trust: {} });
  expect(seen).toEqual([
    `attached ${policyOf('a')} true`,
    `detached ${policyOf('a')} false`,
    `made ${account}role/new true`,
  ]);
});
