import type { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Settings of a stack's controller. */
export interface AccessControllerProps {
  /**
   * Who is called when access may be standing past its end, or when nobody can tell.
   *
   * Warning where nobody is: `no-alarm-recipients`. Error where nobody is and an access breaks glass:
   * `break-glass-silent`.
   *
   * @default - nobody: the alarms exist and turn red without an action, and synthesis warns of that
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Acting_Alarm_Changes.html
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The bus to which an event is sent for each thing that happens to an access. One of another account or region has to
   * let the two functions' roles send events of the source `temporary-access`, and its rules are made over there.
   *
   * @default - the default bus of the account
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
   */
  readonly eventBus?: IEventBusRef;

  /**
   * The longest window that an access of the stack may declare, on the wall clock, and the longest `maxDuration` of one
   * on demand. A window that long is standing access: raise it only for a task that takes so long.
   *
   * Error where a window is longer: `window-too-long`.
   *
   * @default Duration.hours(12)
   */
  readonly maxWindowLength?: Duration;

  /**
   * How many managed policies a role of the account may have: a count, as the quota of the account says. It changes no
   * quota. An access whose policies would not fit beside those that the app attaches permanently could not open.
   *
   * Error where they do not fit: `too-many-policies`.
   *
   * @default 10 - IAM's default quota
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly managedPoliciesPerRole?: number;

  /**
   * How often every access is looked at, whatever happened to its events. It bounds how long access can stand when an
   * end is lost: one interval. Whole minutes, from one minute to one hour. Each sweep reads every role that has an
   * access, so a shorter one costs more calls of IAM.
   *
   * Error: `sweep-interval`.
   *
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  readonly sweepInterval?: Duration;

  /**
   * How long the functions' logs are kept. They are the record of who had access when: evidence reaches back no further,
   * unless an `AccessEventArchive` has it.
   *
   * @default RetentionDays.ONE_YEAR
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetention?: RetentionDays;

  /**
   * Leaves the functions' logs where they are when the controller leaves the stack, or the stack is deleted: evidence that
   * is still wanted then. They are in nobody's stack from that moment on, and yours to delete. Their lines go when
   * `logRetention` says so. A first deployment that fails leaves none.
   *
   * It has to be deployed before the deployment that takes the controller away.
   *
   * @default false - they go with the controller
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly keepLogs?: boolean;

  /**
   * Encrypts the functions' logs and the queues of failed and undelivered events, and nothing else: a key that is
   * disabled can never stop a close. The key's policy is extended for CloudWatch Logs where the key allows it; that of a
   * key that is imported is yours to extend. Warning: `encryption-key-policy`.
   *
   * @default - CloudWatch Logs and SQS encrypt with keys of their own
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: IKey;

  /**
   * Keeps every access of the stack closed, break-glass ones too. The deployment that sets it closes what is open and
   * reads back that it is gone; from then on nothing opens. The deployment that takes it back opens what is inside a
   * window then.
   *
   * `temporary-access lockdown` does the same without a deployment, and is what to use first in an emergency: a
   * deployment takes minutes, and one that fails for whatever reason takes its lock back.
   *
   * @default false
   */
  readonly locked?: boolean;
}
