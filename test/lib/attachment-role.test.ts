import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IManagedPolicy, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import {
  type Json,
  accessIn,
  nightly,
  problemsOf,
  readObjects,
  resourceNamed,
  roleIn,
  saturday,
  stackOf,
} from './fixture';
import { AccessWindow } from 'cdk-temporary-access';

function attachmentRole(stack: Stack): Json {
  return resourceNamed(Template.fromStack(stack), 'AWS::IAM::Role', 'AttachmentRole').Properties;
}

function permissions(stack: Stack): Json[] {
  return attachmentRole(stack)['Policies'][0].PolicyDocument.Statement;
}

const pathParts = (stack: Stack): unknown[] => attachmentRole(stack)['Path']['Fn::Join'][1];

describe('who may use the attachment role', () => {
  const stack = stackOf();
  accessIn(stack);
  const trust = attachmentRole(stack)['AssumeRolePolicyDocument'].Statement as Json[];

  test('is the opener, in sessions called open and close for this access', () => {
    expect(trust[0]).toMatchObject({
      Principal: { AWS: { 'Fn::GetAtt': [expect.stringContaining('OpenerRole'), 'Arn'] } },
      Condition: { StringEquals: { 'sts:RoleSessionName': ['open-Release', 'close-Release'] } },
    });
  });

  test('is the closer, in sessions called close only', () => {
    expect(trust[1]).toMatchObject({
      Principal: { AWS: { 'Fn::GetAtt': [expect.stringContaining('CloserRole'), 'Arn'] } },
      Condition: { StringEquals: { 'sts:RoleSessionName': ['close-Release'] } },
    });
  });

  test('is nobody else', () => {
    expect(trust).toHaveLength(2);
  });
});

describe('what the attachment role may do', () => {
  const stack = stackOf();
  accessIn(stack);
  const role = { 'Fn::GetAtt': [expect.stringContaining('DeployRole'), 'Arn'] };
  const itsPolicy = { 'iam:PolicyARN': [{ Ref: expect.stringContaining('ReleasePolicy') }] };

  test('is to attach its policy to its role in a session called open', () => {
    expect(permissions(stack)[0]).toEqual({
      Effect: 'Allow',
      Action: 'iam:AttachRolePolicy',
      Resource: role,
      Condition: { ArnEquals: itsPolicy, StringLike: { 'aws:userid': '*:open-Release' } },
    });
  });

  test('is to detach it in any session, and to see what is attached', () => {
    expect(permissions(stack).slice(1)).toEqual([
      { Effect: 'Allow', Action: 'iam:ListAttachedRolePolicies', Resource: role },
      { Effect: 'Allow', Action: 'iam:DetachRolePolicy', Resource: role, Condition: { ArnEquals: itsPolicy } },
    ]);
  });
});

describe('where every window is one-time', () => {
  const touching = AccessWindow.once({ start: '2026-12-12T09:30Z', end: '2026-12-12T11:00Z' });
  const later = AccessWindow.once({ start: '2027-01-09T07:00Z', end: '2027-01-09T08:00Z' });
  const times = (stack: Stack): unknown[] =>
    permissions(stack)
      .filter(({ Action }) => Action === 'iam:AttachRolePolicy')
      .map(({ Condition }) => [
        Condition.DateGreaterThanEquals?.['aws:CurrentTime'],
        Condition.DateLessThan?.['aws:CurrentTime'],
      ]);

  test('IAM lets it attach inside them only, touching ones joined', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [later, saturday(), touching] });
    expect(times(stack)).toEqual([
      ['2026-12-12T07:00:00Z', '2026-12-12T11:00:00Z'],
      ['2027-01-09T07:00:00Z', '2027-01-09T08:00:00Z'],
    ]);
  });

  test('and one recurring window is beside them, there is no such bound', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [saturday(), nightly()] });
    expect(times(stack)).toEqual([[undefined, undefined]]);
  });
});

describe('the path tells apart', () => {
  const pathWith = (policy: (stack: Stack) => IManagedPolicy): unknown => {
    const stack = stackOf();
    accessIn(stack, { statements: [], managedPolicies: [policy(stack)] });
    return pathParts(stack).at(-1) === '/' ? pathParts(stack).at(-2) : pathParts(stack).at(-1);
  };
  const imported = (arn: string) => (stack: Stack) => ManagedPolicy.fromManagedPolicyArn(stack, 'Imported', arn);

  test('fixed ARNs, by a hash of eight characters', () => {
    const one = pathWith(imported('arn:aws:iam::111122223333:policy/One'));
    const two = pathWith(imported('arn:aws:iam::111122223333:policy/Two'));
    expect(one).toMatch(/^\/[0-9a-f]{8}\/$/);
    expect(two).not.toEqual(one);
  });

  test('policies of AWS, whose ARN is fixed but for the partition', () => {
    expect(pathWith(() => ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'))).toMatch(/^\/[0-9a-f]{8}\/$/);
  });

  test('ARNs that are known at deployment only, by their last part', () => {
    const parameter = (stack: Stack): IManagedPolicy =>
      imported(new CfnParameter(stack, 'PolicyArn').valueAsString)(stack);
    expect(pathWith(parameter)).toEqual({ 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'PolicyArn' }] }] });
  });

  test('policies of another stack of the app', () => {
    const app = new App();
    const [policies, accesses] = [new Stack(app, 'Policies'), new Stack(app, 'Accesses')];
    const shared = new ManagedPolicy(policies, 'Shared', { statements: [readObjects()] });
    accessIn(accesses, { statements: [], managedPolicies: [shared] });
    expect(JSON.stringify(pathParts(accesses))).toContain('Fn::ImportValue');
  });
});

describe('too many policies of which only the deployment knows the name', () => {
  const withParameters = (count: number): Stack => {
    const stack = stackOf();
    const role = roleIn(stack);
    const managedPolicies = Array.from({ length: count }, (_, index) =>
      ManagedPolicy.fromManagedPolicyArn(stack, `P${index}`, new CfnParameter(stack, `A${index}`).valueAsString),
    );
    accessIn(stack, { role, statements: [], managedPolicies });
    return stack;
  };

  test('fail at synthesis, before IAM would refuse the path', () => {
    expect(problemsOf(withParameters(3)).join()).toContain('[attachment-role-path]');
  });

  test('and one less do not', () => {
    expect(problemsOf(withParameters(2))).toEqual([]);
  });
});
