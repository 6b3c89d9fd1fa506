/**
 * The part of a jsii assembly that can be reached from certain types, with their members as they are.
 *
 * All of aws-cdk-lib takes a minute and three gigabytes to generate and half a gigabyte to keep. What our API and a
 * sample can get hold of is a thirtieth of it, and the code of each type is the same.
 */
export interface JsiiType {
  readonly fqn: string;
  readonly namespace?: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
}

export interface Assembly {
  readonly name: string;
  readonly types: Readonly<Record<string, JsiiType>>;
  readonly submodules?: Readonly<Record<string, object>>;
}

/** Parts of an assembly that name no type. */
const SILENT = new Set(['docs', 'locationInModule', 'symbolId', 'readme']);

/** Every type that a part of an assembly names, in whatever way. */
function named(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (SILENT.has(key)) return [];
    return key === 'fqn' && typeof value === 'string' ? [value] : named(value);
  });
}

/** The types that must be there for this one to compile, those that it is nested in included. */
export function needs(type: JsiiType, assembly: string): string[] {
  const within = type.namespace === undefined ? [] : [`${assembly}.${type.namespace}`];
  return [...named(type), ...(type.base === undefined ? [] : [type.base]), ...(type.interfaces ?? []), ...within];
}

export function reachable<A extends Assembly>(assembly: A, roots: Iterable<string>): A {
  const kept = new Map<string, JsiiType>();
  const todo = [...roots];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const type = assembly.types[name];
    if (type === undefined || kept.has(name)) continue;
    kept.set(name, type);
    todo.push(...needs(type, assembly.name));
  }
  const names = [...kept.keys()];
  const submodules = Object.entries(assembly.submodules ?? {}).filter(([module]) =>
    names.some((name) => name.startsWith(`${module}.`)),
  );
  return { ...assembly, types: Object.fromEntries(kept), submodules: Object.fromEntries(submodules) };
}
