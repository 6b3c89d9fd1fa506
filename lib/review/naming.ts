/**
 * A value of a template as a text in which everything that only the deployment knows is shown by its name.
 *
 * `${Bucket.Arn}` is an attribute of a construct, `${AWS::Region}` what CloudFormation fills in, `${Import Name}` an
 * export of a stack that is not in the assembly. Nothing is guessed: a parameter's default is not its value.
 */
import { isObject, type Json, type JsonObject, SUBSTITUTION } from '../assembly/template';
import { nameOfResource, type Scope, sourceOf, targetOf } from './scope';

/** What follows is text of its own, and deeper than this nothing is written by people. */
const DEEPEST = 40;

export function named(value: Json | undefined, scope: Scope): string {
  return textOf(value, scope, 0, scope);
}

/** Each value of a list, or the one; `AWS::NoValue` is none. */
export function namedList(value: Json | undefined, scope: Scope): string[] {
  const values: readonly Json[] = value === undefined ? [] : Array.isArray(value) ? (value as Json[]) : [value];
  return values.filter((one) => !isNoValue(one)).map((one) => named(one, scope));
}

/** A value with every reference in it as a text, and all else as it is. */
export function namedIn(value: Json | undefined, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((one) => namedIn(one, scope));
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value);
  return entries.length === 1 && /^(Ref|Fn::\w+)$/.test(entries[0]?.[0] ?? '')
    ? named(value, scope)
    : Object.fromEntries(entries.map(([key, one]) => [key, namedIn(one, scope)]));
}

function isNoValue(value: Json): boolean {
  return isObject(value) && value['Ref'] === 'AWS::NoValue';
}

/** `seenFrom` is the template that is read; a reference that was followed stands in another. */
function textOf(value: Json | undefined, scope: Scope, depth: number, seenFrom: Scope): string {
  if (typeof value !== 'object' || value === null) {
    return String(value ?? '');
  }
  if (depth > DEEPEST) {
    return '${…}';
  }
  const write = (part: Json | undefined): string => textOf(part, scope, depth + 1, seenFrom);
  if (!isObject(value)) {
    return value.map(write).join(', ');
  }
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value);
  const intrinsic = others.length === 0 && /^(Ref$|Fn::)/.test(key);
  return intrinsic ? intrinsicText(value, key, argument, scope, depth, seenFrom) : JSON.stringify(value);
}

function intrinsicText(
  value: JsonObject,
  key: string,
  argument: Json | undefined,
  scope: Scope,
  depth: number,
  seenFrom: Scope,
): string {
  const write = (part: Json | undefined): string => textOf(part, scope, depth + 1, seenFrom);
  const target = targetOf(value, scope);
  if (target !== undefined) {
    const name = nameOfResource(target.id, target.scope, seenFrom);
    return `\${${name}${target.attribute === undefined ? '' : `.${target.attribute}`}}`;
  }
  const source = sourceOf({ value, scope });
  if (source !== undefined) {
    return textOf(source.value, source.scope, depth + 1, seenFrom);
  }
  const parts = Array.isArray(argument) ? (argument as readonly Json[]) : [argument];
  switch (key) {
    case 'Ref':
      return `\${${write(argument)}}`;
    case 'Fn::Join':
      return [parts[1] ?? []].flat().map(write).join(write(parts[0]));
    case 'Fn::Sub':
      return substituted(parts, write);
    case 'Fn::ImportValue':
      return `\${Import ${write(argument)}}`;
    case 'Fn::If':
      return `\${If ${write(parts[0])}: ${write(parts[1])}, else ${write(parts[2])}}`;
    case 'Fn::GetAtt':
      return `\${${parts.map(write).join('.')}}`;
    default:
      return `\${${key.replace('Fn::', '')} ${parts.map(write).join(', ')}}`;
  }
}

function substituted(parts: readonly (Json | undefined)[], write: (part: Json) => string): string {
  const [template, local] = parts;
  const own = isObject(local) ? local : {};
  return (typeof template === 'string' ? template : '').replace(SUBSTITUTION, (_whole, name: string) => {
    const [id = '', ...attribute] = name.split('.');
    const given = own[name];
    return given === undefined
      ? write(attribute.length === 0 ? { Ref: id } : { 'Fn::GetAtt': [id, attribute.join('.')] })
      : write(given);
  });
}
