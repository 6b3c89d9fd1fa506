import { App, AspectPriority, Aspects, Stack, Stage, Validations } from 'aws-cdk-lib';
import {
  CfnRole,
  CfnRolePolicy,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StandingAccess, TemporaryAccess } from 'cdk-temporary-access';
import { accessIn, messagesOf, roleIn, stackOf } from './fixture';

const writing = (): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:PutObject', 's3:DeleteObject'], resources: ['arn:aws:s3:::shop/*'] });

function policyIn(stack: Stack): ManagedPolicy {
  const policy = new ManagedPolicy(stack, 'Writing', { statements: [writing()] });
  TemporaryAccess.requireTemporary(policy);
  return policy;
}

/** `path: text` of each warning of a stack, with the ids that the CDK appends. */
function warningsIn(stack: Stack): string[] {
  const stage = Stage.of(stack)!;
  Aspects.of(stage).add(new StandingAccess(), { priority: AspectPriority.READONLY });
  return messagesOf(stack).map(({ path, text }) => `${path}: ${text}`);
}

const END =
  ': that is to be temporary only, and is there at all times; take it off, and give it by a TemporaryAccess ' +
  '[ack: annotation::cdk-temporary-access:standing-access]';

describe('a policy that is to be temporary only', () => {
  test('is no matter while only an access attaches it', () => {
    const stack = stackOf();
    accessIn(stack, { managedPolicies: [policyIn(stack)] });
    expect(warningsIn(stack)).toEqual([]);
  });

  test('is warned of where a role lists it', () => {
    const stack = stackOf();
    roleIn(stack, 'Admin').addManagedPolicy(policyIn(stack));
    expect(warningsIn(stack)).toEqual([`/Shop/Admin: role Shop/Admin has Shop/Writing${END}`]);
  });

  test('is warned of where it lists a role, of the app or by name', () => {
    const stack = stackOf();
    const policy = policyIn(stack);
    policy.attachToRole(roleIn(stack, 'Admin'));
    policy.attachToRole(Role.fromRoleName(stack, 'Theirs', 'operator'));
    expect(warningsIn(stack)).toEqual([
      `/Shop/Writing: Shop/Writing is attached to role Shop/Admin, and Shop/Writing is attached to role operator${END}`,
    ]);
  });

  test('is warned of where another stack of the app attaches it', () => {
    const app = new App();
    const policy = policyIn(new Stack(app, 'Policies'));
    const stack = new Stack(app, 'Shop');
    new CfnRole(stack, 'Raw', { assumeRolePolicyDocument: {}, managedPolicyArns: [policy.managedPolicyArn] });
    expect(warningsIn(stack)).toEqual([`/Shop/Raw: role Shop/Raw has Policies/Writing${END}`]);
  });

  test("is warned of where it is AWS's own, however that is written", () => {
    const stack = stackOf();
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    TemporaryAccess.requireTemporary(ManagedPolicy.fromManagedPolicyArn(stack, 'Administrator', arn));
    roleIn(stack, 'Admin').addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    expect(warningsIn(stack)).toEqual([`/Shop/Admin: role Shop/Admin has ${arn}${END}`]);
  });

  test('fails to be one if it is only a name, with what to write', () => {
    expect(() => {
      TemporaryAccess.requireTemporary(ManagedPolicy.fromAwsManagedPolicyName('job-function/Billing'));
    }).toThrow(
      'the policy Billing is a name, and no construct: it is to be temporary in one app, and a name does not say in which; ' +
        "write ManagedPolicy.fromManagedPolicyArn(this, 'Billing', 'arn:aws:iam::aws:policy/job-function/Billing')",
    );
  });

  test('is a matter of its own app only', () => {
    policyIn(stackOf());
    const stack = stackOf();
    roleIn(stack, 'Admin').addManagedPolicy(new ManagedPolicy(stack, 'Writing', { statements: [writing()] }));
    expect(warningsIn(stack)).toEqual([]);
  });
});

describe('the rights of such a policy are warned of', () => {
  const COPY = 'has all of a statement of Shop/Writing in';

  test('where a grant puts them into the own policy of a role', () => {
    const stack = stackOf();
    const bucket = new Bucket(stack, 'Bucket');
    const policy = new ManagedPolicy(stack, 'Writing', {
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] })],
    });
    TemporaryAccess.requireTemporary(policy);
    bucket.grantPut(roleIn(stack, 'Admin'));
    expect(warningsIn(stack)).toEqual([
      `/Shop/Admin/DefaultPolicy: role Shop/Admin ${COPY} Shop/Admin/DefaultPolicy${END}`,
    ]);
  });

  test('where an inline policy of a role has them by a wider pattern', () => {
    const stack = stackOf();
    policyIn(stack);
    new Role(stack, 'Admin', {
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      inlinePolicies: {
        All: new PolicyDocument({ statements: [new PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] }),
      },
    });
    expect(warningsIn(stack)).toEqual([`/Shop/Admin: role Shop/Admin ${COPY} a policy of its own${END}`]);
  });

  test('where a policy is put to a role by its name', () => {
    const stack = stackOf();
    policyIn(stack);
    new CfnRolePolicy(stack, 'Raw', {
      policyName: 'raw',
      roleName: 'operator',
      policyDocument: { Statement: [writing().toStatementJson()] },
    });
    expect(warningsIn(stack)).toEqual([`/Shop/Raw: role operator ${COPY} Shop/Raw${END}`]);
  });

  test.each<[string, PolicyStatement]>([
    [
      'only some of the actions',
      new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] }),
    ],
    ['on other resources', new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::other/*'] })],
    [
      'on a condition',
      new PolicyStatement({ actions: ['s3:*'], resources: ['*'], conditions: { Bool: { x: 'true' } } }),
    ],
    ['everything but some', new PolicyStatement({ notActions: ['s3:DeleteObject'], resources: ['*'] })],
    ['a denial', PolicyStatement.fromJson({ Effect: 'Deny', Action: 's3:*', Resource: '*' })],
  ])('and not where a role has %s', (_what, statement) => {
    const stack = stackOf();
    policyIn(stack);
    roleIn(stack, 'Admin').addToPolicy(statement);
    expect(warningsIn(stack)).toEqual([]);
  });
});

test.each(['Shop/Admin', 'Shop', ''])('a warning is gone once it is acknowledged on %j', (path) => {
  const stack = stackOf();
  roleIn(stack, 'Admin').addManagedPolicy(policyIn(stack));
  const scope = stack.node.root.node.findAll().find(({ node }) => node.path === path)!;
  Validations.of(scope).acknowledge({ id: 'cdk-temporary-access:standing-access', reason: 'break glass' });
  expect(warningsIn(stack)).toEqual([]);
});

test('a Stage is looked at where the Aspect is added to it', () => {
  const stack = new Stack(new Stage(new App(), 'Production'), 'Shop');
  roleIn(stack, 'Admin').addManagedPolicy(policyIn(stack));
  expect(warningsIn(stack)).toEqual([
    `/Production/Shop/Admin: role Production/Shop/Admin has Production/Shop/Writing${END}`,
  ]);
});
