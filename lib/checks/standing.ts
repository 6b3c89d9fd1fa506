/** Which managed policies the app itself attaches to a role for good, as far as that is visible in it. */
import { Stage } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { accountOf, identitiesOf, identityOf, targetOf } from './identity';

/**
 * Their identities, each once.
 *
 * A name says which role is meant only within its account. Where two accounts may differ, only those policies count
 * that the access attaches as well: they cannot be of another account.
 */
export function standingPolicies(scope: IConstruct, role: IRole, attached: readonly string[]): string[] {
  return [...new Set([...byTheRole(role), ...byThePolicies(scope, role, attached)])];
}

/** Policies that the role lists. */
function byTheRole(role: IRole): string[] {
  const resource = targetOf(role.roleArn);
  return CfnRole.isCfnRole(resource) ? identitiesOf(resource, resource.managedPolicyArns) : [];
}

/** Policies that list the role. */
function byThePolicies(scope: IConstruct, role: IRole, attached: readonly string[]): string[] {
  const name = identityOf(scope, role.roleName);
  const isDeclared = targetOf(role.roleName) !== undefined;
  return (Stage.of(scope) ?? scope).node
    .findAll()
    .filter((node) => CfnManagedPolicy.isCfnManagedPolicy(node))
    .filter((policy) => isDeclared || accountOf(policy) === accountOf(scope) || attached.includes(policy.node.path))
    .filter((policy) => identitiesOf(policy, policy.roles).includes(name))
    .map((policy) => policy.node.path);
}
