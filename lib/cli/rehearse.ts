/** `temporary-access rehearse`: plays a synthesized assembly forward and prints what would happen. */
import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { DAY, type EpochMs, iso, plus, SECOND } from '../core/interval';
import { campaign } from '../rehearsal/faults/campaign';
import { campaignText } from '../rehearsal/faults/campaign-text';
import { type Profile, PROFILES } from '../rehearsal/faults/rates';
import { rehearse } from '../rehearsal/rehearsal';
import { readSignals } from '../rehearsal/signals/signal-file';
import type { Signal } from '../rehearsal/signals/signal';
import { timeline } from '../rehearsal/timeline';
import { instant, wholeNumber } from './options';
import { FINDINGS, FINE, type Terminal, UsageError } from './terminal';

const DEFAULT_DAYS = 28;
const MOST_DAYS = 3_660;
const DEFAULT_RUNS = 100;

interface RehearseFlags {
  readonly from?: EpochMs;
  readonly until?: EpochMs;
  readonly seed: number;
  readonly signals?: string;
  readonly faults: Profile;
  readonly runs?: number;
  readonly bail?: true;
  readonly events?: true;
  readonly logs?: string;
  readonly json?: true;
}

export function addRehearse(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('rehearse')
    .summary('play a synthesized assembly forward on a virtual clock')
    .description(
      'Plays a synthesized assembly forward on a virtual clock: deploys it into a simulated AWS, runs the handler ' +
        'that would be deployed, and prints when each window opened, closed and was verified gone.',
    )
    .argument('[assembly]', 'the folder that `cdk synth` wrote', 'cdk.out')
    .option(
      '--from <date>',
      'deploy at this time: 2026-12-01 (midnight UTC) or 2026-12-01T20:00:00Z (default: now)',
      instant,
    )
    .option(
      '--until <date>',
      `play every window that starts before this time (default: ${DEFAULT_DAYS} days later)`,
      instant,
    )
    .option(
      '--seed <number>',
      'chance follows from this number: the same seed plays the same run (with --runs: the first of them)',
      wholeNumber,
      1,
    )
    .option(
      '--signals <file>',
      'play these events, one JSON object a line: {"at":"2026-12-01T20:05:00Z","event":{"source":…,"detail-type":…,' +
        '"detail":{…}},"by":"the ARN of who sends it, where that is no service of AWS"} ' +
        '(default: cases that follow from the declared windows, some done early, some never)',
    )
    .addOption(
      new Option(
        '--faults <profile>',
        'let things go wrong, and check every invariant: `standard` is what any account meets, `chaos` is everything at once',
      )
        .choices(PROFILES)
        .default('none'),
    )
    .option(
      '--runs <number>',
      `with --faults: play so many runs, each of another seed and around another window (default: ${DEFAULT_RUNS})`,
      wholeNumber,
    )
    .option('--bail', 'with --faults: stop at the first run that breaks an invariant')
    .option('--events', 'print the events that a bus is told, under the opening that they belong to')
    .option(
      '--logs <file>',
      'write what the functions log, as CloudWatch would have it, one JSON object a line: for `temporary-access evidence --logs`',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 no violations, 1 violations, 2 wrong usage or an assembly that cannot be read.',
    )
    .action(async (folder: string, flags: RehearseFlags) => {
      done(flags.faults === 'none' ? await quiet(folder, flags, terminal) : await troubled(folder, flags, terminal));
    });
}

async function quiet(folder: string, flags: RehearseFlags, terminal: Terminal): Promise<number> {
  if (flags.runs !== undefined) {
    throw new UsageError('--runs needs --faults: without faults one run shows everything; add --faults chaos');
  }
  if (flags.bail === true) {
    throw new UsageError('--bail needs --faults: without faults there is one run only; add --faults chaos');
  }
  const { from, until } = range(flags, terminal.now());
  const { seed, events = false, logs } = flags;
  const report = await rehearse({
    ...{ folder, from, until, seed, events, ...signalsOf(flags) },
    ...(logs === undefined
      ? {}
      : {
          onLogs: (lines: readonly string[]): void => {
            writeLines(logs, lines);
          },
        }),
  });
  terminal.out(flags.json === true ? json(report) : timeline(report, folder));
  return report.violations.length > 0 ? FINDINGS : FINE;
}

async function troubled(folder: string, flags: RehearseFlags, terminal: Terminal): Promise<number> {
  const { from, until } = range(flags, terminal.now());
  const { faults: profile, seed, runs = DEFAULT_RUNS, events = false, logs } = flags;
  if (logs !== undefined) {
    throw new UsageError('--logs writes the log of one run, and --faults plays many: leave out one of the two');
  }
  if (runs === 0) {
    throw new UsageError('--runs 0 plays nothing: write how many runs to play');
  }
  let broken = 0;
  const report = await campaign({
    ...{ folder, profile, seed, runs, events, ...signalsOf(flags) },
    range: { start: from, end: until },
    stop: () => flags.bail === true && broken > 0,
    onRun: (played, failed) => {
      broken = failed;
      const found = failed === 0 ? 'no violations' : `${failed} with violations`;
      terminal.progress(`${played} of ${runs} runs, ${found}`);
    },
  }).finally(() => {
    // It may have stopped before the last run.
    terminal.progress(undefined);
  });
  const replay = (one: number): string =>
    [
      `npx temporary-access rehearse ${folder} --from ${iso(from)} --until ${iso(until)}`,
      ...(flags.signals === undefined ? [] : [`--signals ${flags.signals}`]),
      `--faults ${profile} --seed ${one} --runs 1`,
    ].join(' ');
  terminal.out(flags.json === true ? json(report) : campaignText(report, folder, replay));
  return report.failedRuns.length > 0 ? FINDINGS : FINE;
}

function writeLines(file: string, lines: readonly string[]): void {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

function signalsOf({ signals }: RehearseFlags): { readonly signals?: readonly Signal[] } {
  return signals === undefined ? {} : { signals: readSignals(signals) };
}

function json(report: object): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function range(flags: RehearseFlags, now: EpochMs): { readonly from: EpochMs; readonly until: EpochMs } {
  const from = flags.from ?? plus(now, -(now % SECOND));
  const until = flags.until ?? plus(from, DEFAULT_DAYS * DAY);
  if (until <= from) {
    throw new UsageError(
      `--until must be after --from, got ${iso(from)} until ${iso(until)}: swap the two, or leave out --until`,
    );
  }
  if (until - from > MOST_DAYS * DAY) {
    throw new UsageError(
      `--from and --until are more than ten years apart (${iso(from)} until ${iso(until)}): choose a shorter time`,
    );
  }
  return { from, until };
}
