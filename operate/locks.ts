/** Locks through the SDK, and a word to the function that closes: one method, one call. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Account, Locks } from '../lib/operate/account';
import { calling } from './failure';

export function locksOf(scheduler: SchedulerClient, group: string): Locks {
  return {
    create: (name, { expression, description, input, target }) =>
      calling('scheduler:CreateSchedule', `schedule ${group}/${name}`, async () => {
        await scheduler.send(
          new CreateScheduleCommand({
            GroupName: group,
            Name: name,
            Description: description,
            ScheduleExpression: expression,
            ScheduleExpressionTimezone: 'UTC',
            State: 'DISABLED',
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'NONE',
            Target: { Arn: target.arn, RoleArn: target.roleArn, Input: input },
          }),
        );
      }),
    remove: (name) =>
      calling('scheduler:DeleteSchedule', `schedule ${group}/${name}`, async () => {
        await scheduler.send(new DeleteScheduleCommand({ GroupName: group, Name: name }));
      }),
  };
}

export function wakeBy(lambda: LambdaClient): Account['wake'] {
  return (functionArn, event) =>
    calling('lambda:InvokeFunction', functionArn, async () => {
      await lambda.send(
        new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: Buffer.from(event) }),
      );
    });
}
