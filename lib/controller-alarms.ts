/** The alarms that mean "access may be standing", each with what to do first. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  type CfnAlarm,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BREAK_GLASS_METRIC, type Metric as MetricName, METRIC_NAMESPACE } from './core/world';

export interface ControllerAlarmsProps {
  /** The value of the metrics' one dimension. */
  readonly controller: string;
  readonly group: string;
  readonly failedEvents: IQueue;
  readonly undeliveredEvents: IQueue;
}

/** Heartbeats that may be missing before silence is an alarm. */
const MISSED_HEARTBEATS = 3;

export class ControllerAlarms extends Construct {
  private readonly alarms: Alarm[];
  private readonly heartbeat: Alarm;
  private readonly loud: Alarm[] = [];
  private readonly actions: IAlarmAction[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ControllerAlarmsProps,
  ) {
    super(scope, id);
    const { controller, group } = props;
    const metric = (metricName: MetricName): Metric =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap: { service: controller },
        statistic: 'Sum',
        period: Duration.minutes(5),
      });
    const dropped = new Metric({
      namespace: 'AWS/Scheduler',
      metricName: 'InvocationDroppedCount',
      dimensionsMap: { ScheduleGroup: group },
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
    const waiting = (queue: IQueue): Metric =>
      queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) });

    this.heartbeat = new Alarm(this, 'SweepHeartbeat', {
      metric: metric('SweepHeartbeat'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: MISSED_HEARTBEATS,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription:
        "No sweep has proved this stack's temporary access closed for three intervals, so access may be standing " +
        "unseen. First: read the closer's log for the error, and check by hand what is attached to the roles.",
    });
    this.alarms = [
      this.heartbeat,
      this.atLeastOne('OpenPastEnd', {
        metric: metric('OpenPastEnd'),
        alarmDescription:
          'A policy is attached past the end of its window, or its removal could not be proved. First: search the ' +
          'logs for "close-failed", then detach that policy from that role by hand.',
      }),
      this.atLeastOne('FailedEvents', {
        metric: waiting(props.failedEvents),
        alarmDescription:
          'A start, an end or a sweep failed after all its retries. First: read the message in the queue of failed ' +
          'events; if it is an end, check by hand that the policy is gone. The sweep goes on trying.',
      }),
      this.atLeastOne('UndeliveredEvents', {
        metric: waiting(props.undeliveredEvents),
        alarmDescription:
          'EventBridge Scheduler could not hand an event to its function. First: read the message in the queue of ' +
          'undelivered events; if it is an end, check by hand that the policy is gone.',
      }),
      this.atLeastOne('DroppedEvents', {
        metric: dropped,
        alarmDescription:
          'EventBridge Scheduler dropped an event and could not even queue it. First: check by hand that nothing is ' +
          'attached outside its window, then the permissions of the scheduler roles of this stack.',
      }),
    ];
  }

  public addActions(actions: readonly IAlarmAction[]): void {
    this.actions.push(...actions);
    [...this.alarms, ...this.loud].forEach((alarm) => {
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
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: BREAK_GLASS_METRIC,
        dimensionsMap: { service: this.props.controller, access },
        statistic: 'Maximum',
        // No removal is proved within so short a time, so an open and its close never fall into one.
        period: Duration.seconds(10),
      }),
      alarmDescription:
        `The break-glass access ${access} is open. First: read the reason in the log of the opener ("leased"), and ` +
        'whether the incident is known; to end it now, run "temporary-access close". It turns green when the access ' +
        'is proved to be closed.',
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // It says something when glass breaks and when it is mended, and nothing in between.
      treatMissingData: TreatMissingData.IGNORE,
    });
    alarm.addAlarmAction(...this.actions);
    alarm.addOkAction(...this.actions);
    this.loud.push(alarm);
  }

  /** A heartbeat is due once in each interval. */
  public sweepEvery(interval: Duration): void {
    (this.heartbeat.node.defaultChild as CfnAlarm).period = interval.toSeconds();
  }

  private atLeastOne(id: string, props: Pick<AlarmProps, 'metric' | 'alarmDescription'>): Alarm {
    return new Alarm(this, id, {
      ...props,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
