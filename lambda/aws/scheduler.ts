/** EventBridge Scheduler through the SDK: reads of the controller's own group. */
import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Schedules } from '../../lib/core/world';
import { calling } from './failure';

export function schedulesOf(scheduler: SchedulerClient, group: string): Schedules {
  return {
    get: (name) =>
      calling('scheduler:GetSchedule', async () => {
        const schedule = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
        return {
          enabled: schedule.State === 'ENABLED',
          expression: schedule.ScheduleExpression ?? '',
          timeZone: schedule.ScheduleExpressionTimezone,
          input: schedule.Target?.Input ?? '',
        };
      }),
  };
}
