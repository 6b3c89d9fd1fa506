/** A policy on a role belongs to one access, and is attached by nothing else. */
import { ControllerResources } from '../controller-resources';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';
import { identityOf } from './identity';
import { standingPolicies } from './standing';

export function pairProblems(access: AccessUnderCheck): Problem[] {
  return [...sharedPairs(access), ...permanentAttachments(access)];
}

/** Two accesses that shared a pair would each close what the other has open. */
function sharedPairs({ construct, role, policyArns }: AccessUnderCheck): Problem[] {
  const own = policyArns.map((arn) => identityOf(construct, arn));
  const twice = own
    .filter((policy, index) => own.indexOf(policy) !== index)
    .map((policy) => `${policy} is named twice`);
  const ownRole = identityOf(construct, role.roleArn);
  const shared = ControllerResources.allOf(construct)
    .flatMap((controller) => controller.registered)
    .filter((other) => other.construct !== construct && identityOf(other.construct, other.role.roleArn) === ownRole)
    .flatMap((other) => {
      const theirs = other.policyArns().map((arn) => identityOf(other.construct, arn));
      return own
        .filter((policy) => theirs.includes(policy))
        .map((policy) => `${policy} is also attached by ${other.construct.node.path}`);
    });
  return [...new Set([...twice, ...shared])].map((what) => ({
    id: 'shared-pair',
    what,
    why: 'a policy on a role belongs to one access, or the end of one would close the other',
    mend: 'give one access all the windows',
  }));
}

/** What the app itself attaches for good: a window around it would protect nothing. */
function permanentAttachments({ construct, role, policyArns }: AccessUnderCheck): Problem[] {
  const standing = standingPolicies(construct, role);
  return policyArns
    .map((arn) => identityOf(construct, arn))
    .filter((policy) => standing.includes(policy))
    .map((policy) => ({
      id: 'permanent-attachment',
      what: `${policy} is also attached to the role permanently`,
      why: 'the window would protect nothing, and its end would take away what is meant to stay',
      mend: 'remove the permanent attachment, or leave the policy out of the access',
    }));
}
