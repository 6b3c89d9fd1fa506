/** Which managed policies the app itself attaches to a role for good, as far as that is visible in it. */
import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { identityOf, targetOf } from './identity';

/** Their identities, as `identityOf` gives them. */
export function standingPolicies(scope: IConstruct, role: IRole): string[] {
  return [...byTheRole(role), ...byThePolicies(scope, role)];
}

/** Policies that the role lists. The list may be a token, so it is read as the role's own stack renders it. */
function byTheRole(role: IRole): string[] {
  const resource = targetOf(role.roleArn);
  if (!CfnRole.isCfnRole(resource)) {
    return [];
  }
  const stack = Stack.of(resource);
  const arns = (stack.resolve(resource.managedPolicyArns) ?? []) as unknown[];
  return arns.map((arn) => identityOfRendered(stack, arn));
}

/** Policies that list the role. */
function byThePolicies(scope: IConstruct, role: IRole): string[] {
  const resource = targetOf(role.roleName);
  const wanted = identityOf(scope, role.roleName);
  return (Stage.of(scope) ?? scope).node.findAll().flatMap((node) => {
    if (!CfnManagedPolicy.isCfnManagedPolicy(node) || node.roles === undefined) {
      return [];
    }
    const stack = Stack.of(node);
    const names = ((stack.resolve(node.roles) ?? []) as unknown[]).map((name) => identityOfRendered(stack, name));
    return names.includes(resource?.node.path ?? wanted) ? [node.node.path] : [];
  });
}

/** A `Ref` of a rendered template names a resource of its stack; everything else is its text. */
function identityOfRendered(stack: Stack, rendered: unknown): string {
  if (typeof rendered === 'string') {
    return rendered;
  }
  const { Ref: logicalId } = rendered as { Ref?: string };
  const resource = stack.node
    .findAll()
    .find((node) => CfnElement.isCfnElement(node) && stack.resolve(node.logicalId) === logicalId);
  return resource?.node.path ?? JSON.stringify(rendered);
}
