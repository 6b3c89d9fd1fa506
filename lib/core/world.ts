/**
 * Everything that a handler reads, changes or waits for, as arguments.
 *
 * One method is one call to AWS, so that a simulation can fail, delay or interleave at each of them. The same
 * handler runs in Lambda on adapters to AWS, and in the rehearsal on a simulated world.
 */
import type { EpochMs } from './interval';

export interface World {
  readonly clock: Clock;
  /** Uniform in `[0, 1)`, for jitter. */
  readonly random: () => number;
  /** With the function's own role. */
  readonly roles: Roles;
  readonly schedules: Schedules;
  readonly sessions: Sessions;
  readonly cloudFormation: CloudFormation;
  readonly telemetry: Telemetry;
}

export interface Clock {
  now(): EpochMs;
  sleep(ms: number): Promise<void>;
}

/** Reads of IAM. */
export interface Roles {
  /** One page of the managed policies attached to a role. */
  attachedPage(roleName: string, marker: string | undefined): Promise<AttachedPage>;
}

export interface AttachedPage {
  readonly policies: readonly string[];
  /** Where the next page starts; absent on the last. */
  readonly marker: string | undefined;
}

/** Reads of EventBridge Scheduler. */
export interface Schedules {
  get(name: string): Promise<ScheduleState>;
}

export interface ScheduleState {
  readonly enabled: boolean;
  readonly expression: string;
  readonly timeZone: string | undefined;
  readonly input: string;
}

/** Sessions of attachment roles, the only identities that may change an attachment; each reads its role as well. */
export interface Sessions {
  assume(attachmentRole: string, sessionName: string, sessionPolicy: string | undefined): Promise<Session>;
}

export interface Session extends Roles {
  attach(roleName: string, policy: string): Promise<void>;
  detach(roleName: string, policy: string): Promise<void>;
}

export interface CloudFormation {
  /** Answers a custom resource's request at the address that came with it. */
  respond(responseUrl: string, body: string): Promise<void>;
}

export interface Telemetry {
  /** One structured line, found again by the id of the access. */
  record(record: AccessRecord): void;
  /** One structured line about the controller itself. */
  note(message: string, fields: Readonly<Record<string, string>>): void;
  /** A number of the controller. */
  count(metric: Metric, value: number): void;
}

/**
 * `SweepHeartbeat`: a sweep read every role. `OpenPastEnd`: policies that a close left attached or could not prove
 * to be gone.
 */
export type Metric = 'Opened' | 'Verified' | 'FailedOpens' | 'FailedCloses' | 'OpenPastEnd' | 'SweepHeartbeat';

export const METRIC_NAMESPACE = 'TemporaryAccess';

/** What made the controller look at an access. */
export type Trigger = 'start' | 'end' | 'sweep' | 'create' | 'update' | 'delete' | 'deployment';

/**
 * What happened to an access.
 *
 * `attached`: IAM accepted the attach. `opened`: and everything was read again to be still due. `refused`: an open that is not due, or not armed. `drift`:
 * found attached outside every window. `detached`: IAM accepted the detach, which proves nothing yet. `verified`:
 * read back and not there.
 */
export type AccessEvent =
  'attached' | 'opened' | 'refused' | 'open-failed' | 'drift' | 'detached' | 'verified' | 'close-failed';

export interface AccessRecord {
  readonly event: AccessEvent;
  readonly trigger: Trigger;
  readonly at: EpochMs;
  readonly access: string;
  readonly role: string;
  readonly policies: readonly string[];
  /** Why, in words, where the event alone does not say. */
  readonly reason?: string;
  /** How many complete reads of the role's policies went into it. */
  readonly reads?: number;
}

/**
 * Why a call to AWS failed, in the terms that decide what to do next.
 *
 * `absent`: there is no such thing. `throttled`, `unavailable`, `conflict`: the same call may succeed later.
 * `denied`: not allowed, or not yet. `refused`: never will be, as it stands (a quota, a service-linked role).
 */
export type FailureKind = 'absent' | 'throttled' | 'unavailable' | 'conflict' | 'denied' | 'refused' | 'unknown';

/** A failed call. Told apart by its field, since bundle and simulation each have a class of their own. */
export class AwsFailure extends Error {
  constructor(
    readonly failure: FailureKind,
    readonly operation: string,
    message: string,
    readonly requestId?: string,
  ) {
    super(`${operation}: ${message}`);
    this.name = 'AwsFailure';
  }
}

export function failureOf(error: unknown): FailureKind | undefined {
  return error instanceof Error && 'failure' in error ? (error.failure as FailureKind) : undefined;
}
