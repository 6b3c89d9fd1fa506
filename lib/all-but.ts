/** What one construct may depend on: everything of a scope, but for what it refers to anyway, where cfn-lint says W3005. */
import { CfnResource } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

export function allBut(scope: IConstruct, referredTo: IConstruct): IDependable {
  const all: IDependable = {};
  Dependable.implement(all, new AllBut(scope, referredTo));
  return all;
}

/** Looked at when the app is synthesized, so that it covers what comes later. */
class AllBut extends Dependable {
  constructor(
    private readonly scope: IConstruct,
    private readonly referredTo: IConstruct,
  ) {
    super();
  }

  get dependencyRoots(): IConstruct[] {
    const resources = this.scope.node.findAll().filter((one) => CfnResource.isCfnResource(one));
    return resources.filter((one) => one !== this.referredTo.node.defaultChild);
  }
}
