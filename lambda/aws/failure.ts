/** Sorts what the SDK throws into what can be done about it. Never by message: those change without notice. */
import { AwsFailure, type FailureKind } from '../../lib/core/world';

const BY_NAME: Readonly<Record<string, FailureKind>> = {
  NoSuchEntityException: 'absent',
  NoSuchEntity: 'absent',
  ResourceNotFoundException: 'absent',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  ConcurrentModificationException: 'conflict',
  ConcurrentModification: 'conflict',
  ConflictException: 'conflict',
  LimitExceededException: 'refused',
  LimitExceeded: 'refused',
  PolicyNotAttachableException: 'refused',
  PolicyNotAttachable: 'refused',
  UnmodifiableEntityException: 'refused',
  UnmodifiableEntity: 'refused',
  InvalidInputException: 'refused',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
};

/** Makes one call and lets it fail as an `AwsFailure`. */
export async function calling<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toFailure(operation, error);
  }
}

function toFailure(operation: string, error: unknown): AwsFailure {
  if (!(error instanceof Error)) {
    return new AwsFailure('unknown', operation, String(error));
  }
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number; requestId?: string } };
  const kind = BY_NAME[error.name] ?? kindOfStatus(metadata?.httpStatusCode);
  return new AwsFailure(kind, operation, `${error.name}: ${error.message}`, metadata?.requestId);
}

/** By which AWS knows a call that succeeded. Nothing may fail for want of it. */
export function requestIdOf(answer: {
  readonly $metadata?: { readonly requestId?: string | undefined };
}): string | undefined {
  return answer.$metadata?.requestId;
}

/** No status at all: the connection failed, was reset or timed out. */
function kindOfStatus(status: number | undefined): FailureKind {
  if (status === undefined || status >= 500) {
    return 'unavailable';
  }
  if (status === 429) {
    return 'throttled';
  }
  return status === 403 ? 'denied' : 'unknown';
}
