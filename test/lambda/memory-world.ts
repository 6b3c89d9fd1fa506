/**
 * A world in memory for the tests of the handler: roles, schedules and sessions as state, on a virtual clock.
 *
 * Time stands still while code runs and jumps when everybody sleeps, so several tasks may sleep side by side. Calls
 * can fail, take time, be interrupted by a change of the world, and lists can lag behind. Sessions refuse what IAM
 * would refuse, so a test that looks at the attachments also tests what the handler asked for.
 */
import {
  type DeclaredAccess,
  DECLARATION_VERSION,
  type Manifest,
  roleName,
  scheduleName,
  SWEEP_SCHEDULE,
} from '../../lib/core/declaration';
import { type EpochMs, epochMs, fromIso, HOUR, plus } from '../../lib/core/interval';
import { edgeInput, SCHEDULED_TIME, sweepInput, type SweepSettings } from '../../lib/core/message';
import type { AnswersPage, SimulationAnswer, SimulationQuestion } from '../../lib/core/policy-simulation';
import { type DeclaredWindow, isOnDemand, scheduleOf } from '../../lib/core/window';
import {
  type AccessRecord,
  type AttachedPage,
  AwsFailure,
  type FailureKind,
  type Metric,
  type NamesPage,
  type OnceSchedule,
  type OutgoingEvent,
  type ScheduleState,
  type ScheduleTarget,
  type Session,
  type Trigger,
  type World,
} from '../../lib/core/world';
import { Outbox } from '../../lambda/outbox';
import type { Run } from '../../lambda/run';

export type Operation =
  | 'list'
  | 'schedule'
  | 'names'
  | 'create'
  | 'remove'
  | 'assume'
  | 'attach'
  | 'detach'
  | 'respond'
  | 'policy'
  | 'document'
  | 'simulate';

/** What starts and ends call. */
export const OPENS: ScheduleTarget = { arn: 'opener', roleArn: 'start-role', deadLetterArn: 'undelivered' };
export const CLOSES: ScheduleTarget = { arn: 'closer', roleArn: 'end-role', deadLetterArn: 'undelivered' };

interface Call {
  readonly operation: Operation;
  readonly detail: string;
  readonly at: string;
}

interface Lag {
  readonly until: EpochMs;
  readonly policies: readonly string[];
}

interface SessionPolicy {
  readonly Statement: readonly {
    Action: string;
    Resource: string;
    Condition: Record<string, Record<string, string>>;
  }[];
}

export class MemoryWorld implements World {
  readonly calls: Call[] = [];
  readonly records: AccessRecord[] = [];
  readonly sent: OutgoingEvent[] = [];
  readonly notes: { readonly message: string; readonly fields: Readonly<Record<string, string>> }[] = [];
  readonly counts: [Metric, number][] = [];
  readonly alerts: { readonly access: string; readonly open: boolean }[] = [];
  readonly answers: { readonly url: string; readonly body: Record<string, string> }[] = [];
  readonly sessionPolicies: (string | undefined)[] = [];
  readonly plannedSchedules = new Map<string, ScheduleState>();
  /** Policies that exist nowhere, and attachment roles that cannot be assumed. */
  readonly gone = new Set<string>();
  /** Roles that the function's own role may not read. */
  readonly hidden = new Set<string>();

  /** What managed policies say, in JSON. */
  readonly texts = new Map<string, string>();
  /** What IAM's simulator was asked. */
  readonly questions: SimulationQuestion[] = [];
  /** What it says of an action on a resource: no, unless told otherwise. */
  simulated: (action: string, resource: string) => Partial<SimulationAnswer> = () => ({});

  /** How many policies a page of a list holds. */
  pageSize = 100;
  /** For how long a list shows the state before a change. */
  lagMs = 0;
  /** How long each call takes. */
  latencyMs = 0;
  random = (): number => 0.5;

  readonly #attached = new Map<string, Set<string>>();
  readonly #lags = new Map<string, Lag[]>();
  readonly #failures = new Map<Operation | 'put', FailureKind[]>();
  readonly #broken = new Map<Operation | 'put', FailureKind>();
  readonly #hooks: { operation: Operation; nth: number; act: () => void }[] = [];
  readonly #sleepers: { at: EpochMs; wake: () => void }[] = [];
  readonly #timers: { at: EpochMs; act: () => void }[] = [];
  #now: EpochMs;

  constructor(now: string) {
    this.#now = instant(now);
  }

  // -- what a test sets up ---------------------------------------------------------------------------------------

  /** As a deployment leaves it: the roles exist, every window has its two schedules, and the sweep has its manifest. */
  deploy(...accesses: DeclaredAccess[]): this {
    for (const access of accesses) {
      this.role(access.role);
      for (const window of access.windows) {
        this.schedule(access, window, 'start');
        if (!isOnDemand(window)) {
          this.schedule(access, window, 'end');
        }
      }
    }
    return this.manifest(...accesses);
  }

  manifest(...accesses: DeclaredAccess[]): this {
    this.plannedSchedules.set(SWEEP_SCHEDULE, {
      enabled: true,
      expression: 'rate(5 minutes)',
      timeZone: 'UTC',
      input: JSON.stringify(sweepInput(accesses)),
      target: CLOSES,
    });
    return this;
  }

  schedule(access: DeclaredAccess, window: DeclaredWindow, edge: 'start' | 'end'): this {
    this.plannedSchedules.set(scheduleName(access.access, window.id, edge), {
      enabled: !isOnDemand(window),
      ...scheduleOf(window, edge),
      input: JSON.stringify(edgeInput(edge, window.id, access)),
      target: edge === 'start' ? OPENS : CLOSES,
    });
    return this;
  }

  changeSchedule(name: string, change: Partial<ScheduleState>): this {
    this.plannedSchedules.set(name, { ...this.plannedSchedules.get(name)!, ...change });
    return this;
  }

  removeSchedule(name: string): this {
    this.plannedSchedules.delete(name);
    return this;
  }

  role(role: string, ...policies: string[]): this {
    const name = roleName(role);
    this.#attached.set(name, new Set([...(this.#attached.get(name) ?? []), ...policies]));
    return this;
  }

  removeRole(role: string): this {
    this.#attached.delete(roleName(role));
    return this;
  }

  /** The next calls of an operation fail, each in its way. */
  fail(operation: Operation | 'put', kind: FailureKind, times = 1): this {
    const queued = this.#failures.get(operation) ?? [];
    this.#failures.set(operation, [...queued, ...Array<FailureKind>(times).fill(kind)]);
    return this;
  }

  /** Every call of an operation fails from now on, until it is mended. */
  break(operation: Operation | 'put', kind: FailureKind): this {
    this.#broken.set(operation, kind);
    return this;
  }

  mend(operation: Operation | 'put'): this {
    this.#broken.delete(operation);
    return this;
  }

  /** Just before the n-th call of an operation, counted from 1, the world changes. */
  before(operation: Operation, nth: number, act: () => void): this {
    this.#hooks.push({ operation, nth, act });
    return this;
  }

  /** At an instant, the world changes. */
  when(at: string, act: () => void): this {
    this.#timers.push({ at: instant(at), act });
    return this;
  }

  /** Time passes while the code under test waits for a call. */
  pass(ms: number): void {
    this.#moveTo(plus(this.#now, ms));
  }

  attachByHand(role: string, ...policies: string[]): void {
    this.#change(roleName(role), (attached) => {
      policies.forEach((policy) => attached.add(policy));
    });
  }

  detachByHand(role: string, policy: string): void {
    this.#change(roleName(role), (attached) => attached.delete(policy));
  }

  // -- what a test looks at --------------------------------------------------------------------------------------

  attached(role: string): string[] {
    return [...(this.#attached.get(roleName(role)) ?? [])];
  }

  happened(): string[] {
    return this.records.map((one) => one.event);
  }

  reasons(): (string | undefined)[] {
    return this.records.map((one) => one.reason);
  }

  sum(metric: Metric): number {
    return this.counts.filter(([name]) => name === metric).reduce((total, [, value]) => total + value, 0);
  }

  counted(metric: Metric): number[] {
    return this.counts.filter(([name]) => name === metric).map(([, value]) => value);
  }

  times(operation: Operation): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  get now(): string {
    return new Date(this.#now).toISOString();
  }

  run(trigger: Trigger, deadline: EpochMs = plus(this.#now, HOUR)): Run {
    return { world: this, trigger, deadline, outbox: new Outbox(this, deadline) };
  }

  in(ms: number): EpochMs {
    return plus(this.#now, ms);
  }

  // -- the world -------------------------------------------------------------------------------------------------

  readonly clock = {
    now: (): EpochMs => this.#now,
    sleep: (ms: number): Promise<void> =>
      new Promise<void>((wake) => {
        this.#sleepers.push({ at: plus(this.#now, ms), wake });
        setImmediate(() => {
          this.#wakeNext();
        });
      }),
  };

  readonly roles = {
    attachedPage: async (name: string, marker: string | undefined): Promise<AttachedPage> => {
      await this.#call('list', marker === undefined ? name : `${name} from ${marker}`);
      if ([...this.hidden].some((role) => roleName(role) === name)) {
        throw new AwsFailure('denied', 'list', `not authorized to read ${name}`);
      }
      return this.#page(name, marker);
    },
  };

  readonly policies = {
    defaultVersion: async (policy: string): Promise<string> => {
      await this.#call('policy', policy);
      if (!this.texts.has(policy)) {
        throw new AwsFailure('absent', 'policy', `no policy ${policy}`);
      }
      return 'v2';
    },
    document: async (policy: string, version: string): Promise<string> => {
      await this.#call('document', `${policy} ${version}`);
      return this.texts.get(policy)!;
    },
    simulatePage: async (question: SimulationQuestion, marker: string | undefined): Promise<AnswersPage> => {
      this.questions.push(question);
      await this.#call('simulate', `${question.actions.join(',')} on ${question.resource}`);
      const from = Number(marker ?? 0);
      const next = from + this.pageSize;
      const answers = question.actions.slice(from, next).map((action) => ({
        action,
        decision: 'not allowed' as const,
        allowedBy: [],
        missingKeys: [],
        ...this.simulated(action, question.resource),
      }));
      return { answers, marker: next < question.actions.length ? String(next) : undefined };
    },
  };

  readonly schedules = {
    get: async (name: string): Promise<ScheduleState> => {
      await this.#call('schedule', name);
      const schedule = this.plannedSchedules.get(name);
      if (schedule === undefined) {
        throw new AwsFailure('absent', 'schedule', `no schedule ${name}`);
      }
      return schedule;
    },
    namesPage: async (prefix: string, marker: string | undefined): Promise<NamesPage> => {
      await this.#call('names', prefix);
      const names = [...this.plannedSchedules.keys()].filter((name) => name.startsWith(prefix)).sort();
      const from = Number(marker ?? 0);
      const next = from + this.pageSize;
      return { names: names.slice(from, next), marker: next < names.length ? String(next) : undefined };
    },
    create: async (name: string, { expression, input, target }: OnceSchedule): Promise<void> => {
      await this.#call('create', name);
      if (this.plannedSchedules.has(name)) {
        throw new AwsFailure('conflict', 'create', `schedule ${name} already exists`);
      }
      this.plannedSchedules.set(name, { enabled: true, timeZone: 'UTC', expression, input, target });
    },
    remove: async (name: string): Promise<void> => {
      await this.#call('remove', name);
      if (!this.plannedSchedules.delete(name)) {
        throw new AwsFailure('absent', 'remove', `no schedule ${name}`);
      }
    },
  };

  readonly sessions = {
    assume: async (attachmentRole: string, name: string, policy: string | undefined): Promise<Session> => {
      await this.#call('assume', `${attachmentRole} as ${name}`);
      if (this.gone.has(attachmentRole)) {
        throw new AwsFailure('denied', 'assume', 'not authorized to perform sts:AssumeRole');
      }
      this.sessionPolicies.push(policy);
      const allows = (action: string): boolean =>
        policy === undefined ||
        (JSON.parse(policy) as SessionPolicy).Statement.some(
          ({ Action, Condition }) =>
            Action === action && this.#now < instant(Condition['DateLessThan']!['aws:CurrentTime']!),
        );
      const change = async (operation: 'attach' | 'detach', role: string, detail: string): Promise<Set<string>> => {
        await this.#call(operation, detail);
        const named = operation === 'attach' ? name.startsWith('open-') : true;
        if (!named || !allows(operation === 'attach' ? 'iam:AttachRolePolicy' : 'iam:DetachRolePolicy')) {
          throw new AwsFailure('denied', operation, `${name} is not authorized`);
        }
        const attached = this.#attached.get(role);
        if (attached === undefined) {
          throw new AwsFailure('absent', operation, `no role ${role}`);
        }
        return attached;
      };
      return {
        attachedPage: async (role, marker) => {
          await this.#call('list', `${role} as ${name}`);
          if (!allows('iam:ListAttachedRolePolicies')) {
            throw new AwsFailure('denied', 'list', `${name} is not authorized`);
          }
          return { ...this.#page(role, marker), requestId: `list-${this.times('list')}` };
        },
        attach: async (role, one) => {
          await change('attach', role, one);
          if (this.gone.has(one)) {
            throw new AwsFailure('absent', 'attach', `no policy ${one}`);
          }
          this.#change(role, (attached) => attached.add(one));
          return `attach-${this.times('attach')}`;
        },
        detach: async (role, one) => {
          const attached = await change('detach', role, one);
          if (!attached.has(one)) {
            throw new AwsFailure('absent', 'detach', `${one} is not attached`);
          }
          this.#change(role, () => attached.delete(one));
          return `detach-${this.times('detach')}`;
        },
      };
    },
  };

  readonly controller = { name: 'shop', version: '1.2.3' };

  readonly events = {
    put: async (event: OutgoingEvent): Promise<void> => {
      // Beside the work, so it is none of its calls.
      await this.#answer('put');
      this.sent.push(event);
    },
  };

  readonly cloudFormation = {
    respond: async (url: string, body: string): Promise<void> => {
      await this.#call('respond', url);
      this.answers.push({ url, body: JSON.parse(body) });
    },
  };

  readonly telemetry = {
    record: (record: AccessRecord): void => {
      this.records.push(record);
    },
    note: (message: string, fields: Readonly<Record<string, string>>): void => {
      this.notes.push({ message, fields });
    },
    measure: (metric: Metric, value: number): void => {
      this.counts.push([metric, value]);
    },
    breakGlass: (access: string, open: boolean): void => {
      this.alerts.push({ access, open });
    },
  };

  #page(name: string, marker: string | undefined): AttachedPage {
    const attached = this.#attached.get(name);
    if (attached === undefined) {
      throw new AwsFailure('absent', 'list', `no role ${name}`);
    }
    const lag = (this.#lags.get(name) ?? []).find(({ until }) => until > this.#now);
    const policies = lag === undefined ? [...attached] : lag.policies;
    const from = Number(marker ?? 0);
    const next = from + this.pageSize;
    return { policies: policies.slice(from, next), marker: next < policies.length ? String(next) : undefined };
  }

  async #call(operation: Operation, detail: string): Promise<void> {
    this.calls.push({ operation, detail, at: this.now });
    const nth = this.times(operation);
    this.#hooks
      .filter((hook) => hook.operation === operation && hook.nth === nth)
      .forEach((hook) => {
        hook.act();
      });
    await this.#answer(operation);
  }

  async #answer(operation: Operation | 'put'): Promise<void> {
    await (this.latencyMs > 0 ? this.clock.sleep(this.latencyMs) : Promise.resolve());
    const kind = this.#failures.get(operation)?.shift() ?? this.#broken.get(operation);
    if (kind !== undefined) {
      throw new AwsFailure(kind, operation, `${kind} by the test`);
    }
  }

  #change(name: string, act: (attached: Set<string>) => void): void {
    const attached = this.#attached.get(name)!;
    const lags = this.#lags.get(name) ?? [];
    this.#lags.set(name, [...lags, { until: plus(this.#now, this.lagMs), policies: [...attached] }]);
    act(attached);
  }

  #wakeNext(): void {
    this.#sleepers.sort((a, b) => a.at - b.at);
    const next = this.#sleepers.shift();
    if (next !== undefined) {
      this.#moveTo(next.at);
      next.wake();
    }
  }

  #moveTo(at: EpochMs): void {
    this.#timers.sort((a, b) => a.at - b.at);
    while (this.#timers[0] !== undefined && this.#timers[0].at <= at) {
      const timer = this.#timers.shift()!;
      this.#now = epochMs(Math.max(this.#now, timer.at));
      timer.act();
    }
    this.#now = epochMs(Math.max(this.#now, at));
  }
}

export function instant(text: string): EpochMs {
  const at = fromIso(text);
  if (at === undefined) {
    throw new Error(`not an instant: ${text}`);
  }
  return at;
}

export const DEPLOYER = 'arn:aws:iam::111122223333:role/deployer';
export const ROTATOR = 'arn:aws:iam::111122223333:role/jobs/rotator';
export const WRITE = 'arn:aws:iam::111122223333:policy/write';
export const INVOKE = 'arn:aws:iam::111122223333:policy/invoke';
export const READ = 'arn:aws:iam::111122223333:policy/read';

/** Lets the deployer write on 2026-12-01 from 20:00 to 22:00 UTC, unless told otherwise. */
export function declare(different: Partial<DeclaredAccess> = {}): DeclaredAccess {
  const access = different.access ?? 'release';
  return {
    version: DECLARATION_VERSION,
    access,
    purpose: 'Deploy the shop front',
    role: DEPLOYER,
    policies: [WRITE],
    attachmentRole: `arn:aws:iam::111122223333:role/attach-${access}`,
    windows: [once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z')],
    ...different,
  };
}

export function once(start: string, end: string, id = '0'): DeclaredWindow {
  return { kind: 'once', id, words: 'once', start, end };
}

/** What Scheduler sends at an edge of the access's first window. */
export function edgeEvent(edge: 'start' | 'end', access: DeclaredAccess, scheduledTime: string): unknown {
  return fill(edgeInput(edge, '0', access), scheduledTime);
}

export function sweepEvent(accesses: Manifest, scheduledTime: string, settings: SweepSettings = {}): unknown {
  return fill(sweepInput(accesses, settings), scheduledTime);
}

function fill(input: object, scheduledTime: string): unknown {
  return JSON.parse(JSON.stringify(input).replaceAll(SCHEDULED_TIME, scheduledTime));
}
