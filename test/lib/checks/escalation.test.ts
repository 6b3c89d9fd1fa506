import { App, Aws, Stack } from 'aws-cdk-lib';
import {
  CfnManagedPolicy,
  Effect,
  type IManagedPolicy,
  ManagedPolicy,
  PolicyStatement,
  type PolicyStatementProps,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { TemporaryAccessProps } from 'cdk-temporary-access';
import { accessIn, messagesOf, problemsOf, readObjects, roleIn, stackOf } from '../fixture';

const ONE_ROLE = 'arn:aws:iam::111122223333:role/task';
const statement = (props: PolicyStatementProps): PolicyStatement => new PolicyStatement({ resources: ['*'], ...props });

/** The CDK's statements take no wildcard in the name of a service; templates do. */
function rawPolicy(stack: Stack, action: string): IManagedPolicy {
  const raw = new CfnManagedPolicy(stack, 'Raw', {
    policyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } },
  });
  return ManagedPolicy.fromManagedPolicyArn(stack, 'Policy', raw.ref);
}

/** What the access is said to give. */
function given(props: Partial<TemporaryAccessProps>, stack = stackOf()): string[] {
  accessIn(stack, props);
  return problemsOf(stack).map((problem) => {
    expect(problem).toContain(
      ': with that the role could give itself rights that outlive the window; grant only what the task needs, or ' +
        'write allowPrivilegeEscalation: true and say in the purpose why [privilege-escalation]',
    );
    return problem.replace(/^.* the access gives (.*): with that .*$/, '$1');
  });
}

describe('rights that would outlive the window fail', () => {
  test.each<[actions: string[], gives: string[]]>([
    [['iam:*'], ['iam:*']],
    [['*'], ['*']],
    [['iam:Put*'], ['iam:Put*']],
    [['IAM:putRolePolicy'], ['IAM:putRolePolicy']],
    [
      ['iam:AttachRolePolicy', 'iam:CreateAccessKey'],
      ['iam:AttachRolePolicy', 'iam:CreateAccessKey'],
    ],
    [['iam:UpdateAssumeRolePolicy', 's3:GetObject'], ['iam:UpdateAssumeRolePolicy']],
    [['iam:PassRole'], ['iam:PassRole on every role']],
  ])('%j', (actions, gives) => {
    expect(given({ statements: [statement({ actions })] })).toEqual(gives);
  });

  test.each([
    '*',
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::*:role/*',
    `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`,
  ])('iam:PassRole on %s', (resource) => {
    expect(given({ statements: [statement({ actions: ['iam:PassRole'], resources: [resource] })] })).toEqual([
      'iam:PassRole on every role',
    ]);
  });

  test('iam:PassRole on every role but some', () => {
    const passes = new PolicyStatement({ actions: ['iam:PassRole'], notResources: [ONE_ROLE] });
    expect(given({ statements: [passes] })).toEqual(['iam:PassRole on every role']);
  });

  test('everything but other actions', () => {
    expect(given({ statements: [statement({ notActions: ['s3:*', 'iam:Get*'] })] })).toEqual([
      'everything but s3:*, iam:Get*, and with it changes of IAM',
    ]);
  });

  test.each(['AdministratorAccess', 'IAMFullAccess', 'job-function/SystemAdministrator'])('%s of AWS', (name) => {
    expect(given({ managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(name)] })).toEqual([name]);
  });

  test('a policy of this app, even of another stack', () => {
    const app = new App();
    const [owner, stack] = [new Stack(app, 'Owner'), new Stack(app, 'Shop')];
    const policy = new ManagedPolicy(owner, 'Policy', { statements: [statement({ actions: ['iam:CreateUser'] })] });
    expect(given({ managedPolicies: [policy] }, stack)).toEqual(['iam:CreateUser']);
  });

  // The last may be SetDefaultPolicyVersion.
  test.each(['iam:CreateUser', '*:*', 'i*:*', 'I*:*', '?am:Put*', 'iam:?et*'])(
    'a policy of this app that is written as plain JSON: %s',
    (action) => {
      const stack = stackOf();
      expect(given({ managedPolicies: [rawPolicy(stack, action)] }, stack)).toEqual([action]);
    },
  );

  test('a grant', () => {
    const stack = stackOf();
    const access = accessIn(stack);
    Role.fromRoleArn(stack, 'Task', ONE_ROLE).grant(access.grantPrincipal, 'iam:PutRolePolicy');
    expect(problemsOf(stack)).toEqual([expect.stringContaining('the access gives iam:PutRolePolicy')]);
  });

  test('each once, however often they are there', () => {
    const actions = ['iam:CreateUser'];
    const twice = ['a', 'b'].map((name) =>
      statement({ actions, resources: [`arn:aws:iam::111122223333:user/${name}`] }),
    );
    expect(given({ statements: twice })).toEqual(['iam:CreateUser']);
  });
});

describe('rights that end with the window are fine', () => {
  test.each<[what: string, props: PolicyStatementProps]>([
    ['reading IAM', { actions: ['iam:Get*', 'iam:ListRoles', 'iam:SimulatePrincipalPolicy', 'iam:Generate*'] }],
    ['passing one role', { actions: ['iam:PassRole'], resources: [ONE_ROLE] }],
    ['passing roles of one path', { actions: ['iam:PassRole'], resources: ['arn:aws:iam::111122223333:role/task/*'] }],
    ['a denial of everything', { effect: Effect.DENY, actions: ['*'] }],
    ['a denial of everything but something', { effect: Effect.DENY, notActions: ['s3:GetObject'] }],
    ['everything but IAM', { notActions: ['iam:*', 'organizations:*'] }],
    ['services that sound like IAM', { actions: ['iamx:*', 'tiam:Put*', 'inspector2:*'] }],
  ])('%s', (_what, props) => {
    expect(given({ statements: [statement(props)] })).toEqual([]);
  });

  test.each(['PowerUserAccess', 'ReadOnlyAccess', 'IAMReadOnlyAccess', 'AdministratorAccess-Amplify'])(
    '%s of AWS',
    (name) => {
      expect(given({ managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(name)] })).toEqual([]);
    },
  );

  test('passing a role by its own grant', () => {
    const stack = stackOf();
    roleIn(stack, 'Task').grantPassRole(accessIn(stack).grantPrincipal);
    expect(problemsOf(stack)).toEqual([]);
  });
});

test('rights that would outlive the window are allowed where the author says so', () => {
  const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')];
  const statements = [statement({ actions: ['iam:*'] })];
  expect(given({ managedPolicies, statements, allowPrivilegeEscalation: true })).toEqual([]);
  expect(given({ managedPolicies, statements, allowPrivilegeEscalation: false })).toHaveLength(2);
});

describe('sts:AssumeRole is a warning and no error', () => {
  function warnings(props: PolicyStatementProps): string[] {
    const stack = stackOf();
    accessIn(stack, { statements: [statement(props), readObjects()], allowPrivilegeEscalation: true });
    return messagesOf(stack).map(({ path, text }) => `${path} ${text}`);
  }

  test.each(['sts:AssumeRole', 'STS:assumerole', 'sts:Assume*', 'sts:*', 'sts:AssumeRoleWithWebIdentity', '*'])(
    '%s',
    (action) => {
      expect(warnings({ actions: [action] })).toEqual([
        '/Shop/Release sts:AssumeRole is granted: a session of the other role outlives the window, for as long as that ' +
          "role lets sessions live; shorten that role's maxSessionDuration, or grant what is needed directly " +
          '[ack: annotation::cdk-temporary-access:assume-role]',
      ]);
    },
  );

  test('as one of everything but other actions', () => {
    expect(warnings({ notActions: ['iam:*'] })).toHaveLength(1);
  });

  test.each<PolicyStatementProps>([
    { actions: ['sts:GetCallerIdentity', 'sts:TagSession'] },
    { actions: ['sts:Get*'] },
    { effect: Effect.DENY, actions: ['sts:AssumeRole'] },
    { notActions: ['iam:*', 'sts:*'] },
  ])('but not %j', (props) => {
    expect(warnings(props)).toEqual([]);
  });
});
