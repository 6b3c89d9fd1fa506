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
   * @param metricName such as `Opened`, as in the names of the other methods
   * @param props changes of the metric, such as its period or its statistic
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    return this._metric(metricName, props);
  }

  /**
   * How often access was opened: a count, summed over five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricOpened(props?: MetricOptions): Metric {
    return this._count('Opened', props);
  }

  /**
   * How often IAM accepted the detach of an access: a count, summed over five minutes. That proves nothing yet.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricClosed(props?: MetricOptions): Metric {
    return this._count('Closed', props);
  }

  /**
   * How often access was read back and not there any more: a count, summed over five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricVerified(props?: MetricOptions): Metric {
    return this._count('Verified', props);
  }

  /**
   * Seconds from an end to the moment at which IAM accepted the detach: the longest of five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricOverrun(props?: MetricOptions): Metric {
    return this.duration('Overrun', props);
  }

  /**
   * Seconds from an end to the proof that access is gone: the longest of five minutes.
   *
   * The proof alone takes some seconds: it reads for as long as a change may take to spread.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricTimeToVerifiedRemoval(props?: MetricOptions): Metric {
    return this.duration('TimeToVerifiedRemoval', props);
  }

  /**
   * How often access was due and could not be opened: a count, summed over five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricFailedOpens(props?: MetricOptions): Metric {
    return this._count('FailedOpens', props);
  }

  /**
   * How often access could not be closed, or not be proved to be: a count, summed over five minutes. Access may be
   * standing whenever it is not zero.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
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
  /**
   * How often a policy was found attached past an end, or its removal could not be proved: a count of policies, summed
   * over five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricOpenPastEnd(props?: MetricOptions): Metric {
    return this._count('OpenPastEnd', props);
  }

  /**
   * How many policies a sweep found attached outside every window: a count, summed over five minutes. Somebody attached
   * them by hand, or an end was lost; the sweep detaches them.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricDrift(props?: MetricOptions): Metric {
    return this._count('Drift', props);
  }

  /**
   * How often a sweep has looked at every access: a count, summed over five minutes. It is missing when none has.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricSweepHeartbeat(props?: MetricOptions): Metric {
    return this._count('SweepHeartbeat', props);
  }

  /**
   * How many requests to open were not answered: a count, summed over five minutes.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricRefusedRequests(props?: MetricOptions): Metric {
    return this._count('RefusedRequests', props);
  }

  /**
   * How often a role could still do what a closed access had given it: a count, summed over five minutes. Only accesses
   * with `residualCheck` are looked at.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricResidualAccess(props?: MetricOptions): Metric {
    return this._count('ResidualAccess', props);
  }

  /**
   * How many events no bus has taken: a count, summed over five minutes. The log has them.
   *
   * @param props changes of the metric, such as its period or its statistic
   */
  public metricLostEvents(props?: MetricOptions): Metric {
    return this._count('LostEvents', props);
  }
}
