/** Which managed policies of an app nobody is to have for good, by the app that they are of. */
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

/** Never part of a template. */
const marked = new WeakMap<IConstruct, Set<IManagedPolicy>>();

export function markTemporaryOnly(policy: IManagedPolicy): void {
  if (!Construct.isConstruct(policy)) {
    throw new Error(ofNoApp(policy));
  }
  const { root } = policy.node;
  marked.set(root, (marked.get(root) ?? new Set()).add(policy));
}

/** Those of the app that a construct is in. */
export function temporaryOnly(scope: IConstruct): IManagedPolicy[] {
  return [...(marked.get(scope.node.root) ?? [])];
}

/** `ManagedPolicy.fromAwsManagedPolicyName` gives a name, which stands nowhere. */
function ofNoApp({ managedPolicyArn: arn }: IManagedPolicy): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return (
    `the policy ${name} is a name, and no construct: it is to be temporary in one app, and a name does not say in which; ` +
    `write ManagedPolicy.fromManagedPolicyArn(this, '${name}', '${arn.replace(/^.*(?=:iam::)/, 'arn:aws')}')`
  );
}
