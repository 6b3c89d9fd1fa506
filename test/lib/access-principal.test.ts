import { App, Aspects, CfnResource, type Environment, Lazy, Stack, Stage, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRole, Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import type { Construct } from 'constructs';
import { AccessPrincipal } from '../../lib/access-principal';

const ACCOUNT = '111111111111';

function accessIn(scope: Construct, id = 'Release'): TemporaryAccess {
  return new TemporaryAccess(scope, id, {
    role: Role.fromRoleName(scope, `${id}Role`, id),
    purpose: 'Rotate the key of the payment provider',
    windows: [
      AccessWindow.daily({
        start: '22:00',
        end: '06:00',
        timeZone: TimeZone.EUROPE_LONDON,
      }),
    ],
    statements: [
      new PolicyStatement({
        actions: ['sts:GetCallerIdentity'],
        resources: ['*'],
      }),
    ],
  });
}

const stackIn = (scope: Construct = new App(), env: Environment = { account: ACCOUNT, region: 'eu-west-1' }): Stack =>
  new Stack(scope, 'Shop', { env });

const secretUnderKey = (scope: Construct, id: string): Secret =>
  new Secret(scope, `${id}Secret`, {
    encryptionKey: new Key(scope, `${id}Key`),
  });

function failureOf(synth: () => unknown): string {
  try {
    synth();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it synthesizes');
}

describe('the principal of an access', () => {
  test.each([
    ['known', { account: ACCOUNT }],
    ['not known', {}],
  ])('is in the account of its stack, where that is %s', (_what, env) => {
    const stack = stackIn(new App(), env);
    expect(accessIn(stack).grantPrincipal.principalAccount).toBe(stack.account);
  });

  test('takes statements, and says that it did', () => {
    const stack = stackIn();
    const { grantPrincipal } = accessIn(stack);
    const statement = new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: ['*'],
    });
    expect(grantPrincipal.addToPrincipalPolicy(statement)).toMatchObject({
      statementAdded: true,
    });
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))).toContain(
      's3:GetObject',
    );
  });

  test('may be asked for its fragment by whoever does not use it', () => {
    const stack = stackIn();
    expect(accessIn(stack).grantPrincipal.policyFragment.conditions).toEqual({});
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('reads as the path of its access', () => {
    const stack = stackIn();
    // The CDK tells by it which of a function's grants it has made already.
    expect(new AccessPrincipal(stack, () => stack).toString()).toBe('TemporaryAccess(Shop)');
  });
});

describe('a permanent grant', () => {
  test('reads to a reviewer as what would stay, why that is refused, and what to write', () => {
    const stack = stackIn();
    new Secret(stack, 'Secret', {
      encryptionKey: new Key(stack, 'Key'),
    }).grantRead(accessIn(stack));
    expect(failureOf(() => Template.fromStack(stack))).toMatchInlineSnapshot(`
     "Validation failed with the following errors:
       [Shop/Release] the policy of Shop/Key would allow kms:Decrypt for good: a resource's policy has no window, so nothing would take it away; leave out the grant that asks for this and write all of it as statements, this part as addStatements(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [the ARN of Shop/Key], conditions: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } } })) [permanent-grant]"
    `);
  });

  test('spells a condition of a region that is not known yet as one would write it', () => {
    const stack = new Stack(new App(), 'Shop');
    secretUnderKey(stack, 'Psp').grantRead(accessIn(stack));
    expect(failureOf(() => Template.fromStack(stack))).toContain(
      "conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Aws.REGION}.amazonaws.com` } }",
    );
  });

  test('does not hide another one: all are reported, each on its access', () => {
    const stack = stackIn();
    const [one, two] = [accessIn(stack, 'One'), accessIn(stack, 'Two')];
    const secret = secretUnderKey(stack, 'Shared');
    secret.grantRead(one);
    secret.grantRead(two);
    secretUnderKey(stack, 'Second').grantWrite(one);
    const message = failureOf(() => Template.fromStack(stack));
    expect(message.match(/\[Shop\/\w+\] the policy of Shop\/\w+/g)).toEqual([
      '[Shop/One] the policy of Shop/SharedKey',
      '[Shop/One] the policy of Shop/SecondKey',
      '[Shop/Two] the policy of Shop/SharedKey',
    ]);
  });

  test('does not hide problems of another kind', () => {
    const stack = stackIn();
    secretUnderKey(stack, 'Psp').grantRead(accessIn(stack));
    stack.node.addValidation({ validate: () => ['something else is wrong'] });
    const message = failureOf(() => Template.fromStack(stack));
    expect(message).toContain('something else is wrong');
    expect(message).toContain('[permanent-grant]');
  });

  test('is refused where validation is skipped', () => {
    const app = new App();
    const stack = stackIn(app);
    secretUnderKey(stack, 'Psp').grantRead(accessIn(stack));
    expect(failureOf(() => app.synth({ skipValidation: true }))).toContain('the policy of Shop/PspKey would allow');
  });

  test('is refused where somebody renders it before the validation', () => {
    const app = new App();
    const stack = stackIn(app);
    secretUnderKey(stack, 'Psp').grantRead(accessIn(stack));
    Aspects.of(stack).add({
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::KMS::Key') {
          stack.resolve((node as CfnResource & { keyPolicy: unknown }).keyPolicy);
        }
      },
    });
    expect(failureOf(() => app.synth())).toContain('[permanent-grant]');
  });

  test('is found in a stage, whatever other stages hold', () => {
    const app = new App();
    const stages = ['Test', 'Live'].map((id) => new Stage(app, id));
    const stacks = stages.map((stage) => stackIn(stage));
    const [, live] = stacks.map((stack) => accessIn(stack));
    secretUnderKey(stacks[1]!, 'Psp').grantRead(live!);
    expect(() => stages[0]!.synth()).not.toThrow();
    expect(failureOf(() => stages[1]!.synth())).toContain('the policy of Live/Shop/PspKey would allow kms:Decrypt');
  });

  test('is refused in a policy that is written as text', () => {
    const stack = stackIn();
    const { principalJson } = accessIn(stack).grantPrincipal.policyFragment;
    new CfnResource(stack, 'Other', {
      type: 'AWS::Logs::ResourcePolicy',
      properties: {
        PolicyDocument: Lazy.string({
          produce: () => stack.toJsonString({ Principal: principalJson }),
        }),
      },
    });
    const message = failureOf(() => Template.fromStack(stack));
    expect(message).toMatch(
      /\[Shop\/Release\] Shop\/Other would name this access: .*; leave that out, .*\[permanent-grant\]/,
    );
  });

  test('is told from a denial, which is mended by naming the role', () => {
    const stack = stackIn();
    new Bucket(stack, 'Bucket').addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [accessIn(stack).grantPrincipal],
        actions: ['s3:*'],
        resources: ['*'],
      }),
    );
    const message = failureOf(() => Template.fromStack(stack));
    expect(message).toContain('a statement in the policy of Shop/Bucket names this access');
    expect(message).not.toContain('addStatements');
  });
});

describe('log groups of another account', () => {
  const elsewhere = (app: App): LogGroup =>
    new LogGroup(
      new Stack(app, 'Elsewhere', {
        env: { account: '222222222222', region: 'eu-west-1' },
      }),
      'Logs',
      {
        logGroupName: 'audit',
      },
    );

  test('may trust the account, while the access has a statement of its own', () => {
    const app = new App();
    const access = accessIn(stackIn(app));
    const logGroup = elsewhere(app);
    logGroup.grantWrite(Role.fromRoleArn(access, 'Standing', `arn:aws:iam::${ACCOUNT}:role/standing`));
    access.addStatements(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    expect(() => app.synth()).not.toThrow();
  });

  test('fail when the access is granted the same, and not for other grants', () => {
    const app = new App();
    const access = accessIn(stackIn(app));
    elsewhere(app).grantWrite(access);
    new LogGroup(Stack.of(access), 'Own').grantWrite(access);
    expect(failureOf(() => app.synth()).match(/\[permanent-grant\]/g)).toHaveLength(1);
  });
});

test('a role that an access is given to is not touched by its grants', () => {
  const stack = stackIn();
  const role = new Role(stack, 'DeployRole', {
    assumedBy: Role.fromRoleName(stack, 'Other', 'other'),
  });
  const access = new TemporaryAccess(stack, 'Release', {
    role,
    purpose: 'Deploy',
    windows: [
      AccessWindow.daily({
        start: '22:00',
        end: '06:00',
        timeZone: TimeZone.EUROPE_LONDON,
      }),
    ],
  });
  new Bucket(stack, 'Bucket').grantReadWrite(access);
  expect(role.node.findAll().filter((node) => CfnResource.isCfnResource(node) && !CfnRole.isCfnRole(node))).toEqual([]);
});
