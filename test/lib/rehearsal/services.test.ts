/** What the services themselves refuse, and what a change in place does in them. */
import { failureOf } from '../../../lib/core/world';
import { ACCOUNT, play, role, START, thing } from './stack-fixture';

const deployRole = `${ACCOUNT}role/deploy`;
const writing = `${ACCOUNT}policy/writing`;
const FUNCTION_OF_SCHEDULE = 'arn:aws:lambda:us-east-1:123456789012:function:custom';
const statement = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const trust = (Service: string) => ({
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } },
});

const managed = (properties = {}) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { ManagedPolicyName: 'writing', PolicyDocument: statement('s3:PutObject'), ...properties },
});
const schedule = (properties = {}) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: 'nightly',
    GroupName: 'group',
    ScheduleExpression: 'cron(0 20 * * ? *)',
    Target: { Arn: FUNCTION_OF_SCHEDULE, RoleArn: deployRole, Input: '{}' },
    ...properties,
  },
});
const scheduleArn = 'arn:aws:scheduler:us-east-1:123456789012:schedule/group/nightly';
const may = ({ aws }: ReturnType<typeof play>, action: string): boolean => {
  try {
    aws.iam.authorize({ roleArn: deployRole, sessionName: 'x' }, action, 'arn:aws:s3:::shop/a');
    return true;
  } catch (error) {
    expect(failureOf(error)).toBe('denied');
    return false;
  }
};

describe('IAM', () => {
  test.each([
    ['a policy that is attached', { Policy: managed() }, 'cannot delete a policy attached to entities'],
    ['a role with a policy on it', { Role: role({ RoleName: 'deploy' }) }, 'must detach all policies first'],
  ])('refuses to delete %s by other means than the template', async (_what, resources, reason) => {
    const { aws, create, delete: remove } = play({ resources });
    aws.iam.importRole(deployRole);
    aws.iam.importManagedPolicy(writing);
    await create();
    aws.iam.attachPermanently(deployRole, writing);
    expect((await remove())?.reason).toContain(reason);
    aws.iam.detachPermanently(deployRole, writing);
    expect(await remove()).toBeUndefined();
  });

  test('deletes what the template itself had attached', async () => {
    const played = play({
      resources: {
        Role: role({ RoleName: 'deploy', ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }),
        Policy: managed({ Roles: [{ Ref: 'Role' }] }),
        Inline: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'inline', Roles: [{ Ref: 'Role' }], PolicyDocument: statement('s3:GetObject') },
        },
      },
    });
    await played.create();
    expect([may(played, 's3:PutObject'), may(played, 's3:GetObject')]).toEqual([true, true]);
    expect(await played.delete()).toBeUndefined();
    expect(played.aws.iam.hasRole(deployRole)).toBe(false);
  });

  test('changes trust, inline policies and documents in place, and leaves what was attached beside', async () => {
    const resources = (service: string, action: string) => ({
      Role: role({
        RoleName: 'deploy',
        AssumeRolePolicyDocument: trust(service),
        Policies: [{ PolicyName: action, PolicyDocument: statement(`s3:${action}`) }],
      }),
      Policy: managed({ PolicyDocument: statement(`sqs:${action}`) }),
    });
    const played = play({ resources: resources('ec2.amazonaws.com', 'Get') });
    await played.create();
    const { iam } = played.aws;
    const id = iam.idOf(deployRole);
    iam.attachPermanently(deployRole, writing);
    await played.update(resources('lambda.amazonaws.com', 'Put'));
    expect(['s3:Get', 's3:Put', 'sqs:Get', 'sqs:Put'].map((action) => may(played, action))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(iam.assumeAsService('lambda.amazonaws.com', deployRole, {}).roleArn).toBe(deployRole);
    expect(() => iam.assumeAsService('ec2.amazonaws.com', deployRole, {})).toThrow(/does not trust/);
    expect(iam.idOf(deployRole)).toBe(id);
  });

  test('fails when a role or policy of the name exists', async () => {
    const { aws, create } = play({ resources: { Role: role({ RoleName: 'deploy' }) } });
    aws.iam.putRole({ arn: deployRole, trust: {} });
    expect((await create())?.reason).toBe('iam:CreateRole: role with name deploy already exists');
  });
});

describe('Scheduler', () => {
  test('fails when a schedule of the name exists in the group', async () => {
    const { create } = play({ resources: { One: schedule(), Two: schedule() } });
    expect(await create()).toMatchObject({ resource: 'Two', reason: expect.stringContaining('already exists') });
  });

  test('keeps a change by hand until the schedule is updated', async () => {
    const { aws, create, update } = play({ resources: { Nightly: schedule() } });
    await create();
    aws.scheduler.enable(scheduleArn, false);
    await update({ Nightly: schedule(), Other: thing() });
    expect(aws.scheduler.find(scheduleArn)?.enabled).toBe(false);
    await update({ Nightly: schedule({ Description: 'changed' }) });
    expect(aws.scheduler.find(scheduleArn)?.enabled).toBe(true);
  });

  test('deletes the schedules of a group with it', async () => {
    const { aws, create, update } = play({
      resources: {
        Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'group' } },
        Nightly: { ...schedule(), DeletionPolicy: 'Retain' },
      },
    });
    await create();
    await update({});
    expect(aws.scheduler.find(scheduleArn)).toBeUndefined();
    expect(aws.clock.now()).toBe(START);
  });
});
