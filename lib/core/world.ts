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

/** The schedules of the controller's group. */
export interface Schedules {
  get(name: string): Promise<ScheduleState>;
  /** One page of the names that begin so. */
  namesPage(prefix: string, marker: string | undefined): Promise<NamesPage>;
  /** A schedule that fires once and deletes itself; `conflict` where one of that name exists. */
  create(name: string, schedule: OnceSchedule): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface ScheduleState {
  readonly enabled: boolean;
  readonly expression: string;
  readonly timeZone: string | undefined;
  readonly input: string;
  readonly target: ScheduleTarget;
}

/** What a schedule calls, with which role, and where an event goes that cannot be handed over. */
export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly deadLetterArn: string | undefined;
}

export interface NamesPage {
  readonly names: readonly string[];
  readonly marker: string | undefined;
}

export interface OnceSchedule {
  /** `at(…)`, in UTC. */
  readonly expression: string;
  readonly description: string;
  readonly input: string;
  readonly target: ScheduleTarget;
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
  /** Whether a break-glass access is open: each change calls people. */
  breakGlass(access: string, open: boolean): void;
}

/**
 * `SweepHeartbeat`: a sweep read every role. `OpenPastEnd`: policies that a close left attached or could not prove
 * to be gone. `RefusedRequests`: events that asked to open and were not answered.
 */
export type Metric =
  'Opened' | 'Verified' | 'FailedOpens' | 'FailedCloses' | 'OpenPastEnd' | 'SweepHeartbeat' | 'RefusedRequests';

/** 1 while a break-glass access is open; it has the access as a second dimension. */
export const BREAK_GLASS_METRIC = 'BreakGlassOpen';

export const METRIC_NAMESPACE = 'TemporaryAccess';

/** What made the controller look at an access. */
export type Trigger =
  'start' | 'end' | 'sweep' | 'create' | 'update' | 'delete' | 'deployment' | 'request' | 'early-close';

/**
 * What happened to an access.
 *
 * `attached`: IAM accepted the attach. `opened`: and everything was read again to be still due. `refused`: an open that is not due, or not armed. `drift`:
 * found attached outside every window. `detached`: IAM accepted the detach, which proves nothing yet. `verified`:
 * read back and not there. `leased`: a lease stands, and with it the end of an opening. `held`: closed before its
 * time, and kept closed. `unmatched`: a request to close that belongs to nothing open.
 */
export type AccessEvent =
  | 'attached'
  | 'opened'
  | 'refused'
  | 'open-failed'
  | 'drift'
  | 'detached'
  | 'verified'
  | 'close-failed'
  | 'leased'
  | 'held'
  | 'unmatched';

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
  /** The id of the event that asked, and the case that it named. */
  readonly request?: string;
  readonly correlation?: string;
  /** When a lease or a hold runs out, in UTC. */
  readonly until?: string;
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
