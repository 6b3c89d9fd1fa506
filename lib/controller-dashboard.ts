/** A page of CloudWatch about the accesses of a stack: what is open, what happened, how fast it was gone, what alarms. */
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { openAtEnd } from './log-queries';

export interface DashboardProps {
  readonly logGroups: readonly ILogGroup[];
  /** The list itself, so that alarms which are added later are shown too. */
  readonly alarms: Alarm[];
  /** What is open is found where its opening lies within the time that is shown. */
  readonly longestWindow: Duration;
  readonly metrics: DashboardMetrics;
}

/** The metrics of the controller. */
export interface DashboardMetrics {
  readonly happened: readonly Metric[];
  readonly failed: readonly Metric[];
  /** In seconds. */
  readonly lasted: readonly Metric[];
}

const FULL_WIDTH = 24;
const HALF_WIDTH = FULL_WIDTH / 2;
const HEIGHT = 6;

export function controllerDashboard(
  scope: Construct,
  id: string,
  { logGroups, alarms, longestWindow, metrics }: DashboardProps,
): Dashboard {
  const graph = (title: string, left: readonly Metric[], label: string): GraphWidget =>
    new GraphWidget({
      title,
      left: [...left],
      leftYAxis: { min: 0, label, showUnits: false },
      width: HALF_WIDTH,
      height: HEIGHT,
    });
  return new Dashboard(scope, id, {
    defaultInterval: shownTime(longestWindow),
    widgets: [
      [
        new LogQueryWidget({
          title: 'Open now, if opened in the time that is shown (no rows: nothing is open)',
          logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
          queryString: openAtEnd(),
          view: LogQueryVisualizationType.TABLE,
          width: FULL_WIDTH,
          height: HEIGHT,
        }),
      ],
      [
        graph('Opened, closed, and proved to be gone', metrics.happened, 'accesses'),
        graph('From the end to the proof that it is gone', metrics.lasted, 'seconds'),
      ],
      [
        graph('What went wrong', metrics.failed, 'times'),
        new AlarmStatusWidget({ title: 'Alarms', alarms, width: HALF_WIDTH, height: HEIGHT }),
      ],
    ],
  });
}

/** Twice the longest window, so that an access is still listed when its end was lost; a day at least. */
function shownTime(longestWindow: Duration): Duration {
  return Duration.millis(Math.max(2 * longestWindow.toMilliseconds(), Duration.days(1).toMilliseconds()));
}
