/** What can go wrong, and what each of it may do to a close. */
import type { EpochMs } from '../../core/interval';
import type { Random } from '../seeded-random';

export type FaultKind =
  // EventBridge Scheduler
  | 'event-late'
  | 'event-lost'
  | 'event-repeated'
  // Lambda
  | 'function-throttled'
  | 'invocation-repeated'
  | 'crash'
  | 'hang'
  | 'clock-skewed'
  // Single calls
  | 'call-throttled'
  | 'call-unavailable'
  | 'answer-lost'
  | 'call-slow'
  | 'change-in-conflict'
  | 'read-stale'
  | 'detach-stale'
  | 'not-known-yet'
  // Events, which nothing waits for
  | 'put-refused'
  | 'put-unanswered'
  | 'put-slow'
  // For a while
  | 'iam-down'
  | 'sts-down'
  | 'scheduler-down'
  | 'bus-down'
  | 'role-busy'
  | 'session-denied'
  // Requests
  | 'odd-request'
  // By hand
  | 'attached-by-hand'
  | 'detached-by-hand'
  | 'schedule-disabled'
  | 'schedule-deleted'
  | 'locked-down'
  | 'role-made-anew'
  | 'policy-made-anew'
  // Deployments
  | 'deployment'
  | 'deployment-failed'
  | 'stack-deleted';

/** Whose closes a fault can hinder: those of a role, or through an attachment role; everybody's, where both are left out. */
export interface Concern {
  readonly role?: string;
  readonly attachmentRole?: string;
}

/** Something that went wrong. */
export interface Fault {
  /** Names the chance that it came from, so that a replay may leave it out. */
  readonly id: string;
  readonly kind: FaultKind;
  readonly words: string;
  readonly from: EpochMs;
  /** Undefined where it lasts until somebody mends it. */
  readonly to: EpochMs | undefined;
  /** Whose closes may not succeed while it lasts; nobody's, where nothing is said. */
  readonly hinders?: Concern;
  /** By how much, at the most, it makes closes longer that are under way then. */
  readonly delaysMs?: number;
  /** It concerns only what opens, only what closes, or only what is told of it. */
  readonly side?: 'opening' | 'closing' | 'telling';
  /** Nobody can tell then whether a lease, a hold or a lock stands, so sweeps leave alone what one may hold open. */
  readonly hidesArranged?: true;
  /** Ends, and closes before the end, may not come while it lasts; sweeps do. */
  readonly spoilsEnds?: true;
}

/** A chance that came true: what else there is to know about the fault is drawn from its own stream. */
export interface Strike {
  readonly id: string;
  readonly kind: FaultKind;
  readonly random: Random;
}

/** What a function is woken for: to open, to close at an end or before, or to close whatever a sweep finds. */
export type Errand = 'open' | 'end' | 'close' | 'sweep';

type Effect = Pick<Fault, 'side' | 'hinders' | 'delaysMs' | 'spoilsEnds'>;

/** What it does to closes that an errand fails: after an end the sweep is still to come, after a sweep the next one. */
export function failing(errand: Errand): Effect {
  return { ...sideOf(errand), ...(errand === 'sweep' ? { hinders: {} } : {}), ...spoiling(errand) };
}

/** What it does to closes that an errand takes longer. */
export function slowing(errand: Errand, delaysMs: number): Effect {
  return { ...sideOf(errand), ...(errand === 'sweep' ? { delaysMs } : {}), ...spoiling(errand) };
}

export function sideOf(errand: Errand): Pick<Fault, 'side'> {
  return { side: errand === 'open' ? 'opening' : 'closing' };
}

function spoiling(errand: Errand): Pick<Fault, 'spoilsEnds'> {
  return errand === 'end' || errand === 'close' ? { spoilsEnds: true } : {};
}

export function concerns(concern: Concern, access: Required<Concern>): boolean {
  const { role = access.role, attachmentRole = access.attachmentRole } = concern;
  return role === access.role && attachmentRole === access.attachmentRole;
}

/** Whether a fault was at work at any time of a range. */
export function overlaps(fault: Pick<Fault, 'from' | 'to'>, from: EpochMs, to: EpochMs): boolean {
  return fault.from <= to && (fault.to === undefined || fault.to >= from);
}
