/**
 * Logs and metrics, through Powertools for AWS Lambda.
 *
 * Every line about an access carries its id as `access`, so one filter tells its story. Nothing here sees
 * credentials, sessions or policy documents. Metrics have one dimension, the controller.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { iso } from '../lib/core/interval';
import { type AccessEvent, BREAK_GLASS_METRIC, METRIC_NAMESPACE, type Telemetry } from '../lib/core/world';

const LEVEL: Readonly<Record<AccessEvent, 'info' | 'warn' | 'error'>> = {
  attached: 'info',
  opened: 'info',
  refused: 'warn',
  'open-failed': 'error',
  drift: 'warn',
  detached: 'info',
  verified: 'info',
  'close-failed': 'error',
  leased: 'info',
  held: 'info',
  unmatched: 'info',
};

/** What one function writes. `flush` sends the metrics of an invocation, also of one that failed. */
export interface LambdaTelemetry extends Telemetry {
  flush(): void;
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
    count: (metric, value) => {
      metrics.addMetric(metric, MetricUnit.Count, value);
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
