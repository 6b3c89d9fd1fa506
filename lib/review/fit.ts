/** Blocks of text up to a length: what comes first is kept, and what is left out is said. */

export interface Section {
  /** Stands before the first item; nothing is written where there is no item. */
  readonly head: string;
  readonly items: readonly string[];
  /** Stands after the last item. */
  readonly foot: string;
  /** What is left out, in words: `3 more findings`. */
  readonly more: (number: number) => string;
}

/** For what every section may say about its cut, and for the note at the end. */
const RESERVED = 1_000;

export function fit(sections: readonly Section[], most: number, advice: string): string {
  const parts: string[] = [];
  const reserved = RESERVED + advice.length;
  let left = most - reserved;
  let isCut = false;
  for (const { head, items, foot, more } of sections) {
    if (items.length === 0) {
      continue;
    }
    left -= head.length + foot.length;
    const kept: string[] = [];
    for (const item of items) {
      if (left < item.length + 1) {
        break;
      }
      left -= item.length + 1;
      kept.push(item);
    }
    const cut = items.length - kept.length;
    const note = cut === 0 ? '' : `\n\n_Left out for length: ${more(cut)}._`;
    isCut ||= cut > 0;
    left -= note.length;
    parts.push(kept.length === 0 ? note.trim() : `${head}${kept.join('\n')}${foot}${note}`);
  }
  return `${[...parts, ...(isCut ? [advice] : [])].join('\n\n')}\n`;
}
