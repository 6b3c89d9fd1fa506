/** EventBridge Scheduler's schedules and their groups. */
import { epochMs, SECOND } from '../../core/interval';
import { AwsFailure } from '../../core/world';
import type { Json } from '../../assembly/template';
import { type Life, type Making, numberOr, object, one } from './life';

/** In seconds: Scheduler's own. */
const LONGEST_EVENT_AGE = 86_400;

export const SCHEDULE: Life = {
  make: (making) => {
    const { aws, made } = making;
    if (aws.scheduler.find(arnOf(making)) !== undefined) {
      throw new AwsFailure('conflict', 'scheduler:CreateSchedule', `schedule ${made.ref} already exists`);
    }
    put(making);
    return undefined;
  },
  // All of a schedule is put anew, its state too, whatever was changed by hand.
  change: (before, after) => {
    before.aws.scheduler.remove(arnOf(before));
    put(after);
  },
  remove: (making) => {
    making.aws.scheduler.remove(arnOf(making));
  },
};

/** Its schedules go with it. */
export const SCHEDULE_GROUP: Life = {
  make: () => undefined,
  change: () => undefined,
  remove: (making) => {
    making.aws.scheduler.removeGroup(arnOf(making));
  },
};

/** Schedules whose target is none of our functions have no part in the play. */
function put(making: Making): void {
  const { aws, env, properties, made } = making;
  const target = object(properties['Target']);
  if (aws.lambda.find(one(target['Arn'])) === undefined) {
    return;
  }
  const zone = properties['ScheduleExpressionTimezone'];
  aws.scheduler.put({
    arn: arnOf(making),
    group: one(properties['GroupName'] ?? 'default'),
    name: made.ref,
    account: env.account,
    expression: one(properties['ScheduleExpression']),
    timeZone: zone === undefined ? undefined : one(zone),
    enabled: (properties['State'] ?? 'ENABLED') === 'ENABLED',
    startDate: instantOr(properties['StartDate']),
    endDate: instantOr(properties['EndDate']),
    deletedOnceDone: properties['ActionAfterCompletion'] === 'DELETE',
    maximumEventAgeMs: numberOr(object(target['RetryPolicy'])['MaximumEventAgeInSeconds'], LONGEST_EVENT_AGE) * SECOND,
    target: one(target['Arn']),
    targetRole: one(target['RoleArn']),
    deadLetterArn: textOrNone(object(target['DeadLetterConfig'])['Arn']),
    input: one(target['Input'] ?? '{}'),
  });
}

function arnOf({ made }: Making): string {
  return one(made.attribute('Arn'));
}

function textOrNone(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : one(value);
}

function instantOr(value: Json | undefined): ReturnType<typeof epochMs> | undefined {
  return value === undefined ? undefined : epochMs(Date.parse(one(value)));
}
