/** Roles that cannot be changed from here, or that have no room. */
import { Stack, Token } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';
import { standingPolicies } from './standing';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const QUOTA_HELP =
  'take policies off, join them, or raise managedPoliciesPerRole if the quota of the account is higher';

export function roleProblems(access: AccessUnderCheck): Problem[] {
  return [...accountProblems(access), ...ownerProblems(access), ...quotaProblems(access)];
}

function accountProblems({ construct, role }: AccessUnderCheck): Problem[] {
  const [ours, theirs] = [Stack.of(construct).account, role.env.account];
  if (Token.isUnresolved(ours) || Token.isUnresolved(theirs) || ours === theirs) {
    return [];
  }
  return [
    {
      id: 'role-of-another-account',
      what: `role ${role.roleName} is in account ${theirs} and the stack in ${ours}`,
      why: 'IAM changes a role only from within its account',
      mend: 'declare the access in a stack of that account',
    },
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
function ownerProblems({ role }: AccessUnderCheck): Problem[] {
  const owners: [owner: string, sign: RegExp][] = [
    ['an AWS service', /\/aws-service-role\/|(^|\/)AWSServiceRoleFor/],
    ['IAM Identity Center', /\/aws-reserved\/|(^|\/)AWSReservedSSO_/],
  ];
  return owners
    .filter(([, sign]) => sign.test(role.roleArn) || sign.test(role.roleName))
    .map(([owner]) => ({
      id: 'role-of-aws',
      what: `role ${role.roleName} belongs to ${owner}`,
      why: 'IAM lets nobody else attach a policy to it',
      mend: 'use a role of your own, which the identity assumes',
    }));
}

function quotaProblems({ construct, role, policyArns, controller }: AccessUnderCheck): Problem[] {
  const permanent = standingPolicies(construct, role).length;
  const quota = controller.managedPoliciesPerRole;
  const wanted = permanent + policyArns.length;
  if (wanted <= quota) {
    return [];
  }
  return [
    {
      id: 'too-many-policies',
      what: `role ${role.node.path} would have ${wanted} managed policies in a window, ${permanent} of them permanently`,
      why: `IAM allows ${quota}, and the window would not open`,
      mend: QUOTA_HELP,
    },
  ];
}
