/**
 * The day of the synthesis, which nothing may depend on but warnings: templates and errors are the same on every day.
 *
 * The context value `cdk-temporary-access:today` sets it, for a synthesis that is to be repeated to the byte.
 */
import type { IConstruct } from 'constructs';
import type { Read } from '../core/author-time';
import { DAY, type EpochMs, epochMs, fromIso } from '../core/interval';
import type { Problem } from '../core/problem';
import type { AccessUnderCheck } from './access-under-check';

const CONTEXT = 'cdk-temporary-access:today';

export function readToday(scope: IConstruct): Read<EpochMs> {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  if (given === undefined) {
    const now = Date.now();
    return { value: epochMs(now - (now % DAY)) };
  }
  const value = typeof given === 'string' ? fromIso(`${given}T00:00:00Z`) : undefined;
  return value === undefined ? { problem: noDate(given) } : { value };
}

export function todayProblems({ construct }: AccessUnderCheck): Problem[] {
  const today = readToday(construct);
  return 'problem' in today ? [today.problem] : [];
}

function noDate(given: unknown): Problem {
  return {
    id: 'today',
    what: `context ${CONTEXT} is ${JSON.stringify(given)}, which is no date`,
    why: 'warnings about windows that are over need the day on which they are looked at',
    mend: "write a date such as '2026-12-01', or leave it out for the day of the synthesis",
  };
}
