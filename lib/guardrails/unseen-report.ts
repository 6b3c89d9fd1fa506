/**
 * Fails a synthesis whose report nobody would read.
 *
 * A command line of the CDK asks the app to write its report and to leave the rest to it. Until 2.257 aws-cdk-lib wrote
 * it to another file than today's command lines read, and a violation went by unseen. There we print it and fail.
 */
import type { PolicyViolation } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';

/** Whether the command line that synthesizes an app will miss what a plugin reports. */
export function isUnseen(scope: IConstruct): boolean {
  const isLeftToCommandLine = scope.node.tryGetContext(cxapi.FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT) === false;
  return isLeftToCommandLine && !('VALIDATION_REPORT_FILE' in cxapi);
}

export function failWith(name: string, violations: readonly PolicyViolation[]): void {
  const lines = violations.map(({ ruleName, description, fix, violatingResources: [place] }) => {
    return `  [${place?.constructPath ?? ''}] ${description}; ${fix ?? ''} [${ruleName}]`;
  });
  process.stderr.write(`${name} found what the app does not allow:\n${lines.join('\n')}\n`);
  process.exitCode = 1;
}
