/** Sorts what the SDK throws into what the user can do about it. By name, but for the one error that has none. */
import { CallFailure, type CallFailureKind } from '../lib/operate/call-failure';

const BY_NAME: Readonly<Record<string, CallFailureKind>> = {
  CredentialsProviderError: 'no-credentials',
  TokenProviderError: 'expired',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  RequestExpired: 'expired',
  UnrecognizedClientException: 'no-credentials',
  InvalidClientTokenId: 'no-credentials',
  InvalidSignatureException: 'no-credentials',
  SignatureDoesNotMatch: 'no-credentials',
  NoSuchEntityException: 'absent',
  NoSuchEntity: 'absent',
  ResourceNotFoundException: 'absent',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  ConcurrentModificationException: 'conflict',
  ConcurrentModification: 'conflict',
  ConflictException: 'conflict',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
};

/** Makes one call and lets it fail as a `CallFailure`. */
export async function calling<T>(operation: string, resource: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toFailure(operation, resource, error);
  }
}

function toFailure(operation: string, resource: string, error: unknown): CallFailure {
  if (!(error instanceof Error)) {
    return new CallFailure('unknown', operation, resource, String(error));
  }
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const kind = BY_NAME[error.name] ?? kindOfMessage(operation, error) ?? kindOfStatus(metadata?.httpStatusCode);
  return new CallFailure(kind, operation, resource, error.message);
}

/** CloudFormation has no name for a stack that is not there, nor the SDK for a region that is not named. */
function kindOfMessage(operation: string, { name, message }: Error): CallFailureKind | undefined {
  if (operation.startsWith('cloudformation:') && name === 'ValidationError' && message.includes('does not exist')) {
    return 'absent';
  }
  return message === 'Region is missing' ? 'no-region' : undefined;
}

/** No status at all: the connection failed, was reset or timed out. */
function kindOfStatus(status: number | undefined): CallFailureKind {
  if (status === undefined || status >= 500) {
    return 'unavailable';
  }
  if (status === 429) {
    return 'throttled';
  }
  return status === 403 ? 'denied' : 'unknown';
}
