/**
 * CloudFormation's requests about an access, and about the accesses of the stack as a whole.
 *
 * Old pairs are detached in Update, in the deployment's main phase, where a failure rolls back loudly: a Delete that
 * fails in the clean-up phase is tried three times and then silently forgotten. Delete is the last line, and the
 * only one when an access or a stack goes away.
 *
 * The admission comes first, before sweep and ends know of an access: outside every window it refuses a pair that is
 * attached already, which a sweep would otherwise silently detach.
 *
 * Gotchas: CloudFormation sends a Delete after a Create that failed, with the physical id that Create answered or one
 * of its own invention. Whatever does not carry exactly our id is left alone: we never detach what we did not attach.
 */
import * as v from 'valibot';
import {
  ACCESS_RESOURCE,
  ADMISSION_RESOURCE,
  type DeclaredAccess,
  DEPLOYMENT_RESOURCE,
  type Manifest,
  ownerOf,
  pairsOf,
} from '../lib/core/declaration';
import { type EpochMs, MINUTE, plus, SECOND } from '../lib/core/interval';
import { canBeHeld, lastOpening, openAt } from '../lib/core/lease';
import { isMalformed, readDeclaration, readFormer, readFormerManifest, readManifest } from '../lib/core/message';
import { FlagSchema } from '../lib/core/signal';
import { plan } from '../lib/core/plan';
import type { Trigger } from '../lib/core/world';
import { removeArranged } from './arranged-removal';
import { arrangedFor } from './arranged';
import { attach, ATTACH_WITHIN } from './attach';
import { detach, type Proof } from './detach';
import { attachedPolicies, currentManifest, leasesAndHolds } from './observe';
import { inParallel, throwAll } from './parallel';
import { CLOSING, DEPLOYING, messageOf, patiently } from './patience';
import { failed, record, type Run, type Target } from './run';

const common = {
  ResponseURL: v.string(),
  StackId: v.string(),
  RequestId: v.string(),
  LogicalResourceId: v.string(),
  ResourceType: v.picklist([ADMISSION_RESOURCE, ACCESS_RESOURCE, DEPLOYMENT_RESOURCE]),
  ResourceProperties: v.record(v.string(), v.unknown()),
};
const RequestSchema = v.variant('RequestType', [
  v.object({ ...common, RequestType: v.literal('Create') }),
  v.object({
    ...common,
    RequestType: v.literal('Update'),
    PhysicalResourceId: v.string(),
    OldResourceProperties: v.record(v.string(), v.unknown()),
  }),
  v.object({ ...common, RequestType: v.literal('Delete'), PhysicalResourceId: v.string() }),
]);
export type CustomResourceRequest = v.InferOutput<typeof RequestSchema>;

/** An opener that checked just before this deployment may attach for a while yet: read back for longer than that. */
const BY_DEPLOYMENT: Proof = { patience: { ...DEPLOYING, absentForMs: 0 }, settleMs: 2 * ATTACH_WITHIN };
/** The attachment role of a deleted access may be gone for good, so a refusal is not waited for. */
const BY_DELETE: Proof = { patience: CLOSING, settleMs: 2 * ATTACH_WITHIN };

/** Kept free at the end to answer CloudFormation, which otherwise waits for its own time-out. */
const TO_ANSWER = 30 * SECOND;
const BETWEEN_TRIES = 20 * SECOND;
const AT_ONCE = 10;
/** In bytes: CloudFormation takes an answer of at most 4,096. */
const LONGEST_REASON = 2_000;

export function readRequest(event: unknown): CustomResourceRequest | undefined {
  const result = v.safeParse(RequestSchema, event);
  return result.success ? result.output : undefined;
}

/** Acts on a request and answers it, whatever happens. */
export async function answer(invocation: Omit<Run, 'trigger'>, request: CustomResourceRequest): Promise<void> {
  const { world, deadline } = invocation;
  const run: Run = { ...invocation, trigger: triggerOf(request), deadline: plus(deadline, -TO_ANSWER) };
  let outcome: { Status: 'SUCCESS' | 'FAILED'; Reason?: string; PhysicalResourceId: string };
  try {
    await ACTIONS[request.ResourceType](run, request);
    outcome = { Status: 'SUCCESS', PhysicalResourceId: physicalId(request) };
  } catch (error) {
    const reason = messageOf(error);
    world.telemetry.note('custom resource failed', { resource: request.LogicalResourceId, reason });
    outcome = {
      Status: 'FAILED',
      Reason: Buffer.from(reason).subarray(0, LONGEST_REASON).toString(),
      PhysicalResourceId:
        request.RequestType === 'Create' ? `refused:${request.RequestId}` : request.PhysicalResourceId,
    };
  }
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = request;
  const body = JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId });
  await patiently({ ...run, deadline }, CLOSING, () => world.cloudFormation.respond(ResponseURL, body));
}

const ACTIONS = {
  [ADMISSION_RESOURCE]: admit,
  [ACCESS_RESOURCE]: actOnAccess,
  [DEPLOYMENT_RESOURCE]: actOnDeployment,
} as const;

/** First of a deployment: nothing may act on a pair that somebody attached before it was ever declared. */
async function admit(run: Run, request: CustomResourceRequest): Promise<void> {
  if (request.RequestType === 'Delete') {
    return;
  }
  const known = request.RequestType === 'Update' ? listed(request.OldResourceProperties, readFormerManifest) : [];
  const failures = await inParallel(listed(request.ResourceProperties), AT_ONCE, (access) =>
    refuseStanding(run, access, known),
  );
  throwAll(failures);
}

/** A pair that is attached before we ever attached it is somebody's standing access: we would end it, or own it. */
async function refuseStanding(run: Run, access: DeclaredAccess, known: Manifest): Promise<void> {
  const added = pairsOf(access)
    .filter((pair) => ownerOf(known, pair) === undefined)
    .map((pair) => pair.policy);
  if (added.length === 0) {
    return;
  }
  const attached = await attachedPolicies(run, run.world.roles, access.role, DEPLOYING);
  if (attached === 'role-gone') {
    throw new Error(`there is no role ${access.role}: check the role of ${access.access}`);
  }
  const now = run.world.clock.now();
  const arranged = await leasesAndHolds(run, access, now, DEPLOYING);
  const standing = plan({ ...access, policies: added }, arranged, attached, now, false);
  if (standing.step === 'detach') {
    throw new Error(
      `${standing.policies.join(', ')} is attached to ${access.role} already, outside every window of ` +
        `${access.access}: what is attached permanently cannot be temporary; detach it first, then deploy again`,
    );
  }
}

async function actOnAccess(run: Run, request: CustomResourceRequest): Promise<void> {
  switch (request.RequestType) {
    case 'Create':
      declared(request.ResourceProperties);
      return;
    case 'Update': {
      const access = declared(request.ResourceProperties);
      const former = declared(request.OldResourceProperties, readFormer);
      await detachRemoved(run, [former], [access]);
      await detachUndue(run, access);
      if (!access.windows.some(canBeHeld)) {
        await removeArranged(run, former);
      }
      return;
    }
    case 'Delete':
      if (request.PhysicalResourceId === ownId(request)) {
        await deleteAccess(run, declared(request.ResourceProperties, readFormer));
      }
  }
}

/** Detaches and verifies every old pair that is declared no longer, through the attachment role of its own time. */
async function detachRemoved(run: Run, old: Manifest, current: Manifest): Promise<void> {
  const removed = old.flatMap((access) => {
    const policies = pairsOf(access)
      .filter((pair) => ownerOf(current, pair) === undefined)
      .map((pair) => pair.policy);
    return policies.length > 0 ? [{ ...access, policies }] : [];
  });
  await detachEach(run, await withoutOwner(run, removed), BY_DEPLOYMENT);
}

/** A changed window may be over already, and its old end never comes. */
async function detachUndue(run: Run, access: DeclaredAccess): Promise<void> {
  const attached = await attachedPolicies(run, run.world.roles, access.role, DEPLOYING);
  const now = run.world.clock.now();
  const { step, policies } = plan(access, await arrangedFor(run, access, now, DEPLOYING), attached, now, false);
  if (step === 'detach') {
    await detach(run, { ...access, policies }, BY_DEPLOYMENT);
  }
}

/** Detaches and verifies, again and again until shortly before the time-out; then the stack's delete fails. */
async function deleteAccess(run: Run, access: DeclaredAccess): Promise<void> {
  for (;;) {
    try {
      await detachEach(run, await withoutOwner(run, [access]), BY_DELETE);
      await removeArranged(run, access);
      return;
    } catch (error) {
      if (run.world.clock.now() + MINUTE > run.deadline) {
        throw error;
      }
      await run.world.clock.sleep(BETWEEN_TRIES);
    }
  }
}

/** Leaves out the pairs that the present manifest gives to another access, as after a construct has been moved. */
async function withoutOwner(run: Run, targets: readonly DeclaredAccess[]): Promise<Target[]> {
  if (targets.length === 0) {
    return [];
  }
  const manifest = await currentManifest(run, BY_DEPLOYMENT.patience);
  const accesses = 'accesses' in manifest ? manifest.accesses : [];
  return targets.flatMap((target) => {
    const policies = target.policies.filter((policy) => {
      const owner = ownerOf(accesses, { role: target.role, policy });
      return owner === undefined || owner.access === target.access;
    });
    return policies.length > 0 ? [{ ...target, policies }] : [];
  });
}

async function detachEach(run: Run, targets: readonly Target[], proof: Proof): Promise<void> {
  const now = run.world.clock.now();
  throwAll(
    await inParallel(targets, AT_ONCE, async (target) => {
      await detach(run, { ...target, opening: lastOpening(target, [], now) }, proof);
    }),
  );
}

/** Last of a deployment: nothing that left the stack stays attached, and what is inside a window opens, or all closes. */
async function actOnDeployment(run: Run, request: CustomResourceRequest): Promise<void> {
  if (request.RequestType === 'Delete') {
    return;
  }
  const current = listed(request.ResourceProperties);
  if (request.RequestType === 'Update') {
    const old = listed(request.OldResourceProperties, readFormerManifest);
    await detachRemoved(run, old, current);
    // The custom resource of an access does so as well, unless the stack retained it.
    const gone = old.filter(({ access }) => !current.some((one) => one.access === access));
    throwAll(await inParallel(gone, AT_ONCE, (access) => removeArranged(run, access)));
  }
  if (v.is(FlagSchema, request.ResourceProperties['locked'])) {
    await closeAll(run, current);
    return;
  }
  // An access that cannot open stays closed, recorded and counted; that is no reason to roll a deployment back.
  const now = run.world.clock.now();
  await inParallel(current, AT_ONCE, async (access) => {
    if (await isOpen(run, access, now)) {
      await attach(run, access, now, DEPLOYING);
    }
  });
}

/**
 * What cannot be closed is recorded, counted and left to the sweeps. It is no reason to roll the deployment back either:
 * that would lift the lock, and open all the others again.
 */
async function closeAll(run: Run, accesses: Manifest): Promise<void> {
  const now = run.world.clock.now();
  await inParallel(accesses, AT_ONCE, async (access) => {
    await detach(run, { ...access, opening: lastOpening(access, [], now) }, BY_DEPLOYMENT);
  });
}

/**
 * Whatever opens looks for locks itself. Where nobody can say whether it is open, it stays closed, and that is recorded
 * as any opening that failed.
 */
async function isOpen(run: Run, access: DeclaredAccess, now: EpochMs): Promise<boolean> {
  try {
    return openAt(access, await leasesAndHolds(run, access, now, DEPLOYING), now).length > 0;
  } catch (error) {
    record(run, 'open-failed', access, failed(error));
    return false;
  }
}

/** What is over, whatever version has declared it, is read by `readFormer`: an upgrade that is rolled back was one. */
function declared(properties: Readonly<Record<string, unknown>>, read = readDeclaration): DeclaredAccess {
  const access = read(properties);
  if (isMalformed(access)) {
    throw new Error(`the declared access is malformed: ${access.malformed}`);
  }
  return access;
}

function listed(properties: Readonly<Record<string, unknown>>, read = readManifest): Manifest {
  const manifest = read(properties['accesses']);
  if (isMalformed(manifest)) {
    throw new Error(`the manifest is malformed: ${manifest.malformed}`);
  }
  return manifest;
}

/**
 * Stable for as long as the access keeps its place in the stack. Where its id changes under the same logical id, an
 * update answers the new one, and CloudFormation then deletes the old one.
 */
function ownId(request: CustomResourceRequest): string {
  return request.ResourceType === ACCESS_RESOURCE
    ? `temporary-access:${String(request.ResourceProperties['access'])}`
    : request.ResourceType;
}

function physicalId(request: CustomResourceRequest): string {
  return request.RequestType === 'Delete' ? request.PhysicalResourceId : ownId(request);
}

function triggerOf(request: CustomResourceRequest): Trigger {
  const ofAccess = { Create: 'create', Update: 'update', Delete: 'delete' } as const;
  return request.ResourceType === ACCESS_RESOURCE ? ofAccess[request.RequestType] : 'deployment';
}
