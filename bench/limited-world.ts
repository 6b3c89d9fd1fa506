/**
 * A world for sweeps: every call takes its time, and IAM answers only so many of them a second.
 *
 * IAM's limits are not documented; what is beyond this one is answered with "throttled", as IAM does. Sessions are
 * made by STS, which allows many times as many.
 */
import type { DeclaredAccess } from '../lib/core/declaration';
import { roleName, SWEEP_SCHEDULE } from '../lib/core/declaration';
import { SECOND } from '../lib/core/interval';
import { sweepInput } from '../lib/core/message';
import { AwsFailure, type Metric, type Roles, type World } from '../lib/core/world';
import { seeded } from '../lib/rehearsal/seeded-random';
import type { VirtualClock } from '../lib/rehearsal/virtual-clock';

const LATENCY = 30;
const IAM_CALLS_A_SECOND = 15;

export class LimitedWorld implements World {
  readonly random = seeded(1);
  readonly counts = new Map<Metric, number>();
  calls = 0;
  throttled = 0;
  /** Of the heap, after any call. */
  peakHeap = 0;
  private readonly attached = new Map<string, Set<string>>();
  private tokens = IAM_CALLS_A_SECOND;
  private filledAt: number;

  constructor(
    readonly clock: VirtualClock,
    private readonly accesses: readonly DeclaredAccess[],
  ) {
    this.filledAt = clock.now();
    for (const { role } of accesses) {
      this.attached.set(roleName(role), new Set());
    }
  }

  attach({ role, policies }: DeclaredAccess): void {
    policies.forEach((policy) => this.policiesOf(roleName(role)).add(policy));
  }

  /** Policies attached to any role. */
  get standing(): number {
    return [...this.attached.values()].reduce((sum, { size }) => sum + size, 0);
  }

  readonly roles: Roles = {
    attachedPage: (role) => this.iam(() => ({ policies: [...this.policiesOf(role)], marker: undefined })),
  };

  readonly policies: World['policies'] = {
    defaultVersion: () => this.neverAsks('iam:GetPolicy'),
    document: () => this.neverAsks('iam:GetPolicyVersion'),
    simulatePage: () => this.neverAsks('iam:SimulatePrincipalPolicy'),
  };

  readonly schedules: World['schedules'] = {
    get: (name) =>
      this.call(() => {
        if (name !== SWEEP_SCHEDULE) {
          throw new AwsFailure('absent', 'scheduler:GetSchedule', `a sweep has no use for ${name}`);
        }
        const input = JSON.stringify(sweepInput(this.accesses));
        const target = { arn: 'closer', roleArn: 'end-role', deadLetterArn: undefined };
        return { enabled: true, expression: 'rate(5 minutes)', timeZone: 'UTC', input, target };
      }),
    namesPage: () => this.neverArranges('scheduler:ListSchedules'),
    create: () => this.neverArranges('scheduler:CreateSchedule'),
    remove: () => this.neverArranges('scheduler:DeleteSchedule'),
  };

  readonly sessions: World['sessions'] = {
    assume: () =>
      this.call(() => ({
        ...this.roles,
        attach: () => Promise.reject(new AwsFailure('denied', 'iam:AttachRolePolicy', 'a sweep never attaches')),
        detach: (role, policy) => this.iam(() => void this.policiesOf(role).delete(policy)),
      })),
  };

  readonly cloudFormation: World['cloudFormation'] = {
    respond: () => Promise.reject(new AwsFailure('denied', 'cloudformation', 'a sweep answers nobody')),
  };

  readonly events: World['events'] = {
    put: () => Promise.resolve(),
  };

  readonly controller: World['controller'] = { name: 'bench', version: '0.0.0' };

  readonly telemetry: World['telemetry'] = {
    record: () => undefined,
    note: () => undefined,
    measure: (metric, value) => {
      this.counts.set(metric, (this.counts.get(metric) ?? 0) + value);
    },
    breakGlass: () => undefined,
  };

  private policiesOf(role: string): Set<string> {
    const policies = this.attached.get(role);
    if (policies === undefined) {
      throw new AwsFailure('absent', 'iam', `there is no role ${role}`);
    }
    return policies;
  }

  private neverArranges(operation: string): Promise<never> {
    return Promise.reject(new AwsFailure('denied', operation, 'a sweep neither makes schedules nor lists them'));
  }

  private neverAsks(operation: string): Promise<never> {
    return Promise.reject(new AwsFailure('denied', operation, 'no access here is looked at after a close'));
  }

  private iam<T>(effect: () => T): Promise<T> {
    return this.call(() => {
      const now = this.clock.now();
      const refilled = ((now - this.filledAt) / SECOND) * IAM_CALLS_A_SECOND;
      this.tokens = Math.min(IAM_CALLS_A_SECOND, this.tokens + refilled);
      this.filledAt = now;
      if (this.tokens < 1) {
        this.throttled++;
        throw new AwsFailure('throttled', 'iam', 'rate exceeded');
      }
      this.tokens--;
      return effect();
    });
  }

  private async call<T>(effect: () => T): Promise<T> {
    this.calls++;
    await this.clock.sleep(LATENCY);
    this.peakHeap = Math.max(this.peakHeap, process.memoryUsage().heapUsed);
    return effect();
  }
}
