/** `temporary-access evidence`: who had what, from when to when, on whose say-so, and what proves that it ended. */
import { type Command, Option } from 'commander';
import { DAY, type EpochMs, epochMs, iso, plus, SECOND } from '../core/interval';
import { evidenceOf, type Read } from '../evidence/evidence';
import { FORMATS } from '../evidence/formats';
import { LogFileError, readLogFiles } from '../evidence/log-files';
import { Records } from '../evidence/records';
import type { Account } from '../operate/account';
import { CommandError } from '../operate/call-failure';
import { controllersIn } from '../operate/discovery';
import { recordLines } from '../operate/log-lines';
import { addStackOptions, inAccount, type StackFlags, stackOf } from './deployed-stack';
import type { Operator } from './operator';
import { duration, instant } from './options';
import { FINDINGS, FINE, type Terminal, UsageError } from './terminal';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 3_660;
/** What was open at the beginning was opened before it: no longer ago than this. */
const BEFORE = 7 * DAY;
/** And what was open at the end is closed after it. */
const AFTER = DAY;
/** An end that was lost is found by the next sweep, and proved within minutes. */
const DEFAULT_LATE = '10m';

interface EvidenceFlags extends StackFlags {
  readonly from?: EpochMs;
  readonly until?: EpochMs;
  readonly access?: string;
  readonly logs?: readonly string[];
  readonly format: string;
  readonly lateAfter: number;
}

type Sources = Pick<Read, 'records' | 'sources' | 'from' | 'until' | 'readFrom' | 'readUntil'>;

export function addEvidence(
  program: Command,
  terminal: Terminal,
  done: (status: number) => void,
  operator: Operator,
): void {
  addStackOptions(
    program
      .command('evidence')
      .summary('report who had what, and what proves that it ended')
      .description(
        'Reads the logs of a deployed stack, or an archive of logs or events, and joins each opening to its proved ' +
          'end: who, from when to when, on whose say-so. Every gap is listed first.',
      )
      .option(
        '--from <date>',
        `report what was open from here on: 2026-12-01 (midnight UTC) or 2026-12-01T20:00:00Z (default: ${DEFAULT_DAYS} ` +
          'days before --until; of --logs, the first record)',
        instant,
      )
      .option('--until <date>', 'and before this (default: now; of --logs, the last record)', instant)
      .option('--access <id>', 'of one access only')
      .option(
        '--logs <path>',
        'read this file or folder instead of a deployed stack: lines of the log groups, or events as an archive has them, ' +
          'packed or not. May be given several times',
        (path: string, before: readonly string[] | undefined) => [...(before ?? []), path],
      ),
  )
    .addOption(
      new Option('--format <format>', 'Markdown for people, CSV for spreadsheets, or JSON for machines')
        .choices([...FORMATS.keys()])
        .default('markdown'),
    )
    .addOption(
      new Option('--late-after <time>', 'a proof that comes later than this after the end is a gap: 90s, 10m, 1h')
        .argParser(duration)
        .default(duration(DEFAULT_LATE), DEFAULT_LATE),
    )
    .addHelpText('after', '\nExit status: 0 no gap, 1 gaps, 2 wrong usage or records that cannot be read.')
    .action(async (flags: EvidenceFlags) => {
      done(await run(flags, terminal, operator));
    });
}

async function run(flags: EvidenceFlags, terminal: Terminal, operator: Operator): Promise<number> {
  checkUsage(flags);
  const read = flags.logs === undefined ? await fromStack(flags, terminal, operator) : fromFiles(flags, terminal);
  const { access, lateAfter: lateMs } = flags;
  const known = [...new Set(read.records.map((record) => record.access))].sort();
  if (access !== undefined && !known.includes(access)) {
    throw new UsageError(
      `no record of ${iso(read.readFrom ?? read.from)} until ${iso(read.readUntil)} names an access ${access}: ` +
        (known.length === 0
          ? 'there is none at all'
          : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`),
    );
  }
  const evidence = evidenceOf({ ...read, access, lateMs });
  terminal.out(FORMATS.get(flags.format)?.(evidence) ?? '');
  return evidence.gaps.length > 0 ? FINDINGS : FINE;
}

/** Before anything is read, and all of it at once. */
function checkUsage({ logs, stack, app, region, profile, from, until }: EvidenceFlags): void {
  const ofStack = Object.entries({ stack, app, region, profile }).flatMap(([name, value]) =>
    value === undefined ? [] : `--${name}`,
  );
  const problems = [
    ...(logs !== undefined && ofStack.length > 0
      ? [`--logs reads files, and ${ofStack.join(', ')} a deployed stack: leave out one of them`]
      : []),
    ...(from !== undefined && until !== undefined ? rangeProblems(from, until) : []),
  ];
  if (problems.length > 0) {
    throw new UsageError(problems.join('\n       '));
  }
}

function rangeProblems(from: EpochMs, until: EpochMs): string[] {
  if (until <= from) {
    return [`--until must be after --from, got ${iso(from)} until ${iso(until)}: swap the two, or leave out one`];
  }
  return until - from > MOST_DAYS * DAY
    ? [`--from and --until are more than ten years apart (${iso(from)} until ${iso(until)}): choose a shorter time`]
    : [];
}

function fromFiles({ logs = [], from, until }: EvidenceFlags, terminal: Terminal): Sources {
  const records = new Records();
  try {
    readLogFiles(logs, records, (file) => {
      terminal.progress(`reading ${file}`);
    });
  } catch (error) {
    throw error instanceof LogFileError ? new UsageError(error.message) : error;
  } finally {
    terminal.progress(undefined);
  }
  const { all, sources } = records;
  const [first, last] = [all[0]?.at, all.at(-1)?.at];
  if (first === undefined || last === undefined) {
    const unreadable = sources.reduce((sum, source) => sum + source.unreadable.length, 0);
    throw new UsageError(
      `${logs.join(', ')} holds no record of a controller that can be read` +
        `${unreadable === 0 ? '' : `, and ${unreadable} that cannot`}: name log lines of its functions, or events of ` +
        'source temporary-access; a report on nothing would prove nothing',
    );
  }
  const end = until ?? nextSecond(last);
  const begin = from ?? epochMs(first - (first % SECOND));
  if (end <= begin) {
    throw new UsageError(`the records are from ${iso(first)} until ${iso(last)}: choose --from and --until within`);
  }
  return {
    ...{ records: all, sources, from: begin, until: end, readFrom: undefined },
    readUntil: end <= last ? last : end <= terminal.now() ? end : nextSecond(last),
  };
}

function nextSecond(at: EpochMs): EpochMs {
  return epochMs(at - (at % SECOND) + SECOND);
}

async function fromStack(flags: EvidenceFlags, terminal: Terminal, operator: Operator): Promise<Sources> {
  const named = stackOf(flags, operator, flags.access);
  const account = operator.connect({ region: named.region, profile: flags.profile });
  const now = terminal.now();
  const until = flags.until ?? epochMs(now - (now % SECOND));
  const from = flags.from ?? plus(until, -DEFAULT_DAYS * DAY);
  const readFrom = plus(from, -BEFORE);
  const readUntil = now < until + AFTER ? now : plus(until, AFTER);
  if (from >= now || until <= from) {
    throw new UsageError(
      `there are no records of ${iso(from)} until ${iso(until)} yet, it is ${iso(now)}: choose a time that has come`,
    );
  }
  const records = new Records();
  await inAccount(account, terminal, async () => {
    for (const group of await logGroups(account, named.name)) {
      let pages = 0;
      for await (const lines of recordLines(account, group, { start: readFrom, end: readUntil })) {
        pages++;
        terminal.progress(`reading ${group}, page ${pages}`);
        records.take(group, lines.join('\n'));
      }
    }
  });
  const { all, sources } = records;
  return { records: all, sources, from, until, readFrom, readUntil };
}

/** Where one is missing, half of the story would be. */
async function logGroups(account: Account, stack: string): Promise<string[]> {
  const controllers = await controllersIn(account, stack);
  return controllers.flatMap(({ stack: name, openerLogs, closerLogs }) => {
    if (openerLogs === undefined || closerLogs === undefined) {
      throw new CommandError(`stack ${name} lacks a log group of its controller: read an archive with --logs`);
    }
    return [openerLogs, closerLogs];
  });
}
