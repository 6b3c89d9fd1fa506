/** What CloudFormation writes down of an operation, as its console lists it. */
import type { EpochMs } from '../../core/interval';

export interface StackEvent {
  readonly at: EpochMs;
  /** The path of the stack in the app; a nested stack follows its parent. */
  readonly stack: string;
  /** Of a resource, or the stack's own name. */
  readonly logicalId: string;
  readonly type: string;
  /** `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`. */
  readonly status: string;
  readonly reason: string | undefined;
}
