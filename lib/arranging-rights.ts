/**
 * The rights to make what an access needs at run time, in the controller's group: leases and holds. They can call
 * nothing but the closer, since the role of the ends is the only one that the functions may hand over.
 *
 * They stand in policies of their own: when the last such access leaves the stack, CloudFormation takes them away after
 * it, and not before what was made for it is removed.
 */
import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ControllerFunction } from './controller-function';

export interface Arrangers {
  readonly opener: ControllerFunction;
  readonly closer: ControllerFunction;
  readonly endRole: IRole;
  /** The name of the schedule group. */
  readonly group: string;
}

export function letArrange({ opener, closer, endRole, group }: Arrangers): void {
  const named = (...prefixes: string[]): string[] =>
    prefixes.map((prefix) =>
      Stack.of(opener).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${group}/${prefix}*` }),
    );
  const passRole = {
    sid: 'HandOverTheRoleOfEnds',
    actions: ['iam:PassRole'],
    resources: [endRole.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  };
  const arrange = { sid: 'ArrangeOpenings', actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'] };
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
  const findHolds = { sid: 'FindHolds', actions: ['scheduler:ListSchedules'], resources: ['*'] };
  const onRequest = 'What the function may do as long as the stack has an access that opens or closes by request';
  opener.may('ArrangeOpenings', onRequest, [{ ...arrange, resources: named('lease-', 'hold-') }, passRole, findHolds]);
  closer.may('ArrangeOpenings', onRequest, [{ ...arrange, resources: named('hold-') }, passRole]);
}
