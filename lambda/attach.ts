/**
 * Opens an access: attaches its policies if it is due, and only if its end is armed.
 *
 * Before: Scheduler says that the manifest lists this very declaration, that the window's two schedules stand, and that
 * nothing is locked.
 * Then the session that attaches is good for ten seconds only, so a function that stalls here cannot attach after a
 * close or a delete has been verified. After: clock, manifest, locks and start schedule are read again, and if any of
 * them no longer says open, or cannot be read, the policies go at once. So do those of an opening that got half way.
 */
import { type DeclaredAccess, roleName, sameDeclaration, sessionName } from '../lib/core/declaration';
import { contains, type EpochMs, epochMs, type Interval, iso, later, plus, SECOND } from '../lib/core/interval';
import {
  type Arranged,
  isTooLate,
  lastOpening,
  type Lease,
  leaseKey,
  NOTHING_ARRANGED,
  openAt,
  type Opening,
} from '../lib/core/lease';
import { plan } from '../lib/core/plan';
import { AwsFailure, failureOf, type FailureKind, type Session } from '../lib/core/world';
import { lockOn, withLock } from './arranged';
import { callAtBreak } from './break-glass';
import { AT_END, detach } from './detach';
import { attachedPolicies, currentManifest, edgeProblem, leasesAndHolds } from './observe';
import { messageOf, type Patience, patiently } from './patience';
import { failed, record, type Run, type Target } from './run';

/** How long a session may attach after its check. Closes by deployment read back for longer. */
export const ATTACH_WITHIN = 10 * SECOND;

/** Answers of IAM that leave no doubt that nothing was attached. */
const CHANGED_NOTHING: readonly FailureKind[] = ['absent', 'throttled', 'conflict', 'denied', 'refused'];

/** Why nothing had to be attached. */
const ATTACHED_ALREADY = 'attached already';

const NOTHING_KNOWN: ReadonlySet<string> = new Set();

type Check =
  | { readonly says: 'open'; readonly opening: Opening; readonly arranged: Arranged }
  | { readonly says: 'over'; readonly arranged: Arranged }
  /** The manifest is unknown, or another declaration has taken the place of this one: not ours to decide. */
  | { readonly says: 'not-ours'; readonly reason: string }
  /** Something that would close it is not in place. */
  | { readonly says: 'unarmed'; readonly reason: string };

/** What is to be opened, of all that may be open at the time. */
export interface Cause {
  /** The window that starts. */
  readonly window?: string;
  /** The lease that was given; and just now, so that nothing of it is attached yet, whatever a list may show. */
  readonly lease?: Lease;
  readonly isNew?: boolean;
}

/**
 * Opens, or records why not. `notBefore` is the time at which Scheduler was due to call, for a function whose clock
 * is behind.
 * Throws where trying again may help; a role or policy that does not exist is recorded and left.
 */
export async function attach(
  run: Run,
  access: DeclaredAccess,
  notBefore: EpochMs,
  patience: Patience,
  cause: Cause = {},
): Promise<void> {
  try {
    // A session whose seconds ran out is denied: the check is made anew, never only the call.
    await patiently(run, { ...patience, attempts: 1 }, () =>
      attachOnce(run, access, notBefore, { ...patience, deniedForMs: 0, absentForMs: 0 }, cause),
    );
  } catch (error) {
    record(run, 'open-failed', atNow(access, cause, notBefore), failed(error));
    if (failureOf(error) !== 'absent') {
      throw error;
    }
  }
}

async function attachOnce(
  run: Run,
  access: DeclaredAccess,
  notBefore: EpochMs,
  patience: Patience,
  cause: Cause,
): Promise<void> {
  const now = (): EpochMs => later(run.world.clock.now(), notBefore);
  const checkedAt = now();
  const before = await check(run, access, cause, () => checkedAt, ['end', 'start'], patience);
  if (before.says !== 'open') {
    record(run, 'refused', access, { reason: whyNot(before, 'no window is open') });
  }
  if (before.says === 'not-ours') {
    return;
  }
  const observed = await attachedPolicies(run, run.world.roles, access.role, patience);
  if (observed === 'role-gone') {
    throw new AwsFailure('absent', 'open', `there is no role ${access.role}`);
  }
  // What is not armed must not stand either, for example after a take-off that failed half way.
  const unarmed = before.says === 'unarmed';
  const due = unarmed ? { ...access, windows: [] } : access;
  const arranged = unarmed ? NOTHING_ARRANGED : before.arranged;
  // The list may still show what the last opening had, and what is attached twice is attached once.
  const known = cause.isNew === true && before.says === 'open' ? NOTHING_KNOWN : observed;
  const { step, policies } = plan(due, arranged, known, checkedAt, true);
  if (step === 'detach') {
    await detach(run, { ...access, policies }, AT_END);
  }
  if (before.says !== 'open') {
    return;
  }
  const target: Target = { ...access, opening: before.opening };
  if (step === 'too-late') {
    const reason = `nothing is opened in the last ${access.lastStartMinutes ?? 0} minutes before its end`;
    record(run, 'refused', target, { reason });
    return;
  }
  callAtBreak(run, access, before.arranged, checkedAt);
  if (step !== 'attach') {
    // Who crashed between the attach and its record has not said so yet. Reading may have taken until after the end.
    if (contains(before.opening.occurrence, now())) {
      record(run, 'opened', target, { reason: ATTACHED_ALREADY, ...untilOf(before.opening) });
    }
    return;
  }
  const policy = sessionPolicy(access, before.opening.occurrence, plus(checkedAt, ATTACH_WITHIN));
  const session = await patiently(run, patience, () =>
    run.world.sessions.assume(access.attachmentRole, sessionName('open', access.access), policy),
  );
  const awsRequestIds = await attachEach(run, session, { ...target, policies }, patience);

  let after: Check;
  try {
    after = await check(run, access, cause, now, ['start'], patience);
  } catch (error) {
    await takeOff(run, target, messageOf(error));
    throw error;
  }
  if (after.says === 'open') {
    record(run, 'opened', { ...access, opening: after.opening }, { awsRequestIds, ...untilOf(after.opening) });
  } else {
    await takeOff(run, target, whyNot(after, 'the window ended meanwhile'));
  }
}

/** Attaches all, or takes off again what it attached, or may have: half an opening is never checked again. */
async function attachEach(run: Run, session: Session, target: Target, patience: Patience): Promise<string[]> {
  const attached: string[] = [];
  const awsRequestIds: string[] = [];
  try {
    for (const policy of target.policies) {
      const requestId = await patiently(run, patience, () => session.attach(roleName(target.role), policy));
      attached.push(policy);
      awsRequestIds.push(...(requestId === undefined ? [] : [requestId]));
    }
    record(run, 'attached', target, { awsRequestIds });
    return awsRequestIds;
  } catch (error) {
    if (attached.length > 0) {
      record(run, 'attached', { ...target, policies: attached }, { awsRequestIds });
    }
    if (attached.length > 0 || !CHANGED_NOTHING.includes(failureOf(error) ?? 'unknown')) {
      await takeOff(run, target, messageOf(error));
    }
    throw error;
  }
}

function whyNot(check: Exclude<Check, { says: 'open' }>, otherwise: string): string {
  return check.says === 'over' ? (check.arranged.locked?.words ?? otherwise) : check.reason;
}

function untilOf({ lease }: Opening): { readonly until?: string } {
  return lease === undefined ? {} : { until: lease.end };
}

/** As far as the clock and the cause tell: what it was woken for. */
function atNow(access: DeclaredAccess, { lease }: Cause, notBefore: EpochMs): Target {
  return { ...access, opening: lastOpening(access, lease === undefined ? [] : [lease], notBefore) };
}

async function takeOff(run: Run, target: Target, reason: string): Promise<void> {
  record(run, 'refused', target, { reason: `attached, and taken off at once: ${reason}` });
  await detach(run, target, AT_END);
}

/** Whether Scheduler and the clock say that this declaration is open. The clock comes last: reads take their time. */
async function check(
  run: Run,
  access: DeclaredAccess,
  cause: Cause,
  at: () => EpochMs,
  edges: readonly ('start' | 'end')[],
  patience: Patience,
): Promise<Check> {
  const manifest = await currentManifest(run, patience);
  if ('unknown' in manifest) {
    return { says: 'not-ours', reason: manifest.unknown };
  }
  if (!manifest.accesses.some((listed) => sameDeclaration(listed, access))) {
    return { says: 'not-ours', reason: 'the manifest does not list this declaration' };
  }
  if (!manifest.enabled) {
    return { says: 'unarmed', reason: 'the sweep schedule is disabled' };
  }
  const unlocked = await leasesAndHolds(run, access, at(), patience);
  const rank = (opening: Opening): number =>
    (isTooLate(access, opening, at()) ? 2 : 0) + (isCause(opening, cause) ? 0 : 1);
  const open = openAt(access, unlocked, at()).sort((a, b) => rank(a) - rank(b));
  if (open.length === 0) {
    return { says: 'over', arranged: unlocked };
  }
  const arranged = withLock(unlocked, await lockOn(run, access.access, patience, manifest.locked));
  if (arranged.locked !== undefined) {
    return { says: 'over', arranged };
  }
  let reason = '';
  for (const opening of open) {
    const problem = await firstProblem(run, access, opening, edges, patience);
    if (problem === undefined) {
      return contains(opening.occurrence, at()) ? { says: 'open', opening, arranged } : { says: 'over', arranged };
    }
    reason = problem;
  }
  return { says: 'unarmed', reason };
}

/** Whether it is the one that is to be opened, so that the record names it and not another that is open as well. */
function isCause({ window, lease }: Opening, cause: Cause): boolean {
  return lease === undefined || cause.lease === undefined
    ? lease === cause.lease && window.id === cause.window
    : leaseKey(lease) === leaseKey(cause.lease);
}

/** The end of an opening on demand is its lease, which is none unless it is armed. */
async function firstProblem(
  run: Run,
  access: DeclaredAccess,
  { window, lease }: Opening,
  edges: readonly ('start' | 'end')[],
  patience: Patience,
): Promise<string | undefined> {
  for (const edge of edges.filter((one) => one === 'start' || lease === undefined)) {
    const problem = await edgeProblem(run, access, window, edge, patience);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

/** Narrows the attachment role for one opening: IAM's own clock has to be in the occurrence, and not past an instant. */
function sessionPolicy(access: DeclaredAccess, { start, end }: Interval, until: EpochMs): string {
  const last = until < end ? until : end;
  const wholeSecond = epochMs(last - (last % SECOND));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iam:AttachRolePolicy',
        Resource: access.role,
        Condition: {
          DateGreaterThanEquals: { 'aws:CurrentTime': iso(start) },
          DateLessThan: { 'aws:CurrentTime': iso(wholeSecond) },
        },
      },
    ],
  });
}
