/**
 * Fails a synthesis whose report nobody would read.
 *
 * A command line of the CDK asks the app to write its report and to leave the rest to it. It then tells only what is in
 * the stacks that it was asked for, and no stack of a Stage is among them unless it is named. And up to 2.257 aws-cdk-lib
 * wrote the report to another file than today's command lines read. In both cases a violation went by unseen.
 */
import { type PolicyViolation, Stage } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';

/** The path beneath which a command line may miss what a plugin reports, around an access; undefined where it does not. */
export function unseenAround(access: IConstruct): string | undefined {
  if (access.node.tryGetContext(cxapi.FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT) !== false) {
    return undefined;
  }
  const stage = Stage.of(access)?.node.path ?? '';
  return stage !== '' || !('VALIDATION_REPORT_FILE' in cxapi) ? stage : undefined;
}

export function failWith(name: string, violations: readonly PolicyViolation[]): void {
  const lines = violations.map(({ ruleName, description, fix, violatingResources: [place] }) => {
    return `  [${place?.constructPath ?? ''}] ${description}; ${fix ?? ''} [${ruleName}]`;
  });
  process.stderr.write(`${name} found what the app does not allow:\n${lines.join('\n')}\n`);
  process.exitCode = 1;
}
