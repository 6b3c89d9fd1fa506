/**
 * Plays a synthesized assembly forward: deploys its stacks into a simulated AWS, lets time pass, and compares what
 * happened with what is declared.
 *
 * The handler is the one that would be deployed, loaded from the assembly. Everything around it is simulated, under
 * one virtual clock and one seed, so the same assembly, times and seed give the same report.
 */
import { contains, type EpochMs, HOUR, type Interval, iso, later, MINUTE, plus } from '../core/interval';
import { isOnDemand, openIntervals } from '../core/window';
import { accessReport } from './access-report';
import { alarmsReport } from './alarms-report';
import { stacksWithAccess } from '../assembly/assembly';
import type { DeployedAccess } from './declaration-history';
import { breachesOf } from './invariants/breaches';
import { logLines } from './log-lines';
import { Play } from './play';
import type { Breach, RehearsalReport } from './report';
import { type Plan, plannedSignals } from './signals/planned-signals';
import type { Signal } from './signals/signal';
import { signalsReport } from './signals-report';

export interface RehearsalOptions {
  /** The assembly: what `cdk synth` wrote. */
  readonly folder: string;
  /** The stacks are deployed at the first instant; occurrences that start before the second are played to their end. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly seed: number;
  /** What happens outside, or somebody asks; a plausible sequence, unless told otherwise. */
  readonly signals?: readonly Signal[];
  /** Plays also the sweeps that have nothing to do; slow, and the report is the same. */
  readonly playIdleSweeps?: boolean;
  /** Reports the events of each access too. */
  readonly events?: boolean;
  /** Gets what the functions wrote, each line as it would be in CloudWatch. */
  readonly onLogs?: (lines: readonly string[]) => void;
}

/** Long enough for any close to be over, or to be plainly missing. */
const AFTER_LAST_END = HOUR;
/** What fails so often is broken, and every further try would fail as well. */
const MOST_FAILED_EVENTS = 20;

export async function rehearse({
  folder,
  from,
  until,
  seed,
  signals,
  playIdleSweeps,
  events = false,
  onLogs,
}: RehearsalOptions): Promise<RehearsalReport> {
  const stacks = stacksWithAccess(folder);
  const play = new Play({ from, seed, playIdleSweeps });
  const { aws } = play;
  const breaches: Breach[] = [];
  for (const stack of stacks) {
    const { failure } = await aws.clock.finish(play.make(stack));
    if (failure !== undefined) {
      const what = `${stack.id} could not be deployed: ${failure.resource}: ${failure.reason}`;
      breaches.push({ invariant: 'deploys', access: null, at: aws.clock.now(), what });
    }
  }
  const accesses = play.history.spans.map(({ access }) => access);
  const plan =
    signals === undefined
      ? plannedSignals(accesses, { start: from, end: until })
      : given(signals, { start: from, end: until });
  plan.signals.forEach((signal) => {
    play.signals.plan(signal);
  });
  const brokenDown = (): boolean => aws.lambda.failed.length >= MOST_FAILED_EVENTS;
  await aws.clock.run(playUntil(accesses, plan.signals, { start: from, end: until }), brokenDown);
  const played = play.played();
  breaches.push(...play.breaches, ...breachesOf(played, until));
  if (brokenDown()) {
    const what = `stopped here, after ${MOST_FAILED_EVENTS} events that failed for good`;
    breaches.push({ invariant: 'rehearsal', access: null, at: aws.clock.now(), what });
  }
  onLogs?.(logLines(aws.telemetered.lines, aws.lambda.controllers));
  const alarms = alarmsReport(played, aws.alarms.spans, aws.scheduler.skipped());
  return {
    from: iso(from),
    until: iso(until),
    seed,
    accesses: accesses.map((access) => accessReport(played, access, { start: from, end: until }, events)),
    ...(played.signals.length + plan.unplayable.length === 0
      ? {}
      : { signals: signalsReport(played, signals === undefined ? 'planned' : 'given', plan.unplayable) }),
    ...(alarms.length === 0 ? {} : { alarms }),
    violations: breaches.sort((a, b) => a.at - b.at).map((breach) => ({ ...breach, at: iso(breach.at) })),
  };
}

/** What starts within the range is played to its end, and a little longer. */
function playUntil(accesses: readonly DeployedAccess[], signals: readonly Signal[], range: Interval): EpochMs {
  const byClock = accesses.flatMap(({ declared }) => openIntervals(declared.windows, range)).map(({ end }) => end);
  const longest = Math.max(
    0,
    ...accesses.flatMap(({ declared }) =>
      declared.windows.map((window) => (isOnDemand(window) ? window.maxMinutes * MINUTE : 0)),
    ),
  );
  return [...byClock, ...signals.map(({ at }) => plus(at, longest))].reduce(
    (latest, end) => later(latest, plus(end, AFTER_LAST_END)),
    range.end,
  );
}

/** What lies outside the time that is played cannot be. */
function given(signals: readonly Signal[], range: Interval): Plan {
  const [inside, outside] = [true, false].map((one) => signals.filter(({ at }) => contains(range, at) === one));
  return {
    signals: inside ?? [],
    unplayable: (outside ?? []).map(({ at }) => `the signal of ${iso(at)}, which is outside the rehearsed time`),
  };
}
