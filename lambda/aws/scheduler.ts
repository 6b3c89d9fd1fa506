/** EventBridge Scheduler through the SDK, within the controller's own group. */
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { DAY, SECOND } from '../../lib/core/interval';
import type { Schedules } from '../../lib/core/world';
import { calling } from './failure';

/** Scheduler's own bounds: an end is tried for as long as it tries anything. */
const LONGEST_EVENT_AGE = DAY / SECOND;
const MOST_ATTEMPTS = 185;

export function schedulesOf(scheduler: SchedulerClient, group: string): Schedules {
  return {
    get: (name) =>
      calling('scheduler:GetSchedule', async () => {
        const schedule = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
        const { Target: target } = schedule;
        return {
          enabled: schedule.State === 'ENABLED',
          expression: schedule.ScheduleExpression ?? '',
          timeZone: schedule.ScheduleExpressionTimezone,
          input: target?.Input ?? '',
          target: {
            arn: target?.Arn ?? '',
            roleArn: target?.RoleArn ?? '',
            deadLetterArn: target?.DeadLetterConfig?.Arn,
          },
        };
      }),
    namesPage: (prefix, marker) =>
      calling('scheduler:ListSchedules', async () => {
        const page = await scheduler.send(
          new ListSchedulesCommand({ GroupName: group, NamePrefix: prefix, NextToken: marker }),
        );
        return { names: (page.Schedules ?? []).flatMap(({ Name: name }) => name ?? []), marker: page.NextToken };
      }),
    create: (name, { expression, description, input, target }) =>
      calling('scheduler:CreateSchedule', async () => {
        await scheduler.send(
          new CreateScheduleCommand({
            GroupName: group,
            Name: name,
            Description: description,
            ScheduleExpression: expression,
            ScheduleExpressionTimezone: 'UTC',
            State: 'ENABLED',
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: {
              Arn: target.arn,
              RoleArn: target.roleArn,
              Input: input,
              ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
              RetryPolicy: { MaximumEventAgeInSeconds: LONGEST_EVENT_AGE, MaximumRetryAttempts: MOST_ATTEMPTS },
            },
          }),
        );
      }),
    remove: (name) =>
      calling('scheduler:DeleteSchedule', async () => {
        await scheduler.send(new DeleteScheduleCommand({ GroupName: group, Name: name }));
      }),
  };
}
