/** HTML in which every text is escaped, because nothing but `markup` makes any. */
import { visible } from '../visible-text';

/** HTML that may stand as it is. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Part[];

/** A template whose values are texts, which are escaped, or HTML of other templates. */
export function markup(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return {
    html: strings.map((text, index) => `${index === 0 ? '' : htmlOf(values[index - 1] ?? '')}${text}`).join(''),
  };
}

export const NOTHING: Markup = { html: '' };

function htmlOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') {
    return escaped(String(part));
  }
  return 'html' in part ? part.html : part.map(htmlOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** For a script element that holds data: nothing in it can end the element. */
export function jsonMarkup(data: unknown): Markup {
  const hex = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return { html: JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, hex) };
}
