/**
 * One run of an assembly in which things go wrong: its stacks are deployed, some windows come and go, and every
 * invariant is judged by what really happened.
 *
 * A run follows from its seed alone. It plays a short time around one of the openings, so that many runs together
 * cover what a long one would, and each of them can be read.
 */
import { contains, DAY, type EpochMs, type Interval, later, MINUTE, plus } from '../../core/interval';
import { isOnDemand, openIntervals } from '../../core/window';
import { type AssemblyStack, templatesOf } from '../../assembly/assembly';
import { breachesOf } from '../invariants/breaches';
import type { Played } from '../invariants/played';
import { Play } from '../play';
import type { Breach } from '../report';
import { between, seeded } from '../seeded-random';
import { plannedCases } from '../signals/planned-cases';
import type { Signal } from '../signals/signal';
import { variedSignals } from '../signals/varied-cases';
import { accessesIn } from '../variants/accesses';
import { Hazards, planDeployments } from './deployment-incidents';
import { Faults } from './faults';
import { edgesIn, planIncidents, planNewRoles } from './incidents';
import { planLockdowns } from './lockdown-incident';
import { planOddRequests } from './odd-requests';
import type { Rates } from './rates';

export interface TroubledRunOptions {
  readonly stacks: readonly AssemblyStack[];
  /** Around one of these the run takes place. */
  readonly occurrences: readonly Interval[];
  /** What is asked in the time of the run: what somebody has written down, or the cases of a range, as they may go. */
  readonly signals?: readonly Signal[] | Interval;
  readonly seed: number;
  readonly rates: Rates;
  /** Which faults may strike, by their ids; all, unless told otherwise. */
  readonly may?: (id: string) => boolean;
}

export interface TroubledRun {
  readonly seed: number;
  readonly played: Played;
  readonly breaches: readonly Breach[];
}

/** Mostly one occurrence is played, so that what goes wrong goes wrong around it. */
const ONE_OCCURRENCE = 0.7;
const LONGEST_RUN = 3 * DAY;
/** Long enough for several sweeps, and for alarms, after the last thing went wrong. */
const SETTLED_WITHIN = 45 * MINUTE;

export async function troubledRun({
  stacks,
  occurrences,
  signals = [],
  seed,
  rates,
  may,
}: TroubledRunOptions): Promise<TroubledRun> {
  const time = timeOf(occurrences, seed);
  const faults = new Faults(seed, rates, may);
  const hazards = new Hazards(seed);
  const play = new Play({ from: time.start, seed, faults, habits: hazards, iam: { pageSize: pageSizeOf(seed) } });
  planNewRoles(play);
  const { clock } = play.aws;
  // Most runs begin with a stack that stands.
  const troubledFromTheStart = seeded(seed, 'from the start')() < 0.1;
  faults.strike = troubledFromTheStart;
  const made = [];
  for (const assemblyStack of stacks) {
    const { stack } = await clock.finish(play.make(assemblyStack));
    made.push({ assemblyStack, stack });
  }
  faults.strike = true;
  const rest = { start: clock.now(), end: time.end };
  const asked = signalsIn(play, signals, rest, seed);
  asked.forEach((signal) => {
    play.signals.plan(signal);
  });
  planOddRequests(play, asked);
  const moments = asked.map(({ at }) => at);
  planIncidents(play, rest, moments);
  planLockdowns(play, rest, [...edgesIn(play.history.inForce(), rest), ...moments]);
  planDeployments(play, hazards, made, rest, moments);
  await clock.run(plus(time.end, SETTLED_WITHIN));
  await untilSettled(play);
  const played = play.played();
  return {
    seed,
    played,
    breaches: [...play.breaches, ...breachesOf(played, time.end)].sort((a, b) => a.at - b.at),
  };
}

/** From a while before an occurrence, or from inside of it, until a few more are over. */
function timeOf(occurrences: readonly Interval[], seed: number): Interval {
  const random = seeded(seed, 'time');
  const chosen = occurrences[Math.floor(random() * occurrences.length)];
  if (chosen === undefined) {
    throw new Error('there is no occurrence to play');
  }
  const inside = random() < 0.15;
  const start = inside
    ? plus(chosen.start, between(random, 0, chosen.end - chosen.start))
    : plus(chosen.start, -between(random, 5 * MINUTE, 90 * MINUTE));
  const following = occurrences.filter(({ end }) => end >= chosen.end && end <= start + LONGEST_RUN);
  const last =
    following
      .sort((a, b) => a.end - b.end)
      .slice(0, random() < ONE_OCCURRENCE ? 1 : 2)
      .at(-1) ?? chosen;
  return { start, end: plus(last.end, 30 * MINUTE) };
}

function signalsIn(play: Play, signals: readonly Signal[] | Interval, run: Interval, seed: number): readonly Signal[] {
  const all = 'start' in signals ? variedSignals(play.history.inForce(), signals, run, seed) : signals;
  return all.filter(({ at }) => contains(run, at));
}

/** The occurrences of every access of the stacks, and of those nested in them, and the cases of those on demand. */
export function occurrencesIn(stacks: readonly AssemblyStack[], range: Interval): Interval[] {
  return stacks
    .flatMap(templatesOf)
    .flatMap(accessesIn)
    .flatMap(({ windows }) => [
      ...openIntervals(windows, range),
      ...windows.flatMap((window, index) => (isOnDemand(window) ? plannedCases(window, range, index) : [])),
    ]);
}

/** What somebody has written down is played as it is: around each of these signals there may be a run. */
export function aroundSignals(stacks: readonly AssemblyStack[], signals: readonly Signal[]): Interval[] {
  const windows = stacks
    .flatMap(templatesOf)
    .flatMap(accessesIn)
    .flatMap((access) => access.windows);
  const longest = Math.max(30, ...windows.map((window) => (isOnDemand(window) ? window.maxMinutes : 0)));
  return signals.map(({ at }) => ({ start: at, end: plus(at, longest * MINUTE) }));
}

/** IAM may list fewer policies on a page than it is asked for. */
function pageSizeOf(seed: number): number {
  return [1, 2, 100][Math.floor(seeded(seed, 'page size')() * 3)] ?? 100;
}

/** Whatever stands is given time to be closed: until it is gone, or no bound could still excuse it. */
async function untilSettled(play: Play): Promise<void> {
  const { clock, iam } = play.aws;
  const last: EpochMs = play.aws.faults.struck.reduce((latest, { to }) => later(latest, to ?? latest), clock.now());
  const limit = plus(last, SETTLED_WITHIN);
  const standing = (): boolean =>
    play.history
      .inForce()
      .some(({ declared }) => declared.policies.some((policy) => iam.isAttached(declared.role, policy)));
  while (clock.now() < limit && (standing() || play.aws.lambda.inFlight > 0)) {
    await clock.run(plus(clock.now(), 15 * MINUTE));
  }
}
