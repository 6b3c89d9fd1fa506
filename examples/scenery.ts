/**
 * Keeps cfn-lint quiet about the scenery: the functions and pipelines around what an example shows.
 *
 * The CDK makes them depend on their role, which their properties name as well, and cfn-lint reports that as W3005. Nothing
 * can be wrong with it, and an app cannot change it. Resources of the library are left out: they say so themselves.
 */
import { CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const NAME_THEIR_ROLE_TWICE = ['AWS::Lambda::Function', 'AWS::CodePipeline::Pipeline'];

export class QuietScenery implements IAspect {
  public visit(node: IConstruct): void {
    if (
      CfnResource.isCfnResource(node) &&
      NAME_THEIR_ROLE_TWICE.includes(node.cfnResourceType) &&
      !node.node.path.includes('/CdkTemporaryAccess/')
    ) {
      node.addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
    }
  }
}
