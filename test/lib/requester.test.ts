/** Who may be let to ask: what IAM tells by one ARN, and nobody else with it. */
import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  AccountRootPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  CanonicalUserPrincipal,
  CompositePrincipal,
  Group,
  type IGrantable,
  OrganizationPrincipal,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
  StarPrincipal,
  User,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { requesterOf } from '../../lib/requester';
import { ACCOUNT, REGION } from './as-deployed';
import { roleIn } from './fixture';

const ENV = { account: ACCOUNT, region: REGION };
const OTHER = '444455556666';

function shop(): Stack {
  return new Stack(new App(), 'Shop', { env: ENV });
}

function functionIn(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Tool', {
    code: Code.fromInline('//'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
}

test.each<[string, (stack: Stack) => IGrantable]>([
  ['a role of the app', (stack) => roleIn(stack)],
  ['a role of the app that nothing may change', (stack) => roleIn(stack).withoutPolicyUpdates()],
  ['a role by its name', (stack) => Role.fromRoleName(stack, 'Tool', 'tool')],
  ['a role by its ARN', (stack) => Role.fromRoleArn(stack, 'Tool', `arn:aws:iam::${ACCOUNT}:role/teams/tool`)],
  ['a user', (stack) => new User(stack, 'Person')],
  ['a user by the name', (stack) => User.fromUserName(stack, 'Person', 'person')],
  ['a function, for its role', (stack) => functionIn(stack)],
  ['the ARN of a role', () => new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/tool`)],
  ['the ARN of a role in another partition', () => new ArnPrincipal(`arn:aws-cn:iam::${ACCOUNT}:role/tool`)],
  ['a reference to a role', (stack) => new ArnPrincipal(roleIn(stack).roleArn)],
  ['an ARN that is a parameter', (stack) => new ArnPrincipal(new CfnParameter(stack, 'Arn').valueAsString)],
  ['an ARN of another stack', () => new ArnPrincipal(Fn.importValue('ToolArn'))],
])('%s is one principal', (_what, grantee) => {
  const stack = shop();
  expect(requesterOf(stack, grantee(stack))).toMatchObject({ arn: expect.any(String), otherAccount: undefined });
});

test.each<[string, (stack: Stack) => IGrantable, string]>([
  ['the account', () => new AccountRootPrincipal(), `arn:aws:iam::${ACCOUNT}:root`],
  ['the account by its number', () => new AccountPrincipal(ACCOUNT), `arn:aws:iam::${ACCOUNT}:root`],
  ['the bare number of the account', () => new ArnPrincipal(ACCOUNT), ACCOUNT],
  ['a pattern', () => new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/tool-*`), `arn:aws:iam::${ACCOUNT}:role/tool-*`],
  [
    'a session',
    () => new ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/tool/me`),
    `arn:aws:sts::${ACCOUNT}:assumed-role/tool/me`,
  ],
  ['a group', (stack) => new Group(stack, 'Team'), 'Shop/Team'],
  ['a group by its name', (stack) => Group.fromGroupName(stack, 'Team', 'team'), 'Shop/Team'],
  ['everybody', () => new AnyPrincipal(), '*'],
  ['everybody and everything', () => new StarPrincipal(), '*'],
  ['a service', () => new ServicePrincipal('lambda.amazonaws.com'), 'service lambda.amazonaws.com'],
  ['a whole organization', () => new OrganizationPrincipal('o-1234567890'), '*'],
  ['who signs in elsewhere', () => new WebIdentityPrincipal('accounts.example'), 'federated accounts.example'],
  ['a canonical user', () => new CanonicalUserPrincipal('79a59d'), 'canonicaluser 79a59d'],
  [
    'two roles',
    () =>
      new CompositePrincipal(
        new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/a`),
        new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/b`),
      ),
    `arn:aws:iam::${ACCOUNT}:role/a, arn:aws:iam::${ACCOUNT}:role/b`,
  ],
  [
    'a role under conditions, which the bus would not ask',
    () =>
      new PrincipalWithConditions(new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/a`), { Bool: { 'aws:x': 'true' } }),
    `arn:aws:iam::${ACCOUNT}:role/a`,
  ],
])('%s is not one principal, and is called by its name', (_what, grantee, words) => {
  const stack = shop();
  expect(requesterOf(stack, grantee(stack))).toEqual({ words, arn: undefined, otherAccount: undefined });
});

test.each<[string, (app: App, stack: Stack) => IGrantable, string]>([
  [
    'a role of another stack of the app',
    (app) => roleIn(new Stack(app, 'Elsewhere', { env: { ...ENV, account: OTHER } }), 'Tool'),
    'Elsewhere/Tool',
  ],
  [
    'an imported role',
    (_app, stack) => Role.fromRoleArn(stack, 'Tool', `arn:aws:iam::${OTHER}:role/tool`),
    'Shop/Tool',
  ],
  ['the ARN of a role', () => new ArnPrincipal(`arn:aws:iam::${OTHER}:role/tool`), `arn:aws:iam::${OTHER}:role/tool`],
  ['the account itself', () => new AccountPrincipal(OTHER), `arn:aws:iam::${OTHER}:root`],
])('of another account, %s is known to be so', (_what, grantee, words) => {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  expect(requesterOf(stack, grantee(app, stack))).toEqual({ words, arn: undefined, otherAccount: OTHER });
});

test('where the account of the stack is not known, none is another', () => {
  const stack = new Stack(new App(), 'Shop');
  const arn = `arn:aws:iam::${OTHER}:role/tool`;
  expect(requesterOf(stack, new ArnPrincipal(arn))).toMatchObject({ arn, otherAccount: undefined });
});
