/** Why a call of a command failed. Told apart by its fields, since the adapters come from a bundle of their own. */
import type { FailureKind } from '../core/world';

/** Beside what fails for the functions too: nobody has signed in, the sign-in has run out, no region is named. */
export type CallFailureKind = FailureKind | 'no-credentials' | 'expired' | 'no-region';

export interface FailedCall {
  readonly failure: CallFailureKind;
  /** As IAM names it: `events:PutEvents`. */
  readonly operation: string;
  /** On what. */
  readonly resource: string;
  readonly message: string;
}

export class CallFailure extends Error implements FailedCall {
  constructor(
    readonly failure: CallFailureKind,
    readonly operation: string,
    readonly resource: string,
    message: string,
  ) {
    super(message);
    this.name = 'CallFailure';
  }
}

export function failedCall(error: unknown): FailedCall | undefined {
  return error instanceof Error && 'failure' in error && 'operation' in error && 'resource' in error
    ? (error as unknown as FailedCall)
    : undefined;
}

/** Whether the same call may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  return ['throttled', 'unavailable', 'conflict'].includes(failedCall(error)?.failure ?? '');
}

/** What a command cannot go on from. The message is for people, and all that they are shown. */
export class CommandError extends Error {}
