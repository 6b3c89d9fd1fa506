/** Which alarms of the stacks were raised in a play, from when to when. */
import { type EpochMs, iso, plus } from '../core/interval';
import type { Played } from './invariants/played';
import { pointsOf } from './measured-points';
import type { AlarmReport } from './report';
import { timesRaised } from './simulated-cloudwatch';
import type { SkippedCall } from './simulated-scheduler';
import type { AlarmSpan } from './standing-alarms';

export function alarmsReport(
  played: Played,
  spans: readonly AlarmSpan[],
  skipped: readonly SkippedCall[],
): AlarmReport[] {
  return spans
    .flatMap(({ alarm, from, to }) => {
      const points = pointsOf(alarm.metric, played, skipped);
      const range = { start: judgedFrom({ alarm, from, to }), end: to ?? played.now };
      return timesRaised(alarm.rule, points, range).map((raised) => ({
        name: alarm.name,
        stack: alarm.stack,
        metric: alarm.metric.name,
        description: alarm.description,
        raisedAt: iso(raised.from),
        endedAt: raised.to === undefined ? null : iso(raised.to),
      }));
    })
    .sort((a, b) => a.raisedAt.localeCompare(b.raisedAt));
}

/**
 * What is missing from a time in which the alarm did not stand is not missed: so a new stack is not red until its first
 * sweep. Nobody documents for how long CloudWatch sees it so.
 */
function judgedFrom({ alarm: { rule }, from }: AlarmSpan): EpochMs {
  return rule.missing === 'breaching' ? plus(from, rule.evaluationPeriods * rule.periodMs) : from;
}
