/** What can go wrong, and what each of it may do to a close. */
import type { EpochMs } from '../../core/interval';

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
  // For a while
  | 'iam-down'
  | 'sts-down'
  | 'scheduler-down'
  | 'role-busy'
  | 'session-denied'
  // By hand
  | 'attached-by-hand'
  | 'detached-by-hand'
  | 'schedule-disabled'
  | 'schedule-deleted'
  | 'role-made-anew'
  | 'policy-made-anew'
  // Deployments
  | 'deployment'
  | 'deployment-failed'
  | 'stack-deleted';

/** The accesses whose closes a fault can hinder: those of a role, or through an attachment role. */
export interface Concern {
  readonly role?: string;
  readonly attachmentRole?: string;
}

/** Something that went wrong. */
export interface Fault {
  /** Names the chance that it came from, so that a replay may leave it out. */
  readonly id: string;
  readonly kind: FaultKind;
  readonly at: EpochMs;
  readonly words: string;
  /** From and until when it may keep a close from succeeding; no end where it lasts until somebody mends it. */
  readonly hinders?: { readonly from: EpochMs; readonly to: EpochMs | undefined };
  /** Whose closes it hinders; everybody's, where nothing is said. */
  readonly concern?: Concern;
  /** By how much, at the most, it makes the closes that run meanwhile longer, whosever they are. */
  readonly delaysMs?: number;
}

/** A chance that came true: what else there is to know about the fault is drawn from its own stream. */
export interface Strike {
  readonly id: string;
  readonly kind: FaultKind;
}

export function concerns(fault: Fault, access: { readonly role: string; readonly attachmentRole: string }): boolean {
  const { role = access.role, attachmentRole = access.attachmentRole } = fault.concern ?? {};
  return role === access.role && attachmentRole === access.attachmentRole;
}
