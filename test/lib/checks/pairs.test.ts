import { App, type Environment, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { type IManagedPolicy, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accessIn, problemsOf, readObjects, roleIn, stackOf } from '../fixture';

const ACCOUNT = '111122223333';
const ENV: Environment = { account: ACCOUNT, region: 'eu-west-2' };
const shared = (scope: Construct, id = 'Shared'): ManagedPolicy =>
  new ManagedPolicy(scope, id, { statements: [readObjects()] });
const awsPolicy = (): IManagedPolicy => ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');

function twoStacks(scope: Construct = new App(), env?: Environment): [Stack, Stack] {
  return ['A', 'B'].map((id) => new Stack(scope, id, env === undefined ? {} : { env })) as [Stack, Stack];
}

test('fails where an access names a policy twice', () => {
  const stack = stackOf();
  const policy = shared(stack);
  accessIn(stack, { managedPolicies: [policy, policy, awsPolicy(), policy] });
  expect(problemsOf(stack)).toEqual([
    '[Shop/Release] managedPolicies names Shop/Shared more than once: a role has a policy or has it not, so one of ' +
      'them says nothing or was meant to be another; name it once [repeated-policy]',
  ]);
});

describe('the same policy on the same role by two accesses fails on both', () => {
  test('of one stack', () => {
    const stack = stackOf();
    const [role, policy] = [roleIn(stack), shared(stack)];
    accessIn(stack, { role, managedPolicies: [policy] }, 'One');
    accessIn(stack, { role, managedPolicies: [policy] }, 'Two');
    expect(problemsOf(stack)).toEqual([
      '[Shop/One] Shop/Shared is attached to the same role by Shop/Two too: the end of one access would close the ' +
        'other; declare one access with the windows of both [shared-pair]',
      expect.stringMatching(/^\[Shop\/Two\] Shop\/Shared is attached to the same role by Shop\/One too: /),
    ]);
  });

  test.each<[what: string, one: (stack: Stack) => Role | ReturnType<typeof Role.fromRoleArn>, other: string]>([
    [
      'by name and by ARN',
      (stack) => Role.fromRoleName(stack, 'Role', 'deploy'),
      `arn:aws:iam::${ACCOUNT}:role/deploy`,
    ],
    [
      'by two ARNs',
      (stack) => Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/deploy`),
      `arn:aws:iam::${ACCOUNT}:role/deploy`,
    ],
  ])('of two stacks of one account, the role imported %s', (_what, one, other) => {
    const [a, b] = twoStacks(new App(), ENV);
    accessIn(a, { role: one(a), managedPolicies: [awsPolicy()] });
    accessIn(b, { role: Role.fromRoleArn(b, 'Role', other), managedPolicies: [awsPolicy()] });
    expect(problemsOf(a)).toEqual([
      expect.stringContaining('[A/Release] arn:aws:iam::aws:policy/ReadOnlyAccess is attached'),
      expect.stringContaining('[B/Release] arn:aws:iam::aws:policy/ReadOnlyAccess is attached'),
    ]);
  });

  test('of two stacks, with role and policy of a third', () => {
    const app = new App();
    const [a, b] = twoStacks(app);
    const own = new Stack(app, 'Owner');
    const [role, policy] = [roleIn(own), shared(own)];
    accessIn(a, { role, managedPolicies: [policy] });
    accessIn(b, { role, managedPolicies: [policy] });
    expect(problemsOf(a)).toHaveLength(2);
  });

  test('of a stack and one that is nested in it', () => {
    const stack = stackOf();
    const nested = new NestedStack(stack, 'Nested');
    for (const scope of [stack, nested]) {
      accessIn(scope, { role: Role.fromRoleName(scope, 'Role', 'deploy'), managedPolicies: [awsPolicy()] });
    }
    expect(problemsOf(stack)).toHaveLength(2);
  });
});

describe('it is fine', () => {
  test('to attach one policy to two roles, and two policies to one role', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    const policy = shared(stack);
    accessIn(stack, { role, managedPolicies: [policy] }, 'One');
    accessIn(stack, { role: roleIn(stack, 'Other'), managedPolicies: [policy] }, 'Two');
    accessIn(stack, { role, managedPolicies: [shared(stack, 'Second')] }, 'Three');
    expect(problemsOf(stack)).toEqual([]);
  });

  test('to import a role by the same name in two stacks, which may go to different accounts', () => {
    const [a, b] = twoStacks();
    for (const stack of [a, b]) {
      accessIn(stack, { role: Role.fromRoleName(stack, 'Role', 'deploy'), managedPolicies: [awsPolicy()] });
    }
    expect(problemsOf(a)).toEqual([]);
  });

  test('to import a role by the same name in stacks of two accounts', () => {
    const app = new App();
    const stacks = [ACCOUNT, '444455556666'].map(
      (account) => new Stack(app, `In${account}`, { env: { account, region: 'eu-west-2' } }),
    );
    for (const stack of stacks) {
      accessIn(stack, { role: Role.fromRoleName(stack, 'Role', 'deploy'), managedPolicies: [awsPolicy()] });
    }
    expect(problemsOf(stacks[0]!)).toEqual([]);
  });

  test('to deploy the same stack in two Stages', () => {
    const app = new App();
    for (const id of ['Test', 'Production']) {
      const stack = new Stack(new Stage(app, id), 'Shop');
      accessIn(stack, { managedPolicies: [shared(stack)] });
    }
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a policy that the app attaches for good fails', () => {
  const problem =
    'the window would protect nothing, and its end would take away what is meant to stay; remove the permanent ' +
    'attachment, or leave the policy out of the access [permanent-attachment]';

  test.each<[by: string, attach: (role: Role, policy: ManagedPolicy) => void]>([
    [
      'the role',
      (role, policy) => {
        role.addManagedPolicy(policy);
      },
    ],
    [
      'the policy',
      (role, policy) => {
        policy.attachToRole(role);
      },
    ],
    [
      'both',
      (role, policy) => {
        role.addManagedPolicy(policy);
        policy.attachToRole(role);
      },
    ],
  ])('by %s, even after the access was declared', (_by, attach) => {
    const stack = stackOf();
    const [role, policy] = [roleIn(stack), shared(stack)];
    accessIn(stack, { role, managedPolicies: [policy] });
    attach(role, policy);
    expect(problemsOf(stack)).toEqual([
      `[Shop/Release] Shop/Shared is attached to role Shop/DeployRole permanently as well: ${problem}`,
    ]);
  });

  test('as a policy of AWS, and calls it by its ARN', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    role.addManagedPolicy(awsPolicy());
    accessIn(stack, { role, managedPolicies: [awsPolicy()] });
    expect(problemsOf(stack)).toEqual([
      expect.stringContaining('[Shop/Release] arn:aws:iam::aws:policy/ReadOnlyAccess is attached to role'),
    ]);
  });

  test.each<[where: string, stacks: readonly [role: number, policy: number, access: number]]>([
    ['role and policy of another stack', [0, 0, 1]],
    ['the role of one, the policy of another, the access in a third', [0, 1, 2]],
    ['the policy of another stack', [1, 0, 1]],
  ])('across stacks: %s', (_where, [ofRole, ofPolicy, ofAccess]) => {
    const app = new App();
    const stacks = ['A', 'B', 'C'].map((id) => new Stack(app, id));
    const role = roleIn(stacks[ofRole]!);
    const policy = shared(stacks[ofPolicy]!);
    role.addManagedPolicy(policy);
    accessIn(stacks[ofAccess]!, { role, managedPolicies: [policy] });
    expect(problemsOf(stacks[0]!)).toEqual([expect.stringContaining('[permanent-attachment]')]);
  });

  test('to a role of another stack, by the policy', () => {
    const [a, b] = twoStacks();
    const [role, policy] = [roleIn(a), shared(b)];
    policy.attachToRole(role);
    accessIn(b, { role, managedPolicies: [policy] });
    expect(problemsOf(b)).toEqual([expect.stringContaining('[permanent-attachment]')]);
  });

  test('to a role that both know by its name only, in another stack', () => {
    const [a, b] = twoStacks();
    const policy = shared(a);
    policy.attachToRole(Role.fromRoleName(a, 'Role', 'deploy'));
    accessIn(b, { role: Role.fromRoleName(b, 'Role', 'deploy'), managedPolicies: [policy] });
    expect(problemsOf(b)).toEqual([expect.stringContaining('[permanent-attachment]')]);
  });
});

test('a policy that is attached for good to another role is fine', () => {
  const stack = stackOf();
  const policy = shared(stack);
  accessIn(stack, { managedPolicies: [policy] });
  roleIn(stack, 'Other').addManagedPolicy(policy);
  expect(problemsOf(stack)).toEqual([]);
});
