import { App, CfnParameter, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import {
  CfnManagedPolicy,
  CfnRole,
  type IRole,
  ManagedPolicy,
  PermissionsBoundary,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { AccessController } from 'cdk-temporary-access';
import { accessIn, problemsOf, readObjects, roleIn, stackOf } from '../fixture';

const OURS = '111122223333';
const THEIRS = '444455556666';
const inAccount = (account: string): Stack => stackOf({ env: { account, region: 'eu-west-2' } });

describe('the account of a role', () => {
  test('fails where it is known to be another than the stack has', () => {
    const stack = inAccount(OURS);
    accessIn(stack, { role: Role.fromRoleArn(stack, 'Theirs', `arn:aws:iam::${THEIRS}:role/theirs`) });
    expect(problemsOf(stack)).toEqual([
      `[Shop/Release] role theirs is in account ${THEIRS} and the access in ${OURS}: IAM changes a role only from ` +
        `within its own account; declare the access in a stack of account ${THEIRS} [role-of-another-account]`,
    ]);
  });

  test('fails with the path of a role of this app, whose name only the deployment knows', () => {
    const app = new App();
    const roles = new Stack(app, 'Roles', { env: { account: THEIRS, region: 'eu-west-2' } });
    const stack = new Stack(app, 'Shop', { env: { account: OURS, region: 'eu-west-2' } });
    accessIn(stack, { role: roleIn(roles) });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('role Roles/DeployRole is in account')]);
  });

  test.each<[what: string, stack: Stack, arn: string]>([
    ['the same', inAccount(OURS), `arn:aws:iam::${OURS}:role/ours`],
    ['unknown of the stack', stackOf(), `arn:aws:iam::${THEIRS}:role/theirs`],
  ])('is fine where it is %s', (_what, stack, arn) => {
    accessIn(stack, { role: Role.fromRoleArn(stack, 'Imported', arn) });
    expect(problemsOf(stack)).toEqual([]);
  });

  test('is fine where it is unknown of the role', () => {
    const stack = inAccount(OURS);
    accessIn(stack, { role: Role.fromRoleArn(stack, 'Imported', new CfnParameter(stack, 'Arn').valueAsString) });
    expect(problemsOf(stack)).toEqual([]);
  });
});

describe('a role that belongs to AWS', () => {
  test.each([
    ['an AWS service', 'role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'],
    ['IAM Identity Center', 'role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Admin_0123456789abcdef'],
  ])('fails: %s', (owner, resource) => {
    const stack = stackOf();
    accessIn(stack, { role: Role.fromRoleArn(stack, 'Theirs', `arn:aws:iam::${OURS}:${resource}`) });
    expect(problemsOf(stack)).toEqual([expect.stringMatching(new RegExp(`belongs to ${owner}: .*\\[role-of-aws\\]$`))]);
  });

  test.each(['AWSServiceRoleForECS', 'AWSReservedSSO_Admin_0123456789abcdef'])('fails by its name: %s', (name) => {
    const stack = stackOf();
    accessIn(stack, { role: Role.fromRoleName(stack, 'Theirs', name) });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('[role-of-aws]')]);
  });

  test.each(['MyAWSServiceRoleForECS', 'aws-service-role', 'service-role/lambda'])(
    'is not one that only sounds like it: %s',
    (name) => {
      const stack = stackOf();
      accessIn(stack, { role: Role.fromRoleName(stack, 'Mine', name) });
      expect(problemsOf(stack)).toEqual([]);
    },
  );
});

describe('the room on a role', () => {
  const policies = (stack: Stack, count: number, more = {}): ManagedPolicy[] =>
    Array.from(
      { length: count },
      (_, index) => new ManagedPolicy(stack, `Standing${index}`, { statements: [readObjects()], ...more }),
    );

  /** By what a role has policies for good. */
  const attach: [by: string, attach: (stack: Stack, role: Role, count: number) => void][] = [
    [
      'role.addManagedPolicy',
      (stack, role, count) => {
        policies(stack, count).forEach((policy) => {
          role.addManagedPolicy(policy);
        });
      },
    ],
    [
      'ManagedPolicy({ roles })',
      (stack, role, count) => {
        policies(stack, count, { roles: [role] });
      },
    ],
    [
      'AWS managed policies',
      (_stack, role, count) => {
        Array.from({ length: count }, (_, index) => ManagedPolicy.fromAwsManagedPolicyName(`Job${index}`)).forEach(
          (policy) => {
            role.addManagedPolicy(policy);
          },
        );
      },
    ],
  ];

  test.each(attach)('is enough for ten policies, and not for eleven, by %s', (_by, attachTo) => {
    const problems = [9, 10].map((count) => {
      const stack = stackOf();
      const role = roleIn(stack);
      accessIn(stack, { role });
      attachTo(stack, role, count);
      return problemsOf(stack);
    });
    expect(problems).toEqual([
      [],
      [
        '[Shop/Release] role Shop/DeployRole would have 11 managed policies in a window, 10 of them for good: IAM ' +
          'allows 10 on a role, and the window would not open; take 1 off, join some into one, or, if the quota of ' +
          'your account is higher, write managedPoliciesPerRole: 11 in the AccessController [too-many-policies]',
      ],
    ]);
  });

  test.each([
    ['exactly as much', 12, 0],
    ['one less', 11, 1],
  ])('is as large as the controller says: %s', (_as, managedPoliciesPerRole, problems) => {
    const stack = stackOf();
    const role = roleIn(stack);
    new AccessController(stack, 'Controller', { managedPoliciesPerRole });
    accessIn(stack, { role });
    attach[0]![1](stack, role, 11);
    expect(problemsOf(stack)).toHaveLength(problems);
  });

  test('counts a policy once that is attached twice', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    accessIn(stack, { role });
    policies(stack, 9, { roles: [role] }).forEach((policy) => {
      role.addManagedPolicy(policy);
    });
    expect(problemsOf(stack)).toEqual([]);
  });

  test('counts a policy once that is attached for good and in the windows, which is another mistake', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    const standing = policies(stack, 10, { roles: [role] });
    accessIn(stack, { role, statements: [], managedPolicies: standing.slice(0, 1) });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('[permanent-attachment]')]);
  });

  test('counts what a role lists only when it is rendered', () => {
    const stack = stackOf();
    const managedPolicyArns = Lazy.list({
      produce: () => Array.from({ length: 10 }, (_, index) => `arn:aws:iam::aws:policy/Job${index}`),
    });
    const resource = new CfnRole(stack, 'Raw', { assumeRolePolicyDocument: {}, managedPolicyArns });
    accessIn(stack, { role: fromResource(resource) });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('would have 11 managed policies')]);
  });

  test('does not count policies of a role with the same name, whose stack may be of another account', () => {
    const app = new App();
    const [ours, theirs] = ['Ours', 'Theirs'].map((id) => new Stack(app, id)) as [Stack, Stack];
    accessIn(ours, { role: Role.fromRoleName(ours, 'Role', 'deploy') });
    policies(theirs, 10, { roles: [Role.fromRoleName(theirs, 'Role', 'deploy')] });
    expect(problemsOf(ours)).toEqual([]);
  });

  test('counts policies of a role with the same name in the same account', () => {
    const app = new App();
    const env = { account: OURS, region: 'eu-west-2' };
    const [ours, also] = ['Ours', 'Also'].map((id) => new Stack(app, id, { env })) as [Stack, Stack];
    accessIn(ours, { role: Role.fromRoleName(ours, 'Role', 'deploy') });
    policies(also, 10, { roles: [Role.fromRoleName(also, 'Role', 'deploy')] });
    expect(problemsOf(ours)).toEqual([expect.stringContaining('[too-many-policies]')]);
  });

  function fromResource(resource: CfnRole): IRole {
    return Role.fromRoleArn(Stack.of(resource), 'FromResource', resource.attrArn);
  }
});

describe('a role is fine', () => {
  test.each<[what: string, role: (stack: Stack) => IRole]>([
    ['by its name', (stack) => Role.fromRoleName(stack, 'Role', 'deploy')],
    ['by its ARN', (stack) => Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OURS}:role/deploy`)],
    ['with a path', (stack) => Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OURS}:role/ci/deploy`)],
    [
      'that the app must not change',
      (stack) => Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${OURS}:role/deploy`, { mutable: false }),
    ],
    [
      'with a path and a boundary',
      (stack) => {
        const role = new Role(stack, 'Role', { path: '/ci/', assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
        PermissionsBoundary.of(role).apply(ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
        return role;
      },
    ],
    ['without its policies to be changed', (stack) => roleIn(stack).withoutPolicyUpdates()],
    ['of a nested stack', (stack) => roleIn(new NestedStack(stack, 'Nested'))],
  ])('%s', (_what, role) => {
    const stack = stackOf();
    accessIn(stack, { role: role(stack) });
    expect(problemsOf(stack)).toEqual([]);
  });

  test('in an app of many Regions, accounts and Stages, with other roles everywhere', () => {
    const app = new App();
    const places = [
      { account: OURS, region: 'eu-west-1' },
      { account: OURS, region: 'us-east-1' },
      { account: THEIRS, region: 'us-east-1' },
      {},
    ];
    const stacks = [app, new Stage(app, 'Production', { env: places[0]! })].flatMap((scope) =>
      places.map((env, place) => new Stack(scope, `Stack${place}`, { env })),
    );
    for (const stack of stacks) {
      const policy = new ManagedPolicy(stack, 'Standing', { statements: [readObjects()] });
      roleIn(stack, 'Other').addManagedPolicy(policy);
      new CfnManagedPolicy(stack, 'Raw', { policyDocument: {}, roles: [roleIn(stack, 'Third').roleName] });
      accessIn(stack, { role: roleIn(stack) }, 'Own');
      accessIn(stack, { role: Role.fromRoleName(stack, 'Imported', 'deploy') }, 'Named');
    }
    expect(problemsOf(stacks[0]!)).toEqual([]);
  });

  test('of a nested stack, for an access in another', () => {
    const stack = stackOf();
    const [roles, accesses] = [new NestedStack(stack, 'Roles'), new NestedStack(stack, 'Accesses')];
    accessIn(accesses, { role: roleIn(roles) });
    expect(problemsOf(stack)).toEqual([]);
  });
});
