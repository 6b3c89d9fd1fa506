/**
 * Everything that a handler reads, changes or waits for, as arguments.
 *
 * One method is one call to AWS, so that a simulation can fail, delay or interleave at each of them. The same
 * handler runs in Lambda on adapters to AWS, and in the rehearsal on a simulated world.
 */
import type { EpochMs } from './interval';
import type { Policies } from './policy-simulation';

export interface World {
  readonly clock: Clock;
  /** Uniform in `[0, 1)`, for jitter. */
  readonly random: () => number;
  /** With the function's own role. */
  readonly roles: Roles;
  /** With the function's own role too, and only of accesses that are looked at after a close. */
  readonly policies: Policies;
  readonly schedules: Schedules;
  readonly sessions: Sessions;
  readonly cloudFormation: CloudFormation;
  readonly events: Events;
  readonly telemetry: Telemetry;
  /** Who acts, for whoever reads of it. */
  readonly controller: Controller;
}

/** The controller of one stack, and the version of this library that made it. */
export interface Controller {
  readonly name: string;
  readonly version: string;
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
  /** By which AWS knows the call. */
  readonly requestId?: string | undefined;
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

/** A change answers with the id by which AWS knows the call. */
export interface Session extends Roles {
  attach(roleName: string, policy: string): Promise<string | undefined>;
  detach(roleName: string, policy: string): Promise<string | undefined>;
}

export interface CloudFormation {
  /** Answers a custom resource's request at the address that came with it. */
  respond(responseUrl: string, body: string): Promise<void>;
}

/** The bus that is told what happened. */
export interface Events {
  put(event: OutgoingEvent): Promise<void>;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export interface OutgoingEvent {
  readonly detailType: string;
  readonly at: EpochMs;
  /** The role and its policies. */
  readonly resources: readonly string[];
  readonly detail: object;
}

export interface Telemetry {
  /** One structured line, found again by the id of the access. */
  record(record: AccessRecord): void;
  /** One structured line about the controller itself. */
  note(message: string, fields: Readonly<Record<string, string>>): void;
  /** A number of the controller; of one access as well, where it is named. */
  measure(metric: Metric, value: number, access?: string): void;
  /** Whether a break-glass access is open: each change calls people. */
  breakGlass(access: string, open: boolean): void;
}

/**
 * What is measured of the controller.
 *
 * `Overrun`: seconds from an end to the moment at which IAM accepted the detach. `TimeToVerifiedRemoval`: seconds from
 * an end to its proof. `OpenPastEnd`: policies that a close left attached or could not prove to be gone. `Drift`:
 * policies that a sweep found attached outside every window. `SweepHeartbeat`: a sweep read every role.
 * `RefusedRequests`: events that asked to open and were not answered. `ResidualAccess`: closed accesses of which the
 * role still has a right by something else. `LostEvents`: events that no bus has taken.
 */
export type Metric =
  | 'Opened'
  | 'Closed'
  | 'Verified'
  | 'Overrun'
  | 'TimeToVerifiedRemoval'
  | 'FailedOpens'
  | 'FailedCloses'
  | 'OpenPastEnd'
  | 'Drift'
  | 'SweepHeartbeat'
  | 'RefusedRequests'
  | 'ResidualAccess'
  | 'LostEvents';

/** What is measured of each access too, when it opens or closes; it has the access as a second dimension. */
export const ACCESS_METRICS = [
  'Opened',
  'Closed',
  'Verified',
  'Overrun',
  'TimeToVerifiedRemoval',
  'FailedOpens',
  'FailedCloses',
] as const satisfies readonly Metric[];

/** 1 while a break-glass access is open; it has the access as a second dimension. */
export const BREAK_GLASS_METRIC = 'BreakGlassOpen';

export const METRIC_NAMESPACE = 'TemporaryAccess';

/** What made the controller look at an access. */
export type Trigger =
  'start' | 'end' | 'sweep' | 'create' | 'update' | 'delete' | 'deployment' | 'request' | 'early-close';

/**
 * What happened to an access.
 *
 * `attached`: IAM accepted the attach. `opened`: and everything was read again to be still due, or it was found so.
 * `refused`: an open that is not due, or not armed. `drift`: found attached outside every window. `detached`: IAM
 * accepted the detach, which proves nothing yet. `verified`: read back and not there. `drift-removed`: and had been
 * drift. `residual`: gone, and the role may still do some of it by something else. `ending-soon`: open, and its end is
 * near. `leased`: a lease stands, and with it the end of an opening. `held`: closed before its time, and kept closed.
 * `unmatched`: a request to close that belongs to nothing open.
 */
export type Happening =
  | 'attached'
  | 'opened'
  | 'refused'
  | 'open-failed'
  | 'drift'
  | 'detached'
  | 'verified'
  | 'drift-removed'
  | 'close-failed'
  | 'residual'
  | 'ending-soon'
  | 'leased'
  | 'held'
  | 'unmatched';

/** One line of the log, and what an event is made of. */
export interface AccessRecord {
  readonly event: Happening;
  readonly trigger: Trigger;
  readonly at: EpochMs;
  readonly access: string;
  readonly purpose: string;
  readonly role: string;
  readonly policies: readonly string[];
  /** The window that it belongs to, as declared, and when that was to be open, in UTC. */
  readonly window?: string;
  readonly words?: string;
  readonly start?: string;
  readonly end?: string;
  /** Since it was to end: by the clock, or by the request that ended it early. */
  readonly secondsPastEnd?: number;
  /** Of the calls to IAM that did it, or showed it. */
  readonly awsRequestIds?: readonly string[];
  /** Why, in words, where the event alone does not say. */
  readonly reason?: string;
  /** How many complete reads of the role's policies went into it. */
  readonly reads?: number;
  /** The id of the event that asked, and the case that it named. */
  readonly request?: string;
  readonly correlation?: string;
  /** When, from where and why it was asked, as far as the event said. */
  readonly requestedAt?: string;
  readonly requestedBy?: string;
  readonly requestReason?: string;
  /** When a lease or a hold runs out, in UTC. */
  readonly until?: string;
  readonly residual?: Residual;
}

/** What a role may still do of what was granted. */
export interface Residual {
  readonly findings: readonly ResidualFinding[];
  /** Which of the granted rights IAM could not be asked about, each with the reason. */
  readonly notAsked: readonly string[];
}

/** What something else still gives: an action, or all that the same statements allow on a resource. */
export interface ResidualFinding {
  /** Of the policies that were detached, the one that granted it. */
  readonly policy: string;
  readonly action: string;
  readonly resource: string;
  /** The statements that still allow it, in words. */
  readonly allowedBy: readonly string[];
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
