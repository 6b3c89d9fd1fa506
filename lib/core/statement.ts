/** A statement of an IAM policy as a template has it, and how IAM reads its patterns. */

/** What can be read without resolving anything. A resource may be a text or an intrinsic. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/** IAM takes one value or a list of them. */
export function listOf<T>(value: T | readonly T[] | undefined): T[] {
  return value === undefined ? [] : ([value].flat() as T[]);
}

/** As IAM reads `*` and `?`. */
export function glob(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[\\s\\S]*').replaceAll('?', '[\\s\\S]')}$`);
}

/** Whether a statement speaks of a call, whatever it says about it. Names of calls are compared without case. */
export function concerns({ Action: actions, NotAction: excluded }: PolicyStatement, call: string): boolean {
  const matches = (pattern: string): boolean => glob(pattern.toLowerCase()).test(call.toLowerCase());
  return excluded === undefined ? listOf(actions).some(matches) : !listOf(excluded).some(matches);
}

/** Whether statements allow all that another one does. It is decided on their patterns: where that cannot be told, no. */
export function allowsAllOf(statements: readonly PolicyStatement[], one: PolicyStatement): boolean {
  if (one.NotAction !== undefined || one.NotResource !== undefined) {
    return statements.some((statement) => JSON.stringify(statement) === JSON.stringify(one));
  }
  return listOf(one.Action).every((action) =>
    listOf(one.Resource).every((resource) =>
      statements.some(
        (statement) =>
          statement.NotAction === undefined &&
          statement.NotResource === undefined &&
          (statement.Condition === undefined ||
            JSON.stringify(statement.Condition) === JSON.stringify(one.Condition)) &&
          concerns(statement, action) &&
          listOf(statement.Resource).some((pattern) => matches(pattern, resource)),
      ),
    ),
  );
}

function matches(pattern: unknown, resource: unknown): boolean {
  return typeof pattern === 'string' && typeof resource === 'string'
    ? glob(pattern).test(resource)
    : JSON.stringify(pattern) === JSON.stringify(resource);
}
