/** Attaches or detaches the policy that the event names, as the schedules of `bench/by-hand.ts` tell it. */
import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';

const iam = new IAMClient();

export async function handler({ change, role, policy }) {
  const Change = change === 'attach' ? AttachRolePolicyCommand : DetachRolePolicyCommand;
  await iam.send(new Change({ RoleName: role, PolicyArn: policy }));
}
