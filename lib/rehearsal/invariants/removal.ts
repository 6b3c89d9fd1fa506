/**
 * I3, I6 and I8: what is not due is gone within its bound, and never stands silently.
 *
 * The bound follows from what went wrong. An end that nothing disturbed closes at once; else the first sweep that
 * nothing hinders does. What a deployment has taken out of the stack is gone when the deployment is over.
 */
import { type EpochMs, intersects, type Interval, iso, later, plus } from '../../core/interval';
import { instant } from '../../core/lease';
import { openIntervals, scheduleOf } from '../../core/window';
import { arrangedOf, isLock } from '../arranged-history';
import { BY_HAND } from '../by-hand';
import type { DeclarationSpan, DeployedAccess } from '../declaration-history';
import { boundOf, endUndisturbed, obstaclesTo } from '../faults/bound';
import { type Fault, overlaps } from '../faults/fault';
import { LONGEST_STALE } from '../faults/call-faults';
import type { Breach } from '../report';
import { nextDue } from '../scheduler-expression';
import { type Attachment, attachmentsOf, declaredTimes, dueTimes, playedRange, spansOf } from './attachments';
import { clipped, without } from './intervals';
import { dueOf, openingsOf } from './openings';
import { A_WHILE, AT_AN_EDGE, deploying, faulty, HANDLER_ALLOWANCE, JUST_NOW, nextSweep, type Played } from './played';

/** A time in which a policy was attached that was not due. */
export interface Overrun {
  readonly attachment: Attachment;
  /** From when it should have been gone. */
  readonly since: EpochMs;
  /** When it was gone, or due again; undefined if it never was. */
  readonly until: EpochMs | undefined;
  /** The access that declares it all the while; undefined where none does any more. */
  readonly access: DeployedAccess | undefined;
  /** The latest moment at which it may have stood; undefined if nothing could be counted on. */
  readonly bound: EpochMs | undefined;
}

/** Two invariants are judged by them. */
const known = new WeakMap<Played, Overrun[]>();

export function overrunsOf(played: Played): Overrun[] {
  const overruns = known.get(played) ?? findOverruns(played);
  known.set(played, overruns);
  return overruns;
}

function findOverruns(played: Played): Overrun[] {
  const range = playedRange(played);
  return attachmentsOf(played.changes).flatMap((attachment) => {
    const attached = { start: attachment.from, end: attachment.to ?? range.end };
    const declared = declaredTimes(played, attachment, range);
    return without(attached, dueTimes(played, attachment, range))
      .flatMap((undue) => [...declared.flatMap((time) => clipped(undue, time) ?? []), ...without(undue, declared)])
      .map((undue) => overrunOf(played, attachment, undue));
  });
}

function overrunOf(played: Played, attachment: Attachment, { start: since, end }: Interval): Overrun {
  const until = attachment.to === undefined && end > played.now ? undefined : end;
  const span = spansOf(played, attachment).find(({ from, to }) => from <= since && (to === undefined || to > since));
  return {
    attachment,
    since,
    until,
    access: span?.access,
    bound:
      span === undefined || closedByDeployment(played, span, attachment, since)
        ? since
        : latest(played, span.access, attachment.from, since),
  };
}

/** A deployment that changes a window so that it is over takes off what stands itself. */
function closedByDeployment(
  played: Played,
  { access, from }: DeclarationSpan,
  attachment: Attachment,
  since: EpochMs,
): boolean {
  const settled = played.deployments.some(({ stack, to, stuck }) => stack === access.stack && to === since && !stuck);
  const misled = played.faults.some((fault) => fault.kind === 'clock-skewed' && overlaps(fault, from, since));
  const openMeanwhile = dueOf(played, access).some((due) => intersects(due, { start: from, end: since }));
  return settled && !misled && !openMeanwhile && attachment.from < from && attachment.by !== BY_HAND;
}

/** A sweep sees an attachment once every read does. */
function latest(played: Played, access: DeployedAccess, attachedAt: EpochMs, since: EpochMs): EpochMs | undefined {
  const inFlight = attachedWhileLocked(played, access, attachedAt, since);
  if (inFlight !== undefined) {
    return inFlight;
  }
  const wasLocked = arrangedOf(played.arranged, access).some(isLock);
  const faults = [...played.faults, ...troubledDeployments(played, access)];
  const obstacles = obstaclesTo({ ...access.declared, wasLocked }, faults);
  const changing = deploying(played, access.stack, plus(since, -A_WHILE), plus(since, AT_AN_EDGE));
  const closed = closedEarlyAt(played, access, since);
  if (closed !== undefined && !changing && endUndisturbed(plus(closed, -A_WHILE), A_WHILE + AT_AN_EDGE, obstacles)) {
    return plus(closed, AT_AN_EDGE);
  }
  return endsAt(played, access, since) && !changing && endUndisturbed(since, AT_AN_EDGE, obstacles)
    ? plus(since, AT_AN_EDGE)
    : boundOf(later(since, plus(attachedAt, LONGEST_STALE)), nextSweep(played), obstacles);
}

/**
 * What a deployment takes out of the stack the sweep does not know any more: until it is over, only it can close that.
 * One whose function nothing troubles is no excuse.
 */
export function troubledDeployments({ deployments, faults, now }: Played, { stack }: DeployedAccess): Fault[] {
  return deployments
    .filter((one) => one.stack === stack)
    .filter(({ from, to }) => faults.some((fault) => fault.side === 'opening' && overlaps(fault, from, to ?? now)))
    .map(({ from, to }) => ({ id: stack, kind: 'deployment', words: '', from, to, hinders: {} }));
}

/** When something was closed before its time, of which this is what a function on its way may have attached since. */
function closedEarlyAt(played: Played, access: DeployedAccess, since: EpochMs): EpochMs | undefined {
  return openingsOf(played, access)
    .flatMap(({ held }) => held)
    .filter(({ span: { madeBy } }) => madeBy !== undefined && played.closers.has(madeBy))
    .map(({ time }) => time.start)
    .find((at) => at <= since && since <= plus(at, JUST_NOW));
}

/** An opener that was on its way when somebody locked looks again, and takes off itself what it attached. */
function attachedWhileLocked(
  played: Played,
  access: DeployedAccess,
  attachedAt: EpochMs,
  since: EpochMs,
): EpochMs | undefined {
  const by = plus(attachedAt, HANDLER_ALLOWANCE);
  const locked = arrangedOf(played.arranged, access)
    .filter(isLock)
    .some(({ from, to }) => from < attachedAt && attachedAt <= plus(from, JUST_NOW) && (to === undefined || to > by));
  const troubled =
    faulty(played, 'opening', plus(attachedAt, -A_WHILE), by) ||
    deploying(played, access.stack, plus(attachedAt, -A_WHILE), by);
  return locked && since === attachedAt && !troubled ? by : undefined;
}

/** Whether an end event of the access is due at an instant. */
function endsAt(played: Played, access: DeployedAccess, at: EpochMs): boolean {
  const before = plus(at, -1);
  const ofLease = openingsOf(played, access).some(
    ({ lease, occurrence }) => lease !== undefined && occurrence.end === at && instant(lease.end) === at,
  );
  return (
    ofLease ||
    access.declared.windows.some((window) => {
      const { expression, timeZone } = scheduleOf(window, 'end');
      return (
        openIntervals([window], { start: before, end: at }).length > 0 &&
        nextDue(expression, timeZone, before, before) === at
      );
    })
  );
}

/** An overrun that lasted longer than its bound; one that is still within it is judged by nobody. */
export function breachesOfRemoval(played: Played): Breach[] {
  return overrunsOf(played).flatMap((overrun) => {
    const { attachment, access, bound, until } = overrun;
    if (access === undefined) {
      return undeclared(played, overrun);
    }
    const end = until ?? played.now;
    if (bound === undefined || end <= bound) {
      return [];
    }
    const stood = until === undefined ? 'and still was when the rehearsal ended' : `until ${iso(until)}`;
    const what = `${attachment.policy} had to be gone by ${iso(bound)}; it was attached past the end at ${iso(overrun.since)} ${stood}`;
    return [{ invariant: 'I3', access: access.declared.access, at: bound, what }];
  });
}

/** Nobody sweeps what no access declares: it has to be gone by the time at which the deployment is over. */
function undeclared(played: Played, { attachment, since, until }: Overrun): Breach[] {
  const left = spansOf(played, attachment).find(({ to }) => to === since);
  const { stuck = false } = lastDeployment(played, left, since) ?? {};
  const somebodys =
    attachment.by === BY_HAND && (left === undefined || duringDeployment(played, left, attachment.from));
  if (stuck || somebodys) {
    return [];
  }
  const stood = until === undefined ? 'and still was when the rehearsal ended' : `until ${iso(until)}`;
  const what = `${attachment.policy} was attached to ${attachment.role} when no access declared it any more, ${stood}`;
  return [{ invariant: 'I8', access: left?.access.declared.access ?? null, at: since, what }];
}

function duringDeployment(played: Played, { access }: DeclarationSpan, at: EpochMs): boolean {
  return deploying(played, access.stack, at, at);
}

function lastDeployment(
  played: Played,
  left: DeclarationSpan | undefined,
  at: EpochMs,
): Played['deployments'][0] | undefined {
  return played.deployments.find(({ stack, to }) => stack === left?.access.stack && to === at);
}
