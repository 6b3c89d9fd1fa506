/** What a report can be printed as. A format is a function from the report to a text, and knows nothing else. */
import { csv } from './csv';
import { markdown } from './markdown';
import type { Evidence } from './report';

export type Format = (evidence: Evidence) => string;

/** `--format` takes these names. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['markdown', markdown],
  ['csv', csv],
  ['json', (evidence) => `${JSON.stringify(evidence, undefined, 2)}\n`],
]);
