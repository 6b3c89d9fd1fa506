/**
 * Which leases, holds and locks stood when: what functions and people arranged at run time, as Scheduler shows it.
 *
 * A lease counts for as long as it would close what it opens: a disabled one is none. A disabled hold holds. A lock
 * locks by its name, whatever it says.
 */
import type { EpochMs } from '../core/interval';
import { type Hold, instant, type Lease, onceAt } from '../core/lease';
import { lockName, STACK_LOCK } from '../core/lock';
import { isMalformed, readScheduleInput } from '../core/message';
import type { Clock } from '../core/world';
import type { DeployedAccess } from './declaration-history';
import type { Schedule } from './schedule';
import type { SimulatedScheduler } from './simulated-scheduler';
import type { SimulatedLambda } from './simulated-lambda';

/** The time in which one of them stood. */
export interface ArrangedSpan {
  readonly schedule: string;
  /** Undefined of a lock on the whole stack. */
  readonly access: string | undefined;
  /** The functions of the controller in whose group it stands. */
  readonly functions: readonly string[];
  readonly lease?: Lease;
  readonly hold?: Hold;
  readonly locks?: true;
  /** The role of the function that made it. */
  readonly madeBy: string | undefined;
  readonly from: EpochMs;
  /** Undefined while it stands. */
  readonly to: EpochMs | undefined;
}

export interface LeaseSpan extends ArrangedSpan {
  readonly access: string;
  readonly lease: Lease;
}

export interface HoldSpan extends ArrangedSpan {
  readonly access: string;
  readonly hold: Hold;
}

export class ArrangedHistory {
  private readonly all: ArrangedSpan[] = [];
  /** The place in the list of the span that each schedule has now. */
  private readonly standing = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly lambda: SimulatedLambda,
    scheduler: SimulatedScheduler,
  ) {
    scheduler.watch((arn, schedule) => {
      this.note(arn, schedule);
    });
  }

  /** In order of their beginning. */
  get spans(): readonly ArrangedSpan[] {
    return this.all;
  }

  private note(arn: string, schedule: Schedule | undefined): void {
    const arranged = schedule === undefined ? undefined : arrangedBy(schedule, this.closes(schedule.target));
    const known = this.standing.get(arn);
    if (known !== undefined) {
      this.all[known] = { ...(this.all[known] as ArrangedSpan), to: this.clock.now() };
      this.standing.delete(arn);
    }
    if (schedule !== undefined && arranged !== undefined) {
      const { name, madeBy, group } = schedule;
      const functions = this.lambda.inGroup(arn, group);
      const span = { schedule: name, ...arranged, functions, madeBy, from: this.clock.now(), to: undefined };
      this.standing.set(arn, this.all.push(span) - 1);
    }
  }

  private closes(functionArn: string): boolean {
    return this.lambda.find(functionArn)?.closes === true;
  }
}

/** What a schedule arranges, if it does: a lease that calls nobody who closes is none. */
function arrangedBy(
  schedule: Schedule,
  calls: boolean,
): Pick<ArrangedSpan, 'access' | 'lease' | 'hold' | 'locks'> | undefined {
  if (schedule.name === STACK_LOCK) {
    return { access: undefined, locks: true };
  }
  const [, locked] = OF_ONE_ACCESS.exec(schedule.name) ?? [];
  if (locked !== undefined) {
    return { access: locked, locks: true };
  }
  const message = readScheduleInput(schedule.input);
  if (isMalformed(message)) {
    return undefined;
  }
  if (message.event === 'hold-end') {
    return { access: message.access, hold: message.hold };
  }
  if (message.event !== 'end' || message.lease === undefined) {
    return undefined;
  }
  const { access, lease } = message;
  const armed = calls && schedule.enabled && schedule.expression === onceAt(instant(lease.end));
  return armed ? { access: access.access, lease } : undefined;
}

const OF_ONE_ACCESS = new RegExp(`^${lockName('(.+)')}$`);

/** Of one access, with the locks of its stack. */
export function arrangedOf(spans: readonly ArrangedSpan[], { declared, openerArn }: DeployedAccess): ArrangedSpan[] {
  return spans.filter(
    ({ access, functions }) => (access === undefined || access === declared.access) && functions.includes(openerArn),
  );
}

export function isLock({ locks }: ArrangedSpan): boolean {
  return locks === true;
}

export function isLease(span: ArrangedSpan): span is LeaseSpan {
  return span.lease !== undefined;
}

export function isHold(span: ArrangedSpan): span is HoldSpan {
  return span.hold !== undefined;
}
