/**
 * Leaves in the assembly what the guardrails hold a stack to, so that the review tells when one is loosened.
 *
 * Gotchas: the CDK calls a plugin when everything is written, and lets nothing be added then. So each access asks the
 * Stages around it for their plugins, by the accessor that the CDK itself uses. Were that gone, the guardrails would
 * hold as before, and the review would miss them: which it tells as guardrails that are gone.
 */
import { type IPolicyValidationPlugin, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { AccessGuardrails } from './access-guardrails';
import { GUARDRAIL_METADATA, GUARDRAILS } from './core/controls';

export function nameGuardrails(access: Construct): void {
  const { node } = Stack.of(access);
  const sentences = access.node.scopes.flatMap(guardrailsOn).flatMap((guardrails) => guardrails._hold(access));
  for (const sentence of new Set(sentences)) {
    if (!node.metadata.some(({ type, data }) => type === GUARDRAIL_METADATA && data === sentence)) {
      node.addMetadata(GUARDRAIL_METADATA, sentence);
    }
  }
}

function guardrailsOn(scope: IConstruct): AccessGuardrails[] {
  const { _validationPlugins: plugins } = scope as { _validationPlugins?: readonly IPolicyValidationPlugin[] };
  return (plugins ?? []).filter(
    (plugin): plugin is AccessGuardrails => plugin.name === GUARDRAILS && '_hold' in plugin,
  );
}
