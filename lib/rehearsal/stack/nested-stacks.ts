/**
 * Nested stacks, which are made, changed, rolled back and deleted in step with their parent.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
import { type AssemblyStack, nestedTemplate } from '../../assembly/assembly';
import { type Environment, physicalResource } from '../physical-resource';
import type { SimulatedAws } from '../simulated-aws';
import { isObject, type JsonObject, textsOf } from '../../assembly/template';
import type { Note, ResourceMaker } from './maker';
import type { StackResources } from './stack-resources';
import type { Blueprint } from './stack-scope';
import type { AskedResource, StandingResource } from './standing-resource';
import type { Phase } from './stack-habits';
import type { Outcome } from './walk';

export interface Parent {
  readonly aws: SimulatedAws;
  readonly env: Environment;
  readonly stack: () => AssemblyStack;
  /** The resources of a nested stack, none of them made yet. */
  readonly nest: (logicalId: string, stackName: string) => StackResources;
}

export class NestedStacks implements ResourceMaker {
  constructor(private readonly parent: Parent) {}

  create(asked: AskedResource, note: Note, signal: AbortSignal): Outcome | Promise<Outcome> {
    const { aws, env } = this.parent;
    const { account, region, stackName } = env;
    const generation = aws.generations.next('resource', account, region, stackName, asked.logicalId);
    const made = physicalResource(asked.type, asked.logicalId, {}, env, generation);
    const blueprint = this.blueprintOf(asked.properties);
    if (blueprint === undefined) {
      note({ ...asked, made });
      return undefined;
    }
    const nested = this.parent.nest(asked.logicalId, made.ref);
    const attribute = (name: string): string | undefined => nested.output(name.replace(/^Outputs\./, ''));
    note({ ...asked, made: { ref: nested.stackId, attribute }, nested });
    return nested.advance(blueprint, signal);
  }

  update(
    standing: StandingResource,
    asked: AskedResource,
    note: Note,
    signal: AbortSignal,
  ): Outcome | Promise<Outcome> {
    const { made, nested } = standing;
    const blueprint = this.blueprintOf(asked.properties);
    note({ ...asked, made, nested });
    if (nested === undefined || blueprint === undefined) {
      return undefined;
    }
    return nested.refusal(blueprint) ?? nested.advance(blueprint, signal);
  }

  async restore(standing: StandingResource, before: StandingResource, note: Note): Promise<Outcome> {
    const failure = await standing.nested?.retreat();
    note(before);
    return failure;
  }

  remove({ nested }: StandingResource, phase: Phase): Outcome | Promise<Outcome> {
    return nested?.removeAll(phase);
  }

  private blueprintOf(properties: JsonObject): Blueprint | undefined {
    const stack = this.parent.stack();
    const template = nestedTemplate(stack, textsOf(properties['TemplateURL'])[0] ?? '');
    const given = isObject(properties['Parameters']) ? properties['Parameters'] : {};
    const parameters = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, textsOf(value).join(',')]),
    );
    return template === undefined ? undefined : { stack: { ...stack, template }, parameters };
  }
}
