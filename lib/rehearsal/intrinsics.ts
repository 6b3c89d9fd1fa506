/**
 * What CloudFormation makes of a value: references, joins, conditions and the like, resolved.
 *
 * A value that only AWS knows (an import from a stack that is not in the assembly, a parameter without a default)
 * becomes a stand-in that says what it stands for, so that nothing is left out silently.
 */
import { attributeOf, isObject, type Json, type JsonObject, SUBSTITUTION, type Template } from '../assembly/template';

export interface Scope {
  readonly template: Template;
  /** `AWS::Region` and the like. */
  readonly pseudo: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** The `Ref` of a resource, once it is made. */
  readonly refOf: (id: string) => string | undefined;
  readonly attributeOf: (id: string, attribute: string) => Json | undefined;
  readonly imported: (exportName: string) => string | undefined;
}

/** Resolves a value; undefined is `AWS::NoValue`, and what holds it drops it. */
export function resolve(value: Json | undefined, scope: Scope): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item: Json) => resolve(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) {
    return value;
  }
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value);
  const intrinsic = others.length === 0 ? INTRINSICS[key] : undefined;
  return intrinsic === undefined ? resolveObject(value, scope) : intrinsic(argument, scope);
}

/** As `resolve`, for what must be a text. */
export function resolveText(value: Json | undefined, scope: Scope): string {
  return text(resolve(value, scope));
}

export function conditionHolds(name: string, scope: Scope): boolean {
  return truth(scope.template.Conditions?.[name], scope);
}

type Intrinsic = (argument: Json | undefined, scope: Scope) => Json | undefined;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => ref(text(argument), scope),
  'Fn::GetAtt': (argument, scope) => getAtt(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = list(argument);
    return list(resolve(values, scope)).map(text).join(text(delimiter));
  },
  'Fn::Sub': sub,
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument);
    return list(resolve(values, scope))[Number(resolveText(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, value] = list(argument);
    return resolveText(value, scope).split(text(delimiter));
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument);
    return resolve(conditionHolds(text(condition), scope) ? yes : no, scope);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = resolveText(argument, scope);
    return scope.imported(name) ?? standIn('imported', name);
  },
  'Fn::FindInMap': (argument, scope) => findInMap(list(argument), scope),
  'Fn::Base64': (argument, scope) => Buffer.from(resolveText(argument, scope)).toString('base64'),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
  'Fn::GetAZs': (_argument, scope) => ['a', 'b', 'c'].map((zone) => `${scope.pseudo['AWS::Region'] ?? ''}${zone}`),
  'Fn::Cidr': (argument) =>
    Array.from({ length: Number(list(argument)[1]) || 1 }, (_one, block) => `10.0.${block}.0/24`),
};

function resolveObject(value: JsonObject, scope: Scope): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

function ref(name: string, scope: Scope): Json | undefined {
  if (name === 'AWS::NoValue') {
    return undefined;
  }
  return scope.pseudo[name] ?? scope.parameters[name] ?? scope.refOf(name) ?? parameterDefault(name, scope);
}

function parameterDefault(name: string, scope: Scope): Json {
  return scope.template.Parameters?.[name]?.['Default'] ?? standIn('parameter', name);
}

function getAtt(argument: Json | undefined, scope: Scope): Json {
  const { id, attribute } = attributeOf(argument);
  const name = resolveText(Array.isArray(argument) ? (argument[1] as Json) : attribute, scope);
  return scope.attributeOf(id, name) ?? standIn(id, name);
}

function sub(argument: Json | undefined, scope: Scope): string {
  const [template, local] = Array.isArray(argument) ? (argument as Json[]) : [argument];
  const own = isObject(local) ? local : {};
  return text(template)
    .replace(SUBSTITUTION, (_whole, name: string) => {
      if (name in own) {
        return resolveText(own[name], scope);
      }
      return text(name.includes('.') ? getAtt(name, scope) : ref(name, scope));
    })
    .replaceAll('${!', '${');
}

function findInMap([map, top, second]: readonly Json[], scope: Scope): Json | undefined {
  const [mapName, topKey, secondKey] = [map, top, second].map((key) => resolveText(key, scope)) as [
    string,
    string,
    string,
  ];
  const level = scope.template.Mappings?.[mapName];
  const row = isObject(level) ? level[topKey] : undefined;
  return (isObject(row) ? row[secondKey] : undefined) ?? standIn(mapName, `${topKey}-${secondKey}`);
}

function truth(condition: Json | undefined, scope: Scope): boolean {
  if (!isObject(condition)) {
    return false;
  }
  const [[key, argument] = ['', undefined]] = Object.entries(condition);
  switch (key) {
    case 'Fn::Equals': {
      const [one, other] = list(argument);
      return resolveText(one, scope) === resolveText(other, scope);
    }
    case 'Fn::And':
      return list(argument).every((part) => truth(part, scope));
    case 'Fn::Or':
      return list(argument).some((part) => truth(part, scope));
    case 'Fn::Not':
      return !truth(list(argument)[0], scope);
    case 'Condition':
      return conditionHolds(text(argument), scope);
    default:
      return false;
  }
}

function standIn(kind: string, name: string): string {
  return `stand-in-${kind}-${name}`.replace(/[^\w-]+/g, '-');
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'object' || value === undefined ? JSON.stringify(value ?? '') : String(value);
}
