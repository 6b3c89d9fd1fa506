/**
 * Deployments in the middle of everything: the stacks are changed, changed back, rolled back, deleted and made anew.
 *
 * What they bring is derived from the real template. One deployment of a stack follows another, as CloudFormation
 * takes only one at a time.
 */
import { type EpochMs, type Interval, SECOND } from '../../core/interval';
import { type AssemblyStack, templatesOf } from '../../assembly/assembly';
import { isStuck, type Play } from '../play';
import { between, type Random, seeded } from '../seeded-random';
import type { DeploymentFailure, SimulatedStack } from '../simulated-stack';
import type { StackHabits, Step } from '../stack/stack-habits';
import { isObject } from '../../assembly/template';
import { accessesIn } from '../variants/accesses';
import { pick } from '../variants/change';
import { VARIANT_KINDS, type Variant, variant } from '../variants/variant';
import type { FaultKind, Strike } from './fault';
import { edgesIn, momentIn } from './incidents';

const CHANCES = 3;
const TRIES_TO_DELETE = 2;
const SLOWEST_STEP = 20 * SECOND;

/** How the deployments of a run go: some of their steps are slow, and one may fail of itself. */
export class Hazards implements StackHabits {
  /** The step that fails in the deployment that is under way. */
  failing: string | undefined;
  /** Names the deployment that is under way; none at the beginning of a run, which is smooth. */
  deployment: string | undefined;

  constructor(private readonly seed: number) {}

  takesMs({ logicalId, operation, phase }: Step): number {
    if (this.deployment === undefined) {
      return 0;
    }
    const random = seeded(this.seed, 'takes', this.deployment, logicalId, operation, phase);
    return random() < 0.7 ? between(random, 0, SECOND) : between(random, 0, SLOWEST_STEP);
  }

  fails({ logicalId, phase }: Step): string | undefined {
    return phase === 'main' && logicalId === this.failing ? 'it cannot be made' : undefined;
  }
}

/** A stack of the assembly over time. */
class StackLife {
  private tail: Promise<void> = Promise.resolve();
  private current: AssemblyStack;

  constructor(
    private readonly play: Play,
    private readonly hazards: Hazards,
    private readonly original: AssemblyStack,
    private readonly stack: SimulatedStack,
    /** Other stacks import from it: CloudFormation refuses to delete it, or to change what they import. */
    private readonly lends: boolean,
  ) {
    this.current = original;
  }

  /** When its turn comes. */
  undergo(strike: Strike, act: (random: Random) => Promise<void>): void {
    this.tail = this.tail.then(() => act(strike.random));
    this.play.aws.clock.background(this.tail);
  }

  /** Changes what stands; makes it anew where nothing does. */
  async deploy(strike: Strike, fails: boolean): Promise<void> {
    if (this.stack.status === 'DELETE_COMPLETE') {
      await this.during(strike, 'makes the stack anew', () => this.stack.create());
      this.current = this.original;
      return;
    }
    const next = this.nextVersion(strike.random);
    this.hazards.failing = fails ? pick(strike.random, Object.keys(next.template.Resources ?? {})) : undefined;
    const words = fails ? `${next.words}, in a deployment that fails at ${this.hazards.failing ?? ''}` : next.words;
    for (const template of [...(next.first === undefined ? [] : [next.first]), next.template]) {
      const version = { ...this.current, template };
      if ((await this.during(strike, words, () => this.stack.update(version))) === undefined) {
        this.current = version;
      }
    }
    this.hazards.failing = undefined;
  }

  async delete(strike: Strike): Promise<void> {
    for (
      let attempt = 0;
      attempt < TRIES_TO_DELETE && !this.lends && this.stack.status !== 'DELETE_COMPLETE';
      attempt++
    ) {
      await this.during(strike, 'deletes the stack', () => this.stack.delete());
    }
  }

  /** Back to what the assembly says, or one change further away from it. */
  private nextVersion(random: Random): Pick<Variant, 'words' | 'template' | 'first'> {
    const back = { words: 'deploys the app as it is', template: this.original.template };
    if (this.current !== this.original && random() < 0.5) {
      return back;
    }
    const { template } = this.current;
    const access = pick(random, accessesIn(template));
    const kind = pick(random, this.lends ? VARIANT_KINDS.filter((one) => one !== 'replace-role') : VARIANT_KINDS);
    return (access && kind && variant(template, kind, access, random)) ?? back;
  }

  /** A stack that is stuck calls for people, who are not played: from then on nothing of it can be counted on. */
  private async during(
    strike: Strike,
    words: string,
    act: () => Promise<DeploymentFailure | undefined>,
  ): Promise<DeploymentFailure | undefined> {
    const { clock, faults } = this.play.aws;
    const from = clock.now();
    this.hazards.deployment = `${strike.id} ${from}`;
    const over = faults.note(strike, { words: `somebody ${words}`, from, to: undefined });
    const failure = await this.play.change(this.original.id, this.stack, act);
    over(clock.now());
    if (isStuck(this.stack)) {
      const words = `${this.original.id} is in ${this.stack.status}`;
      faults.note(strike, { words, from: clock.now(), to: undefined, hinders: {} });
    }
    return failure;
  }
}

const KINDS: Readonly<Partial<Record<FaultKind, (life: StackLife, strike: Strike) => Promise<void>>>> = {
  deployment: (life, strike) => life.deploy(strike, false),
  'deployment-failed': (life, strike) => life.deploy(strike, true),
  'stack-deleted': (life, strike) => life.delete(strike),
};

/** Decides, at the beginning of a run, which deployments there will be in it. */
export function planDeployments(
  play: Play,
  hazards: Hazards,
  stacks: readonly { readonly assemblyStack: AssemblyStack; readonly stack: SimulatedStack }[],
  range: Interval,
  moments: readonly EpochMs[] = [],
): void {
  const { clock, faults } = play.aws;
  const lives = stacks.map(
    ({ assemblyStack, stack }) => new StackLife(play, hazards, assemblyStack, stack, lends(assemblyStack, stacks)),
  );
  const edges: readonly EpochMs[] = [...edgesIn(play.history.inForce(), range), ...moments];
  for (const [kind, act] of Object.entries(KINDS) as [
    FaultKind,
    (life: StackLife, strike: Strike) => Promise<void>,
  ][]) {
    for (let chance = 0; chance < CHANCES; chance++) {
      const strike = faults.strikes(kind, `chance ${chance}`);
      const life = strike && pick(strike.random, lives);
      if (strike !== undefined && life !== undefined) {
        clock.at(momentIn(strike.random, range, edges), () => {
          life.undergo(strike, () => act(life, strike));
        });
      }
    }
  }
}

function lends(stack: AssemblyStack, all: readonly { readonly assemblyStack: AssemblyStack }[]): boolean {
  const exported = Object.values(stack.template.Outputs ?? {}).flatMap(({ Export: name }) =>
    isObject(name) && typeof name['Name'] === 'string' ? [name['Name']] : [],
  );
  return all.some(
    ({ assemblyStack }) =>
      assemblyStack !== stack &&
      templatesOf(assemblyStack).some((template) =>
        exported.some((name) => JSON.stringify(template).includes(`"${name}"`)),
      ),
  );
}
