/** IAM through the SDK: one method, one call. */
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { AwsFailure, type Roles, type Sessions } from '../../lib/core/world';
import { ONE_ATTEMPT } from './clients';
import { calling, requestIdOf } from './failure';

/** STS's shortest session. */
const SESSION_SECONDS = 900;

export function rolesOf(iam: IAMClient): Roles {
  return {
    attachedPage: (roleName, marker) =>
      calling('iam:ListAttachedRolePolicies', async () => {
        const page = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName, Marker: marker }));
        if (page.IsTruncated === true && page.Marker === undefined) {
          throw new Error('a truncated list without a marker: what it leaves out cannot be read');
        }
        return {
          policies: (page.AttachedPolicies ?? []).flatMap((policy) => policy.PolicyArn ?? []),
          marker: page.IsTruncated === true ? page.Marker : undefined,
          requestId: requestIdOf(page),
        };
      }),
  };
}

export function sessionsOf(sts: STSClient): Sessions {
  return {
    assume: async (attachmentRole, sessionName, sessionPolicy) => {
      const { Credentials: credentials } = await calling('sts:AssumeRole', () =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: attachmentRole,
            RoleSessionName: sessionName,
            DurationSeconds: SESSION_SECONDS,
            Policy: sessionPolicy,
          }),
        ),
      );
      const {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
      } = credentials ?? {};
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
        throw new AwsFailure('unavailable', 'sts:AssumeRole', 'answered without credentials');
      }
      const iam = new IAMClient({ ...ONE_ATTEMPT, credentials: { accessKeyId, secretAccessKey, sessionToken } });
      return {
        ...rolesOf(iam),
        attach: (roleName, policy) =>
          calling('iam:AttachRolePolicy', async () => {
            const done = await iam.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: policy }));
            return requestIdOf(done);
          }),
        detach: (roleName, policy) =>
          calling('iam:DetachRolePolicy', async () => {
            const done = await iam.send(new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: policy }));
            return requestIdOf(done);
          }),
      };
    },
  };
}
