/** Clock, IAM, Lambda and Scheduler of one simulated organisation, wired to each other and to one seed. */
import type { EpochMs } from '../core/interval';
import type { Metric } from '../core/world';
import { SimulatedIam } from './simulated-iam';
import { SimulatedLambda } from './simulated-lambda';
import { SimulatedScheduler } from './simulated-scheduler';
import { type Telemetered, worldOf } from './simulated-world';
import { VirtualClock } from './virtual-clock';

export class SimulatedAws {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly lambda: SimulatedLambda;
  readonly scheduler: SimulatedScheduler;
  readonly telemetered: Telemetered = { records: [], notes: [], counts: new Map<Metric, number>() };
  private readonly answers = new Map<string, (body: string) => void>();
  private readonly attachedNow = new Set<string>();

  /** With idle sweeps played too, a run is slower and ends no differently; a test says so. */
  constructor(from: EpochMs, seed: number, playIdleSweeps = false) {
    const clock = new VirtualClock(from);
    const iam = new SimulatedIam(clock);
    const lambda = new SimulatedLambda({
      clock,
      iam,
      seed,
      worldOf: (invocation) =>
        worldOf(
          {
            clock,
            iam,
            scheduler: this.scheduler,
            telemetered: this.telemetered,
            respond: (url, body) => {
              this.answers.get(url)?.(body);
            },
          },
          invocation,
        ),
      onEvent: () => {
        this.scheduler.wake();
      },
    });
    const busy = (): boolean => playIdleSweeps || lambda.inFlight > 0 || this.attachedNow.size > 0;
    this.scheduler = new SimulatedScheduler({ clock, iam, lambda, seed, busy });
    this.clock = clock;
    this.iam = iam;
    this.lambda = lambda;
    iam.watch(({ change, role, policy }) => {
      const pair = `${role} ${policy}`;
      if (change === 'attached') {
        this.attachedNow.add(pair);
        this.scheduler.wake();
      } else {
        this.attachedNow.delete(pair);
      }
    });
  }

  /** The body that somebody puts at a presigned address. */
  answerAt(url: string): Promise<string> {
    return new Promise((done) => {
      this.answers.set(url, done);
    });
  }
}
