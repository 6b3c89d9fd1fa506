/** IAM through the SDK: one method, one call. */
import {
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { Roles } from '../lib/core/world';
import type { Account, ClosingSession } from '../lib/operate/account';
import { calling } from './failure';

export function rolesOf(iam: IAMClient): Roles {
  return {
    attachedPage: (roleName, marker) =>
      calling('iam:ListAttachedRolePolicies', `role ${roleName}`, async () => {
        const page = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName, Marker: marker }));
        if (page.IsTruncated === true && page.Marker === undefined) {
          throw new Error('a truncated list without a marker: what it leaves out cannot be read');
        }
        return {
          policies: (page.AttachedPolicies ?? []).flatMap(({ PolicyArn: arn }) => arn ?? []),
          marker: page.IsTruncated === true ? page.Marker : undefined,
        };
      }),
  };
}

export function closingSessionOf(iam: IAMClient): ClosingSession {
  return {
    ...rolesOf(iam),
    detach: (roleName, policy) =>
      calling('iam:DetachRolePolicy', `role ${roleName}`, async () => {
        await iam.send(new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: policy }));
      }),
  };
}

export function inlinePolicyOf(iam: IAMClient): Account['inlinePolicy'] {
  return (roleName, policyName) =>
    calling('iam:GetRolePolicy', `role ${roleName}`, async () => {
      const { PolicyDocument: document } = await iam.send(
        new GetRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }),
      );
      // IAM answers it encoded as in a URL.
      return decodeURIComponent(document ?? '');
    });
}
