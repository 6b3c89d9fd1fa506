/** What guardrails say of an app that is synthesized without them. */
import { App, type PolicyViolation } from 'aws-cdk-lib';
import { AccessGuardrails, type AccessGuardrailsProps } from 'cdk-temporary-access';
import { emptyFolder } from '../rehearsal/assembly-fixture';

/** `[path] what: why; mend [rule]`, one for each breach. */
export function breachesIn(define: (app: App) => void, props: AccessGuardrailsProps): string[] {
  const app = new App({ outdir: emptyFolder() });
  define(app);
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const { success, violations } = new AccessGuardrails(props).validate({ templatePaths });
  expect(success).toBe(violations.length === 0);
  return violations.map(lineOf);
}

export function lineOf({ ruleName, description, fix, violatingResources }: PolicyViolation): string {
  const paths = violatingResources.map(({ constructPath }) => constructPath).join(', ');
  return `[${paths}] ${description}; ${fix} [${ruleName}]`;
}
