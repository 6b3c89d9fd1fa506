/**
 * What cfn-lint would tell the users of this library about its resources, and they could not change.
 *
 * The CDK makes a function depend on its role and on the policies of that role. The policies are why: without them a
 * function could be called before it may do anything. The role itself stands in the function's properties as well, which
 * cfn-lint reports as W3005, for every function that the CDK makes.
 * https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

const DEPENDENCY_TWICE = 'W3005';

/** Says in the template that the function may depend on its role in two ways. */
export function mayNameItsRoleTwice(called: LambdaFunction): void {
  (called.node.defaultChild as CfnResource).addMetadata('cfn-lint', { config: { ignore_checks: [DEPENDENCY_TWICE] } });
}
