import type { IAspect } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole, CfnRolePolicy, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { identified, identitiesOf, identityOf, nameOf, targetOf } from './checks/identity';
import { warn } from './checks/warn';
import { allowsAllOf, type PolicyStatement } from './core/statement';
import { temporaryOnly } from './temporary-only';

/**
 * Warns wherever a role has for good what `TemporaryAccess.requireTemporary` says is to be temporary: the policy itself,
 * or an inline policy that allows all that one of its statements does.
 *
 * It sees what the stacks of one `Stage`, or those of an app outside of every Stage, declare: as every Aspect of the CDK,
 * it is added to each Stage. The warning, `standing-access`, is on the role or policy that makes the rights permanent. What
 * is attached outside the app, or by a policy that is only imported, it does not see.
 *
 * @example
 *
 * Aspects.of(app).add(new StandingAccess(), { priority: AspectPriority.READONLY });
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/aspects.html
 */
export class StandingAccess implements IAspect {
  /**
   * Looks at one construct, and changes nothing. Called by the CDK.
   *
   * @param node any construct of the app
   */
  public visit(node: IConstruct): void {
    const found = standingIn(node, temporaryOnly(node));
    if (found.length > 0) {
      const text =
        `${found.join(', and ')}: that is to be temporary only, and is there at all times; take it off, and give it by a ` +
        'TemporaryAccess';
      warn(authored(node), [{ id: 'standing-access', text }]);
    }
  }
}

/** What a resource gives to roles for good of what is to be temporary, in words. */
function standingIn(node: IConstruct, policies: readonly IManagedPolicy[]): string[] {
  if (policies.length === 0) {
    return [];
  }
  if (CfnRole.isCfnRole(node)) {
    const attached = identitiesOf(node, node.managedPolicyArns);
    const role = `role ${authored(node).node.path}`;
    return [
      ...policies
        .map((policy) => identityOf(node, policy.managedPolicyArn))
        .filter((policy) => attached.includes(policy))
        .map((policy) => `${role} has ${nameOf(policy)}`),
      ...inlineIn(node, policies).map((policy) => `${role} has all of a statement of ${policy} in a policy of its own`),
    ];
  }
  if (CfnManagedPolicy.isCfnManagedPolicy(node)) {
    const isMeant = policies.some(({ managedPolicyArn }) => identityOf(node, managedPolicyArn) === node.node.path);
    const roles = isMeant ? identitiesOf(node, node.roles) : [];
    return roles.map((role) => `${authored(node).node.path} is attached to role ${nameOf(role)}`);
  }
  return CfnPolicy.isCfnPolicy(node) || CfnRolePolicy.isCfnRolePolicy(node) ? inlinePolicy(node, policies) : [];
}

function inlinePolicy(node: CfnPolicy | CfnRolePolicy, policies: readonly IManagedPolicy[]): string[] {
  const roles = identitiesOf(node, CfnPolicy.isCfnPolicy(node) ? node.roles : [node.roleName]);
  return roles.length === 0
    ? []
    : repeated(node, node.policyDocument, policies).map(
        (policy) =>
          `role ${roles.map(nameOf).join(', ')} has all of a statement of ${policy} in ${authored(node).node.path}`,
      );
}

function inlineIn(role: CfnRole, policies: readonly IManagedPolicy[]): string[] {
  const inline = identified(role, role.policies ?? []) as { policyDocument?: unknown }[];
  return inline.flatMap(({ policyDocument }) => repeated(role, policyDocument, policies));
}

/** The policies of which a document allows all that one of their statements does, by name. */
function repeated(scope: IConstruct, document: unknown, policies: readonly IManagedPolicy[]): string[] {
  const allowed = allowedBy(scope, document);
  return policies.flatMap(({ managedPolicyArn }) => {
    const resource = targetOf(managedPolicyArn);
    return CfnManagedPolicy.isCfnManagedPolicy(resource) &&
      allowedBy(resource, resource.policyDocument).some((statement) => allowsAllOf(allowed, statement))
      ? [nameOf(resource.node.path)]
      : [];
  });
}

function allowedBy(scope: IConstruct, document: unknown): PolicyStatement[] {
  const { Statement: statements = [] } = (identified(scope, document) ?? {}) as {
    Statement?: PolicyStatement | PolicyStatement[];
  };
  return [statements].flat().filter(({ Effect }) => Effect === 'Allow');
}

/** What a person wrote, not the resource that the CDK put beneath it. */
function authored(node: IConstruct): IConstruct {
  return ['Resource', 'Default'].includes(node.node.id) ? (node.node.scope ?? node) : node;
}
