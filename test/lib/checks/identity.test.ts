import { App, Aws, CfnParameter, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { accountOf, identitiesOf, identityOf, nameOf, targetOf } from '../../../lib/checks/identity';
import { readObjects, roleIn } from '../fixture';

const ACCOUNT = '111122223333';
const app = new App();
const stack = new Stack(app, 'Shop');
const known = new Stack(app, 'Known', { env: { account: ACCOUNT, region: 'eu-west-2' } });
const nested = new NestedStack(stack, 'Nested');
const role = roleIn(stack);
const policy = new ManagedPolicy(stack, 'Policy', { statements: [readObjects()] });
const parameter = new CfnParameter(stack, 'Parameter');

describe('the identity of a value', () => {
  test.each([
    ['ARN', role.roleArn, 'Shop/DeployRole/Resource'],
    ['name', role.roleName, 'Shop/DeployRole/Resource'],
    ['ARN of a policy', policy.managedPolicyArn, 'Shop/Policy/Resource'],
  ])('that refers to a construct is its path, whoever asks: %s', (_what, value, path) => {
    expect([stack, known, nested].map((scope) => identityOf(scope, value))).toEqual([path, path, path]);
  });

  test('by name and by ARN is the same in a stack whose account is known', () => {
    const byName = Role.fromRoleName(known, 'ByName', 'deploy').roleArn;
    expect(identityOf(known, byName)).toBe(`arn:aws:iam::${ACCOUNT}:role/deploy`);
    expect(identityOf(known, `arn:aws:iam::${Aws.ACCOUNT_ID}:role/deploy`)).toBe(identityOf(known, byName));
  });

  test('tells stacks apart whose accounts are not known, but not a nested one from its parent', () => {
    const arn = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/deploy`;
    const other = new Stack(app, 'Other');
    expect([stack, nested, other].map((scope) => identityOf(scope, arn))).toEqual([
      'arn:aws:iam::Shop:role/deploy',
      'arn:aws:iam::Shop:role/deploy',
      'arn:aws:iam::Other:role/deploy',
    ]);
  });

  test('holds what only the deployment knows', () => {
    expect(identityOf(stack, `arn:aws:iam::aws:policy/${parameter.valueAsString}`)).toBe(
      'arn:aws:iam::aws:policy/Shop/Parameter',
    );
    expect(identityOf(stack, Fn.importValue('TheArn'))).toBe('{"Fn::ImportValue":"TheArn"}');
  });
});

test('identities of a list that is known only at synthesis are those of its items', () => {
  const list = Lazy.list({ produce: () => [role.roleName, 'deploy'] });
  expect(identitiesOf(stack, list)).toEqual(['Shop/DeployRole/Resource', 'deploy']);
  expect(identitiesOf(stack, undefined)).toEqual([]);
  expect(identitiesOf(stack, Lazy.list({ produce: () => undefined }))).toEqual([]);
  expect(identitiesOf(stack, Fn.split(',', parameter.valueAsString))).toEqual([]);
});

test('the target of a value is a construct only where the value is nothing else', () => {
  expect(targetOf(role.roleArn)?.node.path).toBe('Shop/DeployRole/Resource');
  expect(targetOf(`${role.roleArn}/x`)).toBeUndefined();
  expect(targetOf('arn:aws:iam::aws:policy/ReadOnlyAccess')).toBeUndefined();
  expect(targetOf(Lazy.string({ produce: () => 'x' }))).toBeUndefined();
});

test('the account of a nested stack is that of the stack around it', () => {
  expect([stack, nested, known].map(accountOf)).toEqual(['Shop', 'Shop', ACCOUNT]);
});

test.each([
  ['Shop/Policy/Resource', 'Shop/Policy'],
  ['Shop/Raw', 'Shop/Raw'],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
])('%s is called %s', (identity, name) => {
  expect(nameOf(identity)).toBe(name);
});
