/** Who gets what, when and until what, of every access that an assembly declares. */
import { ACCESS_METADATA, type AccessMetadata } from '../core/controls';
import { ACCESS_RESOURCE, DECLARATION_VERSION } from '../core/declaration';
import { type Interval, union } from '../core/interval';
import { isMalformed, readWindows } from '../core/message';
import { type DeclaredWindow, onceInterval, openWindows } from '../core/window';
import { AssemblyError, type AssemblyStack } from '../assembly/assembly';
import type { JsonObject, Resource } from '../assembly/template';
import { controllerOf } from './controllers';
import { type DeployedSignals, deployedSignals } from './deployed-signals';
import { exposureOf } from './exposure';
import { named, namedIn } from './naming';
import { policyOf, withoutBounds } from './policies';
import type { Access, Controller, Ends, Policy, Window } from './report';
import { roleOf, type StandingPolicies, standingPolicies } from './roles';
import { nameOfResource, type Scope, scopesOf } from './scope';
import { senderWords } from './signals';
import { compareTexts } from './statements';
import { opened, type OpenedWindow } from './windows';
import { count } from './wording';

/** An access as it is declared and as it is told. */
export interface AccessFacts {
  readonly told: Access;
  readonly windows: readonly OpenedWindow[];
  /** As requesters are told: `${DeployRole.Arn}`. */
  readonly roleArn: string;
  /** Where the rules of its signals are not as it declares, in words. */
  readonly ruleFaults: readonly string[];
}

export interface Facts {
  readonly accesses: readonly AccessFacts[];
  readonly controllers: readonly Controller[];
  /** What the role of an access may do at all times in this assembly, though the access may be another's. */
  readonly permanentOf: (access: Access) => readonly Policy[];
}

/** The declared windows of a template, by the logical id of the access. */
export interface Declared {
  readonly scope: Scope;
  readonly id: string;
  readonly properties: JsonObject;
  readonly windows: readonly DeclaredWindow[];
}

/** Every access of the assembly, before anything is computed from it. */
export function declaredIn(stacks: readonly AssemblyStack[]): { scopes: Scope[]; declared: Declared[] } {
  const scopes = scopesOf(stacks);
  const declared = scopes.flatMap((scope) =>
    Object.entries(scope.template.Resources ?? {})
      .filter(([, { Type: type }]) => type === ACCESS_RESOURCE)
      .map(([id, resource]) => readAccess(id, resource, scope)),
  );
  return { scopes, declared };
}

export function factsOf(scopes: readonly Scope[], declared: readonly Declared[], range: Interval): Facts {
  const standing = standingPolicies(scopes);
  const signals = new Map(scopes.map((scope) => [scope, deployedSignals(scope)]));
  const controllers = new Map(scopes.flatMap((scope) => controllerEntry(scope)));
  return {
    accesses: declared
      .map((one) =>
        tell(one, { controller: controllers.get(one.scope), signals: signals.get(one.scope), standing, range }),
      )
      .sort((one, other) => compareTexts(keyOf(one.told), keyOf(other.told))),
    controllers: [...controllers.values()].sort((one, other) => compareTexts(one.stack, other.stack)),
    permanentOf: permanentPolicies(scopes, standing),
  };
}

/** An access is known by its stack and its path within it. */
export function keyOf({ stack, id }: Pick<Access, 'stack' | 'id'>): string {
  return `${stack} ${id}`;
}

function controllerEntry(scope: Scope): [Scope, Controller][] {
  const controller = controllerOf(scope);
  return controller === undefined ? [] : [[scope, controller]];
}

/** The role may have lost its last access, so it is looked for by its name among all roles. */
function permanentPolicies(scopes: readonly Scope[], standing: StandingPolicies): Facts['permanentOf'] {
  const byName = new Map<string, { readonly id: string; readonly scope: Scope }>(
    scopes.flatMap((scope) =>
      Object.entries(scope.template.Resources ?? {})
        .filter(([, { Type: type }]) => type === 'AWS::IAM::Role')
        .map(([id]) => [`${scope.stack.id}/${nameOfResource(id, scope, scope)}`, { id, scope }] as const),
    ),
  );
  return ({ stack, role: { name, isDeclared } }) => {
    // A name is a path from the stack that the access is in or nested in, or of another stack.
    const parts = stack.split('/');
    const paths = [...parts.map((_part, index) => `${parts.slice(0, index + 1).join('/')}/${name}`), name];
    const found = paths.map((path) => byName.get(path)).find((role) => role !== undefined);
    return isDeclared && found !== undefined
      ? roleOf({ Ref: found.id }, found.scope, standing).permanent
      : standing(name);
  };
}

function readAccess(id: string, { Properties: properties = {} }: Resource, scope: Scope): Declared {
  const name = `${named(properties['access'] ?? id, scope)} in ${scope.path}`;
  const version = Number(properties['version']);
  if (version > DECLARATION_VERSION) {
    throw new AssemblyError(
      `${name} was declared by a newer cdk-temporary-access than this one (declaration ${version}, and this one reads ` +
        `up to ${DECLARATION_VERSION}): run the temporary-access that the app itself installs`,
    );
  }
  const windows = readWindows(namedIn(properties['windows'], scope));
  if (isMalformed(windows)) {
    throw new AssemblyError(`the windows of ${name} cannot be read (${windows.malformed}): run \`cdk synth\` again`);
  }
  return { scope, id, properties, windows };
}

/** What an access is told by, beside what it declares. */
interface Surroundings {
  readonly controller: Controller | undefined;
  readonly signals: DeployedSignals | undefined;
  readonly standing: StandingPolicies;
  readonly range: Interval;
}

function tell(
  { scope, id, properties, windows }: Declared,
  { controller, signals, standing, range }: Surroundings,
): AccessFacts {
  const path = scope.names.get(id) ?? id;
  const policies = [properties['policies'] ?? []].flat().map((arn) => policyOf(arn, scope, `${path}/Policy`));
  const bounded = policies.map((policy) => boundedPolicy(policy, windows));
  const metadata = scope.stack.metadata[`/${scope.stack.id}/${path}`]?.find(({ type }) => type === ACCESS_METADATA)
    ?.data as AccessMetadata | undefined;
  const access = named(properties['access'], scope);
  const openings = windows.map((window) => opened(signals?.withSenders(window) ?? window, range));
  const told = openings
    .map((opening) => opening.told)
    .sort((one, other) => compareTexts(windowKey(one), windowKey(other)));
  return {
    windows: openings,
    roleArn: named(properties['role'], scope),
    ruleFaults: windows.flatMap((window) => signals?.faultsOf(access, window) ?? []),
    told: {
      id: access,
      stack: scope.path,
      purpose: named(properties['purpose'], scope),
      role: roleOf(properties['role'], scope, standing),
      policies: bounded.map(({ policy }) => policy).sort((one, other) => compareTexts(one.name, other.name)),
      windows: told,
      exposure: exposureOf(windows),
      ends: {
        ...endsOf(told, bounded.length > 0 && bounded.every(({ byIam }) => byIam), controller),
        ...beforeAndAfter(properties),
      },
      isOpenAtFrom: openWindows(windows, range.start).length > 0,
      allowsEscalation: metadata?.allowsEscalation ?? false,
      acknowledged: [...(metadata?.acknowledged ?? [])].sort(compareTexts),
    },
  };
}

/** Windows in an order of their own: it is no change that an author lists them otherwise. */
function windowKey(window: Window): string {
  const { kind, start, end, timeZone } = window;
  return kind === 'on-demand'
    ? [kind, window.words, JSON.stringify(window)].join(' ')
    : [kind, start, end, timeZone, JSON.stringify(window.closesOn)].join(' ');
}

/** The policy without the times of one-time windows, and whether it had them. */
function boundedPolicy(policy: Policy, windows: readonly DeclaredWindow[]): { policy: Policy; byIam: boolean } {
  const once = windows.flatMap((window) => (window.kind === 'once' ? [onceInterval(window)] : []));
  const isOnce = windows.length > 0 && once.length === windows.length;
  const statements = isOnce && policy.statements !== null ? withoutBounds(policy.statements, union(once)) : undefined;
  return statements === undefined ? { policy, byIam: false } : { policy: { ...policy, statements }, byIam: true };
}

/** What is done shortly before an end, and after its proof. */
function beforeAndAfter(properties: Resource['Properties'] = {}): Omit<Ends, keyof ReturnType<typeof endsOf>> {
  const minutes = (value: unknown): number | null => (value === undefined ? null : Number(value));
  return {
    residualCheck: [true, 'true'].includes(properties['residualCheck'] as boolean | string),
    endingSoonMinutes: minutes(properties['endingSoonMinutes']),
    lastStartMinutes: minutes(properties['lastStartMinutes']),
  };
}

function endsOf(
  windows: readonly Window[],
  byIam: boolean,
  controller: Controller | undefined,
): Pick<Ends, 'early' | 'byIam' | 'verifiedBy'> {
  const sweep =
    controller === undefined || !controller.isSweeping
      ? 'no sweep'
      : `a sweep ${controller.sweepMinutes === null ? 'of its own schedule' : `every ${count(controller.sweepMinutes, 'minute')}`}`;
  return {
    early: windows.flatMap(({ words, closesOn }) =>
      closesOn.map((signal) => (windows.length === 1 ? senderWords(signal) : `${senderWords(signal)} (${words})`)),
    ),
    byIam,
    verifiedBy: `the closer reads the policies of the role back until they are gone, and ${sweep} does the same`,
  };
}
