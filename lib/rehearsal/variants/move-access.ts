/**
 * Moves an access to another path of the construct tree, as by putting it into a scope of its own.
 *
 * All its resources get other logical ids, so CloudFormation makes new ones and deletes the old ones, and whatever
 * carries the id of the access follows: schedules, sessions, descriptions.
 */
import { accessIdAt } from '../../access-id';
import { sessionName } from '../../core/declaration';
import { between, hash } from '../seeded-random';
import type { Json, Resource, Template } from '../../assembly/template';
import { idsOf } from './accesses';
import type { Change } from './change';
import { withDeclaration } from './declaration-edit';
import { eachWithin } from './joined-text';
import { textIn, withLogicalIds, withResource, withResources } from './template-edit';

/** What the CDK ends a logical id with, unless its author has set it. */
const ID_HASH = /[0-9A-F]{8}$/;
const HASH_LENGTH = 8;

const PATH = 'aws:cdk:path';

export const moveAccess: Change = ({ template, access, parts, random }) => {
  const scope = `Moved${between(random, 1, 999)}`;
  const id = accessIdAt([scope, ...access.id.split('.')]);
  const ids = idsOf(access, parts);
  const declared = withDeclaration(template, access.id, (before) => ({ ...before, access: id }));
  const asked = withResources(declared, (resource) => askedFor(resource, access.id, id));
  const attaching = withResource(asked, parts.attachmentRole, (role) => attachingFor(role, access.id, id));
  const traced = withPaths(attaching, ids, scope);
  return {
    words: `moves ${access.id} to ${id}`,
    template: withLogicalIds(traced, new Map(ids.map((one) => [one, movedId(one, scope)]))),
  };
};

/** Requests name the access: in their source, and in what a rule hands on of them. */
function askedFor(resource: Resource, before: string, after: string): Resource {
  const source = new RegExp(`temporary-access\\.${before.replaceAll('.', '\\.')}(?![\\w.-])`, 'g');
  const renamed = (value: Json): Json =>
    typeof value === 'string'
      ? value
          .replace(source, () => `temporary-access.${after}`)
          .replace(`"access":"${before}","window"`, () => `"access":"${after}","window"`)
      : eachWithin(value, renamed);
  return resource.Properties === undefined
    ? resource
    : { ...resource, Properties: renamed(resource.Properties) as NonNullable<Resource['Properties']> };
}

/** The attachment role names the access in its sessions and its description. */
function attachingFor(role: Resource, before: string, after: string): Resource {
  const names = new Map(
    (['open', 'close'] as const).flatMap((action) => {
      const [from, to] = [sessionName(action, before), sessionName(action, after)];
      return [
        [from, to],
        [`*:${from}`, `*:${to}`],
      ];
    }),
  );
  const renamed = (value: Json): Json =>
    typeof value === 'string' ? (names.get(value) ?? value) : eachWithin(value, renamed);
  const properties = renamed(role.Properties ?? {}) as NonNullable<Resource['Properties']>;
  const description = textIn(properties['Description']).replace(`access ${before},`, () => `access ${after},`);
  return { ...role, Properties: { ...properties, Description: description } };
}

/** The paths that an app leaves in the metadata start with that of the stack. */
function withPaths(template: Template, ids: readonly string[], scope: string): Template {
  const stack = Object.values(template.Resources ?? {})
    .map(({ Metadata: metadata }) => /^(.*?)\/CdkTemporaryAccess\//.exec(textIn(metadata?.[PATH]))?.[1])
    .find((path) => path !== undefined);
  return withResources(template, (resource, id) => {
    const path = resource.Metadata?.[PATH];
    return stack !== undefined && ids.includes(id) && typeof path === 'string'
      ? { ...resource, Metadata: { ...resource.Metadata, [PATH]: `${stack}/${scope}${path.slice(stack.length)}` } }
      : resource;
  });
}

function movedId(id: string, scope: string): string {
  return ID_HASH.test(id)
    ? `${scope}${id.replace(ID_HASH, '')}${hash(`${scope}/${id}`).toString(16).toUpperCase().padStart(HASH_LENGTH, '0')}`
    : id;
}
