/** The world of one run of a function: each port call is one to a simulated service. */
import { plus } from '../core/interval';
import type { Roles, Session, World } from '../core/world';
import { CallFaults } from './faults/call-faults';
import type { Faults } from './faults/faults';
import type { Outages } from './faults/outages';
import type { Caller } from './iam-authority';
import { hash } from './seeded-random';
import { callsOf, waitIn } from './simulated-call';
import type { SimulatedEventBridge } from './simulated-event-bridge';
import { eventsOf } from './simulated-events';
import type { SimulatedIam } from './simulated-iam';
import { SimulatedPolicies } from './simulated-policies';
import type { Invocation } from './simulated-lambda';
import type { SimulatedScheduler } from './simulated-scheduler';
import { type Telemetered, telemetryOf } from './simulated-telemetry';
import type { VirtualClock } from './virtual-clock';

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly scheduler: SimulatedScheduler;
  readonly eventBridge: SimulatedEventBridge;
  readonly faults: Faults;
  readonly outages: Outages;
  readonly telemetered: Telemetered;
  /** CloudFormation's side of the presigned address. */
  readonly respond: (responseUrl: string, body: string) => void;
}

export function worldOf(around: Surroundings, invocation: Invocation): World {
  const { clock, iam, scheduler, telemetered, faults, outages } = around;
  const { caller, random } = invocation;

  const callFaults = new CallFaults(faults, invocation);
  const policies = new SimulatedPolicies(iam);
  const call = callsOf(invocation, { clock, outages, random, fateOf: (site) => callFaults.fateOf(site, clock.now()) });
  let made = 0;
  /** By which the simulated AWS knows a call. */
  const callId = (): string => requestId(invocation.place, made++);
  const rolesOf = (reader: Caller): Roles => ({
    attachedPage: (roleName, marker) =>
      call({ service: 'iam', operation: 'list', subject: roleName }, (staleMs) => ({
        ...iam.listAttached(reader, roleName, marker, plus(clock.now(), -staleMs)),
        requestId: callId(),
      })),
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
    clock: { now: () => plus(clock.now(), invocation.skewMs), sleep: (ms) => waitIn(invocation, clock, ms) },
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
    events: eventsOf(around, invocation),
    controller: {
      name: invocation.function.environment['CONTROLLER'] ?? '',
      version: invocation.function.environment['VERSION'] ?? '',
    },
    telemetry: telemetryOf(clock, telemetered, invocation),
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

/** Like those of AWS. */
function requestId(place: string, call: number): string {
  const [first, second] = [hash(`${place} ${call}`), hash(`${call} ${place}`)].map((one) =>
    one.toString(16).padStart(8, '0'),
  ) as [string, string];
  return `${first}-${second.slice(0, 4)}-4${second.slice(5, 8)}-8${first.slice(1, 4)}-${second}${first.slice(4)}`;
}
