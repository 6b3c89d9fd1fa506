/** Figures for people, as tables that can be pasted into Markdown, and for programs, as one line of JSON each. */
import { availableParallelism, cpus } from 'node:os';
import { markdownTable } from 'markdown-table';
import { type Figure, type Findings, isMet, ratioOf, type Table } from './figure';

/** What the figures depend on. */
export function machine(): string {
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
}

export function printed(group: string, { figures, tables = [] }: Findings): string {
  const summary: Table = {
    title: group,
    rows: [['figure', 'value', 'beside', 'ratio', 'target', ''], ...figures.map(rowOf)],
  };
  return [summary, ...tables].map(({ title, rows }) => `${title}\n\n${markdownTable(rows)}\n`).join('\n');
}

function rowOf(figure: Figure): string[] {
  const { name, unit, value, beside, target } = figure;
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  return [
    name,
    `${rounded(value)} ${unit}`,
    beside === undefined ? '' : `${rounded(beside.value)} ${beside.what}`,
    ratio === undefined ? '' : rounded(ratio),
    target === undefined ? '' : 'ratio' in target ? `ratio ≤ ${target.ratio}` : `≤ ${target.value} ${unit}`,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

export function jsonLine(group: string, figure: Figure): string {
  return JSON.stringify({ group, ...figure, ratio: ratioOf(figure), met: isMet(figure), machine: machine() });
}

/** Three digits that say something, and all of a larger whole number. */
function rounded(value: number): string {
  return value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
