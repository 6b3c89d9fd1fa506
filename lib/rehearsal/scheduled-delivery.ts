/**
 * How Scheduler hands the event of a schedule over: soon, at least once, and where things go wrong late or never.
 *
 * Delivery is at least once: a seeded part of all calls comes again some seconds later.
 */
import { DAY, type EpochMs, iso, plus, SECOND } from '../core/interval';
import { type Errand, failing, type Fault, sideOf, type Strike } from './faults/fault';
import type { Faults } from './faults/faults';
import { type Edge, lateArrival } from './faults/lateness';
import { isRate, PRECISION, type Schedule } from './schedule';
import { between, type Random, seeded } from './seeded-random';
import type { SimulatedIam } from './simulated-iam';
import type { SimulatedLambda } from './simulated-lambda';
import type { VirtualClock } from './virtual-clock';

/** An event that Scheduler could not hand over. */
export interface Undelivered {
  readonly at: EpochMs;
  readonly schedule: Schedule;
  readonly reason: string;
}

/** One in so many calls comes twice. */
const ONE_IN_COMES_TWICE = 20;
/** Scheduler tries an event for at most a day. */
const LONGEST_EVENT_AGE = DAY;

export interface DeliveryServices {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly lambda: SimulatedLambda;
  readonly seed: number;
  readonly faults: Faults;
  /** When schedules are due next, seen from one of them. */
  readonly edges: (schedule: Schedule) => readonly Edge[];
  /** Whether a schedule is still there. */
  readonly stands: (arn: string) => boolean;
}

export class ScheduledDelivery {
  readonly undelivered: Undelivered[] = [];

  constructor(private readonly services: DeliveryServices) {}

  /** Now and perhaps again, or late, or never. */
  deliver(schedule: Schedule, due: EpochMs): void {
    const { clock, seed, faults } = this.services;
    const place = `${schedule.name} ${iso(due)}`;
    const lost = faults.strikes('event-lost', place);
    if (lost !== undefined) {
      this.drop(schedule, due, lost);
      return;
    }
    const late = faults.strikes('event-late', place);
    if (late === undefined) {
      this.handOver(schedule, due);
    } else {
      this.deliverLate(schedule, due, late);
    }
    const again = seeded(seed, 'again', schedule.arn, due);
    if (again() * ONE_IN_COMES_TWICE < 1) {
      clock.at(plus(clock.now(), between(again, SECOND, 30 * SECOND)), () => {
        this.handOver(schedule, due);
      });
    }
    const repeated = faults.strikes('event-repeated', place);
    if (repeated !== undefined) {
      const at = this.lateArrival(schedule, repeated.random);
      faults.note(repeated, {
        ...sideOf(this.errandOf(schedule)),
        from: due,
        to: due,
        words: `Scheduler calls ${schedule.name} of ${iso(due)} again at ${iso(at)}`,
      });
      clock.at(at, () => {
        this.handOver(schedule, due);
      });
    }
  }

  private drop(schedule: Schedule, due: EpochMs, strike: Strike): void {
    const { clock, faults } = this.services;
    this.undelivered.push({ at: clock.now(), schedule, reason: 'Scheduler gave up' });
    const words = `Scheduler gives up on ${schedule.name} of ${iso(due)}`;
    faults.note(strike, { ...this.missing(schedule, due), words });
  }

  private deliverLate(schedule: Schedule, due: EpochMs, strike: Strike): void {
    const { clock, faults } = this.services;
    const at = this.lateArrival(schedule, strike.random);
    if (at > plus(due, schedule.maximumEventAgeMs ?? LONGEST_EVENT_AGE)) {
      this.drop(schedule, due, strike);
      return;
    }
    const words = `Scheduler calls ${schedule.name} of ${iso(due)} late, at ${iso(at)}`;
    faults.note(strike, { ...this.missing(schedule, due), words });
    clock.at(at, () => {
      this.handOver(schedule, due);
    });
  }

  private lateArrival(schedule: Schedule, random: Random): EpochMs {
    const longest = schedule.maximumEventAgeMs ?? LONGEST_EVENT_AGE;
    return lateArrival(random, this.services.clock.now(), this.services.edges(schedule), longest);
  }

  private errandOf(schedule: Schedule): Errand {
    if (this.services.lambda.find(schedule.target)?.closes !== true) {
      return 'open';
    }
    return isRate(schedule) ? 'sweep' : 'end';
  }

  /** What was to come with this event may not come. */
  private missing(schedule: Schedule, due: EpochMs): Omit<Fault, 'id' | 'kind' | 'words'> {
    return { from: due, to: plus(due, PRECISION), ...failing(this.errandOf(schedule)) };
  }

  /** Scheduler takes on the schedule's role and calls Lambda, which accepts the event and calls the function later. */
  private handOver(schedule: Schedule, due: EpochMs): void {
    const { iam, lambda, clock } = this.services;
    try {
      const groupArn = schedule.arn.replace(':schedule/', ':schedule-group/').replace(/\/[^/]*$/, '');
      const caller = iam.assumeAsService('scheduler.amazonaws.com', schedule.targetRole, {
        'aws:SourceArn': groupArn,
        'aws:SourceAccount': schedule.account,
      });
      iam.authorize(caller, 'lambda:InvokeFunction', schedule.target);
      const input = schedule.input
        .replaceAll('<aws.scheduler.scheduled-time>', iso(due))
        .replaceAll('<aws.scheduler.schedule-arn>', schedule.arn);
      lambda.invokeAsync(schedule.target, JSON.parse(input), `schedule ${schedule.name}, due ${iso(due)}`);
    } catch (error) {
      // What was still on its way when its schedule was deleted is nobody's any more.
      if (this.services.stands(schedule.arn)) {
        const reason = error instanceof Error ? error.message : String(error);
        this.undelivered.push({ at: clock.now(), schedule, reason });
      }
    }
  }
}
