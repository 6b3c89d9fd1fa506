/**
 * The templates of an assembly as they hang together: which construct a logical id is, and what a reference means in
 * another stack.
 *
 * Names are paths of constructs, since a logical id is nothing that an author wrote. The assembly's metadata holds
 * them; where it does not, the logical id stands for itself.
 */
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { type AssemblyStack, nestedTemplate } from '../assembly/assembly';
import { attributeOf, isObject, type Json, type JsonObject, type Resource, type Template } from '../assembly/template';

/** One template, of a stack or of a stack nested in it. */
export interface Scope {
  readonly stack: AssemblyStack;
  /** The path of the construct that the template is of: `Shop`, or `Shop/Nested`. */
  readonly path: string;
  readonly template: Template;
  /** Paths from the stack by logical id. */
  readonly names: ReadonlyMap<string, string>;
  /** What the parent passes to a nested stack. */
  readonly passed: { readonly by: Scope; readonly parameters: JsonObject } | undefined;
  readonly nested: Map<string, Scope>;
  readonly exports: Map<string, Located>;
}

/** A value, and the template that it stands in. */
export interface Located {
  readonly value: Json | undefined;
  readonly scope: Scope;
}

/** A resource of the assembly, or an attribute of it. */
export interface Target {
  readonly scope: Scope;
  readonly id: string;
  readonly attribute: string | undefined;
  readonly resource: Resource;
}

/** A reference through parameters, outputs and imports is followed for this many steps: nothing real needs more. */
const MOST_STEPS = 20;

/** The scopes of every template, parents before what is nested in them. */
export function scopesOf(stacks: readonly AssemblyStack[]): Scope[] {
  const exports = new Map<string, Located>();
  const scopes = stacks.flatMap((stack) =>
    withNested({
      stack,
      path: stack.id,
      template: stack.template,
      names: namesIn(stack, stack.id, stack.template),
      passed: undefined,
      nested: new Map(),
      exports,
    }),
  );
  for (const scope of scopes) {
    for (const { Export: exported, Value: value } of Object.values(scope.template.Outputs ?? {})) {
      const name = isObject(exported) ? exported['Name'] : undefined;
      if (typeof name === 'string') {
        exports.set(exportKey(scope, name), { value, scope });
      }
    }
  }
  return scopes;
}

/** The resource that a value refers to, in whichever template it is declared, if it is nothing but that. */
export function targetOf(value: Json | undefined, scope: Scope): Target | undefined {
  let at: Located = { value, scope };
  for (let step = 0; step < MOST_STEPS; step++) {
    const source = sourceOf(at);
    if (source === undefined) {
      const reference = readReference(at.value);
      const resource = reference === undefined ? undefined : at.scope.template.Resources?.[reference.id];
      return reference === undefined || resource === undefined
        ? undefined
        : { ...reference, scope: at.scope, resource };
    }
    at = source;
  }
  return undefined;
}

/** Where a value comes from that is declared in another template: an export, a parent, a nested stack. */
export function sourceOf({ value, scope }: Located): Located | undefined {
  const exported = isObject(value) ? value['Fn::ImportValue'] : undefined;
  if (typeof exported === 'string') {
    return scope.exports.get(exportKey(scope, exported));
  }
  const { id = '', attribute } = readReference(value) ?? {};
  const child = scope.nested.get(id);
  if (child !== undefined && attribute?.startsWith('Outputs.') === true) {
    return { value: child.template.Outputs?.[attribute.slice('Outputs.'.length)]?.['Value'], scope: child };
  }
  const given = attribute === undefined ? scope.passed?.parameters[id] : undefined;
  return given === undefined || scope.passed === undefined ? undefined : { value: given, scope: scope.passed.by };
}

/** A resource as a person calls it: its path within the stack that is looked at, else with the other stack's. */
export function nameOfResource(id: string, scope: Scope, seenFrom: Scope): string {
  const name = scope.names.get(id) ?? id;
  return scope.stack.id === seenFrom.stack.id ? name : `${scope.stack.id}/${name}`;
}

/** An export is known in its account and Region only. */
function exportKey({ stack: { account, region } }: Scope, name: string): string {
  return [account, region, name].join(' ');
}

/** What the constructs of a template left in the assembly under a type: the path of each, and what it left. */
export function metadataIn(scope: Scope, type: string): { readonly path: string; readonly data: unknown }[] {
  const inner = [...scope.nested.values()].map(({ path }) => path);
  const isWithin = (key: string, path: string): boolean => `${key}/`.startsWith(`/${path}/`);
  return Object.entries(scope.stack.metadata)
    .filter(([key]) => isWithin(key, scope.path) && !inner.some((path) => isWithin(key, path)))
    .flatMap(([key, entries]) =>
      entries.filter((entry) => entry.type === type).map(({ data }) => ({ path: key.slice(1), data })),
    );
}

function readReference(value: Json | undefined): { id: string; attribute: string | undefined } | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) {
    return undefined;
  }
  const [ref, attribute] = [value['Ref'], value['Fn::GetAtt']];
  if (typeof ref === 'string') {
    return { id: ref, attribute: undefined };
  }
  return attribute === undefined ? undefined : attributeOf(attribute);
}

function withNested(scope: Scope): Scope[] {
  const found = [scope];
  for (const [id, { Type: type, Properties: properties = {} }] of Object.entries(scope.template.Resources ?? {})) {
    const template = type === 'AWS::CloudFormation::Stack' ? templateAt(properties['TemplateURL'], scope) : undefined;
    if (template !== undefined) {
      const path = `${scope.stack.id}/${nestedPath(scope.names.get(id) ?? id)}`;
      const given = properties['Parameters'];
      const child: Scope = {
        ...scope,
        path,
        template,
        names: namesIn(scope.stack, path, template),
        passed: { by: scope, parameters: isObject(given) ? given : {} },
        nested: new Map(),
      };
      scope.nested.set(id, child);
      found.push(...withNested(child));
    }
  }
  return found;
}

/** The address ends with the key under which the template would be uploaded. */
function templateAt(url: Json | undefined, { stack }: Scope): Template | undefined {
  const [, key] = /([^/"]+\.json)"?[^/]*$/.exec(JSON.stringify(url ?? '')) ?? [];
  return key === undefined ? undefined : nestedTemplate(stack, `/${key}`);
}

/** The CDK puts the resource of the nested stack `Nested` at `Nested.NestedStack/Nested.NestedStackResource`. */
const NESTED = /([^/]+)\.NestedStack\/\1\.NestedStackResource$/;

function nestedPath(name: string): string {
  return name.replace(NESTED, '$1');
}

/** Two nested stacks may have the same logical ids, so those beneath another nested stack are none of this one's. */
function namesIn({ id: stack, metadata }: AssemblyStack, path: string, template: Template): Map<string, string> {
  const names = new Map<string, string>();
  const inner = Object.keys(metadata)
    .filter((key) => NESTED.test(key))
    .map((key) => `${nestedPath(key)}/`)
    .filter((one) => one.startsWith(`/${path}/`) && one !== `/${path}/`);
  for (const [key, entries] of Object.entries(metadata)) {
    const isOurs = key.startsWith(`/${path}/`) && !inner.some((one) => key.startsWith(one));
    const id = isOurs ? entries.find(({ type }) => type === LOGICAL_ID)?.data : undefined;
    if (typeof id === 'string') {
      names.set(id, withoutDefault(key.slice(`/${stack}/`.length)));
    }
  }
  for (const [id, { Metadata: own }] of Object.entries(template.Resources ?? {})) {
    const known = own?.['aws:cdk:path'];
    if (!names.has(id) && typeof known === 'string') {
      names.set(id, withoutDefault(known.slice(`${stack}/`.length)));
    }
  }
  return names;
}

const LOGICAL_ID: string = ArtifactMetadataEntryType.LOGICAL_ID;

/** The path of what was declared, not of the resource beneath it. */
function withoutDefault(path: string): string {
  return path.replace(/(\/(Resource|Default))+$/, '');
}
