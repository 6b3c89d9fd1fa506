/**
 * EventBridge Scheduler: calls its targets somewhere in the minute after a schedule is due, sometimes twice.
 *
 * When a schedule is due, how long it takes and whether it comes twice follows from seed, schedule and time alone, so
 * calls that are skipped change no others.
 *
 * Gotchas: idle sweeps are skipped. While no temporary policy is attached, no function is at work or waiting to be
 * tried again, and no other schedule is about to fire, a sweep has nothing that it could do or meet, so `rate`
 * schedules rest. That is what lets a year pass in a second. At all other times they run like any other.
 */
import { type EpochMs, MINUTE, plus } from '../core/interval';
import { AwsFailure, type NamesPage, type OnceSchedule, type ScheduleState } from '../core/world';
import type { Faults } from './faults/faults';
import type { Edge } from './faults/lateness';
import { isRate, PRECISION, type Schedule } from './schedule';
import { ScheduledDelivery, type Undelivered } from './scheduled-delivery';
import { nextDue } from './scheduler-expression';
import { between, seeded } from './seeded-random';
import type { Caller } from './iam-authority';
import type { SimulatedIam } from './simulated-iam';
import type { SimulatedLambda } from './simulated-lambda';
import type { VirtualClock } from './virtual-clock';

/** A sweep that comes so shortly before another event may still be at work when that comes. */
const ABOUT_TO_FIRE = 2 * MINUTE;

interface Entry {
  schedule: Schedule;
  readonly made: EpochMs;
  /** Since the call that was the first to be skipped. */
  restingSince: EpochMs | undefined;
  /** The first sweep shows whether it can do its work. */
  played: boolean;
  /** When it will be called next. */
  next: EpochMs | undefined;
  cancel: () => void;
}

/** A time in which a schedule was not called, since nothing would have come of it. */
interface Rest {
  readonly entry: Entry;
  readonly schedule: Schedule;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface SkippedCall {
  readonly at: EpochMs;
  readonly schedule: Schedule;
}

export interface SchedulerServices {
  readonly clock: VirtualClock;
  readonly iam: SimulatedIam;
  readonly lambda: SimulatedLambda;
  readonly seed: number;
  readonly faults: Faults;
  /** Whether a sweep might find something to do now. */
  readonly busy: () => boolean;
}

/** How a schedule stands from now on; undefined where it is gone. */
export type ScheduleWatcher = (arn: string, schedule: Schedule | undefined) => void;

export class SimulatedScheduler {
  private readonly delivery: ScheduledDelivery;
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new Map<string, EpochMs>();
  private readonly rests: Rest[] = [];
  private readonly watchers: ScheduleWatcher[] = [];

  constructor(private readonly services: SchedulerServices) {
    this.delivery = new ScheduledDelivery({
      ...services,
      edges: (schedule) => this.edges(schedule),
      stands: (arn) => this.find(arn) !== undefined,
    });
  }

  get undelivered(): readonly Undelivered[] {
    return this.delivery.undelivered;
  }

  put(schedule: Schedule): void {
    this.entries.get(schedule.arn)?.cancel();
    this.endRest(this.entries.get(schedule.arn));
    this.changed.set(schedule.arn, this.services.clock.now());
    const made = this.services.clock.now();
    const entry: Entry = {
      schedule,
      made: schedule.startDate ?? made,
      restingSince: undefined,
      played: false,
      next: undefined,
      cancel: () => undefined,
    };
    this.entries.set(schedule.arn, entry);
    this.tell(schedule.arn, schedule);
    this.arm(entry, isRate(schedule) ? plus(made, -1) : made);
  }

  remove(arn: string): void {
    this.entries.get(arn)?.cancel();
    this.endRest(this.entries.get(arn));
    this.entries.delete(arn);
    this.changed.set(arn, this.services.clock.now());
    this.tell(arn, undefined);
  }

  /** Called whenever a schedule is made, changed or removed, at that moment. */
  watch(watcher: ScheduleWatcher): void {
    this.watchers.push(watcher);
  }

  /** As by hand: the schedule stays and fires no more, or fires again. */
  enable(arn: string, enabled: boolean): void {
    const entry = this.entries.get(arn);
    if (entry !== undefined) {
      const { restingSince } = entry;
      this.endRest(entry);
      entry.restingSince = restingSince === undefined ? undefined : this.services.clock.now();
      entry.schedule = { ...entry.schedule, enabled };
      this.changed.set(arn, this.services.clock.now());
      this.tell(arn, entry.schedule);
    }
  }

  /** When a schedule was last made, changed or removed. */
  changedAt(arn: string): EpochMs | undefined {
    return this.changed.get(arn);
  }

  get schedules(): Schedule[] {
    return [...this.entries.values()].map(({ schedule }) => schedule);
  }

  /** By the ARN of the group; its schedules go with it. */
  removeGroup(groupArn: string): void {
    const prefix = `${groupArn.replace(':schedule-group/', ':schedule/')}/`;
    for (const arn of this.entries.keys()) {
      if (arn.startsWith(prefix)) {
        this.remove(arn);
      }
    }
  }

  find(arn: string): Schedule | undefined {
    return this.entries.get(arn)?.schedule;
  }

  /** GetSchedule. */
  get(caller: Caller, arn: string): ScheduleState {
    const operation = 'scheduler:GetSchedule';
    this.services.iam.authorize(caller, operation, arn);
    const schedule = this.find(arn);
    if (schedule === undefined) {
      throw new AwsFailure('absent', operation, `schedule ${arn} does not exist`);
    }
    const { enabled, expression, timeZone, input, target, targetRole: roleArn, deadLetterArn } = schedule;
    return { enabled, expression, timeZone, input, target: { arn: target, roleArn, deadLetterArn } };
  }

  /** CreateSchedule, of one that fires once and deletes itself. */
  create(caller: Caller, arn: string, { expression, input, target }: OnceSchedule): void {
    const { iam } = this.services;
    const operation = 'scheduler:CreateSchedule';
    iam.authorize(caller, operation, arn);
    iam.authorize(caller, 'iam:PassRole', target.roleArn, { 'iam:PassedToService': 'scheduler.amazonaws.com' });
    if (this.find(arn) !== undefined) {
      throw new AwsFailure('conflict', operation, `schedule ${arn} already exists`);
    }
    if (nextDue(expression, 'UTC', this.services.clock.now(), this.services.clock.now()) === undefined) {
      // Nobody documents what becomes of such a schedule, so nobody may count on it.
      throw new AwsFailure('unknown', operation, `${expression} is past`);
    }
    const [, , , , account = '', path = ''] = arn.split(':');
    const [, group = '', name = ''] = path.split('/');
    this.put({
      ...{ arn, group, name, account, expression, input },
      ...{ timeZone: 'UTC', enabled: true, startDate: undefined, endDate: undefined, deletedOnceDone: true },
      ...{ target: target.arn, targetRole: target.roleArn, deadLetterArn: target.deadLetterArn },
      madeBy: caller.roleArn,
    });
  }

  /** DeleteSchedule. */
  delete(caller: Caller, arn: string): void {
    const operation = 'scheduler:DeleteSchedule';
    this.services.iam.authorize(caller, operation, arn);
    if (this.find(arn) === undefined) {
      throw new AwsFailure('absent', operation, `schedule ${arn} does not exist`);
    }
    this.remove(arn);
  }

  /** ListSchedules, of the names that begin so; reading names is allowed for all schedules or none. */
  namesLike(caller: Caller, arnPrefix: string): NamesPage {
    this.services.iam.authorize(caller, 'scheduler:ListSchedules', '*');
    const names = this.schedules.filter(({ arn }) => arn.startsWith(arnPrefix)).map(({ name }) => name);
    return { names, marker: undefined };
  }

  /** Something has begun that a sweep may have to end: sweeps go on from here. */
  wake(): void {
    for (const entry of this.entries.values()) {
      if (entry.restingSince !== undefined) {
        this.endRest(entry);
        // A sweep that is due already may still be on its way.
        this.arm(entry, plus(this.services.clock.now(), -PRECISION));
      }
    }
  }

  private tell(arn: string, schedule: Schedule | undefined): void {
    this.watchers.forEach((watcher) => {
      watcher(arn, schedule);
    });
  }

  private arm(entry: Entry, after: EpochMs): void {
    const { clock } = this.services;
    const { schedule } = entry;
    let due = this.dueAfter(entry, after);
    while (due !== undefined && this.arrival(schedule, due) < clock.now()) {
      due = this.dueAfter(entry, due);
    }
    if (due === undefined) {
      entry.next = undefined;
      return;
    }
    const dueAt = due;
    entry.next = this.arrival(schedule, dueAt);
    const cancelArrival = clock.at(entry.next, () => {
      this.arrive(entry, dueAt);
    });
    const cancelWaking = isRate(schedule)
      ? (): void => undefined
      : clock.at(plus(entry.next, -ABOUT_TO_FIRE), () => {
          this.wake();
        });
    entry.cancel = (): void => {
      cancelArrival();
      cancelWaking();
    };
  }

  private idle(): boolean {
    const soon = plus(this.services.clock.now(), ABOUT_TO_FIRE);
    const aboutToFire = [...this.entries.values()].some(
      ({ schedule, next }) => !isRate(schedule) && next !== undefined && next <= soon,
    );
    return !aboutToFire && !this.services.busy();
  }

  private dueAfter({ schedule, made }: Entry, after: EpochMs): EpochMs | undefined {
    const { startDate, endDate, expression, timeZone } = schedule;
    const from = startDate !== undefined && startDate > after ? plus(startDate, -1) : after;
    const due = nextDue(expression, timeZone ?? 'UTC', from, made);
    return due !== undefined && (endDate === undefined || due <= endDate) ? due : undefined;
  }

  private arrival(schedule: Schedule, due: EpochMs): EpochMs {
    return plus(due, between(seeded(this.services.seed, 'delay', schedule.arn, due), 0, PRECISION - 1));
  }

  private arrive(entry: Entry, due: EpochMs): void {
    const { schedule } = entry;
    const { clock } = this.services;
    if (isRate(schedule) && entry.played && this.idle()) {
      entry.restingSince = clock.now();
      return;
    }
    this.arm(entry, due);
    if (schedule.enabled) {
      entry.played = true;
      this.delivery.deliver(schedule, due);
    }
    if (schedule.deletedOnceDone && this.dueAfter(entry, due) === undefined) {
      this.remove(schedule.arn);
    }
  }

  /** When each sweep would have been called that was skipped, and by which schedule. */
  skipped(): SkippedCall[] {
    for (const entry of this.entries.values()) {
      const { restingSince } = entry;
      this.endRest(entry);
      entry.restingSince = restingSince === undefined ? undefined : this.services.clock.now();
    }
    return this.rests.flatMap(({ entry, schedule, from, to }) => {
      const calls: SkippedCall[] = [];
      for (let due = this.dueAfter(entry, plus(from, -PRECISION)); due !== undefined && due < to;) {
        const at = this.arrival(schedule, due);
        calls.push(...(at >= from && at < to ? [{ at, schedule }] : []));
        due = this.dueAfter(entry, due);
      }
      return calls;
    });
  }

  private endRest(entry: Entry | undefined): void {
    if (entry?.restingSince !== undefined) {
      const { schedule, restingSince: from } = entry;
      if (schedule.enabled) {
        this.rests.push({ entry: { ...entry }, schedule, from, to: this.services.clock.now() });
      }
      entry.restingSince = undefined;
    }
  }

  /** When each schedule is due next, but for sweeps. */
  edges(event?: Schedule): Edge[] {
    const now = this.services.clock.now();
    return [...this.entries.values()]
      .filter(({ schedule }) => !isRate(schedule))
      .flatMap((entry) => {
        const at = this.dueAfter(entry, now);
        return at === undefined ? [] : [{ at, own: event !== undefined && stem(entry.schedule) === stem(event) }];
      });
  }
}

/** What the start and the end of one window have in common. */
function stem({ name }: Schedule): string {
  return name.replace(/-(start|end)$/, '');
}
