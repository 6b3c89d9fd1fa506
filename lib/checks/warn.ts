/**
 * Warnings as the CDK shows them: in the assembly, on the construct, each once, with an id that can be acknowledged.
 *
 * Gotchas: the CDK keeps back a warning that comes after its acknowledgement only if that was made on a construct
 * above, and not on the construct itself or on the app. Warnings come at synthesis, after every acknowledgement, so
 * those are looked up here.
 */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { GUARDRAILS } from '../core/controls';
import type { Warning } from './access-under-check';

const PREFIX = 'cdk-temporary-access';

export function warn(construct: IConstruct, warnings: readonly Warning[]): void {
  const acknowledged = acknowledgedFor(construct);
  for (const { id, text } of warnings) {
    if (!acknowledged.includes(id)) {
      Validations.of(construct).addWarning(`${PREFIX}:${id}`, text);
    }
  }
}

/** The ids of our warnings that are acknowledged for a construct, whether or not there is anything to warn of. */
export function acknowledgedFor(construct: IConstruct): string[] {
  const prefix = `annotation::${PREFIX}:`;
  return acknowledgements(construct)
    .filter((id) => id.toLowerCase().startsWith(prefix))
    .map((id) => id.slice(prefix.length));
}

/** The guardrails that are acknowledged for a construct, whether or not the app has any. */
export function acknowledgedGuardrails(construct: IConstruct): string[] {
  return acknowledgements(construct).filter((id) => id.startsWith(`${GUARDRAILS}::`));
}

/** Every id that is acknowledged for a construct, on it or around it. Later versions of the CDK write `Annotation::`. */
function acknowledgements(construct: IConstruct): string[] {
  const ids = construct.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object));
  return [...new Set(ids)].sort();
}
