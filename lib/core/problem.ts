/** A mistake in a declaration, in words: what is wrong, why it matters, how to mend it. */

export interface Problem {
  /** Stable, so that documentation and tests can name it. */
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

export function textOf(problem: Problem): string {
  return `${problem.what}: ${problem.why}; ${problem.mend} [${problem.id}]`;
}
