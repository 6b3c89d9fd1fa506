/**
 * An event that matches a declared signal: the first alternative of each field of its pattern, and beside that what
 * names the case and the reason.
 */
import { type DeclaredSignal, valueAt } from '../../core/signal';
import { isObject, type Json, type JsonObject, textsOf } from '../../assembly/template';
import { eventMatches } from './event-pattern';

export type ExampleEvent = JsonObject & { readonly source: string };

/** Undefined where no example is found that matches. */
export function exampleEvent(signal: DeclaredSignal, theCase: string, reason: string): ExampleEvent | undefined {
  const pattern = JSON.parse(signal.pattern) as JsonObject;
  const label = (path: string): string => (path === signal.correlation ? theCase : 'example');
  const matching = objectLike(pattern, '$', label);
  const source = typeof matching['source'] === 'string' ? matching['source'] : 'aws.example';
  const named: ExampleEvent = withTexts({ detail: {}, ...matching, source }, [
    [signal.correlation, theCase],
    [signal.reason, reason],
  ]);
  return eventMatches(pattern, named) ? named : undefined;
}

function objectLike(pattern: JsonObject, path: string, label: (path: string) => string): JsonObject {
  const fields = Object.entries(pattern).flatMap(([field, wanted]): [string, Json][] => {
    if (field === '$or') {
      const [first] = Array.isArray(wanted) ? (wanted as readonly Json[]) : [];
      return isObject(first) ? (Object.entries(objectLike(first, path, label)) as [string, Json][]) : [];
    }
    const at = `${path}.${field}`;
    if (isObject(wanted)) {
      return [[field, objectLike(wanted, at, label)]];
    }
    const [first] = Array.isArray(wanted) ? (wanted as readonly Json[]) : [];
    const value = first === undefined ? undefined : valueLike(first, label(at));
    return value === undefined ? [] : [[field, value]];
  });
  return Object.fromEntries(fields);
}

/** Undefined where the field has to be absent. */
function valueLike(alternative: Json, text: string): Json | undefined {
  if (!isObject(alternative)) {
    return alternative;
  }
  const [[filter, wanted] = []] = Object.entries(alternative);
  const plain = textsOf(isObject(wanted) ? wanted['equals-ignore-case'] : wanted).join('');
  switch (filter) {
    case 'prefix':
      return `${plain}${text}`;
    case 'suffix':
      return `${text}${plain}`;
    case 'equals-ignore-case':
      return plain;
    case 'wildcard':
      return plain.replace(/\\\*|\*/g, (star) => (star === '*' ? text : '*'));
    case 'exists':
      return wanted === true ? text : undefined;
    case 'numeric':
      return numberLike(alternative);
    default:
      return text;
  }
}

/** One of the limits, or beside it. */
function numberLike(filter: JsonObject): number {
  const limits = [filter['numeric'] ?? []].flat().filter((part): part is number => typeof part === 'number');
  const candidates = limits.flatMap((limit) => [limit, limit + 1, limit - 1]);
  return candidates.find((value) => eventMatches({ value: [filter] }, { value })) ?? 0;
}

function withTexts<E extends JsonObject>(
  event: E,
  texts: readonly (readonly [path: string | undefined, text: string])[],
): E {
  return texts.reduce(
    (known, [path, text]) =>
      path === undefined || valueAt(known, path) !== undefined
        ? known
        : (withText(known, path.split('.').slice(1), text) as E),
    event,
  );
}

function withText(value: Json | undefined, path: readonly string[], text: string): Json {
  const [field, ...rest] = path;
  if (field === undefined) {
    return text;
  }
  const object = isObject(value) ? value : {};
  return { ...object, [field]: withText(object[field], rest, text) };
}
