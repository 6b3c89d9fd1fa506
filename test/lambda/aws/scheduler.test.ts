import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { schedulesOf } from '../../../lambda/aws/scheduler';

const scheduler = mockClient(SchedulerClient);
const schedules = schedulesOf(new SchedulerClient({ region: 'us-east-1' }), 'temporary-access');

beforeEach(() => {
  scheduler.reset();
});

test('reads a schedule of the controller’s own group', async () => {
  scheduler.on(GetScheduleCommand).resolves({
    State: 'ENABLED',
    ScheduleExpression: 'at(2026-12-01T22:00:00)',
    ScheduleExpressionTimezone: 'UTC',
    Target: { Arn: 'arn', RoleArn: 'role', Input: '{"event":"end"}', DeadLetterConfig: { Arn: 'queue' } },
  });

  expect(await schedules.get('release-0-end')).toEqual({
    enabled: true,
    expression: 'at(2026-12-01T22:00:00)',
    timeZone: 'UTC',
    input: '{"event":"end"}',
    target: { arn: 'arn', roleArn: 'role', deadLetterArn: 'queue' },
  });

  expect(scheduler.call(0).args[0].input).toEqual({ GroupName: 'temporary-access', Name: 'release-0-end' });
});

test.each([
  ['disabled', { State: 'DISABLED' as const }],
  ['in an unknown state', {}],
])('does not take a schedule for enabled that is %s', async (_what, answer) => {
  scheduler.on(GetScheduleCommand).resolves(answer);

  expect(await schedules.get('release-0-end')).toEqual({
    enabled: false,
    expression: '',
    timeZone: undefined,
    input: '',
    target: { arn: '', roleArn: '', deadLetterArn: undefined },
  });
});

test('fails as absent for a schedule that does not exist', async () => {
  scheduler
    .on(GetScheduleCommand)
    .rejects(new ResourceNotFoundException({ Message: 'no', message: 'no', $metadata: { httpStatusCode: 404 } }));

  await expect(schedules.get('release-0-end')).rejects.toMatchObject({
    failure: 'absent',
    operation: 'scheduler:GetSchedule',
  });
});

const LEASE = {
  expression: 'at(2026-12-01T22:00:00)',
  description: 'Closes release',
  input: '{"event":"end"}',
  target: { arn: 'closer', roleArn: 'end-role', deadLetterArn: 'undelivered' },
};

test('makes a schedule that fires once, exactly, in UTC, for as long as Scheduler tries, and is gone then', async () => {
  scheduler.on(CreateScheduleCommand).resolves({ ScheduleArn: 'arn' });

  await schedules.create('lease-release-1', LEASE);

  expect(scheduler.call(0).args[0].input).toEqual({
    GroupName: 'temporary-access',
    Name: 'lease-release-1',
    Description: 'Closes release',
    ScheduleExpression: 'at(2026-12-01T22:00:00)',
    ScheduleExpressionTimezone: 'UTC',
    State: 'ENABLED',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: 'closer',
      RoleArn: 'end-role',
      Input: '{"event":"end"}',
      DeadLetterConfig: { Arn: 'undelivered' },
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
  });
});

test('makes a schedule without a queue where the one that it copies has none', async () => {
  scheduler.on(CreateScheduleCommand).resolves({ ScheduleArn: 'arn' });

  await schedules.create('lease-release-1', { ...LEASE, target: { ...LEASE.target, deadLetterArn: undefined } });

  expect(scheduler.call(0).args[0].input).not.toHaveProperty('Target.DeadLetterConfig');
});

test('fails as a conflict where a schedule of that name exists', async () => {
  const exists = { Message: 'exists', message: 'exists', $metadata: { httpStatusCode: 409 } };
  scheduler.on(CreateScheduleCommand).rejects(new ConflictException(exists));

  await expect(schedules.create('lease-release-1', LEASE)).rejects.toMatchObject({
    failure: 'conflict',
    operation: 'scheduler:CreateSchedule',
  });
});

test('removes a schedule of the controller’s own group', async () => {
  scheduler.on(DeleteScheduleCommand).resolves({});

  await schedules.remove('hold-release-abcdefgh');

  expect(scheduler.call(0).args[0].input).toEqual({ GroupName: 'temporary-access', Name: 'hold-release-abcdefgh' });
});

test('fails as absent where there is nothing to remove', async () => {
  scheduler
    .on(DeleteScheduleCommand)
    .rejects(new ResourceNotFoundException({ Message: 'no', message: 'no', $metadata: { httpStatusCode: 404 } }));

  await expect(schedules.remove('hold-release-abcdefgh')).rejects.toMatchObject({
    failure: 'absent',
    operation: 'scheduler:DeleteSchedule',
  });
});

test('lists names a page at a time, within the group', async () => {
  scheduler
    .on(ListSchedulesCommand)
    .resolvesOnce({ Schedules: [{ Name: 'hold-release-a' }, {}], NextToken: 'more' })
    .resolvesOnce({});

  expect(await schedules.namesPage('hold-release-', undefined)).toEqual({ names: ['hold-release-a'], marker: 'more' });
  expect(await schedules.namesPage('hold-release-', 'more')).toEqual({ names: [], marker: undefined });

  expect(scheduler.call(1).args[0].input).toEqual({
    GroupName: 'temporary-access',
    NamePrefix: 'hold-release-',
    NextToken: 'more',
  });
});
