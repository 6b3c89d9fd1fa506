/** What the functions may make at run time, and who may close by hand: evaluated, not compared as text. */
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { dependenciesOf, reachable } from '../../lib/rehearsal/deployment-order';
import { decideTrust } from '../../lib/rehearsal/iam-policy';
import { ACCOUNT, Deployed, type DeployedResource, REGION } from './as-deployed';
import { accessIn, type Json, nightly, roleIn, saturday, stackOf } from './fixture';
import { onRequest, pipelineSignals } from './on-request';

const SCHEDULER = { 'iam:PassedToService': 'scheduler.amazonaws.com' };

function onDemandStack(): Deployed {
  const stack = stackOf();
  const { started, finished } = pipelineSignals(stack);
  accessIn(stack, { windows: [onRequest({ openOn: [started], closeOn: [finished] })] });
  return new Deployed(stack);
}

describe('with a window on demand', () => {
  const deployed = onDemandStack();
  const [opener, closer] = [/OpenerRole/, /CloserRole/].map((id) => deployed.one('AWS::IAM::Role', id)) as [
    DeployedResource,
    DeployedResource,
  ];
  const group = deployed.one('AWS::Scheduler::ScheduleGroup').ref;
  const schedule = (name: string, inGroup = group): string =>
    `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${inGroup}/${name}`;

  test.each([
    ['a lease', 'lease-Release-1', true, false],
    ['a hold', 'hold-Release-AbC12_-x', true, true],
    ['the start of a window', 'Release-1-start', false, false],
    ['the end of a window', 'Release-1-end', false, false],
    ['the sweep', 'sweep', false, false],
    ['anything else', 'my-lease-1', false, false],
  ])('of schedules like %s (%s) the opener may make and remove %p, the closer %p', (_what, name, opens, closes) => {
    for (const action of ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule']) {
      expect(deployed.decide(opener, action, schedule(name))).toBe(opens ? 'allowed' : 'not allowed');
      expect(deployed.decide(closer, action, schedule(name))).toBe(closes ? 'allowed' : 'not allowed');
    }
  });

  test.each(['another-group', 'default', `${group}-2`])('no schedule of group %s is theirs', (other) => {
    for (const role of [opener, closer]) {
      for (const name of ['lease-Release-1', 'hold-Release-12345678']) {
        expect(deployed.decide(role, 'scheduler:CreateSchedule', schedule(name, other))).toBe('not allowed');
        expect(deployed.decide(role, 'scheduler:DeleteSchedule', schedule(name, other))).toBe('not allowed');
      }
    }
  });

  test('no schedule is ever changed, and no group', () => {
    for (const role of [opener, closer]) {
      expect(deployed.decide(role, 'scheduler:UpdateSchedule', schedule('lease-Release-1'))).toBe('not allowed');
      expect(deployed.decide(role, 'scheduler:DeleteScheduleGroup', schedule('lease-Release-1'))).toBe('not allowed');
    }
  });

  test('what they make can call nothing but the closer', () => {
    const passable = deployed
      .all('AWS::IAM::Role')
      .filter(({ arn }) =>
        [opener, closer].some((one) => deployed.decide(one, 'iam:PassRole', arn, SCHEDULER) === 'allowed'),
      );
    expect(passable.map(({ id }) => id)).toEqual([expect.stringContaining('EndRole')]);
    const [endRole] = passable as [DeployedResource];
    for (const role of [opener, closer]) {
      expect(deployed.decide(role, 'iam:PassRole', endRole.arn, SCHEDULER)).toBe('allowed');
      expect(
        deployed.decide(role, 'iam:PassRole', endRole.arn, { 'iam:PassedToService': 'lambda.amazonaws.com' }),
      ).toBe('not allowed');
    }
    const callable = deployed
      .all('AWS::Lambda::Function')
      .filter(({ arn }) => deployed.decide(endRole, 'lambda:InvokeFunction', arn) === 'allowed');
    expect(callable.map(({ properties }) => properties.Handler)).toEqual(['index.closer']);
  });

  test('the opener may look for holds by their names, and neither may write IAM', () => {
    expect(deployed.decide(opener, 'scheduler:ListSchedules', '*')).toBe('allowed');
    const target = deployed.one('AWS::IAM::Role', /^DeployRole/).arn;
    for (const role of [opener, closer]) {
      for (const action of ['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePolicy']) {
        expect(deployed.decide(role, action, target)).toBe('not allowed');
      }
    }
  });
});

test('the rights go after the last access that needs them, not before: they stand in policies of their own', () => {
  const stack = stackOf();
  const role = roleIn(stack);
  accessIn(stack, { role });
  const plain = Object.keys(Template.fromStack(stack).toJSON()['Resources'] as object);
  const both = stackOf();
  const sameRole = roleIn(both);
  accessIn(both, { role: sameRole });
  accessIn(both, { role: sameRole, windows: [onRequest({ openOn: [pipelineSignals(both).started] })] }, 'OnDemand');
  const json = Template.fromStack(both).toJSON() as Json;
  const added = Object.keys(json.Resources as object).filter((id) => !plain.includes(id));
  const rights = added.filter((id) => JSON.stringify(json.Resources[id]).includes('DeleteSchedule'));
  const resource = added.find((id) => json.Resources[id].Type === 'Custom::TemporaryAccess')!;

  expect(rights).toHaveLength(2);
  expect([...reachable(dependenciesOf(json), resource)]).toEqual(expect.arrayContaining(rights));
  const kept = plain.filter((id) => JSON.stringify(json.Resources[id]).includes('CreateSchedule'));
  expect(kept).toEqual([]);
});

describe('without windows on demand and without early closes', () => {
  const stack = stackOf();
  const access = accessIn(stack, { windows: [nightly(), saturday()] });
  const template = Template.fromStack(stack);

  test('there is no right to make schedules or to pass a role, no rule and no bus', () => {
    expect(access.accessId).toBe('Release');
    expect(JSON.stringify(template.toJSON())).not.toMatch(
      /CreateSchedule|DeleteSchedule|ListSchedules|PassRole|AWS::Events::|events\.amazonaws\.com/,
    );
  });

  test('a right to close by request brings them', () => {
    const closable = stackOf();
    accessIn(closable).grantClose(roleIn(closable, 'Operator'));
    const json = JSON.stringify(Template.fromStack(closable).toJSON());
    for (const part of ['CreateSchedule', 'PassRole', 'AWS::Events::EventBus', 'AWS::Events::Rule']) {
      expect(json).toContain(part);
    }
  });

  test('an early close of a window of the clock brings the rights, and no bus', () => {
    const early = stackOf();
    const { finished } = pipelineSignals(early);
    accessIn(early, { windows: [nightly({ closeOn: [finished], closeOnAny: true })] });
    const json = JSON.stringify(Template.fromStack(early).toJSON());
    expect(json).toContain('CreateSchedule');
    expect(json).not.toContain('AWS::Events::EventBus');
  });
});

describe('of an access that is looked at after a close', () => {
  const stack = stackOf();
  const AWS_POLICY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
  const looked = accessIn(stack, {
    residualCheck: true,
    managedPolicies: [ManagedPolicy.fromManagedPolicyArn(stack, 'Managed', AWS_POLICY)],
  });
  looked.addStatements(new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop'] }));
  accessIn(stack, { role: roleIn(stack, 'OtherRole') }, 'Other');
  const deployed = new Deployed(stack);
  const [opener, closer] = [/OpenerRole/, /CloserRole/].map((id) => deployed.one('AWS::IAM::Role', id)) as [
    DeployedResource,
    DeployedResource,
  ];
  const own = (id: RegExp): string => deployed.one('AWS::IAM::ManagedPolicy', id).ref;
  const role = (id: RegExp): string => deployed.one('AWS::IAM::Role', id).arn;

  test.each([
    ['its role', 'iam:SimulatePrincipalPolicy', true, role(/^DeployRole/)],
    ['its own policy', 'iam:GetPolicy', true, own(/^ReleasePolicy/)],
    ['the text of its own policy', 'iam:GetPolicyVersion', true, own(/^ReleasePolicy/)],
    ['the text of an existing one', 'iam:GetPolicyVersion', true, AWS_POLICY],
    ['the role of another access', 'iam:SimulatePrincipalPolicy', false, role(/^OtherRole/)],
    ['the policy of another access', 'iam:GetPolicyVersion', false, own(/^OtherPolicy/)],
    ['any other policy', 'iam:GetPolicyVersion', false, 'arn:aws:iam::aws:policy/AdministratorAccess'],
    ['its own role', 'iam:SimulatePrincipalPolicy', false, closer.arn],
    ['what anybody could do', 'iam:SimulateCustomPolicy', false, '*'],
  ])('the closer may ask about %s (%s): %p', (_what, action, may, resource) => {
    expect(deployed.decide(closer, action, resource)).toBe(may ? 'allowed' : 'not allowed');
    expect(deployed.decide(opener, action, resource)).toBe('not allowed');
  });

  test('there is an alarm, and its declaration says so', () => {
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ResidualAccess' });
    template.hasResourceProperties('Custom::TemporaryAccess', { access: 'Release', residualCheck: true });
    template.hasResourceProperties('Custom::TemporaryAccess', { access: 'Other', residualCheck: Match.absent() });
  });

  test('without one there is neither right nor alarm', () => {
    const plain = stackOf();
    accessIn(plain, { residualCheck: false });

    expect(JSON.stringify(Template.fromStack(plain).toJSON())).not.toMatch(
      /SimulatePrincipalPolicy|GetPolicyVersion|ResidualAccess|residualCheck/,
    );
  });
});

describe('whoever may close', () => {
  const stack = stackOf();
  const role = roleIn(stack);
  const access = accessIn(stack, { role, windows: [onRequest()] });
  accessIn(stack, { role, windows: [onRequest()] }, 'Other').grantClose(roleIn(stack, 'OtherOperator'));
  access.grantOpen(roleIn(stack, 'Tool'));
  access.grantClose(roleIn(stack, 'Operator'));
  const deployed = new Deployed(stack);
  const attachment = deployed.one('AWS::IAM::Role', /^ReleaseAttachmentRole/);
  const [target, policy] = [/^DeployRole/, /^ReleasePolicy/].map((id) =>
    [...deployed.all('AWS::IAM::Role'), ...deployed.all('AWS::IAM::ManagedPolicy')].find((one) => id.test(one.id)),
  ) as [DeployedResource, DeployedResource];

  const mayAssume = (id: RegExp, session: string): boolean =>
    decideTrust(
      attachment.properties.AssumeRolePolicyDocument,
      { aws: [deployed.one('AWS::IAM::Role', id).arn] },
      { action: 'sts:AssumeRole', resource: attachment.arn, context: { 'sts:RoleSessionName': session } },
    ) === 'allowed';

  test.each([
    ['in a session called so for this access', /^Operator/, 'close-Release', true],
    ['in one that could open', /^Operator/, 'open-Release', false],
    ['in one of another access', /^Operator/, 'close-Other', false],
    ['in one of its own name', /^Operator/, 'operator', false],
    ['if it may close another access only', /^OtherOperator/, 'close-Release', false],
    ['if it may only open', /^Tool/, 'close-Release', false],
    ['if it may only open, in a session that could open', /^Tool/, 'open-Release', false],
    ['if it is the target role itself', /^DeployRole/, 'close-Release', false],
  ])('may take the attachment role %s', (_how, id, session, may) => {
    expect(mayAssume(id, session)).toBe(may);
  });

  test.each([
    ['detach', 'iam:DetachRolePolicy', 'allowed'],
    ['attach', 'iam:AttachRolePolicy', 'not allowed'],
    ['write a policy', 'iam:PutRolePolicy', 'not allowed'],
  ])('may, in such a session, %s: %s is %s', (_what, action, decision) => {
    const context = { 'aws:userid': 'AROAEXAMPLE:close-Release', 'iam:PolicyARN': policy.ref };
    expect(deployed.decide(attachment, action, target.arn, context)).toBe(decision);
  });

  test('may, in such a session, detach nothing else, and from nothing else', () => {
    const context = {
      'aws:userid': 'AROAEXAMPLE:close-Release',
      'iam:PolicyARN': `arn:aws:iam::${ACCOUNT}:policy/other`,
    };
    expect(deployed.decide(attachment, 'iam:DetachRolePolicy', target.arn, context)).toBe('not allowed');
    const elsewhere = { ...context, 'iam:PolicyARN': policy.ref };
    expect(deployed.decide(attachment, 'iam:DetachRolePolicy', attachment.arn, elsewhere)).toBe('not allowed');
    expect(deployed.decide(attachment, 'iam:ListAttachedRolePolicies', target.arn)).toBe('allowed');
  });
});
