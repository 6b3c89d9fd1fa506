/** The accesses that the custom resources of a stack carry. */
import { ACCESS_RESOURCE } from '../../core/declaration';
import { isMalformed, readDeclaration, readManifest } from '../../core/message';
import { serviceTokenOf } from '../custom-resource-call';
import type { DeployedAccess } from '../declaration-history';
import type { JsonObject } from '../../assembly/template';
import type { Deployments } from './deployments';
import type { StandingResource } from './standing-resource';

/** Each custom resource names one access or all of them; the first to come may be the one that fails. */
export function noteAccesses({ aws, history }: Deployments, stack: string, properties: JsonObject): void {
  const one = readDeclaration(properties);
  const all = readManifest(properties['accesses']);
  for (const declared of [...(isMalformed(one) ? [] : [one]), ...(isMalformed(all) ? [] : all)]) {
    history.note({ stack, declared, openerArn: serviceTokenOf(properties) });
    // Roles and policies that no template makes are taken to exist.
    aws.iam.importRole(declared.role);
    declared.policies.forEach((policy) => {
      aws.iam.importManagedPolicy(policy);
    });
  }
}

/** What a stack declares by what stands of it. */
export function accessesOf(stack: string, standing: Iterable<StandingResource>): DeployedAccess[] {
  return [...standing].flatMap(({ type, properties, nested }) => {
    if (nested !== undefined) {
      return nested.accesses();
    }
    const declared = type === ACCESS_RESOURCE ? readDeclaration(properties) : undefined;
    return declared === undefined || isMalformed(declared)
      ? []
      : [{ stack, declared, openerArn: serviceTokenOf(properties) }];
  });
}
