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
import { type Metric as MetricName, METRIC_NAMESPACE } from './core/world';

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

  constructor(scope: Construct, id: string, props: ControllerAlarmsProps) {
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
    this.alarms.forEach((alarm) => {
      alarm.addAlarmAction(...actions);
    });
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
