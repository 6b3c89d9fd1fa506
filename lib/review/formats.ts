/** What a report can be printed as. A format is a function from the report to a text, and knows nothing else. */
import { html } from './html/html';
import { markdown } from './markdown';
import type { Report } from './report';

export type Format = (report: Report) => string;

/** `--format` takes these names. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['markdown', (report) => markdown(report)],
  ['html', html],
  ['json', json],
]);

export function json(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** For a file, which has no longest length. */
export function wholeMarkdown(report: Report): string {
  return markdown(report, Infinity);
}
