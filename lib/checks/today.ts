/**
 * The day of the synthesis, which nothing may depend on but warnings: templates and errors are the same on every day.
 *
 * The context value `cdk-temporary-access:today` sets it, for a synthesis that is to be repeated to the byte.
 */
import type { IConstruct } from 'constructs';
import { DAY, type EpochMs, epochMs, fromIso } from '../core/interval';

const CONTEXT = 'cdk-temporary-access:today';

export function today(scope: IConstruct): EpochMs {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  const at = typeof given === 'string' ? fromIso(`${given}T00:00:00Z`) : undefined;
  if (given !== undefined && at === undefined) {
    throw new Error(`context ${CONTEXT} is ${JSON.stringify(given)}: write a date such as "2026-12-01"`);
  }
  const now = Date.now();
  return at ?? epochMs(now - (now % DAY));
}
