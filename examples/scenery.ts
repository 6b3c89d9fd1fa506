/**
 * Keeps cfn-lint quiet about the scenery: the functions and pipelines around what an example shows.
 *
 * The CDK makes them depend on their role, which their properties name as well, and cfn-lint reports that as W3005. In an
 * action of a pipeline it takes for an error, E3703, that the CDK joins the ARN of a role instead of substituting its parts.
 * Nothing can be wrong with either, and an app cannot change it. Resources of the library are left out: they say so themselves.
 */
import { CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const IGNORED: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['W3005'],
  'AWS::CodePipeline::Pipeline': ['W3005', 'E3703'],
};

export class QuietScenery implements IAspect {
  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || node.node.path.includes('/CdkTemporaryAccess/')) {
      return;
    }
    const { [node.cfnResourceType]: ignored } = IGNORED;
    if (ignored !== undefined) {
      node.addMetadata('cfn-lint', { config: { ignore_checks: ignored } });
    }
  }
}
