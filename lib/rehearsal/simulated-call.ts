/**
 * One call to AWS: it takes its time there and back, and happens in between.
 *
 * All calls go through here, which is where faults strike: before the call, after it was made but before its answer,
 * or instead of it.
 */
import type { Fate } from './faults/call-faults';
import type { CallSite, Outages } from './faults/outages';
import { between, type Random } from './seeded-random';
import type { Invocation } from './simulated-lambda';
import type { VirtualClock } from './virtual-clock';

/** Makes a call for whoever waits for its answer; its effect may see what was true some time ago. */
export type Call = <T>(site: CallSite, effect: (staleMs: number) => T) => Promise<T>;

export interface Line {
  readonly clock: VirtualClock;
  readonly outages: Outages;
  readonly random: Random;
  readonly fateOf: (site: CallSite) => Fate;
}

/** One way of a call to AWS and back, in milliseconds. */
const FASTEST = 10;
const SLOWEST = 25;

/** Never answers: a function that has been stopped waits for nothing. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

export async function waitIn(invocation: Invocation, clock: VirtualClock, ms: number): Promise<void> {
  await clock.sleep(ms);
  return invocation.over ? never() : undefined;
}

export function callsOf(invocation: Invocation, { clock, outages, random, fateOf }: Line): Call {
  return async (site, effect) => {
    const { thereMs, backMs, fails, loses, ends, hangs, staleMs } = fateOf(site);
    await waitIn(invocation, clock, between(random, FASTEST, SLOWEST) + thereMs);
    if (hangs === true) {
      return never();
    }
    if (ends === 'before') {
      invocation.crash();
      return never();
    }
    const failure = fails ?? outages.failureOf(site, clock.now());
    const answer = failure === undefined ? attempted(() => effect(staleMs)) : { error: failure };
    if (ends === 'after') {
      invocation.crash();
      return never();
    }
    await waitIn(invocation, clock, between(random, FASTEST, SLOWEST) + backMs);
    if (loses !== undefined) {
      throw loses;
    }
    if ('error' in answer) {
      throw answer.error;
    }
    return answer.value;
  };
}

function attempted<T>(effect: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}
