/**
 * Temporary access without the library, as one would write it with the CDK's own constructs.
 *
 * Two schedules a window call one function, which attaches or detaches the policy that they name; what cannot be
 * delivered ends in a queue. Nothing is read back, checked, swept or cleaned up.
 */
import { type Stack, TimeZone } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';

export function byHand(stack: Stack, accesses: number): void {
  const changer = new LambdaFunction(stack, 'Changer', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset('bench/by-hand'),
  });
  const scheduleGroup = new ScheduleGroup(stack, 'Windows');
  const deadLetterQueue = new Queue(stack, 'Undelivered', { enforceSSL: true });
  for (let index = 0; index < accesses; index++) {
    const role = new Role(stack, `Role${index}`, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    const policy = new ManagedPolicy(stack, `Policy${index}`, {
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] })],
    });
    changer.addToRolePolicy(
      new PolicyStatement({
        actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
        resources: [role.roleArn],
        conditions: { ArnEquals: { 'iam:PolicyARN': policy.managedPolicyArn } },
      }),
    );
    const schedule = (id: string, change: 'attach' | 'detach', hour: string): Schedule =>
      new Schedule(stack, id, {
        description: `Release train ${index}: ${change}`,
        scheduleGroup,
        schedule: ScheduleExpression.cron({
          minute: '0',
          hour,
          weekDay: 'TUE,THU',
          timeZone: TimeZone.EUROPE_LONDON,
        }),
        target: new LambdaInvoke(changer, {
          deadLetterQueue,
          input: ScheduleTargetInput.fromObject({ change, role: role.roleName, policy: policy.managedPolicyArn }),
        }),
      });
    schedule(`Start${index}`, 'attach', '20');
    schedule(`End${index}`, 'detach', '22');
  }
}
