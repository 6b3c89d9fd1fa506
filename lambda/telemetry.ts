/**
 * Logs and metrics, through Powertools for AWS Lambda.
 *
 * Every line about an access carries its id as `access`, so one filter tells its story. Nothing here sees
 * credentials, sessions or policy documents. Metrics have one dimension, the controller; what an open or a close
 * measures is there once more for its access.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { iso } from '../lib/core/interval';
import { LEVEL } from '../lib/core/log-level';
import { BREAK_GLASS_METRIC, type Metric, METRIC_NAMESPACE, type Telemetry } from '../lib/core/world';

/** What one function writes. `flush` sends the metrics of an invocation, also of one that failed. */
export interface LambdaTelemetry extends Telemetry {
  flush(): void;
}

function unitOf(metric: Metric): typeof MetricUnit.Count | typeof MetricUnit.Seconds {
  return metric === 'Overrun' || metric === 'TimeToVerifiedRemoval' ? MetricUnit.Seconds : MetricUnit.Count;
}

export function telemetryOf(controller: string): LambdaTelemetry {
  const logger = new Logger({ serviceName: controller });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: controller });
  return {
    record: ({ at, event, ...fields }) => {
      logger[LEVEL[event]](event, { event, at: iso(at), ...fields });
    },
    note: (message, fields) => {
      logger.warn(message, { ...fields });
    },
    measure: (metric, value, access) => {
      metrics.addMetric(metric, unitOf(metric), value);
      if (access !== undefined) {
        const one = metrics.singleMetric();
        one.addDimension('access', access);
        one.addMetric(metric, unitOf(metric), value);
      }
    },
    breakGlass: (access, open) => {
      const one = metrics.singleMetric();
      one.addDimension('access', access);
      one.addMetric(BREAK_GLASS_METRIC, MetricUnit.Count, open ? 1 : 0, MetricResolution.High);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) {
        metrics.publishStoredMetrics();
      }
    },
  };
}
