/** What is out of order for a while: a service, everything about one role, or the sessions of one attachment role. */
import type { EpochMs } from '../../core/interval';
import { AwsFailure, type FailureKind } from '../../core/world';

/** One call, as far as a fault has to know it. */
export interface CallSite {
  readonly service: 'iam' | 'sts' | 'scheduler' | 'cloudformation' | 'events';
  readonly operation: string;
  /** The role, attachment role or schedule that it is about. */
  readonly subject: string;
}

export interface Outage {
  readonly from: EpochMs;
  /** Undefined where nobody mends it. */
  readonly to: EpochMs | undefined;
  readonly service: CallSite['service'];
  /** All operations, where nothing is said. */
  readonly operation?: string;
  /** All subjects, where nothing is said. */
  readonly subject?: string;
  readonly failure: FailureKind;
}

export class Outages {
  private readonly all: Outage[] = [];

  add(outage: Outage): void {
    this.all.push(outage);
  }

  /** Why a call fails now, if an outage concerns it. */
  failureOf({ service, operation, subject }: CallSite, now: EpochMs): AwsFailure | undefined {
    const outage = this.all.find(
      (one) =>
        one.service === service &&
        one.from <= now &&
        now < (one.to ?? Infinity) &&
        (one.operation === undefined || one.operation === operation) &&
        (one.subject === undefined || one.subject === subject),
    );
    return outage === undefined ? undefined : new AwsFailure(outage.failure, operation, `${subject} is out of order`);
  }
}
