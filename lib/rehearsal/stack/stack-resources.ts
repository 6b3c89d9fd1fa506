/**
 * The resources of a stack, and the parts of which CloudFormation's operations on it are made.
 *
 * An update advances to another template, then cleans up what that has left behind. One that fails retreats to the
 * template before, then cleans up what was made for the other. A nested stack takes each part with its parent.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks.html
 *
 * Gotchas: whatever is under way when something fails is cancelled: it has had its effect, or its function is still
 * at work on it, and nobody waits for either.
 */
import type { AssemblyStack } from '../../assembly/assembly';
import type { DeployedAccess } from '../declaration-history';
import { createOrder, dependenciesOf } from '../deployment-order';
import { conditionHolds, resolveText, type Scope } from '../intrinsics';
import type { Environment } from '../physical-resource';
import type { Resource } from '../../assembly/template';
import { accessesOf, noteAccesses } from './accesses';
import { askedResource } from './asked-resource';
import { CustomResources } from './custom-resources';
import type { Deployments } from './deployments';
import { NestedStacks } from './nested-stacks';
import { NOTHING, removeEach, tryAgain } from './removal';
import { changeOf, typeChangeRefusal } from './resource-change';
import { ResourceSteps } from './resource-steps';
import { leftBehind, madeInVain, routeIn, type Standing } from './routes';
import { ServiceResources } from './service-resources';
import type { Phase } from './stack-habits';
import { type Blueprint, environmentOf, exportsOf, scopeOf, stackIdOf } from './stack-scope';
import type { StandingResource } from './standing-resource';
import type { Steps } from './steps';
import { type Outcome, walk } from './walk';

/** What a stack shares with those nested in it. */
export interface Family {
  readonly deployments: Deployments;
  readonly steps: Steps;
  /** The path in the app of the stack that all are nested in. */
  readonly root: string;
}

/** What an operation has advanced from, for as long as it may have to retreat. */
interface Advance {
  readonly blueprint: Blueprint;
  readonly standing: Standing;
  /** What the other template asks for. */
  readonly asked: Set<string>;
  /** What has been made or changed for it, or begun to be. */
  readonly touched: Set<string>;
}

export class StackResources {
  readonly stackId: string;
  private readonly env: Environment;
  private readonly steps: ResourceSteps;
  private standing = new Map<string, StandingResource>();
  private exported: readonly string[] = [];
  private advanced: Advance | undefined;
  private left = NOTHING;

  constructor(
    private readonly family: Family,
    /** In the app; a nested stack follows its parent. */
    private readonly path: string,
    stackName: string,
    private blueprint: Blueprint,
  ) {
    const { deployments, root } = family;
    const { aws } = deployments;
    const env = environmentOf(blueprint.stack, stackName);
    const stackId = stackIdOf(env, aws.generations.next('stack', env.account, env.region, stackName));
    const stack = (): AssemblyStack => this.blueprint.stack;
    this.env = env;
    this.stackId = stackId;
    const makers = {
      service: new ServiceResources(aws, env, stack),
      function: new CustomResources(aws, env, stackId, (properties) => {
        noteAccesses(deployments, root, properties);
      }),
      stack: new NestedStacks({
        aws,
        env,
        stack,
        nest: (id, name) => new StackResources(family, `${path}/${id}`, name, this.blueprint),
      }),
    };
    this.steps = new ResourceSteps(path, makers, family.steps);
  }

  accesses(): DeployedAccess[] {
    return accessesOf(this.family.root, this.standing.values());
  }

  output(name: string): string | undefined {
    const output = this.blueprint.stack.template.Outputs?.[name];
    return output === undefined ? undefined : resolveText(output['Value'], this.scope());
  }

  /** Why an update is not even begun, if so. */
  refusal({ stack }: Blueprint): Outcome {
    const reason = typeChangeRefusal(this.standing, stack.template);
    return reason === undefined ? undefined : { resource: this.path, reason };
  }

  /** The main phase of a create or an update. */
  async advance(next: Blueprint, outer?: AbortSignal): Promise<Outcome> {
    const { template } = next.stack;
    const [order, dependencies] = [createOrder(template), dependenciesOf(template)];
    const { blueprint } = this;
    const standing = new Map(this.standing);
    const advanced: Advance = { blueprint, standing, asked: new Set(), touched: new Set() };
    this.advanced = advanced;
    this.blueprint = next;
    const { failures, cancelled } = await walk({
      order,
      before: (id) => dependencies.get(id) ?? [],
      act: (id, signal) => this.bring(advanced, id, dependencies.get(id) ?? new Set(), signal),
      endsOnFailure: true,
      signal: outer,
    });
    cancelled.forEach((id) => {
      this.steps.cancel(id, template.Resources?.[id] as Resource, standing.has(id));
    });
    if (failures.length > 0 || outer?.aborted === true) {
      return failures[0] ?? { resource: this.path, reason: 'cancelled' };
    }
    this.standing = new Map([...this.standing].filter(([id]) => advanced.asked.has(id)));
    this.left = { leaving: leftBehind(standing, this.standing), among: standing };
    this.export();
    return undefined;
  }

  /** The main phase of an update's rollback. */
  async retreat(): Promise<Outcome> {
    const { advanced } = this;
    if (advanced === undefined) {
      return undefined;
    }
    const { standing, touched } = advanced;
    const brought = this.standing;
    const restored = new Map<string, StandingResource>();
    this.blueprint = advanced.blueprint;
    const { failures } = await walk({
      ...routeIn([...touched], standing),
      act: (id, signal) => {
        const [now, before] = [brought.get(id), standing.get(id)];
        return now === undefined || before === undefined || now === before
          ? undefined
          : this.steps.restore(now, before, (known) => restored.set(id, known), signal);
      },
      endsOnFailure: true,
    });
    if (failures.length > 0) {
      this.standing = new Map([...standing, ...brought, ...restored]);
      return failures[0];
    }
    this.standing = new Map([...standing].map(([id, before]) => [id, restored.get(id) ?? before]));
    this.left = { leaving: madeInVain(brought, this.standing), among: brought };
    this.export();
    return undefined;
  }

  /** Removes what an update, or its rollback, has left behind. */
  async cleanUp(phase: 'clean-up' | 'rollback clean-up'): Promise<void> {
    const nested = [...this.standing.values()].flatMap((standing) => standing.nested?.cleanUp(phase) ?? []);
    await removeEach(this.left, {
      remove: (resource, signal) => tryAgain(() => this.steps.remove(resource, phase, signal)),
      retain: (resource) => {
        this.steps.retain(resource, phase);
      },
    });
    await Promise.all(nested);
    this.advanced = undefined;
    this.left = NOTHING;
  }

  /** The delete of the stack, and the rollback of its create. What cannot be deleted goes on standing. */
  async removeAll(phase: Phase, retained: readonly string[] = []): Promise<Outcome> {
    const forget = ({ logicalId }: StandingResource): void => {
      this.standing.delete(logicalId);
    };
    const farewell = phase.startsWith('rollback') ? 'undone' : 'removed';
    const leaving = [...this.standing.values()].map(
      (resource) =>
        ({
          resource,
          farewell: retained.includes(resource.logicalId) ? 'kept' : farewell,
        }) as const,
    );
    const failures = await removeEach(
      { leaving, among: new Map(this.standing) },
      {
        remove: async (resource, signal) => {
          const outcome = await this.steps.remove(resource, phase, signal);
          if (outcome === undefined) {
            forget(resource);
          }
          return outcome;
        },
        retain: (resource) => {
          this.steps.retain(resource, phase);
          forget(resource);
        },
      },
    );
    this.export();
    return failures[0];
  }

  private bring(
    { asked: wanted, touched }: Advance,
    id: string,
    after: ReadonlySet<string>,
    signal: AbortSignal,
  ): Outcome | Promise<Outcome> {
    const resource = this.blueprint.stack.template.Resources?.[id] as Resource;
    const scope = this.scope();
    if (resource.Condition !== undefined && !conditionHolds(resource.Condition, scope)) {
      return undefined;
    }
    wanted.add(id);
    const { aws } = this.family.deployments;
    const asked = askedResource({ aws, scope, logicalId: id, resource, after });
    const standing = this.standing.get(id);
    if (standing !== undefined && changeOf(standing, asked) === 'none') {
      this.standing.set(id, { ...standing, ...asked });
      return undefined;
    }
    touched.add(id);
    const note = (known: StandingResource): void => {
      if (!signal.aborted) {
        this.standing.set(id, known);
      }
    };
    return this.steps.bring(standing, asked, note, signal);
  }

  private scope(): Scope {
    const { env, stackId, blueprint } = this;
    const { exports } = this.family.deployments;
    return scopeOf(blueprint, { env, stackId, exports, made: (id) => this.standing.get(id)?.made });
  }

  /** The outputs of what now stands, in place of those before. */
  private export(): void {
    const { exports } = this.family.deployments;
    this.exported.forEach((name) => exports.delete(name));
    const now = this.standing.size === 0 ? [] : exportsOf(this.scope());
    now.forEach(([name, value]) => exports.set(name, value));
    this.exported = now.map(([name]) => name);
  }
}
