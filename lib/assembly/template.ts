/** A CloudFormation template as far as the rehearsal reads it: JSON, where any value may be an intrinsic. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: JsonObject;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, JsonObject>>;
  readonly Conditions?: JsonObject;
  readonly Mappings?: JsonObject;
  readonly Outputs?: Readonly<Record<string, JsonObject>>;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** IAM takes one text or a list of them nearly everywhere. */
export function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return [value ?? []].flat().map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
}

/** The logical ids that a value mentions through `Ref`, `Fn::GetAtt` and `Fn::Sub`, whatever else is around them. */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      collect(item, found);
    }
  } else if (isObject(value)) {
    for (const [key, argument] of Object.entries(value)) {
      mentioned(key, argument).forEach((id) => found.add(id));
      collect(argument, found);
    }
  }
}

function mentioned(key: string, argument: unknown): string[] {
  switch (key) {
    case 'Ref':
      return typeof argument === 'string' ? [argument] : [];
    case 'Fn::GetAtt':
      return [attributeOf(argument).id];
    case 'Fn::Sub':
      return substituted(argument);
    default:
      return [];
  }
}

/** `Fn::GetAtt` takes `["Id", "Attribute"]` or `"Id.Attribute"`. */
export function attributeOf(argument: unknown): { readonly id: string; readonly attribute: string } {
  const parts = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  const [id = '', ...attribute] = parts;
  return { id, attribute: attribute.join('.') };
}

/** What stands in `${…}` of a `Fn::Sub`; `${!Literal}` is text. */
export const SUBSTITUTION = /\$\{([^!][^}]*)\}/g;

function substituted(argument: unknown): string[] {
  const [text, local] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const names = isObject(local) ? new Set(Object.keys(local)) : new Set<string>();
  return [...String(text).matchAll(SUBSTITUTION)]
    .map(([, name = '']) => name)
    .filter((name) => !names.has(name))
    .map((name) => attributeOf(name).id);
}
