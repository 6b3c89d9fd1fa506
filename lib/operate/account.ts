/**
 * The account in which a stack is deployed, as the commands see it: every call to AWS, and the clock, as arguments.
 *
 * One method is one call. The command line runs on adapters to AWS, tests on an account in memory.
 */
import type { EpochMs } from '../core/interval';
import type { Clock, Roles, Schedules, ScheduleTarget } from '../core/world';

export interface Account {
  readonly clock: Clock;
  /** With the user's own credentials. */
  readonly roles: Roles;
  /** In whose name the calls are made. */
  identity(): Promise<Identity>;
  /** Where the calls go, unless a service has no regions. */
  region(): Promise<string>;
  resourcesPage(stack: string, marker: string | undefined): Promise<ResourcesPage>;
  schedulesOf(group: string): SchedulesRead;
  locksOf(group: string): Locks;
  /** Hands an event to a function, and does not wait for it. */
  wake(functionArn: string, event: string): Promise<void>;
  /** The text of an inline policy of a role. */
  inlinePolicy(roleName: string, policyName: string): Promise<string>;
  put(bus: string, event: OutgoingEvent): Promise<Put>;
  /** Lines of a log group that match a filter pattern, from an instant on, or between two. */
  linesPage(logGroup: string, query: LogQuery, marker: string | undefined): Promise<LinesPage>;
  /** A session of an attachment role. It can detach and read, whatever its role may do beside. */
  assume(attachmentRole: string, sessionName: string): Promise<ClosingSession>;
}

export type SchedulesRead = Pick<Schedules, 'get' | 'namesPage'>;

/** Makes and removes locks: schedules that never fire. */
export interface Locks {
  /** `conflict` where one of that name exists. */
  create(name: string, lock: LockSchedule): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface LockSchedule {
  /** When it would fire, were it enabled. */
  readonly expression: string;
  readonly description: string;
  readonly input: string;
  /** What it would call. Scheduler takes no schedule without one. */
  readonly target: ScheduleTarget;
}

export interface Identity {
  readonly arn: string;
  readonly account: string;
}

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

export interface ResourcesPage {
  readonly resources: readonly StackResource[];
  readonly marker: string | undefined;
}

export interface OutgoingEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
}

/** What EventBridge made of one event: its id, or why it did not take it. */
export type Put = { readonly id: string } | { readonly code: string; readonly message: string };

export interface LogQuery {
  readonly since: EpochMs;
  /** Lines from this instant on are none of it. */
  readonly until?: EpochMs;
  readonly pattern: string;
}

export interface LinesPage {
  readonly lines: readonly string[];
  readonly marker: string | undefined;
}

export interface ClosingSession extends Roles {
  detach(roleName: string, policy: string): Promise<unknown>;
}
