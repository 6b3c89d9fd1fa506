/**
 * An account in memory for the tests of the commands: the world of the handlers' tests, the handlers themselves, and
 * what lies between them and whoever asks.
 *
 * A request that is put on the bus reaches the real opener or closer after a while, and what they write can be read in
 * their logs after another. Calls can be denied, fail, or come to nothing.
 */
import { handleCloser } from '../../../lambda/closer';
import { handleOpener } from '../../../lambda/opener';
import type { DeclaredAccess } from '../../../lib/core/declaration';
import { type EpochMs, HOUR, iso, SECOND } from '../../../lib/core/interval';
import { MATCHED_EVENT, signalInput } from '../../../lib/core/message';
import { type DeclaredSignal, REQUEST_TYPE, requestSource } from '../../../lib/core/signal';
import { isOnDemand, type OnDemand } from '../../../lib/core/window';
import type { Roles } from '../../../lib/core/world';
import type { Account, OutgoingEvent, Put, StackResource } from '../../../lib/operate/account';
import { CallFailure, type CallFailureKind } from '../../../lib/operate/call-failure';
import { DEPLOYER, declare, MemoryWorld, WRITE } from '../../lambda/memory-world';

export const STACK = 'Shop';
export const CALLER = 'arn:aws:sts::111122223333:assumed-role/Developer/me';

/** Of a deployed controller, and of something else in the stack. */
const RESOURCES: readonly StackResource[] = [
  { type: 'AWS::Scheduler::ScheduleGroup', logicalId: 'TheirGroup', physicalId: 'theirs' },
  {
    type: 'AWS::Scheduler::ScheduleGroup',
    logicalId: 'CdkTemporaryAccessControllerGroup0A1B2C3D',
    physicalId: 'Shop-123',
  },
  { type: 'AWS::Events::EventBus', logicalId: 'CdkTemporaryAccessRequests0A1B2C3D', physicalId: 'Shop-123' },
  {
    type: 'AWS::Logs::LogGroup',
    logicalId: 'CdkTemporaryAccessControllerOpenerLogs0A1B2C3D',
    physicalId: 'opener-logs',
  },
  {
    type: 'AWS::Logs::LogGroup',
    logicalId: 'CdkTemporaryAccessControllerCloserLogs0A1B2C3D',
    physicalId: 'closer-logs',
  },
];

export class MemoryAccount implements Account {
  readonly world: MemoryWorld;
  readonly sent: OutgoingEvent[] = [];
  readonly assumed: string[] = [];
  /** The functions that were woken. */
  readonly woken: string[] = [];
  readonly inlinePolicies = new Map<string, string>();
  /** Of stacks by their names. */
  readonly stacks = new Map<string, readonly StackResource[]>([[STACK, RESOURCES]]);
  /** What EventBridge answers, where it takes nothing. */
  refusal: Put | undefined;
  /** Whether events reach the functions. */
  delivers = true;
  /** How long a line takes until it can be read. */
  logLagMs = 3 * SECOND;
  readonly #failing = new Map<string, CallFailureKind>();

  constructor(
    now: string,
    private readonly accesses: readonly DeclaredAccess[],
  ) {
    this.world = new MemoryWorld(now).deploy(...accesses);
  }

  /** Every call of an operation fails from now on. */
  fail(operation: string, kind: CallFailureKind): this {
    this.#failing.set(operation, kind);
    return this;
  }

  mend(operation: string): this {
    this.#failing.delete(operation);
    return this;
  }

  /** Somebody else asks, and is answered. */
  async ask(direction: 'open' | 'close', access: string, detail: object, id: string): Promise<void> {
    await this.#deliver({ source: requestSource(access), detailType: REQUEST_TYPE[direction], detail }, id);
  }

  // -- the account -----------------------------------------------------------------------------------------------

  readonly clock = {
    now: (): EpochMs => this.world.clock.now(),
    sleep: (ms: number): Promise<void> => this.world.clock.sleep(ms),
  };

  readonly roles: Roles = {
    attachedPage: (name, marker) =>
      this.#call('iam:ListAttachedRolePolicies', `role ${name}`, () => this.world.roles.attachedPage(name, marker)),
  };

  identity = (): Promise<{ arn: string; account: string }> =>
    this.#call('sts:GetCallerIdentity', 'yourself', () => ({ arn: CALLER, account: '111122223333' }));

  region = (): Promise<string> => Promise.resolve('eu-west-1');

  resourcesPage: Account['resourcesPage'] = (stack, marker) =>
    this.#call('cloudformation:ListStackResources', `stack ${stack}`, () => {
      const resources = this.stacks.get(stack);
      if (resources === undefined) {
        throw new CallFailure('absent', 'cloudformation:ListStackResources', stack, 'does not exist');
      }
      const from = Number(marker ?? 0);
      const next = from + 2;
      return { resources: resources.slice(from, next), marker: next < resources.length ? String(next) : undefined };
    });

  schedulesOf: Account['schedulesOf'] = (group) => {
    if (group !== 'Shop-123') {
      throw new Error(`no such group: ${group}`);
    }
    return {
      get: (name) => this.#call('scheduler:GetSchedule', `schedule ${name}`, () => this.world.schedules.get(name)),
      namesPage: (prefix, marker) =>
        this.#call('scheduler:ListSchedules', `schedule group ${group}`, () =>
          this.world.schedules.namesPage(prefix, marker),
        ),
    };
  };

  locksOf: Account['locksOf'] = () => ({
    create: (name, { expression, input, target }) =>
      this.#call('scheduler:CreateSchedule', `schedule ${name}`, () => {
        if (this.world.plannedSchedules.has(name)) {
          throw new CallFailure('conflict', 'scheduler:CreateSchedule', name, 'already exists');
        }
        const state = { enabled: false, expression, timeZone: 'UTC' };
        this.world.plannedSchedules.set(name, { ...state, input, target });
      }),
    remove: (name) =>
      this.#call('scheduler:DeleteSchedule', `schedule ${name}`, () => {
        if (!this.world.plannedSchedules.delete(name)) {
          throw new CallFailure('absent', 'scheduler:DeleteSchedule', name, 'does not exist');
        }
      }),
  });

  wake: Account['wake'] = (name, event) =>
    this.#call('lambda:InvokeFunction', name, () => {
      this.woken.push(name);
      if (this.delivers) {
        const handled = handleCloser(this.world, JSON.parse(event), this.world.in(HOUR)).catch(() => undefined);
        void handled;
      }
    });

  inlinePolicy: Account['inlinePolicy'] = (role, policy) =>
    this.#call('iam:GetRolePolicy', `role ${role}`, () => {
      const text = this.inlinePolicies.get(`${role}/${policy}`);
      if (text === undefined) {
        throw new CallFailure('absent', 'iam:GetRolePolicy', role, 'no such policy');
      }
      return text;
    });

  put: Account['put'] = (bus, event) =>
    this.#call('events:PutEvents', `event bus ${bus}`, () => {
      if (this.refusal !== undefined) {
        return this.refusal;
      }
      this.sent.push(event);
      const id = `event-${this.sent.length}`;
      void this.world.clock.sleep(SECOND).then(() => this.#deliver(event, id));
      return { id };
    });

  linesPage: Account['linesPage'] = (logGroup, { since, until = this.clock.now() }, marker) =>
    this.#call('logs:FilterLogEvents', `log group ${logGroup}`, () => {
      const known = this.world.records
        .filter(({ at }) => at >= since && at < until && at + this.logLagMs <= this.clock.now())
        .map(({ at, ...record }) =>
          JSON.stringify({ level: 'INFO', message: record.event, service: STACK, ...record, at: iso(at) }),
        );
      const from = Number(marker ?? 0);
      const lines = ['START RequestId: 1', ...known].slice(from, from + 2);
      return { lines, marker: from + 2 <= known.length ? String(from + 2) : undefined };
    });

  assume: Account['assume'] = (attachmentRole, name) =>
    this.#call('sts:AssumeRole', attachmentRole, async () => {
      this.assumed.push(`${attachmentRole} as ${name}`);
      const session = await this.world.sessions.assume(attachmentRole, name, undefined);
      return {
        attachedPage: (role, marker) =>
          this.#call('iam:ListAttachedRolePolicies as session', role, () => session.attachedPage(role, marker)),
        detach: (role, policy) => this.#call('iam:DetachRolePolicy', role, () => session.detach(role, policy)),
      };
    });

  async #call<T>(operation: string, resource: string, call: () => T | Promise<T>): Promise<T> {
    const failing = this.#failing.get(operation);
    if (failing !== undefined) {
      throw new CallFailure(failing, operation, resource, `${failing} by the test`);
    }
    try {
      return await call();
    } catch (error) {
      const { failure } = error as { failure?: CallFailureKind };
      throw failure === undefined || error instanceof CallFailure
        ? error
        : new CallFailure(failure, operation, resource, (error as Error).message);
    }
  }

  async #deliver(event: OutgoingEvent, id: string): Promise<void> {
    const { source, detailType, detail } = event;
    const matched = { id, source, account: '111122223333', time: iso(this.clock.now()), detail };
    for (const { access, windows } of this.delivers ? this.accesses : []) {
      for (const window of windows) {
        const opens = isOnDemand(window) ? window.opensOn : [];
        for (const [direction, signals] of [['open', opens] as const, ['close', window.closesOn ?? []] as const]) {
          for (const signal of signals.filter(({ pattern }) => isMatched(pattern, source, detailType))) {
            const text = signalInput(direction, access, window.id, signal.id);
            const message: unknown = JSON.parse(text.replace(MATCHED_EVENT, JSON.stringify(matched)));
            const handle = direction === 'open' ? handleOpener : handleCloser;
            // What a function throws ends in its queue.
            await handle(this.world, message, this.world.in(HOUR)).catch(() => undefined);
          }
        }
      }
    }
  }
}

function isMatched(pattern: string, source: string, detailType: string): boolean {
  const { source: sources, 'detail-type': types } = JSON.parse(pattern) as Record<string, string[]>;
  return (sources ?? []).includes(source) && (types ?? []).includes(detailType);
}

/** By `temporary-access open` and `temporary-access close`. */
export function request(direction: 'open' | 'close', access = 'release', id = '1'): DeclaredSignal {
  return {
    id,
    words: 'a request through the request bus',
    pattern: JSON.stringify({ source: [requestSource(access)], 'detail-type': [REQUEST_TYPE[direction]] }),
    correlation: '$.detail.correlation',
    anyCase: true,
    reason: '$.detail.reason',
    requesters: [CALLER],
  };
}

/** For two hours at most. */
export function onRequest(different: Partial<OnDemand> = {}): OnDemand {
  return {
    ...{ kind: 'on-demand', id: '1', words: 'on request, at most 2 h', maxMinutes: 120 },
    opensOn: [request('open')],
    closesOn: [request('close')],
    ...different,
  };
}

/** Lets the deployer write on request. */
export function release(different: Partial<DeclaredAccess> = {}): DeclaredAccess {
  return declare({ windows: [onRequest()], ...different });
}

/** The inline policy of an attachment role, as the template has it. */
export function attachments(role = DEPLOYER, policies: string | string[] = WRITE): string {
  const statement = (action: string): object => ({
    ...{ Effect: 'Allow', Action: action, Resource: role },
    Condition: { ArnEquals: { 'iam:PolicyARN': policies } },
  });
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      statement('iam:AttachRolePolicy'),
      { Effect: 'Allow', Action: 'iam:ListAttachedRolePolicies', Resource: role },
      statement('iam:DetachRolePolicy'),
    ],
  });
}
