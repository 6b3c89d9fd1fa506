/** One grant: when it may be made, what may still be done to it, and whose it is. */
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AccessController, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import type { Construct } from 'constructs';
import type { Json } from '../fixture';
import { ELSEWHERE, functionIn, HERE } from './places';

describe('a grant', () => {
  const stack = (): Stack => new Stack(new App(), 'Shop', { env: HERE });
  const accessIn = (scope: Construct, id = 'Access'): TemporaryAccess =>
    new TemporaryAccess(scope, id, {
      role: Role.fromRoleName(scope, `${id}Role`, id),
      purpose: 'See what a grant does',
      windows: [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON })],
    });
  const documents = (template: Template): Json[] =>
    Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map((one) => one['Properties'].PolicyDocument);

  test.each([
    ['before the controller', ['grant', 'controller']],
    ['after the controller', ['controller', 'grant']],
  ])('works %s is made', (_when, steps) => {
    const shop = stack();
    const access = accessIn(shop);
    const bucket = new Bucket(shop, 'Bucket');
    for (const step of steps) {
      if (step === 'grant') {
        bucket.grantRead(access);
      } else {
        new AccessController(shop, 'Controller');
      }
    }
    expect(documents(Template.fromStack(shop))[0].Statement[0].Action).toContain('s3:GetObject*');
  });

  test('that has to come first makes what needs it wait for the policy', () => {
    const shop = stack();
    const queue = new Queue(shop, 'Queue');
    new Bucket(shop, 'Bucket').grantRead(accessIn(shop)).applyBefore(queue);
    const queues = Template.fromStack(shop).findResources('AWS::SQS::Queue', { DependsOn: Match.anyValue() });
    expect(Object.values(queues).map(({ DependsOn: on }) => on)).toEqual([[expect.stringMatching(/^AccessPolicy/)]]);
  });

  test('may still narrow its statement after it has handed it over', () => {
    const shop = stack();
    const access = accessIn(shop);
    new Secret(shop, 'Secret').grantRead(access, ['AWSCURRENT']);
    const late = new PolicyStatement({ actions: ['ce:GetCostAndUsage'], resources: ['*'] });
    access.addStatements(late);
    late.addCondition('StringEquals', { 'aws:RequestedRegion': 'us-east-1' });
    expect(documents(Template.fromStack(shop))[0].Statement.map(({ Condition }: Json) => Condition)).toEqual([
      { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT'] } },
      { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
    ]);
  });

  test('of one function to two accesses is two, each in its own policy', () => {
    const shop = stack();
    const fn = functionIn(shop);
    const [one, two] = ['One', 'Two'].map((id) => accessIn(shop, id)) as [TemporaryAccess, TemporaryAccess];
    expect(fn.grantInvoke(one)).not.toBe(fn.grantInvoke(two));
    const template = Template.fromStack(shop);
    expect(documents(template).map(({ Statement }) => Statement[0].Action)).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunction',
    ]);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('of the role itself is none of the access: it is permanent, and stays where it is put', () => {
    const shop = stack();
    const access = accessIn(shop);
    const bucket = new Bucket(shop, 'Bucket');
    bucket.grantRead(access);
    bucket.grantWrite(access.role);
    const template = Template.fromStack(shop);
    expect(JSON.stringify(documents(template))).not.toContain('s3:PutObject');
    template.resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: ['Access'] }, 1);
  });

  test('that another account has not agreed to fails at once, by the CDK itself', () => {
    const shop = stack();
    const arn = `arn:aws:lambda:eu-west-1:${ELSEWHERE.account}:function:refund`;
    const fn = LambdaFunction.fromFunctionArn(shop, 'Function', arn);
    expect(() => fn.grantInvoke(accessIn(shop))).toThrow(
      'use `fromFunctionAttributes()` API with the `skipPermissions`',
    );
  });
});
