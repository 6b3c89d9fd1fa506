/** A play in the making: the simulated AWS, the stacks in it, and all that is written down while it goes. */
import { type EpochMs, MINUTE } from '../core/interval';
import { ArrangedHistory } from './arranged-history';
import { type AssemblyStack } from '../assembly/assembly';
import { DeclarationHistory } from './declaration-history';
import type { Faults } from './faults/faults';
import { breachesOfAttach } from './invariants/attaching';
import type { Played, PlayedDeployment } from './invariants/played';
import type { Breach } from './report';
import type { IamSettings } from './simulated-iam';
import { rateOf } from './scheduler-expression';
import { SignalPlayer } from './signals/signal-player';
import { SimulatedAws } from './simulated-aws';
import { type DeploymentFailure, SimulatedStack } from './simulated-stack';
import type { Deployments } from './stack/deployments';
import { type StackHabits, UNTROUBLED } from './stack/stack-habits';

export interface PlayProps {
  readonly from: EpochMs;
  readonly seed: number;
  readonly playIdleSweeps?: boolean | undefined;
  readonly faults?: Faults;
  readonly habits?: StackHabits;
  readonly iam?: Partial<IamSettings>;
}

const SHORTEST_SWEEP = MINUTE;

export class Play {
  readonly aws: SimulatedAws;
  readonly history: DeclarationHistory;
  readonly arranged: ArrangedHistory;
  readonly signals: SignalPlayer;
  /** What was wrong at the moment of an attach. */
  readonly breaches: Breach[] = [];
  readonly stacks: SimulatedStack[] = [];
  private readonly deployments: Deployments;
  private readonly changes: PlayedDeployment[] = [];
  private readonly from: EpochMs;
  private sweepMs = SHORTEST_SWEEP;

  constructor({ habits = UNTROUBLED, ...props }: PlayProps) {
    this.from = props.from;
    this.aws = new SimulatedAws(props);
    this.history = new DeclarationHistory(this.aws.clock);
    this.arranged = new ArrangedHistory(this.aws.clock, this.aws.lambda, this.aws.scheduler);
    this.signals = new SignalPlayer(this.aws, this.history);
    this.deployments = { aws: this.aws, exports: new Map(), history: this.history, habits };
    this.aws.iam.watch((change) => {
      if (change.change === 'attached') {
        this.breaches.push(...breachesOfAttach(this.aws, this.history, this.arranged.spans, change));
      }
    });
  }

  /** Makes a stack of the assembly. */
  async make(assemblyStack: AssemblyStack): Promise<{ stack: SimulatedStack; failure: DeploymentFailure | undefined }> {
    const stack = new SimulatedStack(this.deployments, assemblyStack);
    this.stacks.push(stack);
    return { stack, failure: await this.change(assemblyStack.id, stack, () => stack.create()) };
  }

  /** Lets something happen to a stack, and writes down from when to when. */
  async change(
    id: string,
    stack: SimulatedStack,
    act: () => Promise<DeploymentFailure | undefined>,
  ): Promise<DeploymentFailure | undefined> {
    const from = this.aws.clock.now();
    const index = this.changes.push({ stack: id, from, to: undefined, succeeded: false, stuck: false }) - 1;
    const failure = await act();
    const to = this.aws.clock.now();
    this.changes[index] = { stack: id, from, to, succeeded: failure === undefined, stuck: isStuck(stack) };
    this.noteSweeps();
    return failure;
  }

  played(): Played {
    const { aws } = this;
    return {
      changes: aws.iam.changes,
      spans: this.history.spans,
      faults: aws.faults.struck,
      deployments: this.changes,
      records: aws.telemetered.records,
      notes: aws.telemetered.notes,
      events: aws.telemetered.events,
      counts: aws.telemetered.counts,
      failed: aws.lambda.failed,
      stopped: aws.lambda.stopped,
      undelivered: [
        ...aws.scheduler.undelivered.map(({ schedule, ...one }) => ({
          ...one,
          sender: `schedule ${schedule.name}`,
          queueArn: schedule.deadLetterArn,
        })),
        ...aws.events.undelivered.map(({ rule, ...one }) => ({ ...one, sender: `rule ${rule}` })),
      ],
      arranged: this.arranged.spans,
      signals: this.signals.played,
      alerts: aws.telemetered.alerts,
      sweepMs: this.sweepMs,
      controllers: aws.lambda.controllers,
      closers: aws.lambda.closers,
      from: this.from,
      now: aws.clock.now(),
    };
  }

  private noteSweeps(): void {
    for (const { expression } of this.aws.scheduler.schedules) {
      this.sweepMs = Math.max(this.sweepMs, rateOf(expression) ?? 0);
    }
  }
}

/** It can go neither on nor back, and waits for people. */
export function isStuck({ status }: SimulatedStack): boolean {
  return status.endsWith('_FAILED');
}
