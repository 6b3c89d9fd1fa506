/**
 * `npm run soak`: plays runs of chaos until it is told to stop, or until a run breaks an invariant.
 *
 * `npm run soak -- ASSEMBLY SEED` begins at a seed; without one, each soak plays runs that none has played before.
 */
import { DAY, epochMs, iso } from '../lib/core/interval';
import { progressOn } from '../lib/cli/progress';
import { campaign } from '../lib/rehearsal/faults/campaign';
import { campaignText } from '../lib/rehearsal/faults/campaign-text';

const [folder = 'cdk.out', seed = String(Math.floor(Date.now() / 1_000))] = process.argv.slice(2);
const FROM = epochMs(Date.UTC(2026, 11, 1));
const range = { start: FROM, end: epochMs(FROM + 28 * DAY) };
const progress = progressOn(process.stderr);
let stopped = false;
let broken = 0;

process.on('SIGINT', () => {
  stopped = true;
});
process.on('SIGTERM', () => {
  stopped = true;
});

campaign({
  ...{ folder, range, profile: 'chaos', seed: Number(seed), runs: Infinity },
  onRun: (runs, failed) => {
    broken = failed;
    progress(`${runs} runs from seed ${seed}, ${failed === 0 ? 'no violations' : `${failed} with violations`}`);
  },
  stop: () => stopped || broken > 0,
}).then(
  (report) => {
    progress(undefined);
    const times = `--from ${iso(range.start)} --until ${iso(range.end)}`;
    const replay = (one: number): string =>
      `npx temporary-access rehearse ${folder} ${times} --faults chaos --seed ${one} --runs 1`;
    console.log(campaignText(report, folder, replay));
    process.exitCode = report.failedRuns.length > 0 ? 1 : 0;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
