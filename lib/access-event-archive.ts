import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ARCHIVE_WRITER } from './archive-writer';
import { mayNameItsRoleTwice } from './cfn-lint';
import { waiting } from './controller-alarms';
import { ControllerResources } from './controller-resources';
import { described } from './runbook';

/** How the events of a stack's accesses are kept. */
export interface AccessEventArchiveProps {
  /**
   * For how long nobody can delete or overwrite an event, counted from when it was written. Under
   * `ObjectLockRetention.governance` whoever has `s3:BypassGovernanceRetention` can; `ObjectLockRetention.compliance`
   * binds the root user too, and can be made longer only.
   *
   * @default ObjectLockRetention.governance(Duration.days(365))
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly retention?: ObjectLockRetention;

  /**
   * Where S3 logs who read the archive. A bucket with a lock cannot take the logs itself.
   *
   * @default - nowhere
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  readonly serverAccessLogsBucket?: IBucket;
}

/** EventBridge and Lambda try for as long as they try anything. */
const LONGEST_DELIVERY = Duration.days(1);
const LONGEST_WRITE = Duration.hours(6);

/**
 * Keeps every event of the accesses of its stack in a bucket with object lock, where nobody can delete or change it for
 * as long as evidence is needed. `temporary-access evidence` reads it as well as the logs.
 *
 * Each event is an object of its own, as EventBridge delivers it, under
 * `<stack>/<year>/<month>/<day>/<time>-<event id>.json`. The bucket stays when the stack is deleted. Events that could
 * not be written wait in a queue for 14 days, and an alarm of the controller says so.
 *
 * For any other place, give `AccessController.onAccessEvent` a target.
 *
 * What reaches it is what the bus delivers, so it belongs into a stack whose bus is of its own account and region. Error:
 * `event-bus-elsewhere`.
 *
 * @example
 *
 * new AccessEventArchive(this, 'Archive', { retention: ObjectLockRetention.compliance(Duration.days(2557)) });
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export class AccessEventArchive extends Construct {
  /** What holds the events. Whoever may read it sees who had what, when and why. */
  public readonly bucket: IBucket;

  /**
   * Begins to keep the events of a stack.
   *
   * @param scope the stack whose events are kept, or anything in it
   * @param id its name beneath that
   * @param props for how long, and where it is logged who read them
   */
  constructor(scope: Construct, id: string, props: AccessEventArchiveProps = {}) {
    super(scope, id);
    const { outlet, alarms } = ControllerResources.of(this);
    const { serverAccessLogsBucket } = props;
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: props.retention ?? ObjectLockRetention.governance(Duration.days(365)),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(serverAccessLogsBucket === undefined ? {} : { serverAccessLogsBucket, serverAccessLogsPrefix: 'archive/' }),
    });
    const unwritten = new Queue(this, 'Unwritten', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const target = new LambdaTarget(this.writer(unwritten), {
      deadLetterQueue: unwritten,
      maxEventAge: LONGEST_DELIVERY,
      retryAttempts: 185,
    });
    outlet.rule(this, 'Rule', {}, { description: 'Hands every event of this stack to its archive', target });
    alarms.add(unwrittenAlarm(this, unwritten));
  }

  private writer(unwritten: IQueue): LambdaFunction {
    const description = 'Writes the events of temporary access into their archive';
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { description, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${Stack.of(this).stackName}/*`)],
      }),
    );
    const writer = new LambdaFunction(this, 'Writer', {
      description,
      code: Code.fromInline(ARCHIVE_WRITER),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(1),
      role,
      logGroup,
      environment: { BUCKET: this.bucket.bucketName },
      retryAttempts: 2,
      maxEventAge: LONGEST_WRITE,
      onFailure: new SqsDestination(unwritten),
    });
    mayNameItsRoleTwice(writer);
    return writer;
  }
}

function unwrittenAlarm(scope: Construct, unwritten: IQueue): Alarm {
  return new Alarm(scope, 'UnwrittenEvents', {
    metric: waiting(unwritten),
    alarmDescription: described('lost-events', {
      means: 'An event could not be written into the archive. Access itself opened and closed as it should.',
      first:
        'read the message in the queue and the log of the function that writes; the logs of the controller have it.',
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
