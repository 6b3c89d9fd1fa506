/** Reads the text with which a synthesis fails back into its parts. */
import type { App } from 'aws-cdk-lib';

export interface ReportedProblem {
  readonly path: string;
  readonly text: string;
  readonly mend: string;
  readonly id: string;
}

/** The one error of a synthesis, as a person reads it. */
export function errorOf(app: App): string {
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

/** Its lines. One that is not `[path] what: why; mend [id]` is an error in itself. */
export function problemsIn(error: string): ReportedProblem[] {
  const [, ...lines] = error.split('\n');
  return lines.map((line) => {
    const [, path, text, mend, id] = /^ {2}\[([^\]]+)\] (.+?: .+?; (.+)) \[([a-z-]+)\]$/.exec(line) ?? [];
    if (path === undefined || text === undefined || mend === undefined || id === undefined) {
      throw new Error(`expected [path] what: why; mend [id], got ${line}`);
    }
    return { path, text, mend, id };
  });
}
