/** Reads signals that somebody has written down: JSON Lines, one event each. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { fromIso } from '../../core/interval';
import { AssemblyError } from '../../assembly/assembly';
import type { JsonObject } from '../../assembly/template';
import type { Signal } from './signal';

const LineSchema = v.strictObject({
  at: v.pipe(
    v.string(),
    v.transform((text) => fromIso(text)),
    v.custom<NonNullable<ReturnType<typeof fromIso>>>(
      (at) => at !== undefined,
      'expected a UTC instant such as 2026-12-01T20:05:00Z',
    ),
  ),
  event: v.looseObject({
    source: v.pipe(v.string(), v.minLength(1)),
    'detail-type': v.pipe(v.string(), v.minLength(1)),
    detail: v.record(v.string(), v.unknown()),
    id: v.optional(v.string()),
    account: v.optional(v.string()),
    time: v.optional(v.string()),
  }),
  by: v.optional(v.pipe(v.string(), v.startsWith('arn:', 'expected the ARN of who sends it'))),
});

/** Every line that is wrong is told at once. */
const MOST_TOLD = 20;

export function readSignals(path: string): Signal[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(`the signals in ${path} cannot be read: ${reason}`);
  }
  const problems: string[] = [];
  const signals = text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') {
      return [];
    }
    const read = lineOf(line);
    if ('problem' in read) {
      problems.push(`  line ${index + 1}: ${read.problem}`);
      return [];
    }
    return [read];
  });
  if (problems.length > 0) {
    const more = problems.length > MOST_TOLD ? [`  and ${problems.length - MOST_TOLD} more`] : [];
    throw new AssemblyError(
      [
        `${path} has lines that are no signals; write one JSON object a line, such as ` +
          '{"at":"2026-12-01T20:05:00Z","event":{"source":"aws.codepipeline","detail-type":"…","detail":{…}}}:',
        ...problems.slice(0, MOST_TOLD),
        ...more,
      ].join('\n'),
    );
  }
  if (signals.length === 0) {
    throw new AssemblyError(`${path} holds no signals: write one JSON object a line, or leave out --signals`);
  }
  return signals.sort((a, b) => a.at - b.at);
}

function lineOf(line: string): Signal | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'it is not JSON' };
  }
  const result = v.safeParse(LineSchema, value);
  if (!result.success) {
    const problem = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`).join('; ');
    return { problem };
  }
  const { at, event, by } = result.output;
  const signal = { at, event: event as JsonObject & { source: string } };
  return by === undefined ? signal : { ...signal, by };
}
