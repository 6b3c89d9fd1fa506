/** Roles that cannot be changed from here, or that have no room. */
import { Stack, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';
import { identitiesOf } from './identity';
import { standingPolicies } from './standing';

export function roleProblems(access: AccessUnderCheck): Problem[] {
  return [...accountProblems(access), ...ownerProblems(access), ...quotaProblems(access)];
}

/** Whether the role is certainly of another account than the stack. */
export function isOfAnotherAccount(scope: IConstruct, role: IRole): boolean {
  const [ours, theirs] = [Stack.of(scope).account, role.env.account];
  return !Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs;
}

function accountProblems({ construct, role }: AccessUnderCheck): Problem[] {
  return isOfAnotherAccount(construct, role)
    ? [
        {
          id: 'role-of-another-account',
          what: `role ${nameOf(role)} is in account ${role.env.account} and the access in ${Stack.of(construct).account}`,
          why: 'IAM changes a role only from within its own account',
          mend: `declare the access in a stack of account ${role.env.account}`,
        },
      ]
    : [];
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
      what: `role ${nameOf(role)} belongs to ${owner}`,
      why: 'IAM lets nobody else attach a policy to it',
      mend: 'name a role of your own, which the identity then assumes',
    }));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function quotaProblems({ construct, role, policyArns, controller }: AccessUnderCheck): Problem[] {
  const own = identitiesOf(construct, policyArns);
  const permanent = standingPolicies(construct, role, own);
  const wanted = new Set([...permanent, ...own]).size;
  const quota = controller.managedPoliciesPerRole;
  if (wanted <= quota) {
    return [];
  }
  return [
    {
      id: 'too-many-policies',
      what: `role ${role.node.path} would have ${wanted} managed policies in a window, ${permanent.length} of them for good`,
      why: `IAM allows ${quota} on a role, and the window would not open`,
      mend:
        `take ${wanted - quota} off, join some into one, or, if the quota of your account is higher, write ` +
        `managedPoliciesPerRole: ${wanted} in the AccessController`,
    },
  ];
}

/** Its name, or its path where only the deployment knows the name. */
function nameOf({ roleName, node }: IRole): string {
  return Token.isUnresolved(roleName) ? node.path : roleName;
}
