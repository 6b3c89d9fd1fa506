/**
 * States of an alarm, as CloudWatch reports them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { nameOf, type SignalShape } from './signal-shape';

export function alarmChanges(alarm: IAlarm, change: 'raised' | 'cleared'): SignalShape {
  return {
    words: `alarm ${nameOf(alarm)} ${change === 'raised' ? 'goes off' : 'is in order again'}`,
    pattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      resources: [alarm.alarmArn],
      detail: { state: { value: [change === 'raised' ? 'ALARM' : 'OK'] } },
    },
    bus: 'default',
    correlation: '$.detail.alarmName',
    reason: '$.detail.state.reason',
    problems: [],
  };
}
