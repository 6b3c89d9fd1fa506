/**
 * Takes policies off a role and proves that they are gone.
 *
 * IAM is eventually consistent and its OK to a detach is not removal, so the role's policies are read again, whole,
 * until they have been absent in several reads over the time that a change takes to spread.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 *
 * Gotchas: "no such entity" means that the policy is not attached, or that role or policy is gone, or that the read
 * was stale. It is no error here and no proof either; only the list is.
 */
import { roleName, sessionName } from '../lib/core/declaration';
import { type EpochMs, SECOND } from '../lib/core/interval';
import { failureOf, type Session } from '../lib/core/world';
import { callAtProof } from './break-glass';
import { readAttached } from './observe';
import { CLOSING, messageOf, ONCE, type Patience, patiently } from './patience';
import { failed, record, type Run, type Target } from './run';

/** How a removal is proved. */
export interface Proof {
  readonly patience: Patience;
  /** For how long after the last detach the policies have to stay absent. */
  readonly settleMs: number;
  /** Whether the removal is still wanted; always, unless told otherwise. A window may open while one is proved. */
  readonly stillDue?: () => Promise<boolean>;
  /** What opens meanwhile ends the proof, and is no failure: the next task may follow at once. */
  readonly endsWhenOpened?: boolean;
}

const BETWEEN_READS = 3 * SECOND;
const FEWEST_READS = 2;
const MOST_READS = 40;

/** A change of IAM is usually seen everywhere within four seconds. */
export const AT_END: Proof = { patience: CLOSING, settleMs: 6 * SECOND };

/** The removal could not be proved. */
class NotRemoved extends Error {}
class OpenedAgain extends NotRemoved {}

/** By which reads a removal was proved. */
export interface Proved {
  /** How many complete reads of the role's policies it took. */
  readonly reads: number;
  /** Of the reads in which they were absent. */
  readonly awsRequestIds: readonly string[];
}

/**
 * Detaches and verifies; throws, after having recorded it loudly, when removal cannot be proved. No proof is answered
 * where the access was opened again meanwhile.
 */
export async function detach(run: Run, target: Target, proof: Proof): Promise<Proved | undefined> {
  try {
    const session = await closingSession(run, target, proof.patience);
    const lastDetach = await detachAll(run, session, target, target.policies, proof);
    const proved = await readBack(run, session, target, proof, lastDetach);
    record(run, 'verified', target, proved);
    callAtProof(run, target);
    run.removals?.push({ trigger: run.trigger, target });
    return proved;
  } catch (error) {
    if (error instanceof OpenedAgain && proof.endsWhenOpened === true) {
      run.world.telemetry.note('no longer to be proved', { access: target.access, why: messageOf(error) });
      return undefined;
    }
    record(run, 'close-failed', target, failed(error));
    throw error;
  }
}

/** Without a session nothing can be detached, but what is gone already can still be proved to be. */
async function closingSession(run: Run, target: Target, patience: Patience): Promise<Session | undefined> {
  try {
    return await patiently(run, patience, () =>
      run.world.sessions.assume(target.attachmentRole, sessionName('close', target.access), undefined),
    );
  } catch (error) {
    run.world.telemetry.note('cannot assume the attachment role', {
      access: target.access,
      attachmentRole: target.attachmentRole,
      error: messageOf(error),
    });
    return undefined;
  }
}

/** A failed detach does not stop the others: whether it matters is for the read-back to say. */
async function detachAll(
  run: Run,
  session: Session | undefined,
  target: Target,
  policies: readonly string[],
  proof: Proof,
): Promise<EpochMs> {
  if (session === undefined) {
    return run.world.clock.now();
  }
  const detached: string[] = [];
  const awsRequestIds: string[] = [];
  for (const policy of policies) {
    if ((await proof.stillDue?.()) === false) {
      throw new OpenedAgain(`${target.access} opened again before ${policy} was proved to be gone from ${target.role}`);
    }
    try {
      const requestId = await patiently(run, proof.patience, () => session.detach(roleName(target.role), policy));
      detached.push(policy);
      awsRequestIds.push(...(requestId === undefined ? [] : [requestId]));
    } catch (error) {
      if (failureOf(error) !== 'absent') {
        run.world.telemetry.note('cannot detach', { access: target.access, policy, error: messageOf(error) });
      }
    }
  }
  if (detached.length > 0) {
    record(run, 'detached', { ...target, policies: detached }, { awsRequestIds });
  }
  return run.world.clock.now();
}

/**
 * Reads until the policies have stayed absent for long enough; detaches again whatever is still, or again, there.
 *
 * The session reads too: once a deployment has moved an access to another role, only the attachment role of the old
 * pair may still look at the old role.
 */
async function readBack(
  run: Run,
  firstSession: Session | undefined,
  target: Target,
  proof: Proof,
  detachedAt: EpochMs,
): Promise<Proved> {
  const { clock } = run.world;
  let session = firstSession;
  let lastDetach = detachedAt;
  let absentReads = 0;
  let awsRequestIds: string[] = [];
  let standing: string[] = [];
  for (let reads = 1; reads <= MOST_READS && clock.now() + BETWEEN_READS < run.deadline; reads++) {
    await clock.sleep(BETWEEN_READS);
    const { attached, requestIds } = await readAttached(run, session ?? run.world.roles, target.role, proof.patience);
    standing = attached === 'role-gone' ? [] : target.policies.filter((policy) => attached.has(policy));
    if (standing.length > 0) {
      absentReads = 0;
      awsRequestIds = [];
      session ??= await closingSession(run, target, ONCE);
      lastDetach = await detachAll(run, session, target, standing, { ...proof, patience: ONCE });
      continue;
    }
    awsRequestIds.push(...requestIds);
    if (++absentReads >= FEWEST_READS && clock.now() - lastDetach >= proof.settleMs) {
      return { reads, awsRequestIds };
    }
  }
  throw new NotRemoved(
    standing.length > 0
      ? `${standing.join(', ')} still attached to ${target.role}`
      : `no time left to prove that ${target.policies.join(', ')} is gone from ${target.role}`,
  );
}
