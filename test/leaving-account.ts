/** The account of an app that leaves: played up to then, with all under way, and looked at afterwards. */
import { type AssemblyStack, readAssembly } from '../lib/assembly/assembly';
import { SWEEP_SCHEDULE } from '../lib/core/declaration';
import { type EpochMs, iso } from '../lib/core/interval';
import { LOCK_EXPRESSION, lockName } from '../lib/core/lock';
import { lockInput } from '../lib/core/message';
import { attachmentsOf } from '../lib/rehearsal/invariants/attachments';
import { breachesOf } from '../lib/rehearsal/invariants/breaches';
import type { PolicyDocument } from '../lib/rehearsal/iam-policy';
import { Play } from '../lib/rehearsal/play';
import type { DeploymentFailure, SimulatedStack } from '../lib/rehearsal/simulated-stack';
import { type Has, leavingApp } from './leaving-app';
import { at, synthesized } from './lib/rehearsal/assembly-fixture';

const on = (time: string): EpochMs => at(`2026-12-01T${time}Z`);

export const DEPLOYED = on('07:30:00');
/** In the middle of everything. */
export const LEAVING = on('08:40:00');
/** Long after the last end and its sweeps. */
export const SETTLED = on('13:30:00');

/** Nobody may detach anything any more, whatever their policies say. */
export const NO_DETACH: readonly PolicyDocument[] = [
  {
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'iam:DetachRolePolicy',
        Resource: '*',
        Condition: { DateGreaterThan: { 'aws:CurrentTime': iso(LEAVING) } },
      },
    ],
  },
];

/** What there is, by its name in AWS, or, of what the simulation does not look into, its logical id. */
export interface Inventory {
  readonly resources: readonly string[];
  readonly attachments: readonly string[];
  /** With what each has in it. */
  readonly roles: readonly string[];
  readonly policies: readonly string[];
  readonly functions: readonly string[];
  readonly schedules: readonly string[];
  readonly rules: readonly string[];
  readonly buses: readonly string[];
  readonly alarms: readonly string[];
}

export class Account {
  private readonly play: Play;
  private readonly made = { roles: new Set<string>(), policies: new Set<string>(), rules: new Set<string>() };
  private stack: SimulatedStack | undefined;

  constructor(organisation?: readonly PolicyDocument[]) {
    this.play = new Play({ from: DEPLOYED, seed: 1, ...(organisation === undefined ? {} : { iam: { organisation } }) });
    const { iam, events } = this.play.aws;
    iam.watchRoles((role) => this.made.roles.add(role));
    const createManagedPolicy = iam.createManagedPolicy.bind(iam);
    iam.createManagedPolicy = (policy, document) => {
      this.made.policies.add(policy);
      return createManagedPolicy(policy, document);
    };
    const putRule = events.putRule.bind(events);
    events.putRule = (rule) => {
      this.made.rules.add(rule.arn);
      putRule(rule);
    };
  }

  /** Deploys an app, and lets time pass until it is to leave. */
  async bring(has: Has): Promise<void> {
    const { clock } = this.play.aws;
    const { stack, failure } = await clock.finish(this.play.make(assemblyOf(has)));
    if (failure !== undefined) {
      throw new Error(`it cannot be deployed: ${failure.resource}: ${failure.reason}`);
    }
    this.stack = stack;
    this.ask('08:05:00', 'Agent', 'Open');
    this.ask('08:20:00', 'Nightly', 'Close');
    clock.at(on('07:40:00'), () => {
      this.lock('Locked');
    });
    await clock.run(LEAVING);
  }

  /** Answers why it failed, if it did. */
  change(has: Has): Promise<DeploymentFailure | undefined> {
    return this.act((stack) => stack.update(assemblyOf(has)));
  }

  /** As with `delete-stack --retain-resources`, where some are named. */
  delete(retain: readonly string[] = []): Promise<DeploymentFailure | undefined> {
    return this.act((stack) => stack.delete({ retain }));
  }

  /** Somebody deletes the functions, so that nobody answers CloudFormation any more. */
  loseFunctions(): void {
    const { lambda } = this.play.aws;
    lambda.arns.forEach((arn) => {
      lambda.removeFunction(arn);
    });
  }

  /** As by `aws iam detach-role-policy`, for each that is attached. */
  detachByHand(): void {
    const { iam } = this.play.aws;
    attachmentsOf(iam.changes)
      .filter(({ to }) => to === undefined)
      .forEach(({ role, policy }) => iam.detachByHand(role, policy));
  }

  async settle(): Promise<void> {
    await this.play.aws.clock.run(SETTLED);
  }

  get status(): string | undefined {
    return this.stack?.status;
  }

  get now(): EpochMs {
    return this.play.aws.clock.now();
  }

  /** `DELETE_SKIPPED CdkTemporaryAccess…`, in order. */
  get events(): string[] {
    return (this.stack?.events ?? []).map(({ status, logicalId }) => `${status} ${logicalId}`);
  }

  /** What every invariant has to say against it. */
  get breaches(): string[] {
    const { play } = this;
    return [...play.breaches, ...breachesOf(play.played(), SETTLED)].map(({ what }) => what);
  }

  get inventory(): Inventory {
    const { iam, lambda, scheduler, events, alarms } = this.play.aws;
    const attachments = attachmentsOf(iam.changes).filter(({ to }) => to === undefined);
    return sorted({
      resources: this.resources(),
      attachments: attachments.map(({ role, policy }) => `${afterSlash(policy)} on ${afterSlash(role)}`),
      roles: [...this.made.roles].flatMap((arn) => {
        const role = iam.role(arn);
        return role === undefined
          ? []
          : `${afterSlash(arn)}: ${[...role.inline.keys(), ...role.attached].sort().join()}`;
      }),
      policies: [...this.made.policies].filter((policy) => iam.hasPolicy(policy)).map(afterSlash),
      functions: lambda.arns,
      schedules: scheduler.schedules.map(({ name }) => name),
      rules: [...this.made.rules].filter((rule) => events.findRule(rule) !== undefined),
      buses: events.busArns,
      alarms: alarms.spans.filter(({ to }) => to === undefined).map(({ alarm }) => alarm.name),
    });
  }

  /** By what CloudFormation wrote down: all that was made, and whose delete it has not told since. */
  private resources(): string[] {
    const last = new Map((this.stack?.events ?? []).map(({ logicalId, status }) => [logicalId, status]));
    last.delete('Shop');
    return [...last].filter(([, status]) => status !== 'DELETE_COMPLETE').map(([logicalId]) => logicalId);
  }

  private async act(
    change: (stack: SimulatedStack) => Promise<DeploymentFailure | undefined>,
  ): Promise<DeploymentFailure | undefined> {
    const { stack, play } = this;
    if (stack === undefined) {
      throw new Error('there is nothing to change yet');
    }
    return play.aws.clock.finish(play.change('Shop', stack, () => change(stack)));
  }

  private ask(time: string, access: string, says: 'Open' | 'Close'): void {
    const detail = { correlation: 'a case', reason: 'to be under way' };
    const event = { source: `temporary-access.${access}`, 'detail-type': `Temporary Access ${says} Request`, detail };
    this.play.signals.plan({ at: on(time), event });
  }

  /** As `temporary-access lockdown --access` does. */
  private lock(access: string): void {
    const { scheduler, clock } = this.play.aws;
    const sweep = scheduler.schedules.find(({ name }) => name === SWEEP_SCHEDULE);
    if (sweep !== undefined) {
      const name = lockName(access);
      const arn = sweep.arn.replace(/[^/]+$/, name);
      const input = lockInput({ at: iso(clock.now()), by: 'arn:aws:iam::111111111111:user/me', reason: 'an incident' });
      const never = { expression: LOCK_EXPRESSION, timeZone: 'UTC', enabled: false };
      scheduler.put({ ...sweep, ...never, arn, name, input });
    }
  }
}

const inventories = new Map<string, Promise<Inventory>>();

/** What an account has in which an app is deployed, and was never anything else. */
export function accountOf(has: Has): Promise<Inventory> {
  const key = JSON.stringify(has);
  const known = inventories.get(key) ?? played(has);
  inventories.set(key, known);
  return known;
}

async function played(has: Has): Promise<Inventory> {
  const account = new Account();
  await account.bring(has);
  await account.settle();
  return account.inventory;
}

const assemblies = new Map<string, AssemblyStack>();

export function assemblyOf(has: Has): AssemblyStack {
  const key = JSON.stringify(has);
  const [stack] = assemblies.has(key) ? [assemblies.get(key)] : readAssembly(synthesized(leavingApp(has)));
  if (stack === undefined) {
    throw new Error('the app has no stack');
  }
  assemblies.set(key, stack);
  return stack;
}

function afterSlash(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function sorted(inventory: Inventory): Inventory {
  const entries = Object.entries<readonly string[]>({ ...inventory }).map(([kind, names]) => [kind, [...names].sort()]);
  return Object.fromEntries(entries);
}
