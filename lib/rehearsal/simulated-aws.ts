/** Clock, IAM, Lambda, Scheduler and EventBridge of one simulated organisation, wired to each other and to one seed. */
import type { EpochMs } from '../core/interval';
import { Faults } from './faults/faults';
import { Outages } from './faults/outages';
import { Generations } from './generations';
import { SimulatedEventBridge } from './simulated-event-bridge';
import { type IamSettings, SimulatedIam } from './simulated-iam';
import { SimulatedLambda } from './simulated-lambda';
import { SimulatedScheduler } from './simulated-scheduler';
import { nothingTelemetered } from './simulated-telemetry';
import { worldOf } from './simulated-world';
import { StandingAlarms } from './standing-alarms';
import { VirtualClock } from './virtual-clock';

export interface SimulatedAwsProps {
  readonly from: EpochMs;
  readonly seed: number;
  /** With idle sweeps played too, a run is slower and ends no differently; a test says so. */
  readonly playIdleSweeps?: boolean | undefined;
  /** None, unless told otherwise. */
  readonly faults?: Faults;
  readonly iam?: Partial<IamSettings>;
}

export class SimulatedAws {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly lambda: SimulatedLambda;
  readonly scheduler: SimulatedScheduler;
  readonly events: SimulatedEventBridge;
  /** How often each name has been given to something new. */
  readonly generations = new Generations();
  /** Of Systems Manager: by account, region and name. */
  readonly parameters = new Map<string, string>();
  readonly telemetered = nothingTelemetered();
  readonly alarms: StandingAlarms;
  readonly faults: Faults;
  readonly outages = new Outages();
  private readonly answers = new Map<string, (body: string) => void>();
  private readonly attachedNow = new Set<string>();

  constructor({ from, seed, playIdleSweeps = false, faults = new Faults(seed, {}), iam: settings }: SimulatedAwsProps) {
    this.faults = faults;
    const clock = new VirtualClock(from);
    const iam = new SimulatedIam(clock, settings);
    const lambda = new SimulatedLambda({
      clock,
      iam,
      seed,
      faults,
      worldOf: (invocation) =>
        worldOf(
          {
            clock,
            iam,
            scheduler: this.scheduler,
            eventBridge: this.events,
            faults,
            outages: this.outages,
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
    this.scheduler = new SimulatedScheduler({ clock, iam, lambda, seed, faults, busy });
    this.events = new SimulatedEventBridge({ clock, lambda, scheduler: this.scheduler, seed, faults });
    this.clock = clock;
    this.alarms = new StandingAlarms(clock);
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
