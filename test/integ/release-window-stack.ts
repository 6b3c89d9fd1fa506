/**
 * The release window in small, for a real account: a window of the clock that is open for five minutes of every ten,
 * and a task that opens what it needs and closes it when it is done.
 *
 * A template knows no clock, so a window "in six minutes" would be another template in each run. One that comes every
 * ten minutes is the same template always, and whoever waits sees it open and close within twenty.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import type { Construct } from 'constructs';

/** How long the task runs: long enough for somebody who looks every ten seconds to see what it has opened. */
export const TASK = Duration.minutes(3);

/** An access, and where it can be seen. */
export interface Watched {
  readonly access: TemporaryAccess;
  readonly role: Role;
  /** Is told of each removal that is proved. */
  readonly verified: Queue;
}

export class ReleaseWindowStack extends Stack {
  /** Opens and closes by the clock. */
  public readonly release: Watched;
  /** Opens and closes with the task. */
  public readonly pipeline: Watched;
  public readonly task: StateMachine;
  public readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.bucket = new Bucket(this, 'ShopFront', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.task = new StateMachine(this, 'Release', {
      definitionBody: DefinitionBody.fromChainable(new Wait(this, 'Deploying', { time: WaitTime.duration(TASK) })),
    });

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', {
      alarmActions: [new SnsAction(onCall)],
      logRetention: RetentionDays.ONE_WEEK,
      maxWindowLength: Duration.minutes(5),
    });
    this.release = this.watched('Release', [
      AccessWindow.cron({ start: '0/10 * * * ? *', end: '5/10 * * * ? *', timeZone: TimeZone.ETC_UTC }),
    ]);
    this.pipeline = this.watched('Pipeline', [
      AccessWindow.onDemand({
        openOn: [AccessSignal.executionStarted(this.task)],
        closeOn: [AccessSignal.executionFinished(this.task)],
        maxDuration: Duration.minutes(5),
      }),
    ]);
  }

  private watched(name: string, windows: AccessWindow[]): Watched {
    const role = new Role(this, `${name}Role`, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    const access = new TemporaryAccess(this, `${name}Access`, {
      role,
      purpose: 'Integration test: write the shop front',
      windows,
      residualCheck: true,
    });
    this.bucket.grantPut(access);
    const verified = new Queue(this, `${name}Verified`, { enforceSSL: true });
    access.onClosed('Tell', {
      target: new SqsQueue(verified, {
        message: RuleTargetInput.fromObject({
          access: EventField.fromPath('$.detail.access'),
          said: EventField.fromPath('$.detail-type'),
        }),
      }),
    });
    return { access, role, verified };
  }
}
