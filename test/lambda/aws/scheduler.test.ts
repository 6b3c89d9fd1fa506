import { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } from '@aws-sdk/client-scheduler';
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
    Target: { Arn: 'arn', RoleArn: 'role', Input: '{"event":"end"}' },
  });

  expect(await schedules.get('release-0-end')).toEqual({
    enabled: true,
    expression: 'at(2026-12-01T22:00:00)',
    timeZone: 'UTC',
    input: '{"event":"end"}',
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
