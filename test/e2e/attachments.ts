/** What IAM itself says is attached to a role: all pages, read as the administrator. */
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
} from '@aws-sdk/client-iam';
import { type DeclaredAccess, roleName } from '../../lib/core/declaration';

export async function attachedTo(iam: IAMClient, roleArn: string): Promise<string[]> {
  const attached: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName: roleName(roleArn) })) {
    attached.push(...(page.AttachedPolicies ?? []).map((policy) => policy.PolicyArn!));
  }
  return attached;
}

/** Whether all policies of an access are attached, or none; half of them is neither. */
export async function stateOf(iam: IAMClient, access: DeclaredAccess): Promise<'open' | 'closed' | 'half'> {
  const attached = await attachedTo(iam, access.role);
  const own = access.policies.filter((policy) => attached.includes(policy));
  if (own.length === 0) {
    return 'closed';
  }
  return own.length === access.policies.length ? 'open' : 'half';
}

/** Somebody attaches the policies of an access, past the library. */
export async function attachByHand(iam: IAMClient, { role, policies }: DeclaredAccess): Promise<void> {
  for (const policy of policies) {
    await iam.send(new AttachRolePolicyCommand({ RoleName: roleName(role), PolicyArn: policy }));
  }
}

/** Fills a role with policies that are no business of the library's, and come before its own in moto's lists. */
export async function crowd(iam: IAMClient, role: string, count: number): Promise<string[]> {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'a4b:*', Resource: '*' }] };
  const made: string[] = [];
  for (let index = 0; index < count; index++) {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: `A${index}-${roleName(role)}`,
        PolicyDocument: JSON.stringify(document),
      }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName: roleName(role), PolicyArn: Policy!.Arn! }));
    made.push(Policy!.Arn!);
  }
  return made;
}
