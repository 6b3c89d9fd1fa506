/** A policy on a role belongs to one access, and is attached by nothing else. */
import { ControllerResources } from '../controller-resources';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';
import { identitiesOf, identityOf, nameOf } from './identity';
import { standingPolicies } from './standing';

export function pairProblems(access: AccessUnderCheck): Problem[] {
  const own = identitiesOf(access.construct, access.policyArns);
  return [...repeated(own), ...sharedPairs(access, own), ...permanentAttachments(access, own)];
}

function repeated(own: readonly string[]): Problem[] {
  const twice = own.filter((policy, index) => own.indexOf(policy) !== index);
  return [...new Set(twice)].map((policy) => ({
    id: 'repeated-policy',
    what: `managedPolicies names ${nameOf(policy)} more than once`,
    why: 'a role has a policy or has it not, so one of them says nothing or was meant to be another',
    mend: 'name it once',
  }));
}

/** Two accesses that shared a pair would each close what the other has open. */
function sharedPairs({ construct, role }: AccessUnderCheck, own: readonly string[]): Problem[] {
  const ownRole = identityOf(construct, role.roleArn);
  return ControllerResources.allOf(construct)
    .flatMap((controller) => controller.registered)
    .filter((other) => other.construct !== construct && identityOf(other.construct, other.role.roleArn) === ownRole)
    .flatMap((other) => {
      const theirs = identitiesOf(other.construct, other.policyArns());
      return [...new Set(own)]
        .filter((policy) => theirs.includes(policy))
        .map((policy) => ({
          id: 'shared-pair',
          what: `${nameOf(policy)} is attached to the same role by ${other.construct.node.path} too`,
          why: 'the end of one access would close the other',
          mend: 'declare one access with the windows of both',
        }));
    });
}

/** What the app itself attaches for good: a window around it would protect nothing. */
function permanentAttachments({ construct, role }: AccessUnderCheck, own: readonly string[]): Problem[] {
  const standing = standingPolicies(construct, role, own);
  return [...new Set(own)]
    .filter((policy) => standing.includes(policy))
    .map((policy) => ({
      id: 'permanent-attachment',
      what: `${nameOf(policy)} is attached to role ${role.node.path} permanently as well`,
      why: 'the window would protect nothing, and its end would take away what is meant to stay',
      mend: 'remove the permanent attachment, or leave the policy out of the access',
    }));
}
