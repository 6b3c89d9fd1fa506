import { calling } from '../../../lambda/aws/failure';
import { AwsFailure, type FailureKind } from '../../../lib/core/world';

/** As the SDK throws it. */
function sdkError(name: string, status?: number): Error {
  return Object.assign(new Error('in the words of AWS'), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'request-1', attempts: 1 },
  });
}

async function failureFrom(error: unknown): Promise<AwsFailure> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is thrown need not be an error
  const failure: unknown = await calling('iam:AttachRolePolicy', () => Promise.reject(error)).catch(
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(AwsFailure);
  return failure as AwsFailure;
}

test('what succeeds is handed back', async () => {
  await expect(calling('iam:AttachRolePolicy', () => Promise.resolve(7))).resolves.toBe(7);
});

test.each<[string, number | undefined, FailureKind]>([
  ['NoSuchEntityException', 404, 'absent'],
  ['NoSuchEntity', 404, 'absent'],
  ['ResourceNotFoundException', 404, 'absent'],
  ['AccessDenied', 403, 'denied'],
  ['AccessDeniedException', 400, 'denied'],
  ['ExpiredToken', 403, 'denied'],
  ['InvalidClientTokenId', 403, 'denied'],
  ['ConcurrentModificationException', 409, 'conflict'],
  ['ConcurrentModification', 409, 'conflict'],
  ['ConflictException', 409, 'conflict'],
  ['LimitExceededException', 409, 'refused'],
  ['LimitExceeded', 409, 'refused'],
  ['PolicyNotAttachableException', 400, 'refused'],
  ['PolicyNotAttachable', 400, 'refused'],
  ['UnmodifiableEntityException', 400, 'refused'],
  ['UnmodifiableEntity', 400, 'refused'],
  ['InvalidInputException', 400, 'refused'],
  ['Throttling', 400, 'throttled'],
  ['ThrottlingException', 400, 'throttled'],
  ['TooManyRequestsException', 429, 'throttled'],
  ['RequestLimitExceeded', 503, 'throttled'],
  ['ServiceFailureException', 500, 'unavailable'],
  ['InternalServerException', 500, 'unavailable'],
  ['ServiceUnavailable', 503, 'unavailable'],
  ['SomethingNew', 599, 'unavailable'],
  ['SomethingNew', 429, 'throttled'],
  ['SomethingNew', 403, 'denied'],
  ['SomethingNew', 404, 'unknown'],
  ['ValidationError', 400, 'unknown'],
  ['TimeoutError', undefined, 'unavailable'],
  ['CredentialsProviderError', undefined, 'unavailable'],
])('%s with status %p is %s', async (name, status, kind) => {
  const failure = await failureFrom(sdkError(name, status));

  expect(failure.failure).toBe(kind);
  expect(failure.message).toBe(`iam:AttachRolePolicy: ${name}: in the words of AWS`);
  expect(failure.requestId).toBe('request-1');
});

test('a connection that broke, and says no more, is unavailable', async () => {
  expect(await failureFrom(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toMatchObject({
    failure: 'unavailable',
    requestId: undefined,
  });
});

test('whatever else is thrown is unknown', async () => {
  expect(await failureFrom('plain text')).toMatchObject({
    failure: 'unknown',
    message: 'iam:AttachRolePolicy: plain text',
  });
});
