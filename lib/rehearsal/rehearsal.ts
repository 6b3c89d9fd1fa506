/**
 * Plays a synthesized assembly forward: deploys its stacks into a simulated AWS, lets time pass, and compares what
 * happened with what is declared.
 *
 * The handler is the one that would be deployed, loaded from the assembly. Everything around it is simulated, under
 * one virtual clock and one seed, so the same assembly, times and seed give the same report.
 */
import { type EpochMs, HOUR, type Interval, iso, later, plus, SECOND } from '../core/interval';
import { openIntervals, zoneOf } from '../core/window';
import { stacksWithAccess } from './assembly';
import type { DeployedAccess } from './declaration-history';
import { exposuresOf, lastOf, type PlayedOccurrence, playedOccurrences } from './exposure';
import { breachesOf } from './invariants/breaches';
import type { Played } from './invariants/played';
import { Play } from './play';
import type { AccessReport, Breach, OccurrenceReport, RehearsalReport } from './report';

export interface RehearsalOptions {
  /** The assembly: what `cdk synth` wrote. */
  readonly folder: string;
  /** The stacks are deployed at the first instant; occurrences that start before the second are played to their end. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly seed: number;
  /** Plays also the sweeps that have nothing to do; slow, and the report is the same. */
  readonly playIdleSweeps?: boolean;
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
  playIdleSweeps,
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
  const brokenDown = (): boolean => aws.lambda.failed.length >= MOST_FAILED_EVENTS;
  await aws.clock.run(playUntil(accesses, { start: from, end: until }), brokenDown);
  breaches.push(...play.breaches, ...breachesOf(play.played(), until));
  if (brokenDown()) {
    const what = `stopped here, after ${MOST_FAILED_EVENTS} events that failed for good`;
    breaches.push({ invariant: 'rehearsal', access: null, at: aws.clock.now(), what });
  }
  return {
    from: iso(from),
    until: iso(until),
    seed,
    accesses: accesses.map((access) => accessReport(play.played(), access, { start: from, end: until })),
    violations: breaches.sort((a, b) => a.at - b.at).map((breach) => ({ ...breach, at: iso(breach.at) })),
  };
}

/** What starts within the range is played to its end, and a little longer. */
function playUntil(accesses: readonly DeployedAccess[], range: Interval): EpochMs {
  return accesses
    .flatMap(({ declared }) => openIntervals(declared.windows, range))
    .reduce((latest, occurrence) => later(latest, plus(occurrence.end, AFTER_LAST_END)), range.end);
}

function accessReport(played: Played, access: DeployedAccess, { start, end }: Interval): AccessReport {
  const { declared, stack } = access;
  const { now } = played;
  const exposures = exposuresOf(access, played.changes);
  const occurrences = playedOccurrences(access, { start, end: now }, exposures, played.records);
  return {
    id: declared.access,
    stack,
    purpose: declared.purpose,
    role: declared.role,
    policies: declared.policies,
    windows: declared.windows.map((window) => ({
      id: window.id,
      words: window.words,
      timeZone: zoneOf(window),
    })),
    occurrences: occurrences.filter(({ occurrence }) => occurrence.start < end).map((one) => reportOf(one, now)),
  };
}

function reportOf(
  { occurrence, windows, endSkipped, exposures, verifiedAt }: PlayedOccurrence,
  now: EpochMs,
): OccurrenceReport {
  const attachedAt = exposures[0]?.from;
  const detachedAt = lastOf(exposures.map(({ to }) => to));
  const goneAt = detachedAt ?? (attachedAt === undefined ? occurrence.end : now);
  return {
    start: iso(occurrence.start),
    end: iso(occurrence.end),
    attachedAt: isoOrNull(attachedAt),
    detachedAt: isoOrNull(detachedAt),
    verifiedAt: isoOrNull(verifiedAt),
    overrunSeconds: Math.max(0, goneAt - occurrence.end) / SECOND,
    windows: windows.map(({ id }) => id),
    endSkipped,
  };
}

function isoOrNull(at: EpochMs | undefined): string | null {
  return at === undefined ? null : iso(at);
}
