/** The mark by which an access is known in the calendar: a number, beside a colour and a pattern that only help. */
import { type Markup, markup } from './markup';

const COLOURS = 8;
const PATTERNS = 4;

/** Neighbours differ in both; after 32 accesses the pairs come again, and the numbers do not. */
export function tagClass(index: number): string {
  return `colour-${index % COLOURS} pattern-${(index + Math.floor(index / COLOURS)) % PATTERNS}`;
}

export function tag(index: number): Markup {
  return markup`<span class="tag ${tagClass(index)}">${index + 1}</span>`;
}
