import { CfnParameter } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { accessIn, problemsOf, roleIn, stackOf } from '../fixture';

describe('an access without', () => {
  test.each(['', '  ', '\t\n'])('a purpose fails: %j', (purpose) => {
    const stack = stackOf();
    accessIn(stack, { purpose });
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(/^\[Shop\/Release\] purpose is empty: .*\[no-purpose\]$/),
    ]);
  });

  test('a purpose that a reviewer of the template could read fails', () => {
    const stack = stackOf();
    accessIn(stack, { purpose: new CfnParameter(stack, 'Why').valueAsString });
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(/^\[Shop\/Release\] purpose is known to the deployment only: .*\[no-purpose\]$/),
    ]);
  });

  test('a window fails', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [] });
    expect(problemsOf(stack)).toEqual([expect.stringMatching(/^\[Shop\/Release\] windows is empty: .*\[no-window\]$/)]);
  });

  test('anything to attach fails', () => {
    const stack = stackOf();
    accessIn(stack, { statements: [], managedPolicies: [] });
    expect(problemsOf(stack)).toEqual([expect.stringContaining('[nothing-to-attach]')]);
  });
});

describe('an access has something to attach by', () => {
  test('an existing policy alone', () => {
    const stack = stackOf();
    accessIn(stack, { statements: [], managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });
    expect(problemsOf(stack)).toEqual([]);
  });

  test('a grant alone, which may come after it', () => {
    const stack = stackOf();
    const access = accessIn(stack, { statements: [], role: roleIn(stack) });
    new Bucket(stack, 'Bucket').grantRead(access);
    expect(problemsOf(stack)).toEqual([]);
  });
});
