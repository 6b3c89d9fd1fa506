/** Templates with something changed, removed or renamed. The one that was there stays as it is. */
import {
  attributeOf,
  isObject,
  type Json,
  type JsonObject,
  referencesIn,
  type Resource,
  type Template,
} from '../../assembly/template';
import { eachWithin } from './joined-text';

/** A template with each of its resources changed. */
export function withResources(template: Template, change: (resource: Resource, id: string) => Resource): Template {
  const resources = Object.entries(template.Resources ?? {}).map(([id, resource]) => [
    id,
    // What is no object is a loop, which a macro unrolls.
    isObject(resource) ? change(resource, id) : resource,
  ]);
  return { ...template, Resources: Object.fromEntries(resources) as Record<string, Resource> };
}

export function withResource(template: Template, id: string, change: (resource: Resource) => Resource): Template {
  return withResources(template, (resource, one) => (one === id ? change(resource) : resource));
}

/** A text, or an empty one where something else stands. */
export function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What may stand alone or in a list. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
}

export function withProperties(resource: Resource, properties: JsonObject): Resource {
  return { ...resource, Properties: { ...resource.Properties, ...properties } };
}

/**
 * A template without some of its resources, without the order that they gave to others, and without outputs about
 * them; undefined where another resource needs them still.
 */
export function withoutResources(template: Template, gone: ReadonlySet<string>): Template | undefined {
  const needs = (value: unknown): boolean => [...referencesIn(value)].some((id) => gone.has(id));
  const stay = Object.entries(template.Resources ?? {}).filter(([id]) => !gone.has(id));
  if (stay.some(([, resource]) => needs(resource.Properties))) {
    return undefined;
  }
  const { Outputs: outputs, ...rest } = template;
  const left = Object.entries(outputs ?? {}).filter(([, output]) => !needs(output));
  return withResources(
    { ...rest, Resources: Object.fromEntries(stay), ...(left.length > 0 ? { Outputs: Object.fromEntries(left) } : {}) },
    (resource) => withDependsOn(resource, (ids) => ids.filter((id) => !gone.has(id))),
  );
}

/** A template in which resources have other logical ids, wherever they are mentioned. */
export function withLogicalIds(template: Template, ids: ReadonlyMap<string, string>): Template {
  const idOf = (id: string): string => ids.get(id) ?? id;
  const { Outputs: outputs } = template;
  const resources = Object.entries(template.Resources ?? {}).map(([id, resource]) => [
    idOf(id),
    withDependsOn(mentioning(resource as unknown as Json, idOf) as unknown as Resource, (all) => all.map(idOf).sort()),
  ]);
  return {
    ...template,
    Resources: Object.fromEntries(resources) as Record<string, Resource>,
    ...(outputs === undefined ? {} : { Outputs: mentioning(outputs, idOf) as Record<string, JsonObject> }),
  };
}

function withDependsOn(resource: Resource, change: (ids: string[]) => string[]): Resource {
  const { DependsOn: dependsOn, ...rest } = resource;
  const ids = change([dependsOn ?? []].flat());
  return ids.length === 0 ? rest : { ...rest, DependsOn: typeof dependsOn === 'string' ? (ids[0] ?? '') : ids };
}

/** A value whose references name others. */
function mentioning(value: Json, idOf: (id: string) => string): Json {
  return eachWithin(value, (argument, key) => {
    switch (key) {
      case 'Ref':
        return typeof argument === 'string' ? idOf(argument) : argument;
      case 'Fn::GetAtt':
        return attributeMentioning(argument, idOf);
      case 'Fn::Sub':
        return substitutionMentioning(argument, idOf);
      default:
        return mentioning(argument, idOf);
    }
  });
}

function attributeMentioning(argument: Json, idOf: (id: string) => string): Json {
  const { id, attribute } = attributeOf(argument);
  return Array.isArray(argument) ? [idOf(id), ...(argument.slice(1) as Json[])] : `${idOf(id)}.${attribute}`;
}

function substitutionMentioning(argument: Json, idOf: (id: string) => string): Json {
  const [text, local] = Array.isArray(argument) ? (argument as Json[]) : [argument];
  const own = isObject(local) ? local : {};
  const renamed = textIn(text).replace(/\$\{([^!.}]+)/g, (whole, name: string) =>
    name in own ? whole : `\${${idOf(name)}`,
  );
  return Array.isArray(argument) ? [renamed, mentioning(own, idOf)] : renamed;
}
