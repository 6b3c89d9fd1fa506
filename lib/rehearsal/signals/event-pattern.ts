/**
 * Whether an event matches an EventBridge event pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 *
 * All fields of a pattern are to match; of the alternatives of a field one is enough. Of a list in the event, one item
 * is enough too. What is not named in a pattern is not looked at.
 *
 * Gotchas: a filter that is not known here is an error, since the rule would do something else in AWS. Numbers are
 * compared by their value, where EventBridge compares how they are written.
 */
import { isObject, type Json, type JsonObject } from '../../assembly/template';

export class UnknownFilter extends Error {}

/** `*` is any text, and `\*` an asterisk; nothing else is special. */
export function wildcardMatches(text: string, wildcard: string): boolean {
  const source = wildcard
    .split(/(\\\*|\\\\|\*)/)
    .map((piece) => (piece === '*' ? '[\\s\\S]*' : escaped(piece.replace(/^\\(?=[*\\]$)/, ''))))
    .join('');
  return new RegExp(`^${source}$`).test(text);
}

export function eventMatches(pattern: JsonObject, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') {
      return patternsOf(wanted).some((one) => eventMatches(one, event));
    }
    const actual = isObject(event) && Object.hasOwn(event, field) ? event[field] : undefined;
    return fieldMatches(wanted, actual);
  });
}

/** Fails on a pattern that holds a filter which is not known here. */
export function checkPattern(pattern: JsonObject): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    if (field === '$or') {
      patternsOf(wanted).forEach(checkPattern);
    } else if (isObject(wanted)) {
      checkPattern(wanted);
    } else {
      alternativesOf(wanted).forEach((alternative) => alternativeMatches(alternative, ''));
    }
  }
}

function fieldMatches(wanted: Json | undefined, actual: unknown): boolean {
  if (isObject(wanted)) {
    return Array.isArray(actual) ? actual.some((item) => eventMatches(wanted, item)) : eventMatches(wanted, actual);
  }
  const values: readonly unknown[] = Array.isArray(actual) && actual.length > 0 ? actual : [actual];
  return alternativesOf(wanted).some((alternative) => values.some((value) => alternativeMatches(alternative, value)));
}

function alternativeMatches(alternative: Json, value: unknown): boolean {
  if (!isObject(alternative)) {
    return value === alternative;
  }
  const [entry, ...others] = Object.entries(alternative);
  const [name = '', wanted] = entry ?? [];
  const filter = FILTERS[name];
  if (filter === undefined || others.length > 0) {
    throw unknown(JSON.stringify(alternative));
  }
  return filter(wanted as Json, value);
}

type Filter = (wanted: Json, value: unknown) => boolean;

const FILTERS: Readonly<Record<string, Filter>> = {
  prefix: (wanted, value) => textMatches(wanted, value, (text, one) => text.startsWith(one)),
  suffix: (wanted, value) => textMatches(wanted, value, (text, one) => text.endsWith(one)),
  'equals-ignore-case': (wanted, value) =>
    typeof value === 'string' && value.toLowerCase() === textOf(wanted).toLowerCase(),
  wildcard: (wanted, value) => typeof value === 'string' && wildcardMatches(value, textOf(wanted)),
  exists: (wanted, value) => {
    const isLeaf = value !== undefined && !isObject(value);
    return wanted === true ? isLeaf : !isLeaf;
  },
  numeric: (wanted, value) => {
    const comparisons = comparisonsOf(wanted);
    return typeof value === 'number' && comparisons.every((compare) => compare(value));
  },
  'anything-but': (wanted, value) => {
    const isThere = value !== undefined && value !== null && !isObject(value);
    return isThere && !excludedBy(wanted).some((excluded) => excluded(value));
  },
};

/** Filters within `anything-but` take one text or several. */
function excludedBy(wanted: Json): ((value: unknown) => boolean)[] {
  if (!isObject(wanted)) {
    return [wanted].flat().map((one) => (value) => value === one);
  }
  const [entry, ...others] = Object.entries(wanted);
  const [name = '', texts] = entry ?? [];
  const filter = FILTERS[name];
  if (
    filter === undefined ||
    others.length > 0 ||
    !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name)
  ) {
    throw unknown(JSON.stringify({ 'anything-but': wanted }));
  }
  return [texts ?? []].flat().map((text) => (value) => filter(text, value));
}

/** `{"prefix": "a"}`, or without regard to case `{"prefix": {"equals-ignore-case": "a"}}`. */
function textMatches(wanted: Json, value: unknown, matches: (text: string, one: string) => boolean): boolean {
  if (!isObject(wanted)) {
    const text = textOf(wanted);
    return typeof value === 'string' && matches(value, text);
  }
  const text = textOf(wanted['equals-ignore-case']);
  return typeof value === 'string' && matches(value.toLowerCase(), text.toLowerCase());
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]`. */
function comparisonsOf(wanted: Json): ((value: number) => boolean)[] {
  const parts = Array.isArray(wanted) ? (wanted as readonly Json[]) : [];
  return Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) => {
    const [operator, limit] = [parts[2 * index], parts[2 * index + 1]];
    const compare = typeof operator === 'string' ? COMPARE[operator] : undefined;
    if (compare === undefined || typeof limit !== 'number') {
      throw unknown(JSON.stringify({ numeric: wanted }));
    }
    return (value: number) => compare(value, limit);
  });
}

function alternativesOf(wanted: Json | undefined): readonly Json[] {
  if (!Array.isArray(wanted)) {
    throw unknown(JSON.stringify(wanted));
  }
  return wanted as readonly Json[];
}

function patternsOf(wanted: Json | undefined): JsonObject[] {
  return alternativesOf(wanted).map((one) => {
    if (!isObject(one)) {
      throw unknown(JSON.stringify({ $or: wanted }));
    }
    return one;
  });
}

function textOf(wanted: Json | undefined): string {
  if (typeof wanted !== 'string') {
    throw unknown(JSON.stringify(wanted));
  }
  return wanted;
}

function unknown(filter: string): UnknownFilter {
  return new UnknownFilter(`the filter ${filter} of an event pattern is not known to the rehearsal`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
