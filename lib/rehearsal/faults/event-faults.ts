/** What becomes of the events that one run of a function tells its bus: nothing of it may touch what opens or closes. */
import { type EpochMs, MINUTE, SECOND } from '../../core/interval';
import { AwsFailure } from '../../core/world';
import { between } from '../seeded-random';
import type { Fate } from './call-faults';
import type { FaultKind, Strike } from './fault';
import type { Faults } from './faults';
import type { CallSite } from './outages';

const AS_USUAL: Fate = { thereMs: 0, backMs: 0, staleMs: 0 };
/** Longer than any close may be late: whoever waited for a bus would be found out. */
const LONGEST_STALL = 10 * MINUTE;
const REFUSALS = ['throttled', 'unavailable', 'denied'] as const;

export class EventFaults {
  private puts = 0;

  constructor(
    private readonly faults: Faults,
    /** Names the run, the same whenever its seed is played. */
    private readonly place: string,
  ) {}

  fateOf({ operation, subject }: CallSite, now: EpochMs): Fate {
    const place = `${this.place}, event ${this.puts++}`;
    const strikes = (kind: FaultKind): Strike | undefined => this.faults.strikes(kind, place);
    const note = (strike: Strike, what: string): void => {
      this.faults.note(strike, { from: now, to: now, side: 'telling', words: `${place}: ${what}` });
    };
    const refused = strikes('put-refused');
    if (refused !== undefined) {
      const failure = REFUSALS[Math.floor(refused.random() * REFUSALS.length)] ?? 'unavailable';
      note(refused, `the bus takes no ${subject}: ${failure}`);
      return { ...AS_USUAL, fails: new AwsFailure(failure, operation, `${failure} at ${subject}`) };
    }
    const unanswered = strikes('put-unanswered');
    if (unanswered !== undefined) {
      note(unanswered, `the bus takes ${subject}, and its answer is lost`);
      return { ...AS_USUAL, loses: new AwsFailure('unavailable', operation, `no answer to ${subject}`) };
    }
    const slow = strikes('put-slow');
    if (slow !== undefined) {
      const thereMs = between(slow.random, 0, LONGEST_STALL);
      note(slow, `${subject} takes ${Math.round(thereMs / SECOND)} s`);
      return { ...AS_USUAL, thereMs };
    }
    return AS_USUAL;
  }
}
