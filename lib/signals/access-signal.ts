import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IPipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Problem } from '../core/problem';
import { alarmChanges } from './cloudwatch-alarm';
import { buildChanges } from './codebuild-build';
import { pipelineChanges } from './codepipeline-execution';
import { type EventSignalProps, signalOfPattern } from './event-signal';
import { rotationEvents } from './secret-rotation';
import type { SignalShape } from './signal-shape';
import { executionChanges } from './state-machine-execution';

/**
 * What opens a window on demand, or closes any window before its time: an event that EventBridge matches.
 *
 * Who may send it is decided by IAM. Events of AWS services come from the default bus of the account, where nobody
 * else can send in their name. All others come through the request bus of the stack's controller, to which only the
 * principals of `grantOpen` and `grantClose` may send.
 *
 * An open and a close belong together by what stands at one place of their events, such as the id of an execution: a
 * close for one case does not close what was opened for another.
 *
 * Whoever can send what opens can open. No factory throws: what is wrong with a signal is an error of the access.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export class AccessSignal {
  /**
   * Any event of EventBridge.
   *
   * Its sources are written out. Where all of them are AWS's own (`aws.…`), the event is taken from the default bus,
   * else from the request bus, and its detail types are written out too. Whoever has `grantOpen` or `grantClose` can
   * write what it likes into an event of its own, also the case and the reason.
   *
   * Errors: `signal-source`, `signal-detail-type`, `signal-path`.
   *
   * @example
   *
   * AccessSignal.eventPattern({
   *   eventPattern: { source: ['shop.incidents'], detailType: ['Incident Opened'] },
   *   correlation: '$.detail.incident',
   *   reason: '$.detail.title',
   * });
   *
   * @param props what the event looks like, and where it says what it is about
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
   */
  public static eventPattern(props: EventSignalProps): AccessSignal {
    return new AccessSignal(signalOfPattern(props));
  }

  /**
   * A request to this access through the request bus, as `temporary-access open` and `temporary-access close` send it.
   * It may name a case at `$.detail.correlation` and says why at `$.detail.reason`.
   *
   * Source and detail type of the event are `temporary-access.<access id>` and `Temporary Access Open Request` or
   * `Temporary Access Close Request`. Only those whom `grantOpen` and `grantClose` name can send it. Warning where nobody
   * can: `nobody-may-open`.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
   */
  public static request(): AccessSignal {
    return new AccessSignal({
      words: 'a request through the request bus',
      pattern: undefined,
      bus: 'request',
      correlation: '$.detail.correlation',
      anyCase: true,
      reason: '$.detail.reason',
      problems: [],
    });
  }

  /**
   * An execution of a pipeline starts, or is resumed after it failed. The case is the execution:
   * `$.detail.execution-id`. CodePipeline sends its events on a best-effort basis: what is lost at the end is closed by
   * `maxDuration`. Whoever may start the pipeline may open.
   *
   * @param pipeline of the account and region of the stack
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
   */
  public static pipelineStarted(pipeline: IPipeline): AccessSignal {
    return new AccessSignal(pipelineChanges(pipeline, 'started'));
  }

  /**
   * An execution of a pipeline succeeds, fails, is stopped, cancelled or superseded.
   *
   * The case is the execution: `$.detail.execution-id`. One that is being stopped is not over yet.
   *
   * @param pipeline of the account and region of the stack
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
   */
  public static pipelineFinished(pipeline: IPipeline): AccessSignal {
    return new AccessSignal(pipelineChanges(pipeline, 'finished'));
  }

  /**
   * A build of a project starts. The case is the build: `$.detail.build-id`. Whoever may start a build may open; a
   * build that may start builds of its own project could open again and again.
   *
   * @param project of the account and region of the stack
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
   */
  public static buildStarted(project: IProject): AccessSignal {
    return new AccessSignal(buildChanges(project, 'started'));
  }

  /**
   * A build of a project succeeds, fails or is stopped.
   *
   * The case is the build: `$.detail.build-id`.
   *
   * @param project of the account and region of the stack
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
   */
  public static buildFinished(project: IProject): AccessSignal {
    return new AccessSignal(buildChanges(project, 'finished'));
  }

  /**
   * The rotation of a secret starts. The case is the secret, which has one rotation at a time.
   *
   * Secrets Manager reports it through CloudTrail: without a trail of management events in the region nothing ever
   * opens. The event may come minutes late.
   *
   * Error where only a part of its ARN is known: `signal-secret`.
   *
   * @param secret of the app, or imported by its whole ARN
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
   */
  public static rotationStarted(secret: ISecret): AccessSignal {
    return new AccessSignal(rotationEvents(secret, 'started'));
  }

  /**
   * The rotation of a secret succeeds, fails or is abandoned. As `rotationStarted`, it needs a trail.
   *
   * Error where only a part of its ARN is known: `signal-secret`.
   *
   * @param secret of the app, or imported by its whole ARN
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
   */
  public static rotationFinished(secret: ISecret): AccessSignal {
    return new AccessSignal(rotationEvents(secret, 'finished'));
  }

  /**
   * A standard execution of a state machine starts. The case is the execution: `$.detail.executionArn`. Express
   * executions send no such events.
   *
   * Whoever may start an execution may open. Error: `signal-express`.
   *
   * @param stateMachine a standard one, of the account and region of the stack
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
   */
  public static executionStarted(stateMachine: IStateMachine): AccessSignal {
    return new AccessSignal(executionChanges(stateMachine, 'started'));
  }

  /**
   * A standard execution of a state machine succeeds, fails, times out or is aborted.
   *
   * The case is the execution: `$.detail.executionArn`. Error: `signal-express`.
   *
   * @param stateMachine a standard one, of the account and region of the stack
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
   */
  public static executionFinished(stateMachine: IStateMachine): AccessSignal {
    return new AccessSignal(executionChanges(stateMachine, 'finished'));
  }

  /**
   * An alarm goes off. The case is the alarm, and the reason the one that CloudWatch gives. Whoever may write the
   * alarm's metric, or set its state, may open.
   *
   * @param alarm of the account and region of the stack
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
   */
  public static alarmRaised(alarm: IAlarm): AccessSignal {
    return new AccessSignal(alarmChanges(alarm, 'raised'));
  }

  /**
   * An alarm is in order again.
   *
   * The case is the alarm. One that has not enough data is not in order.
   *
   * @param alarm of the account and region of the stack
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
   */
  public static alarmCleared(alarm: IAlarm): AccessSignal {
    return new AccessSignal(alarmChanges(alarm, 'cleared'));
  }

  /** @internal */
  public readonly _shape: SignalShape;

  private constructor(shape: SignalShape) {
    this._shape = shape;
  }

  /** @internal */
  public get _problems(): readonly Problem[] {
    return this._shape.problems;
  }

  /**
   * The signal in words: `an execution of pipeline Release starts`.
   *
   * @returns what the review calls the signal
   */
  public describe(): string {
    return this._shape.words;
  }
}
