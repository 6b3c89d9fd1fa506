/** Locking by deployment, and the rights to lock by hand: evaluated, not compared as text. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessController } from 'cdk-temporary-access';
import { isMalformed, readScheduleInput } from '../../lib/core/message';
import { STACK_LOCK } from '../../lib/core/lock';
import { ACCOUNT, Deployed, REGION } from './as-deployed';
import { accessIn, type Json, roleIn, stackOf } from './fixture';

const SCHEDULER = { 'iam:PassedToService': 'scheduler.amazonaws.com' };

function sweepOf(deployed: Deployed): Json {
  const { properties } = deployed.all('AWS::Scheduler::Schedule').find((one) => one.properties.Name === 'sweep')!;
  const message = readScheduleInput(properties.Target.Input as string);
  return isMalformed(message) ? message.malformed : message;
}

describe('locked: true', () => {
  const stack = stackOf();
  new AccessController(stack, 'Controller', { locked: true });
  accessIn(stack);
  const deployed = new Deployed(stack);

  test('stands in the manifest, which everything that opens reads', () => {
    expect(sweepOf(deployed)).toMatchObject({ locked: true, accesses: [{ access: 'Release' }] });
  });

  test('stands in the deployment, which closes what is open, and shows in a diff', () => {
    expect(deployed.one('Custom::TemporaryAccessDeployment').properties).toMatchObject({ locked: true });
  });

  test.each([undefined, false])('is in no template where it is %p', (locked) => {
    const plain = stackOf();
    new AccessController(plain, 'Controller', locked === undefined ? {} : { locked });
    accessIn(plain);
    expect(JSON.stringify(Template.fromStack(plain).toJSON())).not.toContain('locked');
    expect(sweepOf(new Deployed(plain))).not.toHaveProperty('locked');
  });
});

describe('grantLockdown', () => {
  const stack = stackOf();
  const target = roleIn(stack);
  const other = roleIn(stack, 'OtherRole');
  const operator = roleIn(stack, 'Operator');
  // Also before there is an access.
  AccessController.of(stack).grantLockdown(operator);
  accessIn(stack, { role: target });
  accessIn(stack, { role: target }, 'Second');
  const deployed = new Deployed(stack);
  const one = deployed.one('AWS::IAM::Role', /^Operator/);
  const group = deployed.one('AWS::Scheduler::ScheduleGroup').ref;
  const schedule = (name: string, inGroup = group): string =>
    `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${inGroup}/${name}`;
  const decide = (action: string, resource: string, context = {}): string =>
    deployed.decide(one, action, resource, context);

  test.each([
    [STACK_LOCK, true],
    ['lock-Release-down', true],
    ['Release-1-start', false],
    ['Release-1-end', false],
    ['lease-Release-1', false],
    ['hold-Release-AbC12_-x', false],
    ['sweep', false],
  ])('lets make and remove %s: %p', (name, may) => {
    for (const action of ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule']) {
      expect(decide(action, schedule(name))).toBe(may ? 'allowed' : 'not allowed');
      expect(decide(action, schedule(name, 'another-group'))).toBe('not allowed');
    }
    expect(decide('scheduler:UpdateSchedule', schedule(name))).toBe('not allowed');
    expect(decide('scheduler:GetSchedule', schedule(name))).toBe('allowed');
  });

  test('lets hand over the role that calls the closer, to Scheduler alone', () => {
    const passable = deployed
      .all('AWS::IAM::Role')
      .filter(({ arn }) => decide('iam:PassRole', arn, SCHEDULER) === 'allowed');
    expect(passable.map(({ id }) => id)).toEqual([expect.stringContaining('EndRole')]);
    const elsewhere = { 'iam:PassedToService': 'lambda.amazonaws.com' };
    expect(decide('iam:PassRole', passable[0]!.arn, elsewhere)).toBe('not allowed');
  });

  test('lets wake the closer, and not the opener', () => {
    const callable = deployed
      .all('AWS::Lambda::Function')
      .filter(({ arn }) => decide('lambda:InvokeFunction', arn) === 'allowed');
    expect(callable.map(({ properties }) => properties.Handler)).toEqual(['index.closer']);
  });

  test('lets see what the roles of the accesses have, and find the stack, and nothing else of IAM', () => {
    const [targetArn, otherArn] = [target, other].map(
      (role) => deployed.one('AWS::IAM::Role', new RegExp(`^${role.node.id}`)).arn,
    ) as [string, string];
    expect(decide('iam:ListAttachedRolePolicies', targetArn)).toBe('allowed');
    expect(decide('iam:ListAttachedRolePolicies', otherArn)).toBe('not allowed');
    const stackArn = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Shop/123e4567-e89b-12d3-a456-426614174000`;
    expect(decide('cloudformation:ListStackResources', stackArn)).toBe('allowed');
    for (const action of ['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'sts:AssumeRole']) {
      expect(decide(action, targetArn)).toBe('not allowed');
    }
  });

  test('names what is of the stack also where the principal is of another', () => {
    const app = new App();
    const shop = new Stack(app, 'Shop');
    const people = roleIn(new Stack(app, 'People'), 'OnCall');
    accessIn(shop);
    AccessController.of(shop).grantLockdown(people);
    const text = JSON.stringify(Template.fromStack(Stack.of(people)).findResources('AWS::IAM::Policy'));
    expect(text).toContain('Shop:ExportsOutput');
    expect(text).not.toContain('AWS::StackId');
  });
});
