/**
 * One declared access, as template, event, custom resource, manifest, review and rehearsal all carry it.
 *
 * It is the only statement of what may be attached: role and policies are exact ARNs, so nothing that happens at
 * run time can widen it. CloudFormation hands every property over as a string, so all fields are strings but the
 * version, which is read from either.
 */
import * as v from 'valibot';
import { FlagSchema } from './signal';
import { type DeclaredWindow, MinutesSchema, WindowSchema } from './window';

export const DECLARATION_VERSION = 1;

/** Schedule names have at most 64 characters, session names too; both carry the access id and a little more. */
export const LONGEST_ACCESS_ID = 50;

/** Scheduler's longest description. */
const LONGEST_DESCRIPTION = 512;

const RoleArn = v.pipe(
  v.string(),
  v.regex(/^arn:[a-z0-9-]+:iam::\d{12}:role\/[\x21-\x7e]+$/, 'expected the ARN of a role'),
);
const PolicyArn = v.pipe(
  v.string(),
  v.regex(/^arn:[a-z0-9-]+:iam::(\d{12}|aws):policy\/[\x21-\x7e]+$/, 'expected the ARN of a managed policy'),
);

export const VersionSchema = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.literal(DECLARATION_VERSION, `expected version ${DECLARATION_VERSION}: it was written by another version`),
);

export const WindowsSchema = v.pipe(v.array(WindowSchema), v.readonly());

export const AccessSchema = v.object({
  version: VersionSchema,
  access: v.pipe(v.string(), v.maxLength(LONGEST_ACCESS_ID), v.regex(/^[\w.-]+$/, 'expected the id of an access')),
  purpose: v.string(),
  role: RoleArn,
  policies: v.pipe(v.array(PolicyArn), v.minLength(1), v.readonly()),
  attachmentRole: RoleArn,
  windows: WindowsSchema,
  /** How long before an end it is said that it is near. */
  endingSoonMinutes: v.optional(MinutesSchema),
  /** How long before an end nothing is opened any more. */
  lastStartMinutes: v.optional(MinutesSchema),
  /** After a close, IAM is asked whether the role may still do what was granted. */
  residualCheck: v.optional(FlagSchema),
});

/** Who gets what, when, and through which attachment role. */
export type DeclaredAccess = v.InferOutput<typeof AccessSchema>;

/**
 * What was declared before, of whatever version: who had what, and through which role, every version says alike. The
 * rollback of an upgrade shows an older version what the newer one has declared, and that it has to undo.
 */
export const FormerAccessSchema = v.object({
  ...AccessSchema.entries,
  version: v.pipe(
    v.unknown(),
    v.transform((): typeof DECLARATION_VERSION => DECLARATION_VERSION),
  ),
  purpose: v.fallback(v.string(), ''),
  windows: v.fallback(WindowsSchema, []),
  endingSoonMinutes: v.fallback(v.optional(MinutesSchema), undefined),
  lastStartMinutes: v.fallback(v.optional(MinutesSchema), undefined),
  residualCheck: v.fallback(v.optional(FlagSchema), undefined),
});

/** Every access of a controller, as the sweep carries it. */
export const ManifestSchema = v.pipe(v.array(AccessSchema), v.readonly());
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** A policy on a role: what is attached and detached. */
export interface Pair {
  readonly role: string;
  readonly policy: string;
}

export function pairsOf(access: DeclaredAccess): Pair[] {
  return access.policies.map((policy) => ({ role: access.role, policy }));
}

/** The access of a manifest to which a pair belongs; no two may declare the same. */
export function ownerOf(manifest: Manifest, pair: Pair): DeclaredAccess | undefined {
  return manifest.find((access) => access.role === pair.role && access.policies.includes(pair.policy));
}

/**
 * An access as the manifest now sees its pairs: each part holds the windows of the pair's present owner, and no
 * window at all where the pair is no longer declared. An event may be older than the latest deployment.
 */
export function asNowDeclared(manifest: Manifest, access: DeclaredAccess): DeclaredAccess[] {
  const parts = new Map<DeclaredAccess | undefined, string[]>();
  for (const pair of pairsOf(access)) {
    const owner = ownerOf(manifest, pair);
    parts.set(owner, [...(parts.get(owner) ?? []), pair.policy]);
  }
  return [...parts].map(([owner, policies]) => ({ ...(owner ?? { ...access, windows: [] }), policies }));
}

/** Whether two declarations say the same: the schema fixes the order of their fields. */
export function sameDeclaration(a: DeclaredAccess, b: DeclaredAccess): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** IAM's calls take a role's friendly name, which is what follows the last slash of its ARN. */
export function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** Within the schedule group of its controller. */
export function scheduleName(access: string, window: string, edge: 'start' | 'end'): string {
  return `${access}-${window}-${edge}`;
}

/** What the schedule says to whoever finds it in the console. */
export function scheduleDescription(
  { access, purpose }: Pick<DeclaredAccess, 'access' | 'purpose'>,
  { words }: DeclaredWindow,
  edge: 'start' | 'end',
): string {
  const does = edge === 'start' ? `Opens ${access}` : `Closes ${access} and proves it`;
  return `${does}: ${words}. ${purpose}`.slice(0, LONGEST_DESCRIPTION);
}

/** Of every policy that an access has of its own. */
export const POLICY_DESCRIPTION = 'Attached by cdk-temporary-access during declared windows only';

/** The schedule whose input is the manifest. */
export const SWEEP_SCHEDULE = 'sweep';

/** CloudTrail shows it beside every change, and IAM lets only `open-…` sessions attach. */
export function sessionName(action: 'open' | 'close', access: string): string {
  return `${action}-${access}`;
}

/** The custom resource of one access: carries its declaration, detaches what changes or goes. */
export const ACCESS_RESOURCE = 'Custom::TemporaryAccess';
/** Before anything can act on an access: refuses pairs that are attached already. */
export const ADMISSION_RESOURCE = 'Custom::TemporaryAccessAdmission';
/** Last of a deployment: detaches what has left the stack, opens what is inside a window. */
export const DEPLOYMENT_RESOURCE = 'Custom::TemporaryAccessDeployment';
