/** A schedule of EventBridge Scheduler. */
import { type EpochMs, MINUTE } from '../core/interval';
import { rateOf } from './scheduler-expression';

/** A schedule is called within the minute in which it is due. */
export const PRECISION = MINUTE;

export interface Schedule {
  /** `arn:aws:scheduler:eu-west-1:123456789012:schedule/group/name`. */
  readonly arn: string;
  readonly group: string;
  readonly name: string;
  readonly account: string;
  readonly expression: string;
  readonly timeZone: string | undefined;
  readonly enabled: boolean;
  readonly startDate: EpochMs | undefined;
  readonly endDate: EpochMs | undefined;
  readonly deletedOnceDone: boolean;
  /** For how long an event is tried; Scheduler's own longest, unless told otherwise. */
  readonly maximumEventAgeMs?: number;
  readonly target: string;
  readonly targetRole: string;
  readonly deadLetterArn?: string | undefined;
  readonly input: string;
  /** The role of the function that made it at run time. */
  readonly madeBy?: string;
}

export function isRate({ expression }: Schedule): boolean {
  return rateOf(expression) !== undefined;
}
