/** The alarms that mean "access may be standing", and those that mean "nobody could tell", each with what to do first. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  type CfnAlarm,
  ComparisonOperator,
  type IAlarmAction,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BREAK_GLASS_METRIC, type Metric as MetricName } from './core/world';
import { metricOf } from './measured';
import { type AlarmText, described } from './runbook';

export interface ControllerAlarmsProps {
  /** The value of the metrics' first dimension. */
  readonly controller: string;
  readonly group: string;
  readonly failedEvents: IQueue;
  readonly undeliveredEvents: IQueue;
}

/** Heartbeats that may be missing before silence is an alarm. */
const MISSED_HEARTBEATS = 3;

export class ControllerAlarms extends Construct {
  /** Every alarm there is, and each one that is added later. */
  public readonly all: Alarm[] = [];
  private readonly heartbeat: Alarm;
  private readonly loud: Alarm[] = [];
  private readonly actions: IAlarmAction[] = [];
  private residual: Alarm | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ControllerAlarmsProps,
  ) {
    super(scope, id);
    this.heartbeat = new Alarm(this, 'SweepHeartbeat', {
      // CloudWatch goes on judging by an old beat for a while, if it is the only one, so a missing one is made a zero.
      metric: new MathExpression({
        expression: 'FILL(beats, 0)',
        label: 'Sweeps that looked at everything',
        usingMetrics: { beats: this.metric('SweepHeartbeat') },
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: MISSED_HEARTBEATS,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: described('sweep-heartbeat', {
        means:
          "No sweep has proved this stack's temporary access closed for three intervals, so access may be standing unseen.",
        first: "read the closer's log for the error, and check by hand what is attached to the roles.",
      }),
    });
    this.add(this.heartbeat);
    this.atLeastOne('OpenPastEnd', 'open-past-end', {
      metric: this.metric('OpenPastEnd'),
      means: 'A policy is attached past the end of its window, or its removal could not be proved.',
      first: 'search the logs for "close-failed", then detach that policy from that role by hand.',
    });
    this.atLeastOne('FailedEvents', 'failed-events', {
      metric: waiting(props.failedEvents),
      means: 'A start, an end or a sweep failed after all its retries.',
      first:
        'read the message in the queue of failed events; if it is an end, check by hand that the policy is gone. The ' +
        'sweep goes on trying.',
    });
    this.atLeastOne('UndeliveredEvents', 'undelivered-events', {
      metric: waiting(props.undeliveredEvents),
      means: 'EventBridge Scheduler, or a rule, could not hand an event to its function.',
      first:
        'read the message in the queue of undelivered events; if it is an end, check by hand that the policy is gone.',
    });
    this.atLeastOne('DroppedEvents', 'dropped-events', {
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: props.group },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      means: 'EventBridge Scheduler dropped an event and could not even queue it.',
      first:
        'check by hand that nothing is attached outside its window, then the permissions of the scheduler roles of ' +
        'this stack.',
    });
    this.atLeastOne('LostEvents', 'lost-events', {
      metric: this.metric('LostEvents'),
      means:
        'Something happened to an access, and no event bus has taken the event that says so. Access itself opened and ' +
        'closed as it should.',
      first:
        'search the logs for "event not sent" and read why; whoever keeps the events as evidence finds the missing ' +
        'ones in the logs.',
    });
  }

  public addActions(actions: readonly IAlarmAction[]): void {
    this.actions.push(...actions);
    this.all.forEach((alarm) => {
      alarm.addAlarmAction(...actions);
    });
    this.loud.forEach((alarm) => {
      alarm.addOkAction(...actions);
    });
  }

  /** Whether anybody is called. */
  public get hasRecipients(): boolean {
    return this.actions.length > 0;
  }

  /** Red from the moment an access breaks glass until it is proved to be closed; both call. */
  public breakGlass(access: string): void {
    const alarm = new Alarm(this, `BreakGlass${access}`, {
      metric: metricOf(this.props.controller, access, BREAK_GLASS_METRIC, {
        statistic: 'Maximum',
        // No removal is proved within so short a time, so an open and its close never fall into one.
        period: Duration.seconds(10),
      }),
      alarmDescription: described('break-glass', {
        means: `The break-glass access ${access} is open.`,
        first:
          'read the reason in the log of the opener ("leased"), and whether the incident is known; to end it now, run ' +
          '"temporary-access close". It turns green when the access is proved to be closed.',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // It says something when glass breaks and when it is mended, and nothing in between.
      treatMissingData: TreatMissingData.IGNORE,
    });
    this.add(alarm);
    alarm.addOkAction(...this.actions);
    this.loud.push(alarm);
  }

  /** Red where a role can still do what a closed access gave it. One for the stack, however many are checked. */
  public watchResidual(): void {
    this.residual ??= this.atLeastOne('ResidualAccess', 'residual-access', {
      metric: this.metric('ResidualAccess'),
      means:
        'An access was closed and proved to be gone, and its role may still do some of what it gave: something else ' +
        'allows it.',
      first:
        'search the logs for "residual" and read which statement allows what; take it off the role, or say in a ' +
        'review why it is there.',
    });
  }

  /** An alarm that belongs to the controller's, wherever it stands. */
  public add(alarm: Alarm): Alarm {
    this.all.push(alarm);
    alarm.addAlarmAction(...this.actions);
    return alarm;
  }

  /** A heartbeat is due once in each interval. */
  public sweepEvery(interval: Duration): void {
    const { node } = this.heartbeat;
    (node.defaultChild as CfnAlarm).addPropertyOverride('Metrics.1.MetricStat.Period', interval.toSeconds());
  }

  private metric(metricName: MetricName): Metric {
    return metricOf(this.props.controller, undefined, metricName);
  }

  private atLeastOne(id: string, anchor: string, { metric, ...text }: Pick<AlarmProps, 'metric'> & AlarmText): Alarm {
    return this.add(
      new Alarm(this, id, {
        metric,
        alarmDescription: described(anchor, text),
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
    );
  }
}

export function waiting(queue: IQueue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) });
}
