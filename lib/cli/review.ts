/** `temporary-access review`: reads a synthesized assembly and prints who gets what, when, and what changed. */
import { statSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EpochMs } from '../core/interval';
import { FORMATS } from '../review/formats';
import { readReport } from '../review/read-report';
import type { Finding, Report } from '../review/report';
import { DEFAULT_DAYS, review, type Told } from '../review/review';
import { instant, wholeNumber } from './options';
import { staleWords, writeSnapshot } from './snapshot';
import { FINDINGS, FINE, type Terminal, UsageError } from './terminal';

const MOST_DAYS = 366;

type FailOn = 'high' | 'medium' | 'never';

interface ReviewFlags {
  readonly base?: string;
  readonly format: string;
  readonly days?: number;
  readonly from?: EpochMs;
  readonly failOn: FailOn;
  readonly write?: string;
  readonly jsonOut?: string;
  readonly check?: true;
}

export function addReview(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('review')
    .summary('say who gets what, when, and what changed')
    .description(
      'Reads a synthesized assembly, and nothing else: who gets what, when and why, how much exposure that is, what ' +
        'a reviewer should look at twice, and, against a base, what changed.',
    )
    .argument('[assembly]', 'the folder that `cdk synth` wrote', 'cdk.out')
    .option('--base <path>', 'say what changed against another assembly, or against a report of --json-out')
    .addOption(
      new Option(
        '--format <format>',
        'Markdown for a pull request, a page with a calendar for a browser, or JSON for machines',
      )
        .choices([...FORMATS.keys()])
        .default('markdown'),
    )
    .option('--days <number>', `list the openings of so many days (default: ${DEFAULT_DAYS})`, days)
    .option(
      '--from <date>',
      'list them from here: 2026-12-01 (midnight UTC) or 2026-12-01T20:00:00Z (default: the Monday of the week of the ' +
        'first date that a window has, else 2026-01-05)',
      instant,
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on; with a base, new findings count alone')
        .choices(['high', 'medium', 'never'])
        .default('high'),
    )
    .option('--write <file>', 'write the review as Markdown into a file to be committed: ACCESS.md')
    .option('--json-out <file>', 'write it as JSON into a file to be committed: access.json')
    .option('--check', 'fail if the committed files (ACCESS.md and access.json) say something else than the assembly')
    .addHelpText(
      'after',
      '\nExit status: 0 fine, 1 findings of --fail-on or stale files, 2 wrong usage or an assembly that cannot be read.',
    )
    .action((folder: string, flags: ReviewFlags) => {
      done(run(folder, flags, terminal));
    });
}

function run(folder: string, flags: ReviewFlags, terminal: Terminal): number {
  const isSnapshot = flags.write !== undefined || flags.jsonOut !== undefined || flags.check === true;
  if (isSnapshot && flags.base !== undefined) {
    throw new UsageError('--base has no place in a committed review, which says what is: leave out one of them');
  }
  const files = { markdown: flags.write ?? 'ACCESS.md', json: flags.jsonOut ?? 'access.json' };
  if (flags.check === true) {
    const stale = staleWords({ folder, ...timeOf(flags) }, files);
    terminal.out(stale ?? `${files.markdown} and ${files.json} say what the assembly says\n`);
    return stale === undefined ? FINE : FINDINGS;
  }
  const report = review({
    folder,
    base: baseOf(flags.base, flags),
    from: flags.from,
    days: flags.days ?? DEFAULT_DAYS,
  });
  if (isSnapshot) {
    terminal.out(writeSnapshot(report, { markdown: flags.write, json: flags.jsonOut }));
    return FINE;
  }
  terminal.out(FORMATS.get(flags.format)?.(report) ?? '');
  return isFailing(report, flags.failOn) ? FINDINGS : FINE;
}

function timeOf({ from, days: number }: ReviewFlags): { readonly from?: EpochMs; readonly days?: number } {
  return { ...(from === undefined ? {} : { from }), ...(number === undefined ? {} : { days: number }) };
}

/** A folder is an assembly; anything else is a report. */
function baseOf(path: string | undefined, flags: ReviewFlags): Told | undefined {
  if (path === undefined) {
    return undefined;
  }
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
    ? readReport(path)
    : review({ folder: path, from: flags.from, days: flags.days ?? DEFAULT_DAYS });
}

const SEVERITIES: Readonly<Record<FailOn, readonly Finding['severity'][]>> = {
  high: ['high'],
  medium: ['high', 'medium'],
  never: [],
};

/** Against a base only what it brings counts: a pull request answers for itself. */
function isFailing({ findings }: Report, failOn: FailOn): boolean {
  return findings.some(({ severity, isNew }) => isNew !== false && SEVERITIES[failOn].includes(severity));
}

function days(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > MOST_DAYS) {
    throw new InvalidArgumentError(`Write a number of days from 1 to ${MOST_DAYS}.`);
  }
  return value;
}
