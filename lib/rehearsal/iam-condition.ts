/**
 * The Condition block of an IAM policy statement.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 *
 * Operators and keys are all to hold; of several values one is enough, or for a negated operator none may match.
 * An operator that is not known here is answered with `unknown`, so that the caller can stay on the safe side.
 */
import { SECOND } from '../core/interval';
import { isObject, textsOf } from '../assembly/template';

/** The keys of a request, as `aws:CurrentTime`; a key with several values has a list. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

export type Verdict = 'holds' | 'fails' | 'unknown';

type Matches = (actual: string, wanted: string) => boolean;

const string =
  (compare: Matches): Matches =>
  (actual, wanted) =>
    compare(actual, wanted);
const number =
  (compare: (a: number, b: number) => boolean): Matches =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));
const date =
  (compare: (a: number, b: number) => boolean): Matches =>
  (actual, wanted) =>
    compare(instantOf(actual), instantOf(wanted));

const POSITIVE: Readonly<Record<string, Matches>> = {
  StringEquals: string((a, b) => a === b),
  StringEqualsIgnoreCase: string((a, b) => a.toLowerCase() === b.toLowerCase()),
  StringLike: globMatches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: string((a, b) => a.toLowerCase() === b.toLowerCase()),
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

export function conditionHolds(condition: unknown, context: RequestContext): Verdict {
  if (!isObject(condition)) {
    return 'unknown';
  }
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  const verdicts = Object.entries(condition).flatMap(([operator, block]) =>
    isObject(block)
      ? Object.entries(block).map(([key, wanted]) =>
          oneHolds(operator, keys.get(key.toLowerCase()), textsOf(wanted), context),
        )
      : ['unknown' as const],
  );
  if (verdicts.includes('fails')) {
    return 'fails';
  }
  return verdicts.includes('unknown') ? 'unknown' : 'holds';
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

function oneHolds(
  operator: string,
  actual: readonly string[] | undefined,
  wanted: readonly string[],
  context: RequestContext,
): Verdict {
  const [, set, name = '', ifExists] = OPERATOR.exec(operator) ?? [];
  if (name === 'Null') {
    return verdict(wanted.some((value) => (value.toLowerCase() === 'true') === (actual === undefined)));
  }
  const positive = NEGATED[name] ?? name;
  const negated = positive !== name;
  const matches = POSITIVE[positive];
  if (matches === undefined) {
    return 'unknown';
  }
  if (actual === undefined) {
    return verdict(ifExists !== undefined || set === 'ForAllValues' || (negated && set === undefined));
  }
  const values = wanted.flatMap((value) => withVariables(value, context) ?? []);
  const holdsFor = (one: string): boolean => values.some((value) => matches(one, value)) !== negated;
  return verdict(set === 'ForAnyValue' || !negated ? someOrAll(set, actual, holdsFor) : actual.every(holdsFor));
}

function someOrAll(set: string | undefined, actual: readonly string[], holds: (one: string) => boolean): boolean {
  return set === 'ForAllValues' ? actual.every(holds) : actual.some(holds);
}

function verdict(holds: boolean): Verdict {
  return holds ? 'holds' : 'fails';
}

/** Fills in `${aws:userid}` and the like; undefined where the request has no such key, which then matches nothing. */
export function withVariables(text: string, context: RequestContext): string | undefined {
  const missing: string[] = [];
  const filled = text.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    const value = LITERALS[name] ?? valueOf(name, context);
    if (value === undefined) {
      missing.push(name);
    }
    return value ?? '';
  });
  return missing.length === 0 ? filled : undefined;
}

/** A literal asterisk cannot be told from a wildcard once it is filled in; nobody here writes one. */
const LITERALS: Readonly<Record<string, string>> = { '*': '*', '?': '?', $: '$' };

function valueOf(name: string, context: RequestContext): string | undefined {
  const found = Object.entries(context).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return typeof found === 'string' ? found : undefined;
}

const globs = new Map<string, RegExp | 'no wildcard'>();

/** `*` is any text, `?` any one character; everything else is itself, and case counts. */
export function globMatches(text: string, pattern: string): boolean {
  let glob = globs.get(pattern);
  if (glob === undefined) {
    glob = globOf(pattern);
    globs.set(pattern, glob);
  }
  return glob === 'no wildcard' ? text === pattern : glob.test(text);
}

function globOf(pattern: string): RegExp | 'no wildcard' {
  if (!/[*?]/.test(pattern)) {
    return 'no wildcard';
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return new RegExp(`^${source}$`);
}

/** Each of the six parts between the colons for itself: a wildcard does not reach over one. */
function arnMatches(arn: string, pattern: string): boolean {
  const parts = sixParts(arn);
  const patterns = sixParts(pattern);
  return parts.length === patterns.length && parts.every((part, index) => globMatches(part, patterns[index] ?? ''));
}

function sixParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const ZONED = /(Z|[+-]\d{2}:?\d{2})$/;
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** ISO 8601, or seconds since 1970. Without a zone it would mean something else on every machine, so it is nothing. */
function instantOf(text: string): number {
  if (/^\d+$/.test(text)) {
    return Number(text) * SECOND;
  }
  return ZONED.test(text) || DATE_ONLY.test(text) ? Date.parse(text) : NaN;
}
