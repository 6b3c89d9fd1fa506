import { App, Lazy, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { standingPolicies } from '../../../lib/checks/standing';
import { readObjects, roleIn, stackOf } from '../fixture';

const standing = (scope: Stack, role: Parameters<typeof standingPolicies>[1], attached: string[] = []): string[] =>
  standingPolicies(scope, role, attached);

test('a role has for good what it lists and what lists it, each once', () => {
  const stack = stackOf();
  const role = roleIn(stack);
  const policy = new ManagedPolicy(stack, 'Both', { statements: [readObjects()], roles: [role] });
  role.addManagedPolicy(policy);
  role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
  new CfnManagedPolicy(stack, 'Raw', { policyDocument: {}, roles: Lazy.list({ produce: () => [role.roleName] }) });
  expect(standing(stack, role)).toEqual(['Shop/Both/Resource', 'arn:aws:iam::aws:policy/ReadOnlyAccess', 'Shop/Raw']);
});

test('a raw role has what it lists, as its own stack lists it', () => {
  const app = new App();
  const [roles, policies] = [new Stack(app, 'Roles'), new Stack(app, 'Policies')];
  const policy = new ManagedPolicy(policies, 'Policy', { statements: [readObjects()] });
  const raw = new CfnRole(roles, 'Raw', {
    assumeRolePolicyDocument: {},
    managedPolicyArns: [policy.managedPolicyArn, 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess'],
  });
  expect(standing(roles, Role.fromRoleArn(roles, 'Role', raw.attrArn))).toEqual([
    'Policies/Policy/Resource',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
  ]);
});

test('a role that is only known by name has what is attached to that name in its account', () => {
  const app = new App();
  const [ours, other] = [new Stack(app, 'Ours'), new Stack(app, 'Other')];
  for (const stack of [ours, other]) {
    new ManagedPolicy(stack, 'Policy', {
      roles: [Role.fromRoleName(stack, 'R', 'deploy')],
      statements: [readObjects()],
    });
  }
  const role = Role.fromRoleName(ours, 'Role', 'deploy');
  expect(standing(ours, role)).toEqual(['Ours/Policy/Resource']);
  expect(standing(ours, role, ['Other/Policy/Resource'])).toEqual(['Ours/Policy/Resource', 'Other/Policy/Resource']);
});

test('a role of which nothing is known has nothing for good', () => {
  const stack = stackOf();
  expect(standing(stack, Role.fromRoleName(stack, 'Role', 'deploy'))).toEqual([]);
});
