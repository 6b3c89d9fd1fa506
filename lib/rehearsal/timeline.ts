/** A rehearsal for people: one line for each opening, in the clock of the window's own zone. */
import { DAY, type EpochMs, fromIso, iso } from '../core/interval';
import { wallAt } from '../core/zone';
import { durationText } from './duration-text';
import type { AccessReport, OccurrenceReport, RehearsalReport, Violation } from './report';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

export function timeline(report: RehearsalReport, assembly: string): string {
  const stacks = new Set(report.accesses.map(({ stack }) => stack));
  const from = withoutMidnight(report.from);
  const until = withoutMidnight(report.until);
  const blocks = [
    `Rehearsal of ${assembly} from ${from} to ${until} (seed ${report.seed})`,
    ...report.accesses.map((access) => accessBlock(access, stacks.size > 1)),
    ...(report.violations.length > 0 ? [violationBlock(report.violations)] : []),
    summary(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function accessBlock(access: AccessReport, namesStack: boolean): string {
  const { id, stack, purpose, role, policies, windows, occurrences } = access;
  const zones = new Set(windows.map(({ timeZone }) => timeZone));
  // A one-time window is declared in UTC, whatever clock its author read.
  const rows = occurrences.map((occurrence) => row(access, occurrence, zones.size > 1 || zones.has('UTC')));
  return [
    `${id}${namesStack ? ` in ${stack}` : ''}: ${purpose}`,
    `  ${count(policies.length, 'policy', 'policies')} on ${role.slice(role.lastIndexOf('/') + 1)}`,
    ...windows.map(({ words }) => `  ${words}`),
    '',
    ...(rows.length > 0 ? aligned(rows) : ['  no window in this time']),
  ].join('\n');
}

function row(access: AccessReport, occurrence: OccurrenceReport, namesZone: boolean): string[] {
  const { start, end, attachedAt, detachedAt, verifiedAt, overrunSeconds, endSkipped } = occurrence;
  const zone = access.windows.find(({ id }) => occurrence.windows.includes(id))?.timeZone ?? 'UTC';
  const [from, to] = [local(zone, start), local(zone, end)];
  const nights = Math.floor(to.wall / DAY) - Math.floor(from.wall / DAY);
  const clock = (at: string): string => local(zone, at).time;
  const window = `${shortTime(from.time)}-${shortTime(to.time)}${nights > 0 ? ` +${nights}d` : ''}`;
  const columns = [`${from.weekday} ${from.date}`, window, ...(namesZone ? [zone] : [])];
  if (attachedAt === null) {
    return [...columns, 'never opened'];
  }
  return [
    ...columns,
    `opened ${clock(attachedAt)}`,
    detachedAt === null ? 'still open' : `closed ${clock(detachedAt)}`,
    verifiedAt === null ? 'not verified' : `verified ${clock(verifiedAt)}`,
    `+${durationText(overrunSeconds)}`,
    ...(endSkipped ? ['the clocks skip its end on this day: a sweep closed it'] : []),
  ];
}

/** Under each other; the last column is left as it is. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const columns of rows) {
    columns.forEach((column, index) => {
      widths[index] = Math.max(widths[index] ?? 0, column.length);
    });
  }
  return rows.map((columns) => {
    const cells = columns.map((column, index) =>
      column.startsWith('+') ? column.padStart(widths[index] ?? 0) : column.padEnd(widths[index] ?? 0),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

function violationBlock(violations: readonly Violation[]): string {
  return [
    count(violations.length, 'violation', 'violations'),
    ...violations.map(
      ({ invariant, access, at, what }) => `  ${at}  ${invariant}  ${access === null ? '' : `${access}: `}${what}`,
    ),
  ].join('\n');
}

function summary({ accesses, violations }: RehearsalReport): string {
  const all = accesses.flatMap(({ occurrences }) => occurrences);
  const opened = all.filter(({ attachedAt }) => attachedAt !== null);
  const closed = all.filter(({ detachedAt }) => detachedAt !== null).length;
  const verified = all.filter(({ verifiedAt }) => verifiedAt !== null).length;
  const longest = Math.max(0, ...opened.map(({ overrunSeconds }) => overrunSeconds));
  const windows = `${count(opened.length, 'window', 'windows')} opened, ${closed} closed, ${verified} verified gone`;
  const found = violations.length === 0 ? 'no violations' : count(violations.length, 'violation', 'violations');
  return opened.length === 0
    ? `no window opened; ${found}`
    : `${windows}; longest overrun ${durationText(longest)}; ${found}`;
}

interface LocalTime {
  readonly wall: number;
  readonly weekday: string;
  readonly date: string;
  readonly time: string;
}

function local(zone: string, text: string): LocalTime {
  const wall = wallAt(zone, fromIso(text) as EpochMs);
  const [date = '', time = ''] = iso(wall as number as EpochMs).split('T');
  const weekday = WEEKDAYS[Math.floor(wall / DAY) % WEEKDAYS.length] ?? '';
  return { wall, weekday, date, time: time.slice(0, 'hh:mm:ss'.length) };
}

/** `20:00` for the times of a window, which seldom have seconds. */
function shortTime(time: string): string {
  return time.replace(/:00$/, '');
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function withoutMidnight(instant: string): string {
  return instant.replace(/T00:00:00Z$/, '');
}
