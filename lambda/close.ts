/** Closes what the declared windows do not hold open: at an end, and at every sweep. */
import { asNowDeclared, type DeclaredAccess } from '../lib/core/declaration';
import { endingSoon } from '../lib/core/ending-soon';
import { type EpochMs, iso, later, plus, SECOND } from '../lib/core/interval';
import { type Arranged, lastOpening, leaseKey, NOTHING_ARRANGED } from '../lib/core/lease';
import type { Message } from '../lib/core/message';
import { type Observed, type Plan, plan } from '../lib/core/plan';
import { isOnDemand } from '../lib/core/window';
import type { ScheduleTarget } from '../lib/core/world';
import { arrangedSince, arrangedToClose } from './arranged';
import { callIfMended } from './break-glass';
import { AT_END, detach, type Proof } from './detach';
import { hold } from './hold';
import { currentManifest, type KnownManifest, observe } from './observe';
import { inParallel, throwAll } from './parallel';
import { CLOSING, messageOf, ONCE } from './patience';
import { record, type Run, type Target } from './run';

/** Removals wait for IAM to settle, so they run side by side. */
const CLOSES_AT_ONCE = 20;
/** An end that comes so long after its time is not lost: Scheduler is exact to a minute. */
const ON_ITS_WAY = 90 * SECOND;
/** IAM limits how fast it is read. */
const READS_AT_ONCE = 5;

/** What has come to its end: an occurrence, or a lease. */
export type Ended = Pick<Extract<Message, { event: 'end' }>, 'access' | 'lease'>;

/**
 * The end of a window: detaches whatever no other window of the pair's present owner holds open. `notBefore` is the
 * time at which Scheduler was due to call, for a function whose clock is behind.
 */
export async function closeAtEnd(run: Run, { access, lease }: Ended, notBefore: EpochMs): Promise<void> {
  const { accesses, locked } = await manifestOr(run, { accesses: [access], locked: false });
  const failures = await inParallel(partsNow(accesses, access), CLOSES_AT_ONCE, async (part) => {
    const arranged = await arrangedOrNothing(run, part, notBefore, locked);
    const { step, policies } = planNow(run, part, arranged, 'unknown', notBefore);
    if (step === 'detach') {
      const leases = lease === undefined ? arranged.leases : [...arranged.leases, lease];
      const opening = lastOpening(part, leases, later(run.world.clock.now(), notBefore));
      const target = { ...part, policies, opening, due: opening?.occurrence.end };
      await detach(run, target, whileDue(run, part, arranged, notBefore));
    } else {
      callIfMended(run, part, arranged);
    }
  });
  throwAll(failures);
}

/**
 * The parts of an access as they are declared now. A lease carries the declaration of its own time, and what a
 * deployment has since put in the place of a pair is open on it too.
 */
function partsNow(accesses: Declared['accesses'], access: DeclaredAccess): DeclaredAccess[] {
  const parts = asNowDeclared(accesses, access);
  const now = accesses.find((one) => one.access === access.access);
  const known = (policy: string): boolean =>
    parts.some((part) => part.role === now?.role && part.policies.includes(policy));
  const since = now?.policies.filter((policy) => !known(policy)) ?? [];
  return now === undefined || since.length === 0 ? parts : [...parts, { ...now, policies: since }];
}

/** What has come to its end is closed, also where nobody can say whether a lease or another window holds it open. */
async function arrangedOrNothing(
  run: Run,
  access: DeclaredAccess,
  notBefore: EpochMs,
  locked: boolean,
): Promise<Arranged> {
  try {
    return await arrangedToClose(run, access, later(run.world.clock.now(), notBefore), locked);
  } catch (error) {
    const { access: id } = access;
    run.world.telemetry.note('cannot read leases and holds; closing', { access: id, error: messageOf(error) });
    return NOTHING_ARRANGED;
  }
}

/** The accesses of a controller, and whether the deployment keeps all of them closed. */
export type Declared = Pick<KnownManifest, 'accesses' | 'locked'> & Partial<Pick<KnownManifest, 'target'>>;

/** When this sweep was due, and how often there is one. */
export interface Rhythm {
  readonly sweepAt: EpochMs;
  readonly everyMinutes: number;
}

/**
 * Looks at every access, reading each role once, and detaches what is attached outside its windows.
 *
 * One access that fails does not stop the others. The heartbeat says that every role was read and everything due
 * was proved to be gone. `lastKnown` is the manifest of the event, if it has one.
 */
export async function sweep(
  run: Run,
  lastKnown: Declared | undefined,
  notBefore: EpochMs,
  rhythm?: Rhythm,
): Promise<void> {
  const { accesses, locked, target: closer } = await manifestOr(run, lastKnown);
  const roles = [...new Set(accesses.map((access) => access.role))];
  const observations = new Map<string, Observed>();
  await inParallel(roles, READS_AT_ONCE, async (role) => {
    observations.set(role, await observe(run, role, CLOSING));
  });
  const failures = await inParallel(accesses, CLOSES_AT_ONCE, async (access) => {
    const observed = observations.get(access.role) ?? 'unknown';
    if (observed instanceof Set && !access.policies.some((policy) => observed.has(policy))) {
      return;
    }
    const arranged = await arrangedToClose(run, access, later(run.world.clock.now(), notBefore), locked);
    const { step, policies } = planNow(run, access, arranged, observed, notBefore);
    if (step !== 'detach') {
      sayIfEndingSoon(run, access, arranged, observed, rhythm);
      return;
    }
    const now = later(run.world.clock.now(), notBefore);
    const opening = lastOpening(access, arranged.leases, now);
    const target: Target = { ...access, policies, opening };
    const proof = whileDue(run, access, arranged, notBefore);
    if (observed === 'unknown') {
      // Most likely nothing is attached, so nothing is past its end.
      await detach(run, target, proof);
      return;
    }
    if (arranged.locked !== undefined) {
      const { words: reason, since: due } = arranged.locked;
      record(run, 'held', target, { reason });
      await giveUpLeases(run, access, arranged, closer);
      await detach(run, { ...target, due }, proof);
      return;
    }
    const end = opening?.occurrence.end;
    const drifted: Target = { ...target, due: end };
    if (end !== undefined && now < plus(end, ON_ITS_WAY)) {
      await detach(run, drifted, proof);
      return;
    }
    record(run, 'drift', drifted, { reason: 'attached outside every declared window' });
    const proved = await detach(run, drifted, proof);
    if (proved !== undefined) {
      record(run, 'drift-removed', drifted, proved);
    }
  });
  throwAll(failures);
  if (![...observations.values()].includes('unknown')) {
    run.world.telemetry.measure('SweepHeartbeat', 1);
    run.world.telemetry.measure('OpenPastEnd', 0);
  }
}

/** What was open on request is over, also once nothing is locked any more: who needs it asks again. */
async function giveUpLeases(
  run: Run,
  access: DeclaredAccess,
  { leases }: Arranged,
  closer: ScheduleTarget | undefined,
): Promise<void> {
  if (closer === undefined) {
    return;
  }
  for (const lease of leases) {
    try {
      await hold(run, access, { key: leaseKey(lease), until: lease.end }, closer, CLOSING);
    } catch (error) {
      run.world.telemetry.note('cannot hold a lease', { access: access.access, error: messageOf(error) });
    }
  }
}

function sayIfEndingSoon(
  run: Run,
  access: DeclaredAccess,
  arranged: Arranged,
  observed: Observed,
  rhythm: Rhythm | undefined,
): void {
  const until = rhythm === undefined || observed === 'unknown' ? undefined : endingSoon(access, arranged, rhythm);
  if (until !== undefined && run.world.clock.now() < until) {
    const opening = lastOpening(access, arranged.leases, run.world.clock.now());
    record(run, 'ending-soon', { ...access, opening }, { until: iso(until) });
  }
}

/**
 * What is due at this moment, not at the one that woke the function: a window may have started while it was reading,
 * and what it finds attached may have been attached rightly.
 */
function planNow(run: Run, access: DeclaredAccess, arranged: Arranged, observed: Observed, notBefore: EpochMs): Plan {
  return plan(access, arranged, observed, later(run.world.clock.now(), notBefore), false);
}

/** Proves a removal for as long as neither a window nor a lease that was given meanwhile holds the access open again. */
function whileDue(run: Run, access: DeclaredAccess, before: Arranged, notBefore: EpochMs): Proof {
  const stillDue = async (): Promise<boolean> => {
    const arranged = await arrangedSince(run, access, before, ONCE);
    return planNow(run, access, arranged, 'unknown', notBefore).step === 'detach';
  };
  // The next request may follow at once, or somebody unlock; that a window of the clock follows was declared by nobody.
  const endsWhenOpened = access.windows.some(isOnDemand) || before.locked !== undefined;
  return { ...AT_END, stillDue, endsWhenOpened };
}

/** The accesses of the latest deployment; where they cannot be read, those that the event names are closed. */
async function manifestOr(run: Run, named: Declared | undefined): Promise<Declared> {
  let why: string;
  try {
    const manifest = await currentManifest(run, CLOSING);
    if ('accesses' in manifest) {
      return manifest;
    }
    why = manifest.unknown;
  } catch (error) {
    why = messageOf(error);
  }
  if (named === undefined) {
    throw new Error(`cannot read the manifest, and the event names no access: ${why}`);
  }
  run.world.telemetry.note('cannot read the manifest; acting on what the event declares', { why });
  return named;
}
