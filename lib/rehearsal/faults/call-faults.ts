/**
 * What becomes of the single calls of one run of a function.
 *
 * A call may wait before it is sent, fail without having been made, be made and lose its answer, or be the last thing
 * that the function does. Failures that pass come at most three times in a row, which every caller has to bear; what
 * lasts longer is an outage.
 */
import { type EpochMs, SECOND } from '../../core/interval';
import { AwsFailure, type FailureKind } from '../../core/world';
import { between, type Random } from '../seeded-random';
import { type Errand, failing, type FaultKind, slowing, type Strike } from './fault';
import type { Faults } from './faults';
import type { CallSite } from './outages';

/** The run of a function that makes the calls. */
export interface Calling {
  /** Names the run, the same whenever its seed is played. */
  readonly place: string;
  readonly errand: Errand;
  readonly began: EpochMs;
  /** When it is stopped, at the latest. */
  readonly timeout: EpochMs;
}

export interface Fate {
  /** Waits before the call is made, and before its answer comes. */
  readonly thereMs: number;
  readonly backMs: number;
  /** The call fails and is not made. */
  readonly fails?: AwsFailure;
  /** The call is made and fails all the same. */
  readonly loses?: AwsFailure;
  /** The function ends here: before the call, or after it was made and before its answer. */
  readonly ends?: 'before' | 'after';
  /** It does not end, but goes no further either, until it is stopped. */
  readonly hangs?: boolean;
  /** What is read is as old as this. */
  readonly staleMs: number;
}

const IN_A_ROW = 3;
/** A change of IAM is seen by every read within this. */
export const LONGEST_STALE = 5 * SECOND;
/** The first waits of a caller that tries again, and a little more. */
const WAIT_AFTER_FAILURE = 3 * SECOND;
/** The clients give a call this long. */
const CLIENT_TIMEOUT = 10 * SECOND;
/** A function that stalls between two calls. */
const LONGEST_STALL = 45 * SECOND;

const PASSING: Readonly<Partial<Record<FaultKind, FailureKind>>> = {
  'call-throttled': 'throttled',
  'call-unavailable': 'unavailable',
  'change-in-conflict': 'conflict',
};
const AS_USUAL: Fate = { thereMs: 0, backMs: 0, staleMs: 0 };

export class CallFaults {
  private calls = 0;
  private readonly row = new Map<string, number>();

  constructor(
    private readonly faults: Faults,
    private readonly calling: Calling,
  ) {}

  fateOf(site: CallSite, now: EpochMs): Fate {
    const place = `${this.calling.place}, call ${this.calls++}: ${site.operation} ${site.subject}`;
    return this.lastOf(site, now, place) ?? this.passing(site, now, place) ?? this.slow(site, now, place) ?? AS_USUAL;
  }

  private lastOf(site: CallSite, now: EpochMs, place: string): Fate | undefined {
    const crash = this.faults.strikes('crash', place);
    if (crash !== undefined) {
      const ends = crash.random() < 0.5 ? 'before' : 'after';
      this.fails(crash, this.calling.began, `crashes ${ends} ${site.operation}`, now);
      return { ...AS_USUAL, ends };
    }
    const hang = this.faults.strikes('hang', place);
    if (hang !== undefined) {
      this.fails(hang, this.calling.began, `hangs at ${site.operation} until it is stopped`, this.calling.timeout);
      return { ...AS_USUAL, hangs: true };
    }
    return undefined;
  }

  private passing(site: CallSite, now: EpochMs, place: string): Fate | undefined {
    const key = `${site.operation} ${site.subject}`;
    const before = this.row.get(key) ?? 0;
    this.row.set(key, 0);
    if (before >= IN_A_ROW) {
      return undefined;
    }
    const changes = site.operation === 'attach' || site.operation === 'detach';
    for (const [kind, failure] of Object.entries(PASSING) as [FaultKind, FailureKind][]) {
      const strike = kind === 'change-in-conflict' && !changes ? undefined : this.faults.strikes(kind, place);
      if (strike !== undefined) {
        this.row.set(key, before + 1);
        this.slows(strike, now, `${site.operation} fails: ${failure}`, WAIT_AFTER_FAILURE);
        return { ...AS_USUAL, fails: failureAt(site, failure) };
      }
    }
    const lost = this.faults.strikes('answer-lost', place);
    if (lost === undefined) {
      return undefined;
    }
    this.row.set(key, before + 1);
    const backMs = between(lost.random, 0, CLIENT_TIMEOUT);
    this.slows(lost, now, `${site.operation} is made, and its answer lost`, backMs + WAIT_AFTER_FAILURE);
    return { ...AS_USUAL, backMs, loses: failureAt(site, 'unavailable') };
  }

  private slow(site: CallSite, now: EpochMs, place: string): Fate | undefined {
    const slow = this.faults.strikes('call-slow', place);
    if (slow !== undefined) {
      const thereMs = stall(slow.random);
      const backMs = between(slow.random, 0, CLIENT_TIMEOUT / 2);
      this.slows(slow, now, `${site.operation} takes ${Math.round((thereMs + backMs) / SECOND)} s`, thereMs + backMs);
      return { ...AS_USUAL, thereMs, backMs };
    }
    if (site.operation === 'list' && site.service === 'iam') {
      const stale = this.faults.strikes('read-stale', place);
      if (stale !== undefined) {
        const staleMs = between(stale.random, SECOND, LONGEST_STALE);
        this.slows(stale, now, `reads what was true ${staleMs / SECOND} s ago`, LONGEST_STALE);
        return { ...AS_USUAL, staleMs };
      }
    }
    if (site.operation === 'detach') {
      const stale = this.faults.strikes('detach-stale', place);
      if (stale !== undefined) {
        const staleMs = between(stale.random, SECOND, LONGEST_STALE);
        this.slows(stale, now, `detaches from what was true ${staleMs / SECOND} s ago`, LONGEST_STALE);
        return { ...AS_USUAL, staleMs };
      }
    }
    return undefined;
  }

  /** Nothing that the run has done, or may still do, can be counted on. */
  private fails(strike: Strike, from: EpochMs, words: string, to: EpochMs): void {
    const { errand, place } = this.calling;
    this.faults.note(strike, { from, to, words: `${place}: ${words}`, ...failing(errand) });
  }

  private slows(strike: Strike, at: EpochMs, words: string, delaysMs: number): void {
    const { errand, place } = this.calling;
    this.faults.note(strike, { from: at, to: at, words: `${place}: ${words}`, ...slowing(errand, delaysMs) });
  }
}

/** Mostly some seconds, seldom as long as a function may well be frozen. */
function stall(random: Random): number {
  return between(random, 0, random() < 0.7 ? CLIENT_TIMEOUT : LONGEST_STALL);
}

function failureAt({ operation, subject }: CallSite, failure: FailureKind): AwsFailure {
  return new AwsFailure(failure, operation, `${failure} at ${subject}`);
}
