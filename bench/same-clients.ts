/** The least that talks to the same AWS APIs: what the handler's bundle is compared with. */
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

export const clients = (): unknown[] => [new IAMClient(), new SchedulerClient(), new STSClient()];
export const commands = [
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  GetScheduleCommand,
  AssumeRoleCommand,
];
