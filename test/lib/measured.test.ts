/** Metrics as methods: each one is a series that the functions really write. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessController, type TemporaryAccess } from 'cdk-temporary-access';
import { telemetryOf } from '../../lambda/telemetry';
import { ACCESS_METRICS, type Metric as MetricName } from '../../lib/core/world';
import { catchLines } from '../lambda/written-lines';
import { accessIn, type Json, stackOf } from './fixture';

const OF_THE_CONTROLLER = [
  ...ACCESS_METRICS,
  'OpenPastEnd',
  'Drift',
  'SweepHeartbeat',
  'RefusedRequests',
  'ResidualAccess',
  'LostEvents',
] as const satisfies readonly MetricName[];

const DURATIONS: readonly MetricName[] = ['Overrun', 'TimeToVerifiedRemoval'];

const stack = stackOf();
const access = accessIn(stack);
const controller = AccessController.of(stack);

type Measuring = Record<`metric${MetricName}`, (props?: MetricOptions) => Metric>;
const metricOf = (of: TemporaryAccess | AccessController, name: MetricName, props?: MetricOptions): Metric =>
  (of as unknown as Measuring)[`metric${name}`](props);

/** Namespace, name and dimensions of each series that a measurement goes into. */
function written(name: MetricName, ofAccess?: string): Json[] {
  const lines = catchLines();
  const telemetry = telemetryOf(stack.stackName);
  telemetry.measure(name, 1, ofAccess);
  telemetry.flush();
  jest.restoreAllMocks();
  return lines
    .map((line) => JSON.parse(line))
    .flatMap((fields) =>
      fields._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: Json) =>
        Dimensions.map((dimensions: string[]) => ({
          namespace: Namespace,
          metricName: Metrics[0].Name,
          dimensions: Object.fromEntries(dimensions.map((dimension) => [dimension, fields[dimension]])),
        })),
      ),
    );
}

const seriesOf = ({ namespace, metricName, dimensions = {} }: Metric): Json => ({ namespace, metricName, dimensions });

test.each(OF_THE_CONTROLLER)('%s of the controller is what its functions write', (name) => {
  expect(written(name)).toContainEqual(seriesOf(metricOf(controller, name)));
});

test.each(ACCESS_METRICS)('%s of an access is what the functions write of it, and of the controller too', (name) => {
  const series = written(name, access.accessId);
  expect(series).toContainEqual(seriesOf(metricOf(access, name)));
  expect(series).toContainEqual(seriesOf(metricOf(controller, name)));
});

test('every metric is a method of the controller, and those of open and close of an access', () => {
  const methods = (of: object): string[] => {
    const names = new Set<string>();
    for (let at: object = of; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
      Object.getOwnPropertyNames(at).forEach((name) => names.add(name));
    }
    return [...names].filter((name) => /^metric[A-Z]/.test(name)).sort();
  };
  expect(methods(controller)).toEqual(OF_THE_CONTROLLER.map((name) => `metric${name}`).sort());
  expect(methods(access)).toEqual(ACCESS_METRICS.map((name) => `metric${name}`).sort());
});

test('how often is a sum, and how long is the longest, over five minutes', () => {
  for (const name of OF_THE_CONTROLLER) {
    const { statistic, period } = metricOf(controller, name);
    expect([name, statistic, period.toMinutes()]).toEqual([name, DURATIONS.includes(name) ? 'Maximum' : 'Sum', 5]);
  }
});

test('every default can be changed', () => {
  const { statistic, period, label } = access.metricOverrun({
    statistic: 'p90',
    period: Duration.hours(1),
    label: 'late',
  });
  expect([statistic, period.toMinutes(), label]).toEqual(['p90', 60, 'late']);
});

test('any metric has a name', () => {
  expect(seriesOf(access.metric('Opened'))).toEqual(seriesOf(access.metricOpened()));
  expect(Stack.of(access)).toBe(stack);
});
