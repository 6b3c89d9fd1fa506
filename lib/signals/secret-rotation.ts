/**
 * Rotations of a secret, as Secrets Manager reports them through CloudTrail.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 *
 * Gotchas: the events carry the whole ARN of the secret, with six characters at its end that one imported by its name
 * does not know.
 */
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Problem } from '../core/problem';
import { nameOf, type SignalShape } from './signal-shape';

const NAMES = {
  started: ['RotationStarted'],
  finished: ['RotationSucceeded', 'RotationFailed', 'RotationAbandoned'],
} as const;

const NO_FULL_ARN: Problem = {
  id: 'signal-secret',
  what: 'the secret is known by a part of its ARN only',
  why: 'the events of its rotation carry all of it, so none would ever match',
  mend: 'import it by Secret.fromSecretCompleteArn',
};

export function rotationEvents(secret: ISecret, change: 'started' | 'finished'): SignalShape {
  const { secretFullArn: arn } = secret;
  return {
    words: `the rotation of secret ${nameOf(secret)} ${change === 'started' ? 'starts' : 'is over'}`,
    pattern: {
      source: ['aws.secretsmanager'],
      detailType: ['AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['secretsmanager.amazonaws.com'],
        eventName: [...NAMES[change]],
        additionalEventData: { SecretId: [arn ?? secret.secretArn] },
      },
    },
    bus: 'default',
    correlation: '$.detail.additionalEventData.SecretId',
    problems: arn === undefined ? [NO_FULL_ARN] : [],
  };
}
