/**
 * A stack that is getting full: what is declared next may be what CloudFormation refuses.
 *
 * The CDK gives a hint of the number at four fifths, and fails above the limit. It does not say what of it comes with
 * the accesses, nor how those are split.
 *
 * Gotchas: a policy without statements is declared and not deployed, and one element may hold many resources, such as
 * an included template. So what is counted is what each element renders, and that only just before the template is made.
 */
import { CfnElement, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Warning } from './access-under-check';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;
const NEARLY_FULL = 400;

/** `controller` is what serves the accesses of the stack. */
export function stackNearlyFull(
  stack: Stack,
  controller: readonly IConstruct[],
  accesses: readonly IConstruct[],
): Warning[] {
  const elements = stack.node
    .findAll()
    .filter((node) => CfnElement.isCfnElement(node))
    .filter((element) => Stack.of(element) === stack);
  const count = sumOf(elements, () => true);
  if (accesses.length === 0 || count < NEARLY_FULL) {
    return [];
  }
  const owners = new Set([...controller, ...accesses]);
  const ours = sumOf(elements, ({ node }) => node.scopes.some((scope) => owners.has(scope)));
  const served = accesses.length === 1 ? 'its access' : `its ${accesses.length} accesses`;
  const text =
    `stack ${stack.node.path} has ${count} resources, ${ours} of them for ${served}, and CloudFormation takes ` +
    `${MOST_RESOURCES} in a stack: spread the accesses over stacks, by team or by stage, of which each has a controller ` +
    'of its own, or join those of one role whose windows are the same; an access that moves goes in one deployment and ' +
    'comes in the next, and is closed in between';
  return [{ id: 'stack-nearly-full', text }];
}

function sumOf(elements: readonly CfnElement[], counts: (element: CfnElement) => boolean): number {
  return elements.filter(counts).reduce((sum, element) => sum + resourcesOf(element), 0);
}

/** How many resources a template has of it. */
function resourcesOf(element: CfnElement): number {
  const { _toCloudFormation: render } = element as unknown as { readonly _toCloudFormation: () => object };
  const { Resources: resources = {} } = render.call(element) as { Resources?: object };
  return Object.keys(resources).length;
}
