/** A rehearsal with faults, for people: what was played, and each violation as the shortest story that leads to it. */
import { durationText } from '../duration-text';
import type { CampaignReport, FailedRun } from './campaign';

/** The command that plays one run of a campaign again. */
export type Replay = (seed: number) => string;

export function campaignText(report: CampaignReport, assembly: string, replay: Replay): string {
  const { profile, runs, seed, from, until, failedRuns } = report;
  const seeds = runs === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + runs - 1}`;
  return `${[
    `Rehearsal of ${assembly} with faults (${profile}), ${count(runs, 'run')} (${seeds}), windows from ${from} to ${until}`,
    ...failedRuns.map((run) => failure(run, replay)),
    faultsOf(report),
    summary(report),
  ].join('\n\n')}\n`;
}

function failure({ seed, violations, story }: FailedRun, replay: Replay): string {
  const lines =
    story.length > 0 ? story : violations.map(({ at, invariant, what }) => ({ at, what: `${invariant}: ${what}` }));
  return [
    `Seed ${seed} breaks ${[...new Set(violations.map(({ invariant }) => invariant))].join(', ')}`,
    ...lines.map(({ at, what }) => `  ${at.padEnd('2026-12-01T20:00:00.000Z'.length)}  ${what}`),
    `  play it again: ${replay(seed)}`,
  ].join('\n');
}

function faultsOf({ faults }: CampaignReport): string {
  const kinds = Object.entries(faults).sort(([, a], [, b]) => b - a);
  const all = kinds.reduce((sum, [, times]) => sum + times, 0);
  return kinds.length === 0
    ? 'nothing went wrong'
    : `${count(all, 'fault')}: ${kinds.map(([kind, times]) => `${number(times)} ${kind}`).join(', ')}`;
}

function summary({ closes, earlyCloses = 0, unmended, overrunSeconds, failedRuns }: CampaignReport): string {
  const { median, p99, longest } = overrunSeconds;
  const past = `${durationText(median)} (median), ${durationText(p99)} (99 %), ${durationText(longest)} (longest)`;
  const found =
    failedRuns.length === 0
      ? 'never past its bound; no violations'
      : `${count(failedRuns.length, 'run')} with violations`;
  const left =
    unmended === 0 ? '' : `; in ${number(unmended)} more somebody has to mend what keeps it open, and alarms say so`;
  const early = earlyCloses === 0 ? '' : ` (${number(earlyCloses)} early)`;
  return `${count(closes - unmended, 'close')}${early}: access stood past its end for ${past}${left}\n${found}`;
}

function count(amount: number, one: string): string {
  return `${number(amount)} ${amount === 1 ? one : `${one}s`}`;
}

function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
