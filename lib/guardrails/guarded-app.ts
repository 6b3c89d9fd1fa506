/**
 * An app as its guardrails look at it: as it was synthesized, with everything that Aspects and overrides did to it.
 *
 * It is read from the assembly by the review, so that a guardrail and a reviewer never see two different things.
 */
import { dirname, sep } from 'node:path';
import { CONTROLLER_METADATA } from '../core/controls';
import { DAY, epochMs, type Interval } from '../core/interval';
import type { DeclaredWindow } from '../core/window';
import { readAssembly } from '../assembly/assembly';
import type { Json } from '../assembly/template';
import { type Declared, declaredIn, factsOf, keyOf } from '../review/facts';
import { named } from '../review/naming';
import type { Access, Controller } from '../review/report';
import { metadataIn, nameOfResource, type Scope, targetOf } from '../review/scope';

/** An access, and where its author finds it. */
export interface GuardedAccess {
  readonly path: string;
  readonly told: Access;
  readonly windows: readonly DeclaredWindow[];
  readonly policies: readonly GuardedPolicy[];
}

/** What opens, closes and watches, and where its author finds it. */
export interface GuardedController {
  readonly path: string;
  readonly told: Controller;
}

/** A managed policy under a key that is the same in every stack that speaks of it. */
export interface GuardedPolicy {
  readonly key: string;
  /** What people may call it: the path of its construct and its own name, or its ARN and parts of that. */
  readonly names: readonly [string, ...string[]];
}

/** A managed policy that somebody has for good. */
export interface Attachment {
  readonly policy: string;
  /** `role Shop/Admin`, for people. */
  readonly holder: string;
}

export interface GuardedApp {
  readonly accesses: readonly GuardedAccess[];
  readonly controllers: readonly GuardedController[];
  readonly attachments: readonly Attachment[];
}

/** What a review lists of some weeks is not asked for here. */
const ANY_DAY: Interval = { start: epochMs(Date.UTC(2026, 0, 5)), end: epochMs(Date.UTC(2026, 0, 5) + DAY) };

/** The app of some templates of an assembly, and of the assemblies within it. */
export function guardedApp(templatePaths: readonly string[]): GuardedApp {
  const apps = outermost(templatePaths.map((path) => dirname(path))).map(readApp);
  return {
    accesses: apps.flatMap(({ accesses }) => accesses),
    controllers: apps.flatMap(({ controllers }) => controllers),
    attachments: apps.flatMap(({ attachments }) => attachments),
  };
}

/** A Stage has an assembly of its own within that of the app, which is read with it. */
function outermost(folders: readonly string[]): string[] {
  return [...new Set(folders)].filter((folder) => !folders.some((other) => folder.startsWith(`${other}${sep}`)));
}

function readApp(folder: string): GuardedApp {
  const { scopes, declared } = declaredIn(readAssembly(folder));
  const { accesses, controllers } = factsOf(scopes, declared, ANY_DAY);
  const told = new Map(accesses.map((access) => [keyOf(access.told), access.told]));
  return {
    accesses: declared.flatMap((one) => {
      const access = told.get(keyOf({ stack: one.scope.path, id: named(one.properties['access'], one.scope) }));
      return access === undefined ? [] : [{ ...placeOf(one), told: access, windows: one.windows }];
    }),
    controllers: scopes.flatMap((scope) => {
      const controller = controllers.find(({ stack }) => stack === scope.path);
      return controller === undefined ? [] : [{ path: pathOfController(scope), told: controller }];
    }),
    attachments: scopes.flatMap(attachmentsIn),
  };
}

function placeOf({ scope, id, properties }: Declared): Pick<GuardedAccess, 'path' | 'policies'> {
  return {
    path: `${scope.stack.id}/${scope.names.get(id) ?? id}`,
    policies: [properties['policies'] ?? []].flat().map((arn) => policyAt(arn, scope)),
  };
}

/** One that came by itself is nowhere in the author's code, and its stack is. */
function pathOfController(scope: Scope): string {
  const paths = metadataIn(scope, CONTROLLER_METADATA).map(({ path }) => path);
  return paths.find((path) => !path.endsWith('/CdkTemporaryAccess/Default')) ?? scope.path;
}

const HOLDERS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};

/** Whoever lists a policy, and whoever a policy lists. */
function attachmentsIn(scope: Scope): Attachment[] {
  return Object.entries(scope.template.Resources ?? {}).flatMap(([id, { Type: type, Properties: given = {} }]) => {
    const kind = HOLDERS[type];
    if (kind !== undefined) {
      const holder = `${kind} ${scope.stack.id}/${nameOfResource(id, scope, scope)}`;
      return items(given['ManagedPolicyArns']).map((arn) => ({ policy: policyAt(arn, scope).key, holder }));
    }
    return type === 'AWS::IAM::ManagedPolicy'
      ? [
          ...items(given['Roles']).map((one) => `role ${holderAt(one, scope)}`),
          ...items(given['Users']).map((one) => `user ${holderAt(one, scope)}`),
          ...items(given['Groups']).map((one) => `group ${holderAt(one, scope)}`),
        ].map((holder) => ({ policy: `${scope.path} ${id}`, holder }))
      : [];
  });
}

function policyAt(arn: Json, scope: Scope): GuardedPolicy {
  const target = targetOf(arn, scope);
  if (target === undefined) {
    const name = inAnyPartition(named(arn, scope));
    const path = name.replace(/^.*:policy\//, '');
    return { key: name, names: [name, path, path.slice(path.lastIndexOf('/') + 1)] };
  }
  const given = target.resource.Properties?.['ManagedPolicyName'];
  return {
    key: `${target.scope.path} ${target.id}`,
    names: [
      `${target.scope.stack.id}/${nameOfResource(target.id, target.scope, target.scope)}`,
      ...(typeof given === 'string' ? [given] : []),
    ],
  };
}

function holderAt(value: Json, scope: Scope): string {
  const target = targetOf(value, scope);
  return target === undefined
    ? named(value, scope)
    : `${target.scope.stack.id}/${nameOfResource(target.id, target.scope, target.scope)}`;
}

/** A name of AWS's own means the same policy in whichever partition the app is deployed to. */
function inAnyPartition(name: string): string {
  return name.replace(/^arn:(?:aws[\w-]*|\$\{AWS::Partition\}):/, 'arn:aws:');
}

function items(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value].flat();
}
