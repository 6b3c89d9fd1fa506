/** What EventBridge Scheduler calls one function with: for the schedules of one group, and nothing else. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { OWN_PATH } from './own-path';

export interface SchedulerRoleProps {
  readonly group: CfnScheduleGroup;
  readonly target: IFunction;
  readonly undelivered: IQueue;
}

export function schedulerRole(scope: Construct, id: string, { group, target, undelivered }: SchedulerRoleProps): Role {
  const stack = Stack.of(scope);
  const groupArn = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: group.ref });
  const role = new Role(scope, id, {
    path: OWN_PATH,
    description: 'Lets the schedules of one group call one function',
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': groupArn } },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }));
  undelivered.grantSendMessages(role);
  return role;
}
