/**
 * Warnings as the CDK shows them: in the assembly, on the construct, each once, with an id that can be acknowledged.
 *
 * Gotchas: the CDK keeps back a warning that comes after its acknowledgement only if that was made on a construct
 * above, and not on the construct itself or on the app. Warnings come at synthesis, after every acknowledgement, so
 * those are looked up here.
 */
import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Warning } from './access-under-check';

const PREFIX = 'cdk-temporary-access';

export function warn(construct: Construct, warnings: readonly Warning[]): void {
  for (const { id, text } of warnings) {
    const rule = `${PREFIX}:${id}`;
    if (!isAcknowledged(construct, `annotation::${rule}`)) {
      Validations.of(construct).addWarning(rule, text);
    }
  }
}

function isAcknowledged(construct: Construct, rule: string): boolean {
  return construct.node.scopes.some(({ node }) =>
    node.metadata.some(
      ({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && rule in (data as object),
    ),
  );
}
