/**
 * How the SDK's clients are made.
 *
 * Retries are the handler's own (`patiently`): they know which way a call goes, the deadline and the clock, and the
 * rehearsal plays them. The SDK makes one attempt, and none of its waits is without a bound.
 */
import { SECOND } from '../../lib/core/interval';

export const ONE_ATTEMPT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3 * SECOND, requestTimeout: 10 * SECOND, throwOnRequestTimeout: true },
};
