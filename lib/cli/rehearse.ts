/** `temporary-access rehearse`: plays a synthesized assembly forward and prints what would happen. */
import type { Command } from 'commander';
import { DAY, type EpochMs, iso, plus, SECOND } from '../core/interval';
import { rehearse } from '../rehearsal/rehearsal';
import { timeline } from '../rehearsal/timeline';
import { instant, wholeNumber } from './options';
import { FINDINGS, FINE, type Terminal, UsageError } from './terminal';

const DEFAULT_DAYS = 28;
const MOST_DAYS = 3_660;

interface RehearseFlags {
  readonly from?: EpochMs;
  readonly until?: EpochMs;
  readonly seed: number;
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
    .option('--seed <number>', 'chance follows from this number: the same seed plays the same run', wholeNumber, 1)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 no violations, 1 violations, 2 wrong usage or an assembly that cannot be read.',
    )
    .action(async (folder: string, flags: RehearseFlags) => {
      const { from, until } = range(flags, terminal.now());
      const report = await rehearse({ folder, from, until, seed: flags.seed });
      terminal.out(flags.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : timeline(report, folder));
      done(report.violations.length > 0 ? FINDINGS : FINE);
    });
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
