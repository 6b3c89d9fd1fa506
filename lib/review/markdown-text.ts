/**
 * Text of templates in Markdown, which it can neither leave nor format.
 *
 * A purpose is written by whoever opens the pull request, and read by whoever approves it. So nothing in it may become
 * markup, an image, a link, a mention or a reference to an issue, and nothing in it may be invisible or reverse the
 * direction of what stands beside it.
 */
import type { Inline } from './access-lines';
import { visible } from './visible-text';

/** Left as they are: letters of any script, digits, and what means nothing to Markdown, HTML or GitHub. */
const HARMLESS = /[^\p{L}\p{M}\p{N} .,;:()'"/%=?+-]/gu;

/** Splits what GitHub would find in the text when everything else is done: it is not shown. */
const NOTHING = '&#8203;';

/** As running text, in a cell, and within HTML. */
export function plain(text: string): string {
  return visible(text)
    .replace(HARMLESS, (character) => `&#${character.codePointAt(0) ?? 0};`)
    .replace(/&#(?:64|35);/g, (character) => `${character}${NOTHING}`)
    .replace(/:\/\/|www\.|\bGH-/gi, (found) => `${found}${NOTHING}`)
    .replace(/^(\s*)([+-]|\d+[.)])(?=\s|$)/, (_whole, space: string, mark: string) => `${space}${NOTHING}${mark}`);
}

/** As code, in which nothing is read but the fence, and in a cell of a table the bar. */
export function code(text: string): string {
  const shown = visible(text).trim();
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(shown) ? ' ' : '';
  return shown === '' ? '' : `${fence}${space}${shown.replaceAll('|', '\\|')}${space}${fence}`;
}

export function inline(part: Inline): string {
  return typeof part === 'string' ? plain(part) : code(part.code);
}
