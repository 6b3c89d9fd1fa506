/** IAM's limit for a managed policy, which would otherwise be met in the middle of a deployment. */
import { Stack } from 'aws-cdk-lib';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

/** Without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_CHARACTERS = 6_144;

export function sizeProblems({ construct, policy }: AccessUnderCheck): Problem[] {
  if (policy === undefined) {
    return [];
  }
  const characters = lengthOf(Stack.of(construct).resolve(policy.resource.policyDocument));
  return characters <= MOST_CHARACTERS
    ? []
    : [
        {
          id: 'policy-too-large',
          what: `the access's own policy has ${characters} characters or more`,
          why: `IAM allows ${MOST_CHARACTERS} in a managed policy, and the stack would not deploy`,
          mend: 'join resources by wildcards, or split the statements between two accesses',
        },
      ];
}

/** What is certain: the text that is known. What only the deployment knows counts as nothing. */
function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value).replace(/\s/g, '').length;
  }
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && /^(Ref|Fn::.*)$/.test(first[0])) {
    return first[0] === 'Fn::Join' ? lengthOf(knownText(first[1] as [string, unknown[]])) : 0;
  }
  const brackets = 2 + Math.max(0, entries.length - 1);
  const names = Array.isArray(value) ? 0 : entries.reduce((sum, [name]) => sum + name.length + 3, 0);
  return entries.reduce((sum, [, one]) => sum + lengthOf(one), brackets + names);
}

function knownText([separator, parts]: [string, unknown[]]): string {
  return parts.map((part) => (typeof part === 'string' ? part : '')).join(separator);
}
