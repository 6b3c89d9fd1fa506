/**
 * The world of one run of a function: each port call takes its time there and back, and happens in between.
 *
 * All calls go through one place, `call`, which is where a fault would strike: before the call, after it was made
 * but before its answer, or instead of it.
 */
import type { AccessRecord, Metric, Roles, Session, World } from '../core/world';
import { between } from './seeded-random';
import type { Caller, SimulatedIam } from './simulated-iam';
import type { Invocation } from './simulated-lambda';
import type { SimulatedScheduler } from './simulated-scheduler';
import type { VirtualClock } from './virtual-clock';

/** What the functions wrote down. */
export interface Note {
  readonly at: number;
  readonly functionArn: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface WrittenRecord extends AccessRecord {
  readonly functionArn: string;
}

export interface Telemetered {
  readonly records: WrittenRecord[];
  readonly notes: Note[];
  readonly counts: Map<Metric, number>;
}

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly scheduler: SimulatedScheduler;
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
  const { clock, iam, scheduler, telemetered } = around;
  const { caller, random } = invocation;
  const functionArn = invocation.function.arn;

  const wait = async (ms: number): Promise<void> => {
    await clock.sleep(ms);
    return invocation.over ? never() : undefined;
  };
  const call = async <T>(effect: () => T): Promise<T> => {
    await wait(between(random, FASTEST, SLOWEST));
    let answer: { readonly value: T } | { readonly error: unknown };
    try {
      answer = { value: effect() };
    } catch (error) {
      answer = { error };
    }
    await wait(between(random, FASTEST, SLOWEST));
    if ('error' in answer) {
      throw answer.error;
    }
    return answer.value;
  };
  const rolesOf = (reader: Caller): Roles => ({
    attachedPage: (roleName, marker) => call(() => iam.listAttached(reader, roleName, marker)),
  });
  const sessionOf = (session: Caller): Session => ({
    ...rolesOf(session),
    attach: (roleName, policy) =>
      call(() => {
        iam.attach(session, roleName, policy);
      }),
    detach: (roleName, policy) =>
      call(() => {
        iam.detach(session, roleName, policy);
      }),
  });

  return {
    clock: { now: () => clock.now(), sleep: wait },
    random,
    roles: rolesOf(caller),
    schedules: { get: (name) => call(() => scheduler.get(caller, scheduleArn(invocation, name))) },
    sessions: {
      assume: (attachmentRole, sessionName, sessionPolicy) =>
        call(() => sessionOf(iam.assume(caller, attachmentRole, sessionName, sessionPolicy))),
    },
    cloudFormation: {
      respond: (responseUrl, body) =>
        call(() => {
          around.respond(responseUrl, body);
        }),
    },
    telemetry: {
      record: (record) => {
        telemetered.records.push({ ...record, functionArn });
      },
      note: (message, fields) => {
        telemetered.notes.push({ at: clock.now(), functionArn, message, fields });
      },
      count: (metric, value) => {
        telemetered.counts.set(metric, (telemetered.counts.get(metric) ?? 0) + value);
      },
    },
  };
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
