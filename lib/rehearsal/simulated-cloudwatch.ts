/**
 * When CloudWatch raises an alarm, and when it is over, by what was measured.
 *
 * An alarm is looked at every minute, over periods that end there and then. More of them are fetched than are asked for,
 * and what is missing is made up for as few times as possible: one real value long ago outweighs all that is missing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * Gotchas: how many more periods are fetched is not documented; AWS's own examples have two. A value is there as soon as
 * it is measured; in AWS the log that carries it takes some seconds more.
 */
import { type EpochMs, type Interval, later, MINUTE, plus, SECOND } from '../core/interval';

export type Comparison =
  'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** What an alarm of a template asks of a metric. */
export interface AlarmRule {
  readonly periodMs: number;
  readonly statistic: Statistic;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: MissingData;
  /** `FILL(metric, 0)`: stands for a period without a value, as long as any period has one. */
  readonly fill?: number;
}

/** A value of the alarm's metric. */
export interface Point {
  readonly at: EpochMs;
  readonly value: number;
}

/** From its rise to its end; undefined while it goes on. */
export interface Raised {
  readonly from: EpochMs;
  readonly to: EpochMs | undefined;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** Beyond the periods that an alarm asks for. */
const MORE_PERIODS = 2;
const HIGH_RESOLUTION = 10 * SECOND;

/** Each time that an alarm was raised in a range; the points are in order of time. */
export function timesRaised(rule: AlarmRule, points: readonly Point[], range: Interval): Raised[] {
  const everyMs = rule.periodMs < MINUTE ? HIGH_RESOLUTION : MINUTE;
  const fetchedMs = (rule.evaluationPeriods + MORE_PERIODS) * rule.periodMs;
  const raised: Raised[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  let [first, next] = [0, 0];
  for (let at = roundUp(range.start, everyMs); at < range.end; at = plus(at, everyMs)) {
    while (next < points.length && (points[next] as Point).at < at) {
      next++;
    }
    while (first < next && (points[first] as Point).at < at - fetchedMs) {
      first++;
    }
    const before = state;
    state = stateOf(rule, valuesOf(rule, points.slice(first, next), at), before);
    if (state === 'ALARM' && before !== 'ALARM') {
      raised.push({ from: at, to: undefined });
    } else if (state !== 'ALARM' && before === 'ALARM') {
      raised.push({ ...(raised.pop() as Raised), to: at });
    }
    if (first === next) {
      // Nothing changes until there is something again.
      const coming = points[next]?.at ?? range.end;
      at = later(at, plus(roundUp(coming, everyMs), -everyMs));
    }
  }
  return raised;
}

/** One value for each period that is fetched, the newest first; undefined where nothing was measured. */
function valuesOf(rule: AlarmRule, points: readonly Point[], at: EpochMs): (number | undefined)[] {
  const values = Array.from({ length: rule.evaluationPeriods + MORE_PERIODS }, (_, age) => {
    const end = at - age * rule.periodMs;
    const within = points.filter((point) => point.at < end && point.at >= end - rule.periodMs);
    return within.length === 0
      ? undefined
      : statisticOf(
          rule.statistic,
          within.map(({ value }) => value),
        );
  });
  const { fill } = rule;
  return fill === undefined || values.every((value) => value === undefined)
    ? values
    : values.map((value) => value ?? fill);
}

/** The state that an alarm takes on, by what was fetched, the newest first. */
export function stateOf(rule: AlarmRule, fetched: readonly (number | undefined)[], before: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, missing } = rule;
  const real = fetched.filter((value) => value !== undefined).slice(0, evaluationPeriods);
  const breaching = real.filter((value) => breaches(rule, value)).length;
  const filled = evaluationPeriods - real.length;
  if (filled === 0 || breaching >= datapointsToAlarm) {
    return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
  switch (missing) {
    case 'breaching':
      return breaching + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    default:
      if (breaching < real.length) {
        return 'OK';
      }
      return missing === 'ignore' ? before : withoutEnough(fetched);
  }
}

/** All that there is breaches: it counts where the oldest that was fetched is there, since what came after is not better. */
function withoutEnough(fetched: readonly (number | undefined)[]): AlarmState {
  return fetched.at(-1) === undefined ? 'INSUFFICIENT_DATA' : 'ALARM';
}

function breaches({ comparison, threshold }: AlarmRule, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

function statisticOf(statistic: Statistic, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'SampleCount':
      return values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
  }
}

function roundUp(at: EpochMs, ms: number): EpochMs {
  return (Math.ceil(at / ms) * ms) as EpochMs;
}
