/** A rehearsal for people: one line for each opening, in the clock of the window's own zone. */
import { DAY, type EpochMs, fromIso, iso } from '../core/interval';
import { BREAK_GLASS_METRIC } from '../core/world';
import { wallAt } from '../core/zone';
import { durationText } from './duration-text';
import { eventLines } from './timeline-events';
import type {
  AccessReport,
  AlarmReport,
  OccurrenceReport,
  RefusedReport,
  RehearsalReport,
  SignalsReport,
  Violation,
} from './report';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

export function timeline(report: RehearsalReport, assembly: string): string {
  const stacks = new Set(report.accesses.map(({ stack }) => stack));
  const from = withoutMidnight(report.from);
  const until = withoutMidnight(report.until);
  const blocks = [
    `Rehearsal of ${assembly} from ${from} to ${until} (seed ${report.seed})`,
    ...report.accesses.map((access) => accessBlock(access, stacks.size > 1)),
    ...(report.signals === undefined ? [] : [signalsLine(report.signals)]),
    ...alarmBlock(report.alarms ?? []),
    ...(report.violations.length > 0 ? [violationBlock(report.violations)] : []),
    summary(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function accessBlock(access: AccessReport, namesStack: boolean): string {
  const { id, stack, purpose, role, policies, windows, occurrences } = access;
  const zones = new Set(windows.map(({ timeZone }) => timeZone));
  // A one-time window is declared in UTC, whatever clock its author read.
  const rows = aligned(occurrences.map((occurrence) => row(access, occurrence, zones.size > 1 || zones.has('UTC'))));
  return [
    `${id}${namesStack ? ` in ${stack}` : ''}: ${purpose}`,
    `  ${count(policies.length, 'policy', 'policies')} on ${role.slice(role.lastIndexOf('/') + 1)}`,
    ...windows.map(({ words }) => `  ${words}`),
    '',
    ...(rows.length > 0 ? withEvents(access, rows) : ['  no window in this time']),
    ...refusals(access),
    ...alertLine(access),
  ].join('\n');
}

/** What comes before the first opening stands above its row. */
function withEvents({ events = [], occurrences, windows }: AccessReport, rows: readonly string[]): string[] {
  const starts = occurrences.map(({ start }) => start);
  const zone = windows[0]?.timeZone ?? 'UTC';
  return [
    ...eventLines(events, zone, [undefined, starts[0]]),
    ...rows.flatMap((one, index) => [one, ...eventLines(events, zone, [starts[index], starts[index + 1]])]),
  ];
}

function row(access: AccessReport, occurrence: OccurrenceReport, namesZone: boolean): string[] {
  const { start, end, attachedAt, detachedAt, verifiedAt, overrunSeconds, endSkipped, lease, closedEarly } = occurrence;
  const zone = access.windows.find(({ id }) => occurrence.windows.includes(id))?.timeZone ?? 'UTC';
  const [from, to] = [local(zone, start), local(zone, end)];
  const nights = Math.floor(to.wall / DAY) - Math.floor(from.wall / DAY);
  const clock = (at: string): string => local(zone, at).time;
  const window = `${shortTime(from.time)}-${shortTime(to.time)}${nights > 0 ? ` +${nights}d` : ''}`;
  const columns = [`${from.weekday} ${from.date}`, window, ...(namesZone ? [zone] : [])];
  if (attachedAt === null) {
    return [...columns, closedEarly === undefined ? 'never opened' : 'closed before it was opened'];
  }
  return [
    ...columns,
    `opened ${clock(attachedAt)}`,
    detachedAt === null
      ? 'still open'
      : closedEarly === undefined
        ? `closed ${clock(detachedAt)}`
        : `closed early ${clock(detachedAt)} (declared until ${shortTime(to.time)})`,
    verifiedAt === null ? 'not verified' : `verified ${clock(verifiedAt)}`,
    `+${durationText(overrunSeconds)}`,
    ...(lease?.correlation === undefined ? [] : [short(lease.correlation)]),
    ...(endSkipped ? ['the clocks skip its end on this day: a sweep closed it'] : []),
  ];
}

const MOST_REFUSALS = 10;

function refusals({ refused = [], windows }: AccessReport): string[] {
  const zone = windows[0]?.timeZone ?? 'UTC';
  const line = ({ at, reason, correlation }: RefusedReport): string => {
    const { weekday, date, time } = local(zone, at);
    return `    ${weekday} ${date} ${time}  ${correlation === undefined ? '' : `${short(correlation)}: `}${reason}`;
  };
  const more = refused.length - MOST_REFUSALS;
  return refused.length === 0
    ? []
    : [
        `  refused ${count(refused.length, 'request', 'requests')}`,
        ...refused.slice(0, MOST_REFUSALS).map(line),
        ...(more > 0 ? [`    and ${more} more`] : []),
      ];
}

function alertLine({ alerts = [] }: AccessReport): string[] {
  const opens = alerts.filter(({ open }) => open).length;
  return alerts.length === 0
    ? []
    : [`  called people ${count(opens, 'time', 'times')} at an open, ${alerts.length - opens} at a close`];
}

function signalsLine({ source, opens, closes, unmatched, refused, unplayable }: SignalsReport): string {
  const from = source === 'planned' ? 'planned from the declared windows' : 'given';
  const asked = `${count(opens, 'request to open', 'requests to open')}, ${closes} to close`;
  const list = (what: string, ids: readonly string[]): string[] =>
    ids.length === 0
      ? []
      : [`  ${what}: ${ids.slice(0, MOST_REFUSALS).join('; ')}${ids.length > MOST_REFUSALS ? '; …' : ''}`];
  return [
    `Signals, ${from}: ${asked}`,
    ...list('no rule matches', unmatched),
    ...list('the request bus refuses', refused),
    ...list('cannot be played', unplayable),
  ].join('\n');
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

/** The glass that is broken is told where it breaks. */
function alarmBlock(alarms: readonly AlarmReport[]): string[] {
  const raised = alarms.filter(({ metric }) => metric !== BREAK_GLASS_METRIC);
  const line = ({ metric, stack, raisedAt, endedAt }: AlarmReport): string =>
    `  ${raisedAt}  ${metric} of ${stack}, ${endedAt === null ? 'and still is' : `until ${endedAt}`}`;
  return raised.length === 0 ? [] : [[`Alarms raised: ${raised.length}`, ...raised.map(line)].join('\n')];
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
  const early = all.filter(({ closedEarly, detachedAt }) => closedEarly !== undefined && detachedAt !== null).length;
  const before = early === 0 ? '' : ` (${early} early)`;
  const windows = `${count(opened.length, 'window', 'windows')} opened, ${closed} closed${before}, ${verified} verified gone`;
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

const LONGEST_CASE = 40;

/** The name of a case may be an ARN, of which the end tells. */
function short(name: string): string {
  const last = name.replace(/^arn:.*[:/]/, '');
  return last.length <= LONGEST_CASE ? last : `…${last.slice(-LONGEST_CASE)}`;
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
