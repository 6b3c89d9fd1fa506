/** A page of documentation, as far as tests look into it: its headings, its links, and what is there to be pasted. */
import { readFileSync } from 'node:fs';

/** Of a table, cell by cell. */
export type Row = readonly [name: string, ...cells: string[]];

/** What stands under one heading. */
export interface Section {
  readonly anchor: string;
  /** Without its blocks of code. */
  readonly prose: string;
  /** The rows of its tables, without their heads. */
  readonly rows: readonly Row[];
  /** The blocks that somebody pastes into a shell. */
  readonly scripts: readonly string[];
}

const HEADING = /^#{1,6} (.*)$/;
/** Behind the language may stand by what a sample is complete: `ts fixture=with-imports`. */
const FENCE = /^( *)```(\w*)(?: .*)?$/;

export class MarkdownPage {
  readonly sections: readonly Section[];

  static of(path: string): MarkdownPage {
    return new MarkdownPage(readFileSync(path, 'utf8'));
  }

  constructor(text: string) {
    const sections: { anchor: string; prose: string; scripts: string[] }[] = [{ anchor: '', prose: '', scripts: [] }];
    const taken = new Map<string, number>();
    let fence: { indent: number; isScript: boolean; lines: string[] } | undefined;
    for (const line of text.split('\n')) {
      const current = sections.at(-1)!;
      const [, indent = '', language = ''] = FENCE.exec(line) ?? [];
      if (fence !== undefined) {
        if (FENCE.test(line)) {
          if (fence.isScript) {
            current.scripts.push(fence.lines.join('\n'));
          }
          fence = undefined;
        } else {
          fence.lines.push(line.slice(fence.indent));
        }
      } else if (FENCE.test(line)) {
        fence = { indent: indent.length, isScript: language === 'sh', lines: [] };
      } else if (HEADING.test(line)) {
        const anchor = anchorOf(HEADING.exec(line)![1]!);
        const before = taken.get(anchor) ?? 0;
        taken.set(anchor, before + 1);
        sections.push({ anchor: before === 0 ? anchor : `${anchor}-${before}`, prose: '', scripts: [] });
      } else {
        current.prose += `${line}\n`;
      }
    }
    this.sections = sections.map((section) => ({ ...section, rows: rowsOf(section.prose) }));
  }

  /** The text of a section; an error where there is none. */
  section(anchor: string): Section {
    const found = this.sections.find((section) => section.anchor === anchor);
    if (found === undefined) {
      throw new Error(`the page has no section #${anchor}`);
    }
    return found;
  }

  get anchors(): string[] {
    return this.sections.map(({ anchor }) => anchor);
  }

  /** Where its links lead, as written. */
  get links(): string[] {
    return this.sections.flatMap(({ prose }) => [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!));
  }
}

/** A line below what the columns are called sets a head apart from its rows. */
const HEAD = /^\|.*\n\|[ :|-]+\|$/gm;

function rowsOf(prose: string): Row[] {
  const lines = prose
    .replaceAll(HEAD, '')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.map((line) => {
    const [name = '', ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return [name, ...cells];
  });
}

/** As GitHub makes one of a heading. */
function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
