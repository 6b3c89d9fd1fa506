import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { accessIn, problemsOf, stackOf } from '../fixture';

const OURS = '111122223333';
const THEIRS = '444455556666';
const known = (): Stack => stackOf({ env: { account: OURS, region: 'eu-west-2' } });

function problemsWith(stack: Stack, policyArn: string, roleArn = `arn:aws:iam::${OURS}:role/deploy`): string[] {
  accessIn(stack, {
    role: Role.fromRoleArn(stack, 'Role', roleArn),
    managedPolicies: [ManagedPolicy.fromManagedPolicyArn(stack, 'Policy', policyArn)],
  });
  return problemsOf(stack);
}

const theirs = `arn:aws:iam::${THEIRS}:policy/deploy`;
const told =
  `[Shop/Release] ${theirs} is in account ${THEIRS} and the role in ${OURS}: IAM attaches policies of AWS and of the ` +
  `own account only, and the window would not open; declare a policy in account ${OURS}, or write its statements into ` +
  'the access [policy-of-another-account]';

describe('a policy of another account fails', () => {
  test('where the account of the stack is known', () => {
    expect(problemsWith(known(), theirs)).toEqual([told]);
  });

  test('where the account of the role is known', () => {
    expect(problemsWith(stackOf(), theirs)).toEqual([told]);
  });
});

describe('a policy is fine', () => {
  test.each([
    ['of the same account', `arn:aws:iam::${OURS}:policy/deploy`],
    ['of the same account, with a path', `arn:aws:iam::${OURS}:policy/ci/deploy`],
    ['of AWS', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ])('%s', (_what, arn) => {
    expect(problemsWith(known(), arn)).toEqual([]);
  });

  test('of which the account is known to the deployment only', () => {
    const stack = known();
    expect(problemsWith(stack, new CfnParameter(stack, 'Arn').valueAsString)).toEqual([]);
  });

  test('where no account is known but its own', () => {
    const stack = stackOf();
    expect(problemsWith(stack, theirs, new CfnParameter(stack, 'Arn').valueAsString)).toEqual([]);
  });
});
