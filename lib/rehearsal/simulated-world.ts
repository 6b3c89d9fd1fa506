/**
 * The world of one run of a function: each port call takes its time there and back, and happens in between.
 *
 * All calls go through one place, `call`, which is where faults strike: before the call, after it was made but
 * before its answer, or instead of it.
 */
import { type EpochMs, plus } from '../core/interval';
import type { AccessRecord, Metric, OutgoingEvent, Roles, Session, World } from '../core/world';
import { CallFaults } from './faults/call-faults';
import type { Faults } from './faults/faults';
import type { CallSite, Outages } from './faults/outages';
import { between } from './seeded-random';
import type { Caller } from './iam-authority';
import type { SimulatedIam } from './simulated-iam';
import { SimulatedPolicies } from './simulated-policies';
import type { Invocation } from './simulated-lambda';
import type { SimulatedScheduler } from './simulated-scheduler';
import type { VirtualClock } from './virtual-clock';

/** What the functions wrote down. */
export interface Note {
  readonly at: EpochMs;
  readonly functionArn: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface WrittenRecord extends AccessRecord {
  readonly functionArn: string;
  /** By the true clock; the function's own may be wrong. */
  readonly writtenAt: EpochMs;
}

export interface Counted {
  readonly at: EpochMs;
  readonly metric: Metric;
  readonly value: number;
  /** Of which it was measured beside the controller. */
  readonly access?: string;
}

export interface Alert {
  readonly at: EpochMs;
  readonly access: string;
  readonly open: boolean;
}

/** What a function told its bus. */
export interface SentEvent extends OutgoingEvent {
  readonly putAt: EpochMs;
  readonly functionArn: string;
}

export interface Telemetered {
  readonly events: SentEvent[];
  readonly records: WrittenRecord[];
  readonly notes: Note[];
  readonly counts: Counted[];
  /** Of break-glass accesses. */
  readonly alerts: Alert[];
}

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly scheduler: SimulatedScheduler;
  readonly faults: Faults;
  readonly outages: Outages;
  readonly telemetered: Telemetered;
  /** CloudFormation's side of the presigned address. */
  readonly respond: (responseUrl: string, body: string) => void;
}

/** One way of a call to AWS and back, in milliseconds. */
const FASTEST = 10;
const SLOWEST = 25;

/** Never answers: a function that has been stopped waits for nothing. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

export function worldOf(around: Surroundings, invocation: Invocation): World {
  const { clock, iam, scheduler, telemetered, faults, outages } = around;
  const { caller, random } = invocation;
  const functionArn = invocation.function.arn;
  const callFaults = new CallFaults(faults, invocation);
  const policies = new SimulatedPolicies(iam);

  const wait = async (ms: number): Promise<void> => {
    await clock.sleep(ms);
    return invocation.over ? never() : undefined;
  };
  const call = async <T>(site: CallSite, effect: (staleMs: number) => T): Promise<T> => {
    const { thereMs, backMs, fails, loses, ends, hangs, staleMs } = callFaults.fateOf(site, clock.now());
    await wait(between(random, FASTEST, SLOWEST) + thereMs);
    if (hangs === true) {
      return never();
    }
    if (ends === 'before') {
      invocation.crash();
      return never();
    }
    const failure = fails ?? outages.failureOf(site, clock.now());
    const answer = failure === undefined ? attempted(() => effect(staleMs)) : { error: failure };
    if (ends === 'after') {
      invocation.crash();
      return never();
    }
    await wait(between(random, FASTEST, SLOWEST) + backMs);
    if (loses !== undefined) {
      throw loses;
    }
    if ('error' in answer) {
      throw answer.error;
    }
    return answer.value;
  };
  let made = 0;
  /** By which the simulated AWS knows a call. */
  const callId = (): string => `${invocation.place} call ${(made += 1)}`;
  const rolesOf = (reader: Caller): Roles => ({
    attachedPage: (roleName, marker) =>
      call({ service: 'iam', operation: 'list', subject: roleName }, (staleMs) =>
        iam.listAttached(reader, roleName, marker, plus(clock.now(), -staleMs)),
      ),
  });
  const sessionOf = (session: Caller): Session => ({
    ...rolesOf(session),
    attach: (roleName, policy) =>
      call({ service: 'iam', operation: 'attach', subject: roleName }, () => {
        iam.attach(session, roleName, policy);
        return callId();
      }),
    detach: (roleName, policy) =>
      call({ service: 'iam', operation: 'detach', subject: roleName }, (staleMs) => {
        iam.detach(session, roleName, policy, plus(clock.now(), -staleMs));
        return callId();
      }),
  });

  return {
    clock: { now: () => plus(clock.now(), invocation.skewMs), sleep: wait },
    random,
    roles: rolesOf(caller),
    policies: {
      defaultVersion: (policy) =>
        call({ service: 'iam', operation: 'policy', subject: policy }, () => policies.defaultVersion(caller, policy)),
      document: (policy, version) =>
        call({ service: 'iam', operation: 'version', subject: policy }, () =>
          policies.document(caller, policy, version),
        ),
      simulatePage: (question, marker) =>
        call({ service: 'iam', operation: 'simulate', subject: question.role }, () =>
          policies.simulate(caller, question, marker),
        ),
    },
    schedules: {
      get: (name) =>
        call({ service: 'scheduler', operation: 'get', subject: name }, () =>
          scheduler.get(caller, scheduleArn(invocation, name)),
        ),
      namesPage: (prefix) =>
        call({ service: 'scheduler', operation: 'list', subject: prefix }, () =>
          scheduler.namesLike(caller, scheduleArn(invocation, prefix)),
        ),
      create: (name, schedule) =>
        call({ service: 'scheduler', operation: 'create', subject: name }, () => {
          scheduler.create(caller, scheduleArn(invocation, name), schedule);
        }),
      remove: (name) =>
        call({ service: 'scheduler', operation: 'delete', subject: name }, () => {
          scheduler.delete(caller, scheduleArn(invocation, name));
        }),
    },
    sessions: {
      assume: (attachmentRole, sessionName, sessionPolicy) =>
        call({ service: 'sts', operation: 'assume', subject: attachmentRole }, () =>
          sessionOf(iam.assume(caller, attachmentRole, sessionName, sessionPolicy)),
        ),
    },
    cloudFormation: {
      respond: (responseUrl, body) =>
        call({ service: 'cloudformation', operation: 'respond', subject: responseUrl }, () => {
          around.respond(responseUrl, body);
        }),
    },
    events: {
      put: (event) =>
        call({ service: 'events', operation: 'put', subject: event.detailType }, () => {
          telemetered.events.push({ ...event, putAt: clock.now(), functionArn });
        }),
    },
    controller: {
      name: invocation.function.environment['CONTROLLER'] ?? '',
      version: invocation.function.environment['VERSION'] ?? '',
    },
    telemetry: {
      record: (record) => {
        telemetered.records.push({ ...record, functionArn, writtenAt: clock.now() });
      },
      note: (message, fields) => {
        telemetered.notes.push({ at: clock.now(), functionArn, message, fields });
      },
      measure: (metric, value, access) => {
        telemetered.counts.push({ at: clock.now(), metric, value, ...(access === undefined ? {} : { access }) });
      },
      breakGlass: (access, open) => {
        telemetered.alerts.push({ at: clock.now(), access, open });
      },
    },
  };
}

function attempted<T>(effect: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

/** The bundle names schedules within the group that its environment names. */
function scheduleArn({ function: called }: Invocation, name: string): string {
  return `${scheduleArnPrefix(called.arn, called.environment['SCHEDULE_GROUP'] ?? '')}/${name}`;
}

/** `arn:aws:scheduler:REGION:ACCOUNT:schedule/GROUP` beside a function of the same region and account. */
export function scheduleArnPrefix(functionArn: string, group: string): string {
  const [, partition, , region, account] = functionArn.split(':');
  return `arn:${partition ?? ''}:scheduler:${region ?? ''}:${account ?? ''}:schedule/${group}`;
}
