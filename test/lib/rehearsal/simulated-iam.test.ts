import { epochMs, MINUTE, plus } from '../../../lib/core/interval';
import { failureOf } from '../../../lib/core/world';
import { type Caller, SimulatedIam } from '../../../lib/rehearsal/simulated-iam';
import type { JsonObject } from '../../../lib/rehearsal/template';
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
