/** What is measured of a controller and of each access, as metrics of CloudWatch. */
import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type Metric as MetricName, METRIC_NAMESPACE } from './core/world';

const COUNT = 'Sum';
/** The longest of a period: an average would hide the one close that took an hour. */
const DURATION = 'Maximum';

/** A metric of the controller of that name, and of that access where one is named. */
export function metricOf(
  controller: string,
  access: string | undefined,
  metricName: string,
  props: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: controller, ...(access === undefined ? {} : { access }) },
    statistic: COUNT,
    period: Duration.minutes(5),
    ...props,
  });
}

/**
 * What has the metrics that come at open and close: a controller, and each access.
 *
 * @internal
 */
export abstract class Measured extends Construct {
  /**
   * One of the metrics, by its name in the namespace `TemporaryAccess`: a sum over five minutes, unless told otherwise.
   *
   * @param metricName such as `Opened`
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    return this._metric(metricName, props);
  }

  /** How often access was opened. */
  public metricOpened(props?: MetricOptions): Metric {
    return this._count('Opened', props);
  }

  /** How often IAM accepted the detach of an access. That proves nothing yet. */
  public metricClosed(props?: MetricOptions): Metric {
    return this._count('Closed', props);
  }

  /** How often access was read back and not there any more. */
  public metricVerified(props?: MetricOptions): Metric {
    return this._count('Verified', props);
  }

  /** Seconds from an end to the moment at which IAM accepted the detach: the longest. */
  public metricOverrun(props?: MetricOptions): Metric {
    return this.duration('Overrun', props);
  }

  /** Seconds from an end to the proof that access is gone: the longest. */
  public metricTimeToVerifiedRemoval(props?: MetricOptions): Metric {
    return this.duration('TimeToVerifiedRemoval', props);
  }

  /** How often access was due and could not be opened. */
  public metricFailedOpens(props?: MetricOptions): Metric {
    return this._count('FailedOpens', props);
  }

  /** How often access could not be closed, or not be proved to be. */
  public metricFailedCloses(props?: MetricOptions): Metric {
    return this._count('FailedCloses', props);
  }

  /** @internal */
  protected abstract _metric(metricName: string, props?: MetricOptions): Metric;

  /** @internal */
  protected _count(metricName: MetricName, props?: MetricOptions): Metric {
    return this._metric(metricName, props);
  }

  private duration(metricName: MetricName, props?: MetricOptions): Metric {
    return this._metric(metricName, { statistic: DURATION, ...props });
  }
}

/**
 * What has the metrics that come from sweeps and requests too: a controller.
 *
 * @internal
 */
export abstract class MeasuredController extends Measured {
  /** How often a policy was found attached past an end, or its removal could not be proved. */
  public metricOpenPastEnd(props?: MetricOptions): Metric {
    return this._count('OpenPastEnd', props);
  }

  /** How many policies a sweep found attached outside every window. */
  public metricDrift(props?: MetricOptions): Metric {
    return this._count('Drift', props);
  }

  /** How often a sweep has looked at every access. It is missing when none has. */
  public metricSweepHeartbeat(props?: MetricOptions): Metric {
    return this._count('SweepHeartbeat', props);
  }

  /** How many requests to open were not answered. */
  public metricRefusedRequests(props?: MetricOptions): Metric {
    return this._count('RefusedRequests', props);
  }

  /** How often a role could still do what a closed access had given it. */
  public metricResidualAccess(props?: MetricOptions): Metric {
    return this._count('ResidualAccess', props);
  }

  /** How many events no bus has taken. */
  public metricLostEvents(props?: MetricOptions): Metric {
    return this._count('LostEvents', props);
  }
}
