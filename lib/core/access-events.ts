/**
 * The events that a controller sends to its bus: one for each thing that happens to an access.
 *
 * They are for people and for other systems; nothing here reads them, and nothing waits for them. What is added within
 * a version is optional, so that whoever reads one may ignore what it does not know.
 *
 * Gotchas: EventBridge delivers at least once, and a function that is tried again says it again. An occurrence, or a
 * request, tells which opening an event belongs to.
 */
import { iso } from './interval';
import type { AccessRecord, Controller, Happening, OutgoingEvent, ResidualFinding, Trigger } from './world';

/** The `source` of every event. */
export const EVENT_SOURCE = 'temporary-access';

export const EVENT_VERSION = 1;

/** The `detail` that all events have. */
export interface AccessEvent {
  /** Of this form. */
  readonly version: 1;
  /** The controller that acted: by the name of its stack, and the version of this library that made it. */
  readonly controller: { readonly name: string; readonly version: string };
  /** The id of the access. */
  readonly access: string;
  /** Why the role needs it, as declared. */
  readonly purpose: string;
  /** The ARN of the role. */
  readonly role: string;
  /** The ARNs of the managed policies that it is about. */
  readonly policies: readonly string[];
  /** What made the controller look. */
  readonly trigger: Trigger;
  /** When it happened, in UTC. */
  readonly at: string;
  /** The declared window that it belongs to, where that is known. */
  readonly window?: { readonly id: string; readonly words: string };
  /** When that window was to be open this time, in UTC. */
  readonly occurrence?: { readonly start: string; readonly end: string };
  /** The request that opened it, where one did. */
  readonly request?: {
    /** The id of the event that asked. */
    readonly id: string;
    /** When it was asked, in UTC. */
    readonly at?: string;
    /** The `source` of that event. */
    readonly source?: string;
    readonly reason?: string;
  };
  /** The case that the request belongs to. */
  readonly correlation?: string;
  /** By which AWS knows the calls that did it, or showed it; CloudTrail has the changes under the same ids. */
  readonly awsRequestIds: readonly string[];
}

/** Its policies are attached, and everything was read again to be still due. */
export interface AccessOpened extends AccessEvent {
  /** Where they were attached already, as after a crash. */
  readonly reason?: string;
}

/** IAM has accepted the detach. That proves nothing yet. */
export interface AccessClosed extends AccessEvent {
  /** Since it was to end: by the clock, or by the request that ended it early. */
  readonly secondsPastEnd?: number;
}

/** The role's policies were read back, whole and repeatedly, and those of the access were not there. */
export interface RemovalVerified extends AccessEvent {
  /** How many complete reads it took. */
  readonly reads: number;
  readonly secondsPastEnd?: number;
}

/** It was due and could not be opened. */
export interface OpenFailed extends AccessEvent {
  readonly reason: string;
}

/** It could not be closed, or not be proved to be. Somebody has to look: access may be standing. */
export interface CloseFailed extends AccessEvent {
  readonly reason: string;
  readonly secondsPastEnd?: number;
}

/** A sweep found it attached outside every declared window: an end was lost, or somebody attached it by hand. */
export interface DriftFound extends AccessEvent {
  readonly reason: string;
  readonly secondsPastEnd?: number;
}

/** What a sweep found is proved to be gone. */
export interface DriftRemoved extends AccessEvent {
  readonly reads: number;
  readonly secondsPastEnd?: number;
}

/** It is proved to be gone, and yet the role may do some of what it granted, by something else. */
export interface ResidualAccess extends AccessEvent {
  readonly findings: readonly ResidualFinding[];
  /** Which of the granted rights IAM could not be asked about, each with the reason. */
  readonly notAsked: readonly string[];
}

/** It is open, and its end is near. */
export interface EndingSoon extends AccessEvent {
  /** When it ends, in UTC. */
  readonly until: string;
}

/** Every kind of event, by its `detail-type`. */
export interface AccessEvents {
  readonly 'Access Opened': AccessOpened;
  readonly 'Access Closed': AccessClosed;
  readonly 'Removal Verified': RemovalVerified;
  readonly 'Open Failed': OpenFailed;
  readonly 'Close Failed': CloseFailed;
  readonly 'Drift Found': DriftFound;
  readonly 'Drift Removed': DriftRemoved;
  readonly 'Residual Access': ResidualAccess;
  readonly 'Ending Soon': EndingSoon;
}

export type DetailType = keyof AccessEvents;

/** What is sent when something happens; nothing is for what is only a step on the way. */
export const DETAIL_TYPES: Readonly<Partial<Record<Happening, DetailType>>> = {
  opened: 'Access Opened',
  detached: 'Access Closed',
  verified: 'Removal Verified',
  'open-failed': 'Open Failed',
  'close-failed': 'Close Failed',
  drift: 'Drift Found',
  'drift-removed': 'Drift Removed',
  residual: 'Residual Access',
  'ending-soon': 'Ending Soon',
};

/** The event that says what a record says, if there is one of its kind. */
export function eventOf(record: AccessRecord, controller: Controller): OutgoingEvent | undefined {
  const detailType = DETAIL_TYPES[record.event];
  if (detailType === undefined) {
    return undefined;
  }
  const { access, purpose, role, policies, trigger, at, correlation, awsRequestIds = [], residual } = record;
  const detail: AccessEvent = {
    version: EVENT_VERSION,
    controller: { name: controller.name, version: controller.version },
    access,
    purpose,
    role,
    policies,
    trigger,
    at: iso(at),
    ...belonging(record),
    ...(correlation === undefined ? {} : { correlation }),
    awsRequestIds,
  };
  return {
    detailType,
    at,
    resources: [role, ...policies],
    detail: { ...detail, ...partOf(record, OWN[detailType]), ...(detailType === 'Residual Access' ? residual : {}) },
  };
}

type OwnField = 'reason' | 'reads' | 'secondsPastEnd' | 'until';

/** What each kind has beside the detail that all have. */
const OWN: Readonly<Record<DetailType, readonly OwnField[]>> = {
  'Access Opened': ['reason'],
  'Access Closed': ['secondsPastEnd'],
  'Removal Verified': ['reads', 'secondsPastEnd'],
  'Open Failed': ['reason'],
  'Close Failed': ['reason', 'secondsPastEnd'],
  'Drift Found': ['reason', 'secondsPastEnd'],
  'Drift Removed': ['reads', 'secondsPastEnd'],
  'Residual Access': [],
  'Ending Soon': ['until'],
};

function partOf(record: AccessRecord, fields: readonly OwnField[]): object {
  return Object.fromEntries(fields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]])));
}

function belonging(record: AccessRecord): Pick<AccessEvent, 'window' | 'occurrence' | 'request'> {
  const { window, words, start, end, request, requestedAt, requestedBy, requestReason } = record;
  return {
    ...(window === undefined || words === undefined ? {} : { window: { id: window, words } }),
    ...(start === undefined || end === undefined ? {} : { occurrence: { start, end } }),
    ...(request === undefined
      ? {}
      : {
          request: {
            id: request,
            ...(requestedAt === undefined ? {} : { at: requestedAt }),
            ...(requestedBy === undefined ? {} : { source: requestedBy }),
            ...(requestReason === undefined ? {} : { reason: requestReason }),
          },
        }),
  };
}
