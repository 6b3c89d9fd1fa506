/** CloudWatch's alarms, as far as they watch one metric. Others have no part in the play. */
import { isObject, type JsonObject } from '../../assembly/template';
import { SECOND } from '../../core/interval';
import type { AlarmRule, Comparison, MissingData, Statistic } from '../simulated-cloudwatch';
import type { WatchedMetric } from '../standing-alarms';
import { type Life, type Making, numberOr, object, one } from './life';

export const ALARM: Life = {
  make: (making) => {
    put(making);
    return undefined;
  },
  change: (before, after) => {
    before.aws.alarms.remove(arnOf(before));
    put(after);
  },
  remove: (making) => {
    making.aws.alarms.remove(arnOf(making));
  },
};

function put(making: Making): void {
  const { aws, stack, properties, made } = making;
  const watched = watchedBy(properties);
  if (watched === undefined) {
    return;
  }
  aws.alarms.put({
    arn: arnOf(making),
    name: made.ref,
    stack: stack.id,
    description: one(properties['AlarmDescription']),
    metric: watched.metric,
    rule: ruleOf(properties, watched),
  });
}

interface Watched {
  readonly metric: WatchedMetric;
  readonly periodMs: number;
  readonly statistic: Statistic;
  readonly fill?: number;
}

const STATISTICS: readonly Statistic[] = ['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount'];
/** `FILL(beats, 0)` */
const FILL = /^FILL\(\s*(\w+)\s*,\s*(-?\d+(?:\.\d+)?)\s*\)$/;

/** A metric that it names itself, or one behind the only expression that is played: FILL with a number. */
function watchedBy(properties: JsonObject): Watched | undefined {
  if (properties['MetricName'] !== undefined) {
    return metricOf(properties, one(properties['Statistic']), properties['Period']);
  }
  const queries = [properties['Metrics'] ?? []].flat().filter(isObject);
  const result = queries.find(({ ReturnData }) => ReturnData !== false && ReturnData !== 'false');
  const [, id, fill] = FILL.exec(one(result?.['Expression'])) ?? [];
  const query = id === undefined ? result : queries.find(({ Id }) => Id === id);
  const stat = object(query?.['MetricStat']);
  const watched = metricOf(object(stat['Metric']), one(stat['Stat']), stat['Period']);
  return watched === undefined || fill === undefined ? watched : { ...watched, fill: Number(fill) };
}

function metricOf(metric: JsonObject, statistic: string, period: JsonObject[string]): Watched | undefined {
  const known = STATISTICS.find((name) => name === statistic);
  const dimensions = [metric['Dimensions'] ?? []].flat().filter(isObject);
  return known === undefined
    ? undefined
    : {
        metric: {
          namespace: one(metric['Namespace']),
          name: one(metric['MetricName']),
          dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [one(Name), one(Value)])),
        },
        periodMs: numberOr(period, 60) * SECOND,
        statistic: known,
      };
}

/** The rest is as CloudWatch takes it where nothing is said. */
function ruleOf(properties: JsonObject, { periodMs, statistic, fill }: Watched): AlarmRule {
  const evaluationPeriods = numberOr(properties['EvaluationPeriods'], 1);
  return {
    ...{ periodMs, statistic, evaluationPeriods, ...(fill === undefined ? {} : { fill }) },
    datapointsToAlarm: numberOr(properties['DatapointsToAlarm'], evaluationPeriods),
    threshold: numberOr(properties['Threshold'], 0),
    comparison: one(properties['ComparisonOperator']) as Comparison,
    missing: one(properties['TreatMissingData'] ?? 'missing') as MissingData,
  };
}

function arnOf({ made }: Making): string {
  return one(made.attribute('Arn'));
}
