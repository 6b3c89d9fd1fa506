/** Who can use a role, and what it may do at all times. */
import { isObject, type Json, type JsonObject } from '../assembly/template';
import { named, namedList } from './naming';
import { policyOf } from './policies';
import type { Policy, Role, Trust } from './report';
import { nameOfResource, type Scope, type Target, targetOf } from './scope';
import { compareTexts, conditionsOf, conditionWords, statementsOf } from './statements';
import { listed } from './wording';

/** The permanent policies of a role of an assembly, found by what its attachments call the role. */
export type StandingPolicies = (key: string) => readonly Policy[];

/** The role from its ARN, or from a reference to it. */
export function roleOf(arn: Json | undefined, scope: Scope, standing: StandingPolicies): Role {
  const target = targetOf(arn, scope);
  if (target?.resource.Type !== 'AWS::IAM::Role') {
    const name = friendlyName(named(arn, scope));
    return { name, isDeclared: false, trust: [], permanent: standing(name) };
  }
  const { AssumeRolePolicyDocument: document, RoleName: given } = target.resource.Properties ?? {};
  const permanent = [keyOf(target), ...(typeof given === 'string' ? [given] : [])].flatMap((key) => standing(key));
  return {
    name: nameOfResource(target.id, target.scope, scope),
    isDeclared: true,
    trust: trustOf(document, target.scope),
    permanent: [...permanent].sort((one, other) => compareTexts(one.name, other.name)),
  };
}

/**
 * Found once for all roles: a role lists policies, a policy lists roles, and both may be in other stacks. Most roles
 * have no access, so a policy is read only when its role is asked for.
 */
export function standingPolicies(scopes: readonly Scope[]): StandingPolicies {
  const found = new Map<string, (() => Policy[])[]>();
  const add = (key: string, policies: () => Policy[]): void => {
    found.set(key, [...(found.get(key) ?? []), policies]);
  };
  for (const scope of scopes) {
    for (const [id, resource] of Object.entries(scope.template.Resources ?? {})) {
      const { Type: type, Properties: properties = {} } = resource;
      const name = nameOfResource(id, scope, scope);
      const roles = (value: Json | undefined): string[] => items(value).map((role) => roleKey(role, scope));
      switch (type) {
        case 'AWS::IAM::Role':
          add(keyOf({ id, scope, resource, attribute: undefined }), () => ofTheRole(name, properties, scope));
          break;
        case 'AWS::IAM::ManagedPolicy':
          roles(properties['Roles']).forEach((role) => {
            add(role, () => [policyOf({ Ref: id }, scope)]);
          });
          break;
        case 'AWS::IAM::Policy':
        case 'AWS::IAM::RolePolicy':
          roles(properties['Roles'] ?? properties['RoleName']).forEach((role) => {
            add(role, () => [inline(name, properties['PolicyDocument'], scope)]);
          });
          break;
      }
    }
  }
  return (key) => (found.get(key) ?? []).flatMap((read) => read());
}

function ofTheRole(name: string, properties: JsonObject, scope: Scope): Policy[] {
  return [
    ...items(properties['ManagedPolicyArns']).map((arn) => policyOf(arn, scope)),
    ...items(properties['Policies'])
      .filter(isObject)
      .map((policy) => inline(`${name}/${named(policy['PolicyName'], scope)}`, policy['PolicyDocument'], scope)),
  ];
}

function inline(name: string, document: Json | undefined, scope: Scope): Policy {
  return { name, kind: 'declared', statements: statementsOf(document, scope) };
}

function roleKey(value: Json, scope: Scope): string {
  const target = targetOf(value, scope);
  return target === undefined ? friendlyName(named(value, scope)) : keyOf(target);
}

/** No name of a role has a space. */
function keyOf({ scope, id }: Target): string {
  return `${scope.path} ${id}`;
}

function friendlyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function items(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value].flat();
}

function trustOf(document: Json | undefined, scope: Scope): Trust[] {
  const statements = isObject(document) ? [document['Statement']].flat().filter(isObject) : [];
  return statements
    .flatMap((statement) => {
      const conditions = conditionWords(conditionsOf(statement['Condition'], scope));
      const how = namedList(statement['Action'], scope).filter((action) => action !== 'sts:AssumeRole');
      const never = statement['Effect'] === 'Deny' ? 'never ' : '';
      return principalsOf(statement, scope).map((principal) => {
        const who = `${never}${principal}`;
        const by = how.length === 0 ? '' : ` by ${listed(how)}`;
        return { who, words: `${who}${by}${conditions === '' ? '' : ` if ${conditions}`}` };
      });
    })
    .sort((one, other) => compareTexts(one.words, other.words));
}

/** Who the role trusts when the principal is `*`. */
export const ANYBODY = 'anybody';

const KINDS: Readonly<Record<string, string>> = {
  AWS: '',
  Service: 'the service ',
  Federated: 'the identity provider ',
  CanonicalUser: 'the user ',
};

function principalsOf(statement: JsonObject, scope: Scope): string[] {
  const excluded = statement['NotPrincipal'];
  if (excluded !== undefined) {
    return [`${ANYBODY} but ${named(excluded, scope)}`];
  }
  const principal = statement['Principal'];
  if (!isObject(principal)) {
    return [named(principal, scope) === '*' ? ANYBODY : named(principal, scope)];
  }
  return Object.entries(principal).flatMap(([kind, names]) =>
    namedList(names, scope).map((name) => (name === '*' ? ANYBODY : principalName(kind, name))),
  );
}

const ROOT = /^(?:arn:(?:[\w-]+|\$\{AWS::Partition\}):iam::)?(\d{12}|\$\{AWS::AccountId\})(?::root)?$/;

function principalName(kind: string, name: string): string {
  const account = kind === 'AWS' ? ROOT.exec(name)?.[1] : undefined;
  if (account === undefined) {
    return `${KINDS[kind] ?? `${kind} `}${name}`;
  }
  return account.startsWith('$') ? 'whoever this account lets' : `whoever account ${account} lets`;
}
