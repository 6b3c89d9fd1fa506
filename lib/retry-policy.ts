/** How hard EventBridge and its Scheduler try to hand an event over: by age, within the bounds that both have. */
import { Duration } from 'aws-cdk-lib';

/** A minute, a day, 185 attempts. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const SHORTEST_EVENT_AGE = Duration.minutes(1);
const LONGEST_EVENT_AGE = Duration.days(1);
const MOST_ATTEMPTS = 185;

export interface RetryPolicy {
  readonly maximumEventAgeInSeconds: number;
  readonly maximumRetryAttempts: number;
}

export function retryPolicy(age: Duration): RetryPolicy {
  const seconds = Math.min(Math.max(age.toSeconds(), SHORTEST_EVENT_AGE.toSeconds()), LONGEST_EVENT_AGE.toSeconds());
  return { maximumEventAgeInSeconds: seconds, maximumRetryAttempts: MOST_ATTEMPTS };
}
