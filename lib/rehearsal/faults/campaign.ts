/**
 * Many troubled runs of one assembly, one after the other, and what they show together.
 *
 * The seeds follow one another, and each run follows from its own: a violation is played again by its seed alone.
 */
import { contains, type Interval, iso, SECOND } from '../../core/interval';
import { AssemblyError, stacksWithAccess } from '../../assembly/assembly';
import type { DeliveredEvent } from '../../core/delivered-event';
import { type Gap, gapsOf } from '../invariants/evidence';
import { openingsOf } from '../invariants/openings';
import { overrunsOf } from '../invariants/removal';
import type { Breach, Violation } from '../report';
import type { Signal } from '../signals/signal';
import type { FaultKind } from './fault';
import { minimalRun } from './minimal';
import { type Profile, ratesOf } from './rates';
import { storyOf } from './story';
import { aroundSignals, occurrencesIn, type TroubledRun, troubledRun, type TroubledRunOptions } from './troubled-run';

export interface CampaignOptions {
  /** The assembly: what `cdk synth` wrote. */
  readonly folder: string;
  /** The runs take place around the windows that start within this time. */
  readonly range: Interval;
  readonly profile: Profile;
  /** Of the first run. */
  readonly seed: number;
  readonly runs: number;
  /** What is asked; cases that follow from the declared windows, unless told otherwise. */
  readonly signals?: readonly Signal[];
  /** Reports the events of each run too. */
  readonly events?: boolean;
  /** Called after each run, with how many there have been. */
  readonly onRun?: (runs: number, failed: number) => void;
  /** Asked after each run, for somebody who has seen enough. */
  readonly stop?: () => boolean;
}

/** A run that broke an invariant, and what it takes to break it. */
export interface FailedRun {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** What happened when only the faults struck that it takes; the first few failed runs are reduced so. */
  readonly story: readonly { readonly at: string; readonly what: string }[];
}

/** What a bus was told in a run, and of which openings it was not told that they ended, with the reason. */
export interface ToldRun {
  readonly seed: number;
  readonly events: readonly DeliveredEvent[];
  readonly gaps: readonly Gap[];
}

/** For how long access stood past its end, in seconds, where what hindered its close was mended at some time. */
export interface Overruns {
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

export interface CampaignReport {
  readonly profile: Profile;
  readonly from: string;
  readonly until: string;
  readonly seed: number;
  readonly runs: number;
  /** Times in which access stood and came to its end. */
  readonly closes: number;
  /** Of these, the ones before their time; left out where there are none. */
  readonly earlyCloses?: number;
  /** Of these, the ones that something hindered which nobody mended. */
  readonly unmended: number;
  readonly overrunSeconds: Overruns;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly failedRuns: readonly FailedRun[];
  /** Of each run, in order; only where that was asked for. */
  readonly told?: readonly ToldRun[];
}

/** To reduce a run it is played hundreds of times. */
const MOST_STORIES = 3;
/** Whoever breaks so often is broken, and more of the same tells nothing. */
const MOST_FAILED_RUNS = 20;

export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const { folder, range, profile, seed, runs, signals, events = false, onRun, stop } = options;
  const stacks = stacksWithAccess(folder);
  const given = signals?.filter(({ at }) => contains(range, at));
  const occurrences = given === undefined ? occurrencesIn(stacks, range) : aroundSignals(stacks, given);
  if (occurrences.length === 0) {
    const time = `${iso(range.start)} and ${iso(range.end)}`;
    throw new AssemblyError(`no window of ${folder} is open between ${time}: choose another --from and --until`);
  }
  const faults = new Map<FaultKind, number>();
  const overruns: number[] = [];
  const bounded = (): number[] => overruns.filter((seconds) => seconds < Infinity);
  const failedRuns: FailedRun[] = [];
  const told: ToldRun[] = [];
  let earlyCloses = 0;
  let played = 0;
  while (played < runs && failedRuns.length < MOST_FAILED_RUNS && stop?.() !== true) {
    const one = {
      stacks,
      occurrences,
      signals: given ?? range,
      seed: seed + played,
      rates: ratesOf(profile, seed + played),
    };
    const run = await troubledRun(one);
    run.played.faults.forEach(({ kind }) => faults.set(kind, (faults.get(kind) ?? 0) + 1));
    overruns.push(...overrunSeconds(run));
    earlyCloses += earlyClosesOf(run);
    if (events) {
      told.push({ seed: run.seed, events: run.played.events.map(({ event }) => event), gaps: gapsOf(run.played) });
    }
    if (run.breaches.length > 0) {
      failedRuns.push(await failedRun(run, one, failedRuns.length < MOST_STORIES));
    }
    played++;
    onRun?.(played, failedRuns.length);
  }
  return {
    profile,
    from: iso(range.start),
    until: iso(range.end),
    seed,
    runs: played,
    closes: overruns.length,
    ...(earlyCloses === 0 ? {} : { earlyCloses }),
    unmended: overruns.length - bounded().length,
    overrunSeconds: distribution(bounded()),
    faults: Object.fromEntries(faults),
    failedRuns,
    ...(events ? { told } : {}),
  };
}

/** Each time that access stood past its end, how long; Infinity where what hindered the close was never mended. */
export function overrunSeconds({ played }: Pick<TroubledRun, 'played'>): number[] {
  return overrunsOf(played)
    .filter(({ access }) => access !== undefined)
    .map(({ since, until, bound }) => (bound === undefined ? Infinity : ((until ?? played.now) - since) / SECOND));
}

/** How often something that stood was closed before its time. */
export function earlyClosesOf({ played }: Pick<TroubledRun, 'played'>): number {
  const times = played.spans.flatMap(({ access }) =>
    openingsOf(played, access)
      .filter(({ held }) => held.some(({ span }) => span.madeBy !== undefined && played.closers.has(span.madeBy)))
      .map(({ window, occurrence }) => `${access.stack} ${access.declared.access} ${window.id} ${occurrence.start}`),
  );
  return new Set(times).size;
}

export function distribution(values: readonly number[]): Overruns {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? 0 };
}

async function failedRun(run: TroubledRun, options: TroubledRunOptions, withStory: boolean): Promise<FailedRun> {
  const story = withStory ? storyOf(await minimalRun(run, options, troubledRun)) : [];
  return {
    seed: run.seed,
    violations: run.breaches.map(violation),
    story: story.map(({ at, what }) => ({ at: iso(at), what })),
  };
}

function violation({ at, ...breach }: Breach): Violation {
  return { ...breach, at: iso(at) };
}
