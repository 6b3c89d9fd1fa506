/**
 * Takes an access out of the app.
 *
 * The controller stays where it was the only one, as it does for an author who has made one explicitly. Without that,
 * the CDK would leave the controller out as well, and the deployment would be the deletion of all that is ours.
 */
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, referencesIn, type Template } from '../../assembly/template';
import { accessesIn, type AccessParts, declaredIn, idsOf, type TemplateAccess } from './accesses';
import type { Change } from './change';
import { withDeclaration } from './declaration-edit';
import { listOf, withoutResources, withProperties, withResources } from './template-edit';

const READING = 'iam:ListAttachedRolePolicies';

export const removeAccess: Change = ({ template, access, parts }) => {
  const left = withoutReading(
    withDeclaration(template, access.id, () => undefined),
    access,
    parts,
  );
  const removed = withoutResources(left, new Set(idsOf(access, parts)));
  return removed === undefined ? undefined : { words: `removes ${access.id}`, template: removed };
};

/** The functions read the roles of accesses only: those that may assume the attachment role may no longer read this. */
function withoutReading(template: Template, access: TemplateAccess, parts: AccessParts): Template {
  const { role } = declaredIn(template, access);
  const isRead = accessesIn(template).some(
    (other) => other.id !== access.id && isDeepStrictEqual(declaredIn(template, other)['role'], role),
  );
  if (role === undefined || isRead) {
    return template;
  }
  const trust = template.Resources?.[parts.attachmentRole]?.Properties?.['AssumeRolePolicyDocument'];
  const readers = referencesIn(trust);
  return withResources(template, (resource) => {
    const { Roles: roles, PolicyDocument: document } = resource.Properties ?? {};
    const ofReader = /^AWS::IAM::(Managed)?Policy$/.test(resource.Type) && intersect(referencesIn(roles), readers);
    return ofReader && isObject(document)
      ? withProperties(resource, { PolicyDocument: withoutTarget(document, role) })
      : resource;
  });
}

function withoutTarget(document: JsonObject, role: Json): JsonObject {
  const statements = listOf(document['Statement']);
  return { ...document, Statement: statements.flatMap((statement) => statementWithoutTarget(statement, role)) };
}

/** An app may have the CDK merge statements, and then one of them names several roles. */
function statementWithoutTarget(statement: Json, role: Json): Json[] {
  if (!isObject(statement) || statement['Action'] !== READING) {
    return [statement];
  }
  const [first, ...others] = listOf(statement['Resource']).filter((one) => !isDeepStrictEqual(one, role));
  return first === undefined ? [] : [{ ...statement, Resource: others.length === 0 ? first : [first, ...others] }];
}

function intersect(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((one) => others.has(one));
}
