import { Aws, type Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { accessIn, problemsOf, saturday, stackOf } from '../fixture';

const read = (resource: string): PolicyStatement =>
  new PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] });

/** What IAM counts around the resource. */
const AROUND = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: '' }],
}).replace(/[[\]]/g, '').length;

function withResource(resource: string): Stack {
  const stack = stackOf();
  accessIn(stack, { statements: [read(resource)] });
  return stack;
}

describe('the own policy of an access', () => {
  // The CDK writes a list of statements, also of one.
  const room = 6_144 - AROUND - '[]'.length;

  test('may have 6,144 characters', () => {
    expect(problemsOf(withResource('x'.repeat(room)))).toEqual([]);
  });

  test('fails with 6,145 characters, and says how many there are', () => {
    expect(problemsOf(withResource('x'.repeat(room + 1)))).toEqual([
      "[Shop/Release] the access's own policy has 6145 characters or more: IAM allows 6144 in a managed policy, and " +
        'the stack would not deploy; join resources by wildcards, or split the statements between two accesses ' +
        '[policy-too-large]',
    ]);
  });

  test('is counted without white space, as IAM counts', () => {
    expect(problemsOf(withResource(`${'x'.repeat(room)}   `))).toEqual([]);
  });

  test('is counted with the escapes that its text needs', () => {
    expect(problemsOf(withResource(`${'x'.repeat(room - 1)}"`))).toHaveLength(1);
  });

  test('is counted without what only the deployment knows', () => {
    const known = 'arn:aws:iam:::role/'.length;
    const within = `arn:aws:iam::${Aws.ACCOUNT_ID}:role/`;
    expect(problemsOf(withResource(within + 'x'.repeat(room - known)))).toEqual([]);
    expect(problemsOf(withResource(within + 'x'.repeat(room - known + 1)))).toHaveLength(1);
  });

  test('is counted with the times of every one-time window', () => {
    const stack = stackOf();
    const windows = [saturday()];
    accessIn(stack, { windows, statements: [read('x'.repeat(room))] });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('has 6283 characters or more')]);
  });

  test('is counted with grants that come later', () => {
    const stack = stackOf();
    const access = accessIn(stack, { statements: [read('x'.repeat(room - 10))] });
    new Bucket(stack, 'Bucket').grantReadWrite(access);
    expect(problemsOf(stack)).toEqual([expect.stringContaining('[policy-too-large]')]);
  });

  test('is counted with denials', () => {
    const stack = stackOf();
    const deny = new PolicyStatement({ effect: Effect.DENY, actions: ['s3:*'], resources: ['x'.repeat(room)] });
    accessIn(stack, { statements: [deny, read('*')] });
    expect(problemsOf(stack)).toHaveLength(1);
  });
});

test('an access without a policy of its own has no size', () => {
  const stack = stackOf();
  accessIn(stack, { statements: [], managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });
  expect(problemsOf(stack)).toEqual([]);
});
