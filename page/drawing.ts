/** One week of openings as elements. Only `textContent` and positions are set, so no text can become markup. */
import { contains, type EpochMs, type Interval, intersects } from '../lib/core/interval';
import type { CalendarData, Times } from '../lib/review/html/calendar-data';
import { tagClass } from '../lib/review/html/tag';
import { type Placed, sideBySide } from './side-by-side';
import { type Day, daysFrom, type Piece, piecesOf, weekFrom } from './week';
import { changeOf, dateOf, timesOf, weekdayOf } from './wording';

const MINUTES_A_DAY = 1440;
const HOURS = 24;
/** More side by side are too narrow to read. */
const MOST_LANES = 4;
/** Minutes in which there is room for no more than a line, and for no more than the number. */
const SHORT = 50;
const TINY = 25;

/** Before the hours in which nothing but a request opens. */
const MAY = 'a request may open it ';

export interface View {
  readonly zone: string;
  readonly monday: number;
  /** Which accesses are drawn, by their number in the data. */
  readonly isShown: (access: number) => boolean;
}

/** When an access is open by the clock, or may be opened by a request, and whose it is. */
interface Opened {
  readonly access: number;
  readonly opening: Interval;
  readonly isCertain: boolean;
}

/** A part of an opening on one day. */
interface Drawn extends Piece, Opened {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export interface Drawing {
  readonly elements: HTMLElement[];
  readonly openings: number;
  /** Times in which a request may open one. */
  readonly possible: number;
}

export function draw(data: CalendarData, view: View): Drawing {
  const week = weekFrom(view.zone, view.monday);
  const openings = openingsIn(data, week, view);
  const drawn = openings.flatMap((opened) => drawnOf(view.zone, opened));
  const outside = [
    { start: week.start, end: data.from },
    { start: data.until, end: week.end },
  ].flatMap((interval) => piecesOf(view.zone, interval));
  const days = daysFrom(view.zone, view.monday).map((day) => {
    const column = element('section', 'day');
    const track = element('div', 'track');
    const isOn = (piece: Piece): boolean => piece.day === day.day;
    track.append(
      ...outside.filter(isOn).map((piece) => placedIn(element('div', 'outside'), piece)),
      ...(day.change === undefined ? [] : [placedIn(element('div', day.change.kind), day.change)]),
      ...sideBySide(drawn.filter(isOn), MOST_LANES).map((placed) => block(data, view, placed)),
    );
    column.append(head(day), track);
    column.setAttribute('aria-label', `${weekdayOf(day.day)} ${dateOf(day.day)}`);
    return column;
  });
  const certain = openings.filter(({ isCertain }) => isCertain).length;
  return { elements: [hours(), ...days], openings: certain, possible: openings.length - certain };
}

/** Those that a request may open at any time: in the grid they would cover everything else. */
export function drawAlways({ accesses }: CalendarData, { isShown }: Pick<View, 'isShown'>): HTMLElement[] {
  return accesses.flatMap(({ name, role, isAlwaysPossible }, access) => {
    if (!isAlwaysPossible || !isShown(access)) {
      return [];
    }
    const link = element('a', `block possible ${tagClass(access)}`);
    link.href = `#access-${access + 1}`;
    link.title = `${name}: a request may open it at any time, ${role}`;
    link.append(element('span', 'tag', String(access + 1)), ` ${name}`);
    return [link];
  });
}

function openingsIn(data: CalendarData, week: Interval, { isShown }: View): Opened[] {
  return data.accesses.flatMap(({ openings, possible }, access) => {
    const opened = (times: readonly Times[], isCertain: boolean): Opened[] =>
      times.map(([start, end]) => ({ access, opening: { start, end }, isCertain }));
    return isShown(access)
      ? [...opened(openings, true), ...opened(possible, false)].filter(({ opening }) => intersects(opening, week))
      : [];
  });
}

function drawnOf(zone: string, opened: Opened): Drawn[] {
  const pieces = piecesOf(zone, opened.opening);
  return pieces.map((piece, index) => ({
    ...piece,
    ...opened,
    isFirst: index === 0,
    isLast: index === pieces.length - 1,
  }));
}

function hours(): HTMLElement {
  const column = element('div', 'hours');
  for (let hour = 0; hour < HOURS; hour++) {
    const row = element('div', '');
    row.dataset['hour'] = String(hour);
    row.append(element('span', '', `${String(hour).padStart(2, '0')}:00`));
    column.append(row);
  }
  column.setAttribute('aria-hidden', 'true');
  return column;
}

function head(day: Day): HTMLElement {
  const title = element('h4', '', weekdayOf(day.day));
  title.append(element('span', '', dateOf(day.day)));
  if (day.change !== undefined) {
    title.append(element('span', 'changed', changeOf(day)));
  }
  return title;
}

function block(data: CalendarData, { zone }: View, placed: Placed<Drawn>): HTMLElement {
  const [first] = placed.items;
  const drawn =
    placed.items.length > 1 || first === undefined ? several(data, zone, placed.items) : one(data, zone, first);
  const minutes = placed.to - placed.from;
  drawn.classList.toggle('short', minutes < SHORT);
  drawn.classList.toggle('tiny', minutes < TINY);
  drawn.style.left = `${(placed.lane / placed.lanes) * 100}%`;
  drawn.style.width = `${100 / placed.lanes}%`;
  return placedIn(drawn, placed);
}

function one(data: CalendarData, zone: string, drawn: Drawn): HTMLElement {
  const { access, opening, isCertain, isFirst, isLast } = drawn;
  const { name, role } = data.accesses[access] ?? { name: '', role: '' };
  const link = element('a', `block ${tagClass(access)}`);
  const times = timesOf(zone, opening);
  link.href = `#access-${access + 1}`;
  link.dataset['access'] = String(access);
  link.title = `${name}: ${isCertain ? '' : MAY}${times} ${zone} (${timesOf('UTC', opening)} UTC), ${role}`;
  link.append(
    element('span', 'tag', String(access + 1)),
    ` ${name} `,
    element('span', 'when', `${isCertain ? '' : 'may open '}${times}`),
  );
  link.classList.toggle('possible', !isCertain);
  link.classList.toggle('from-before', !isFirst);
  link.classList.toggle('goes-on', !isLast);
  return link;
}

/** All that have no room of their own, in words. */
function several(data: CalendarData, zone: string, items: readonly Drawn[]): HTMLElement {
  const link = element('a', 'block several', `+${items.length}`);
  link.href = '#openings';
  link.title = items
    .map(
      ({ access, opening, isCertain }) =>
        `${data.accesses[access]?.name ?? ''}: ${isCertain ? '' : MAY}${timesOf(zone, opening)}`,
    )
    .join('\n');
  return link;
}

function placedIn(drawn: HTMLElement, { from, to }: Pick<Piece, 'from' | 'to'>): HTMLElement {
  drawn.style.top = `${(from / MINUTES_A_DAY) * 100}%`;
  drawn.style.height = `${((to - from) / MINUTES_A_DAY) * 100}%`;
  return drawn;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The first instant of an opening, or of hours for one, within the time that the review looks at. */
export function firstOpening({ from, until, accesses }: CalendarData): EpochMs {
  const starts = accesses.flatMap(({ openings, possible }) => [...openings, ...possible].map(([start]) => start));
  const within = starts.filter((start) => contains({ start: from, end: until }, start));
  return within.reduce((first, start) => (start < first ? start : first), within[0] ?? from);
}
