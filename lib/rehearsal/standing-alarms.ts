/** The alarms of the deployed stacks, and from when to when each stood as it was. */
import type { Clock } from '../core/world';
import type { EpochMs } from '../core/interval';
import type { AlarmRule } from './simulated-cloudwatch';

/** One series of values in CloudWatch. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Alarm {
  readonly arn: string;
  readonly name: string;
  readonly stack: string;
  readonly description: string;
  readonly metric: WatchedMetric;
  readonly rule: AlarmRule;
}

export interface AlarmSpan {
  readonly alarm: Alarm;
  readonly from: EpochMs;
  /** Undefined while it stands. */
  readonly to: EpochMs | undefined;
}

export class StandingAlarms {
  readonly spans: AlarmSpan[] = [];

  constructor(private readonly clock: Clock) {}

  put(alarm: Alarm): void {
    this.spans.push({ alarm, from: this.clock.now(), to: undefined });
  }

  remove(arn: string): void {
    const index = this.spans.findIndex(({ alarm, to }) => alarm.arn === arn && to === undefined);
    const span = this.spans[index];
    if (span !== undefined) {
      this.spans[index] = { ...span, to: this.clock.now() };
    }
  }
}
