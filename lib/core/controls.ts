/**
 * What limits the accesses of an app and stands in no template: the constructs leave it in the assembly's metadata,
 * where the review finds it. A change of it is a change of what is checked, not of what is deployed.
 */

/** On a controller. */
export const CONTROLLER_METADATA = 'cdk-temporary-access:controller';

export interface ControllerMetadata {
  readonly maxWindowMinutes: number;
  readonly policiesPerRole: number;
}

/** On an access. */
export const ACCESS_METADATA = 'cdk-temporary-access:access';

export interface AccessMetadata {
  readonly allowsEscalation: boolean;
  /** The ids of the warnings and guardrails that are acknowledged for it, wherever in the app that was written. */
  readonly acknowledged: readonly string[];
}

/** On a stack, for each limit that synthesis holds it to: a sentence that says the limit. */
export const GUARDRAIL_METADATA = 'cdk-temporary-access:guardrail';

/** The name of the guardrails in the CDK's report; `AccessGuardrails::purpose-pattern` acknowledges one. */
export const GUARDRAILS = 'AccessGuardrails';
