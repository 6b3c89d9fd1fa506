/** Has each resource of one stack made, changed and removed by whoever makes its kind, one step at a time. */
import type { Resource } from '../../assembly/template';
import type { Note, ResourceMaker } from './maker';
import { changeOf } from './resource-change';
import type { Operation, Phase, Step } from './stack-habits';
import type { AskedResource, Maker, StandingResource } from './standing-resource';
import type { Steps } from './steps';
import type { Outcome } from './walk';

export class ResourceSteps {
  constructor(
    /** Of the stack, in the app. */
    private readonly path: string,
    private readonly makers: Readonly<Record<Maker, ResourceMaker>>,
    private readonly steps: Steps,
  ) {}

  /** Makes or changes a resource; it differs from what stands. */
  bring(
    standing: StandingResource | undefined,
    asked: AskedResource,
    note: Note,
    signal: AbortSignal,
  ): Outcome | Promise<Outcome> {
    const change = changeOf(standing, asked);
    const maker = this.makers[asked.maker];
    const anew = standing === undefined || change === 'replace';
    return this.steps.take(this.step(asked, anew ? 'create' : 'update', 'main'), {
      onlyCalls: asked.maker === 'function',
      signal,
      effect: () => {
        if (typeof change === 'object') {
          return { resource: asked.logicalId, reason: change.refused };
        }
        return anew ? maker.create(asked, note, signal) : maker.update(standing, asked, note, signal);
      },
    });
  }

  /** Back to what it was before the update that is rolled back. */
  restore(
    now: StandingResource,
    before: StandingResource,
    note: Note,
    signal: AbortSignal,
  ): Outcome | Promise<Outcome> {
    return this.steps.take(this.step(before, 'update', 'rollback'), {
      onlyCalls: before.maker === 'function',
      signal,
      effect: () => this.makers[before.maker].restore(now, before, note),
    });
  }

  remove(resource: StandingResource, phase: Phase, signal: AbortSignal): Outcome | Promise<Outcome> {
    return this.steps.take(this.step(resource, 'delete', phase), {
      onlyCalls: resource.maker === 'function',
      signal,
      effect: () => this.makers[resource.maker].remove(resource, phase),
    });
  }

  retain(resource: StandingResource, phase: Phase): void {
    this.steps.skip(this.step(resource, 'delete', phase));
  }

  /** Begun in the main phase, and not waited for any more. */
  cancel(logicalId: string, { Type: type }: Resource, stood: boolean): void {
    this.steps.cancel(this.step({ logicalId, type }, stood ? 'update' : 'create', 'main'));
  }

  private step(
    { logicalId, type }: Pick<AskedResource, 'logicalId' | 'type'>,
    operation: Operation,
    phase: Phase,
  ): Step {
    return { stack: this.path, operation, phase, logicalId, type };
  }
}
