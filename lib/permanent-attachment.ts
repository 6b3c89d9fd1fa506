/** Finds policies that the app itself attaches to the role for good: a window around them would protect nothing. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRole, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export function permanentAttachments(access: Construct, role: IRole, policyArns: readonly string[]): string[] {
  const found = access.node.root.node.findAll().flatMap((node) => {
    if (!CfnResource.isCfnResource(node)) {
      return [];
    }
    // Everything is compared as it reads in the stack of the attachment, where its references are plain.
    const stack = Stack.of(node);
    const text = (value: unknown): string => JSON.stringify(stack.resolve(value));
    const texts = (list: unknown): string[] =>
      ((stack.resolve(list) ?? []) as unknown[]).map((one) => JSON.stringify(one));
    if (CfnRole.isCfnRole(node) && text(node.ref) === text(role.roleName)) {
      return policyArns.map(text).filter((arn) => texts(node.managedPolicyArns).includes(arn));
    }
    if (CfnManagedPolicy.isCfnManagedPolicy(node) && texts(node.roles).includes(text(role.roleName))) {
      return policyArns.map(text).filter((arn) => arn === text(node.ref));
    }
    return [];
  });
  return [...new Set(found)].map(
    (arn) =>
      `${arn} is also attached to the role permanently: the window would protect nothing, and its end would take ` +
      'away what is meant to stay; remove the permanent attachment, or leave the policy out of the access ' +
      '[permanent-attachment]',
  );
}
