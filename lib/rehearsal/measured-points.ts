/**
 * What CloudWatch would know of a metric after a play: what the functions measured, and how full the queues are.
 *
 * Sweeps that were skipped count as the last one that was played before them. What Scheduler measures itself is not
 * played.
 */
import { type EpochMs, MINUTE, plus, SECOND } from '../core/interval';
import { BREAK_GLASS_METRIC, METRIC_NAMESPACE } from '../core/world';
import { PRECISION } from './schedule';
import type { Point } from './simulated-cloudwatch';
import type { SkippedCall } from './simulated-scheduler';
import type { Played } from './invariants/played';
import type { WatchedMetric } from './standing-alarms';

/** From the call of a sweep to its heartbeat. */
const SWEEPS_WITHIN = SECOND;
const HEARTBEAT = 'SweepHeartbeat';
/** What a sweep measures that finds nothing. */
const OF_A_SWEEP: Readonly<Record<string, number>> = { [HEARTBEAT]: 1, OpenPastEnd: 0 };

/** In order of time. */
export function pointsOf(metric: WatchedMetric, played: Played, skipped: readonly SkippedCall[]): Point[] {
  const { namespace, name, dimensions } = metric;
  switch (namespace) {
    case METRIC_NAMESPACE:
      return measured(name, dimensions, played, skipped);
    case 'AWS/SQS':
      return name === 'ApproximateNumberOfMessagesVisible' ? waiting(dimensions['QueueName'], played) : [];
    default:
      return [];
  }
}

function measured(
  name: string,
  { service, access }: WatchedMetric['dimensions'],
  played: Played,
  skipped: readonly SkippedCall[],
): Point[] {
  const own = <T extends { readonly controller: string; readonly access?: string }>(all: readonly T[]): T[] =>
    all.filter((one) => one.controller === service && (access === undefined || one.access === access));
  if (name === BREAK_GLASS_METRIC) {
    return own(played.alerts).map(({ at, open }) => ({ at, value: open ? 1 : 0 }));
  }
  const counts = own(played.counts).filter(({ metric }) => metric === name);
  const value = access === undefined ? OF_A_SWEEP[name] : undefined;
  if (value === undefined) {
    return counts;
  }
  const beats = own(played.counts).filter(({ metric }) => metric === HEARTBEAT);
  const calls = skipped.filter(({ schedule }) => played.controllers.get(schedule.target) === service);
  const idle = followed(beats, calls, played.sweepMs + 2 * PRECISION).map((at) => ({ at, value }));
  return [...counts, ...idle].sort((a, b) => a.at - b.at);
}

/** When those calls would have come to their heartbeat: each as the sweep that was due before it, played or skipped. */
function followed(beats: readonly Point[], calls: readonly SkippedCall[], withinMs: number): EpochMs[] {
  const found: EpochMs[] = [];
  let next = 0;
  let last: EpochMs | undefined;
  for (const { at } of calls) {
    for (let beat = beats[next]; beat !== undefined && beat.at <= at; beat = beats[++next]) {
      last = beat.at;
    }
    if (last !== undefined && at - last <= withinMs) {
      last = plus(at, SWEEPS_WITHIN);
      found.push(last);
    }
  }
  return found;
}

/** The queue says so every minute, and nobody looks after it in a play. */
function waiting(queue: string | undefined, { failed, undelivered, now }: Played): Point[] {
  const arrived = [...failed, ...undelivered]
    .filter(({ queueArn }) => queue !== undefined && queueArn?.endsWith(`:${queue}`) === true)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const [first] = arrived;
  const points: Point[] = [];
  for (let at = first; at !== undefined && at < now; at = plus(at, MINUTE)) {
    const until = at;
    points.push({ at, value: arrived.filter((time) => time <= until).length });
  }
  return points;
}
