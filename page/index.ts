/** Fills the calendar of a review, and follows the reader's hand. The page is whole without it, but for the drawing. */
import { plus } from '../lib/core/interval';
import { isTimeZone } from '../lib/core/zone';
import type { CalendarData } from '../lib/review/html/calendar-data';
import { draw, drawAlways, firstOpening } from './drawing';
import { mondayOf, weekFrom } from './week';
import { dateOf, openingsOf } from './wording';

const DAYS_A_WEEK = 7;

const data = JSON.parse(byId('data').textContent) as CalendarData;
const zoneChoice = byId('zone') as HTMLSelectElement;
const [previous, next] = [byId('previous') as HTMLButtonElement, byId('next') as HTMLButtonElement];
const boxes = [...document.querySelectorAll<HTMLInputElement>('#legend input')];

for (const [zone, name] of zonesToChoose()) {
  zoneChoice.append(new Option(name, zone));
}
let zone = zoneChoice.value;
let monday = mondayOf(zone, firstOpening(data));

show();
byId('week').hidden = false;
for (const details of document.querySelectorAll<HTMLDetailsElement>('#openings details')) {
  details.open = false;
}

previous.addEventListener('click', () => {
  turn(-DAYS_A_WEEK);
});
next.addEventListener('click', () => {
  turn(DAYS_A_WEEK);
});
zoneChoice.addEventListener('change', () => {
  const { start, end } = weekFrom(zone, monday);
  zone = zoneChoice.value;
  monday = within(mondayOf(zone, plus(start, (end - start) / 2)));
  show();
});
byId('legend').addEventListener('change', show);
byId('all').addEventListener('click', () => {
  check(true);
});
byId('none').addEventListener('click', () => {
  check(false);
});
// A link to what is folded unfolds it, and so does paper.
document.addEventListener('click', ({ target }) => {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
  unfold(link?.hash ?? '');
});
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) {
    details.open = true;
  }
});
unfold(location.hash);

/** The zones of the windows, UTC, and the reader's own; a browser may not know all of them. */
function zonesToChoose(): [zone: string, name: string][] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const declared = data.zones.filter(isTimeZone);
  return [
    ...declared.map((one): [string, string] => [one, one === own ? `${one} (your own)` : one]),
    ...(declared.includes(own) || !isTimeZone(own) ? [] : [[own, `${own} (your own)`] as [string, string]]),
  ];
}

function show(): void {
  const isShown = (access: number): boolean => boxes[access]?.checked === true;
  const drawing = draw(data, { zone, monday, isShown });
  byId('grid').replaceChildren(...drawing.elements);
  byId('title').textContent = `${dateOf(monday)} to ${dateOf(monday + DAYS_A_WEEK - 1)}: ${openingsOf(drawing)}`;
  showAlways(drawAlways(data, { isShown }));
  const { first, last } = bounds();
  previous.disabled = monday <= first;
  next.disabled = monday >= last;
}

/** Only a page on which something opens on request has a place for them. */
function showAlways(elements: readonly HTMLElement[]): void {
  const always = document.getElementById('always');
  always?.replaceChildren('A request may open at any time: ', ...elements);
  always?.toggleAttribute('hidden', elements.length === 0);
}

function turn(byDays: number): void {
  monday = within(monday + byDays);
  show();
}

function check(isChecked: boolean): void {
  for (const box of boxes) {
    box.checked = isChecked;
  }
  show();
}

/** The weeks that the review looks at. */
function bounds(): { first: number; last: number } {
  return { first: mondayOf(zone, data.from), last: mondayOf(zone, plus(data.until, -1)) };
}

function within(day: number): number {
  const { first, last } = bounds();
  return Math.min(Math.max(day, first), last);
}

function unfold(hash: string): void {
  const target = hash === '' ? null : document.getElementById(hash.slice(1));
  const folded = target instanceof HTMLDetailsElement ? target : target?.querySelector('details:only-of-type');
  if (folded instanceof HTMLDetailsElement) {
    folded.open = true;
  }
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}
