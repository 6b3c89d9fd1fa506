/** Text of templates in which nothing is invisible, and nothing reverses the direction of what stands beside it. */

/** Controls, marks of direction, and what has no width. */
// eslint-disable-next-line no-control-regex -- these are the characters to be shown
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export function visible(text: string): string {
  return text
    .replace(/\r?\n|\t/g, ' ')
    .replace(INVISIBLE, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
