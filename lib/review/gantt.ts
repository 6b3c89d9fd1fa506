/**
 * The coming weeks as a Mermaid Gantt chart, in UTC: a row for each access, a bar for each opening, and a pale one for the
 * hours in which a request may open it.
 */
import { wallText } from '../core/author-time';
import { DAY, type EpochMs, epochMs, type Interval, intersects, iso, plus } from '../core/interval';
import type { WallMs } from '../core/zone';
import { instantOf } from './instants';
import { certainTimes, isAlwaysPossible, possibleTimes } from './possible';
import type { Access, Report } from './report';

/** Beyond these a chart is a carpet. */
const MOST_DAYS = 14;
const MOST_ROWS = 20;
const MOST_BARS = 150;

export interface Gantt {
  /** Nothing where no window opens in the time. */
  readonly chart: string;
  /** What it leaves out, as a sentence. */
  readonly cut: string;
}

export function ganttOf({ from, until, accesses }: Report): Gantt {
  const start = instantOf(from);
  const end = epochMs(Math.min(instantOf(until), plus(start, MOST_DAYS * DAY)));
  const rows = accesses.map((access) => ({ access, bars: barsOf(access, { start, end }) }));
  const open = rows.filter(({ bars }) => bars.length > 0);
  const shown: typeof open = [];
  let bars = 0;
  for (const row of open.slice(0, MOST_ROWS)) {
    bars += row.bars.length;
    if (bars <= MOST_BARS) {
      shown.push(row);
    }
  }
  const hidden = open.length - shown.length;
  return {
    chart: shown.length === 0 ? '' : chart(shown, { start, end }),
    cut: hidden === 0 ? '' : `The chart leaves out ${hidden} of the ${open.length} accesses that open in this time.`,
  };
}

interface Bar extends Interval {
  /** What it is beside its times; nothing where the clock opens it. */
  readonly request: '' | 'on request ' | 'at any time on request ';
}

interface Row {
  readonly access: Access;
  readonly bars: readonly Bar[];
}

function chart(rows: readonly Row[], { start, end }: Interval): string {
  const isOnlyOne = ({ id }: Access): boolean => rows.filter(({ access }) => access.id === id).length === 1;
  const isPale = rows.some(({ bars }) => bars.some(({ request }) => request !== ''));
  return [
    '```mermaid',
    '---',
    'displayMode: compact',
    '---',
    'gantt',
    `  title Open from ${iso(start).slice(0, 10)} to ${iso(end).slice(0, 10)} (UTC)${isPale ? ', pale where a request may open' : ''}`,
    '  dateFormat YYYY-MM-DDTHH:mm',
    '  axisFormat %a %d %b',
    '  tickInterval 1day',
    ...rows.flatMap(({ access, bars }) => [
      `  section ${name(isOnlyOne(access) ? access.id : `${access.id} in ${access.stack}`)}`,
      ...bars.map(barLine),
    ]),
    '```',
  ].join('\n');
}

function barsOf(access: Access, range: Interval): Bar[] {
  const bars: Bar[] = [
    ...certainTimes(access).map((bar) => ({ ...bar, request: '' as const })),
    ...(isAlwaysPossible(access)
      ? [{ ...range, request: 'at any time on request ' as const }]
      : possibleTimes(access).map((bar) => ({ ...bar, request: 'on request ' as const }))),
  ];
  return bars.filter((bar) => intersects(bar, range)).sort((one, other) => one.start - other.start);
}

/** `done` is how Mermaid draws a bar pale. */
function barLine({ start, end, request }: Bar): string {
  const times = request.startsWith('at any') ? '' : `${clock(start)} to ${clock(end)} `;
  return `  ${request}${times}:${request === '' ? '' : 'done, '}${time(start)}, ${time(end)}`;
}

/** Mermaid reads marks of its own in a name, and has no way to write them otherwise. */
function name(id: string): string {
  return id.replace(/[^\w. -]/g, ' ').slice(0, 60);
}

/** A colon would end the name of a bar. */
function clock(at: EpochMs): string {
  return time(at).slice(11).replace(':', '.');
}

function time(at: EpochMs): string {
  return wallText(at as number as WallMs);
}
