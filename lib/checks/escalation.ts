/**
 * Rights with which a role could give itself more rights, or the same ones for good.
 *
 * Looked at are the policies of this app and the names of AWS's own; what any other policy says is not visible here.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { escalationsOf, opensSessions, powerfulPolicy } from '../core/escalation';
import type { Problem } from '../core/problem';
import type { PolicyStatement } from '../core/statement';
import type { AccessUnderCheck, Warning } from './access-under-check';
import { identitiesOf, targetOf } from './identity';

export function escalationProblems(access: AccessUnderCheck): Problem[] {
  if (access.allowPrivilegeEscalation) {
    return [];
  }
  const found = [...new Set([...allowed(access).flatMap(escalationsOf), ...powerfulPolicies(access)])];
  return found.map((what) => ({
    id: 'privilege-escalation',
    what: `the access gives ${what}`,
    why: 'with that the role could give itself rights that outlive the window',
    mend: 'grant only what the task needs, or write allowPrivilegeEscalation: true and say in the purpose why',
  }));
}

export function assumeRoleWarnings(access: AccessUnderCheck): Warning[] {
  return allowed(access).some(opensSessions)
    ? [
        {
          id: 'assume-role',
          text:
            'sts:AssumeRole is granted: a session of the other role outlives the window, for as long as that role lets ' +
            "sessions live; shorten that role's maxSessionDuration, or grant what is needed directly",
        },
      ]
    : [];
}

/** The Allow statements of every policy that is attached and declared in the app. */
function allowed({ policyArns }: AccessUnderCheck): PolicyStatement[] {
  return policyArns.flatMap((arn) => {
    const policy = targetOf(arn);
    if (!CfnManagedPolicy.isCfnManagedPolicy(policy)) {
      return [];
    }
    const document: unknown = Stack.of(policy).resolve(policy.policyDocument);
    const { Statement: statements = [] } = document as { Statement?: PolicyStatement | PolicyStatement[] };
    return [statements].flat().filter(({ Effect }) => Effect === 'Allow');
  });
}

function powerfulPolicies({ construct, policyArns }: AccessUnderCheck): string[] {
  return identitiesOf(construct, policyArns).flatMap((policy) => powerfulPolicy(policy) ?? []);
}
