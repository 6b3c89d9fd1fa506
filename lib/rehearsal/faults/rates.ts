/**
 * How likely each fault is.
 *
 * Every run has its own mixture: some kinds are absent, some frequent. A run in which everything goes wrong a little
 * hides what only shows when one thing goes wrong often, or all but one go well.
 */
import { seeded } from '../seeded-random';
import type { FaultKind } from './fault';

/** The probability of each fault at each of its chances; none for a kind that is not there. */
export type Rates = Readonly<Partial<Record<FaultKind, number>>>;

export const PROFILES = ['none', 'standard', 'chaos'] as const;
export type Profile = (typeof PROFILES)[number];

/** What any account meets in a year: nothing is out of order for longer than minutes, and nobody interferes. */
const STANDARD: Rates = {
  'event-late': 0.02,
  'event-lost': 0.01,
  'event-repeated': 0.05,
  'function-throttled': 0.02,
  'invocation-repeated': 0.02,
  crash: 0.001,
  'clock-skewed': 0.02,
  'call-throttled': 0.01,
  'call-unavailable': 0.01,
  'answer-lost': 0.005,
  'call-slow': 0.01,
  'change-in-conflict': 0.01,
  'read-stale': 0.05,
  'put-refused': 0.01,
  'put-unanswered': 0.005,
  'put-slow': 0.01,
  'iam-down': 0.02,
  'not-known-yet': 0.5,
  'odd-request': 0.05,
  deployment: 0.1,
};

/** Everything, and often. The kinds for which a run has a few chances only have to be likely. */
const CHAOS: Rates = {
  'event-late': 0.15,
  'event-lost': 0.12,
  'event-repeated': 0.1,
  'function-throttled': 0.05,
  'invocation-repeated': 0.08,
  crash: 0.01,
  hang: 0.003,
  'clock-skewed': 0.1,
  'call-throttled': 0.04,
  'call-unavailable': 0.04,
  'answer-lost': 0.03,
  'call-slow': 0.05,
  'change-in-conflict': 0.05,
  'read-stale': 0.2,
  'detach-stale': 0.1,
  'not-known-yet': 0.7,
  'put-refused': 0.1,
  'put-unanswered': 0.05,
  'put-slow': 0.05,
  'bus-down': 0.15,
  'iam-down': 0.15,
  'sts-down': 0.1,
  'scheduler-down': 0.1,
  'role-busy': 0.2,
  'session-denied': 0.25,
  'attached-by-hand': 0.15,
  'detached-by-hand': 0.15,
  'schedule-disabled': 0.12,
  'schedule-deleted': 0.08,
  'locked-down': 0.15,
  'role-made-anew': 0.06,
  'policy-made-anew': 0.05,
  'odd-request': 0.3,
  deployment: 0.25,
  'deployment-failed': 0.15,
  'stack-deleted': 0.12,
};

const OF_PROFILE: Readonly<Record<Profile, Rates>> = { none: {}, standard: STANDARD, chaos: CHAOS };

/** How a run mixes: by how much it multiplies the rate of each kind. */
const MIXTURES = [0, 0, 0, 0.3, 1, 3];
const MOST = 0.8;

export function ratesOf(profile: Profile, seed: number): Rates {
  return Object.fromEntries(
    Object.entries(OF_PROFILE[profile]).map(([kind, rate]) => {
      const mixture = MIXTURES[Math.floor(seeded(seed, 'mixture', kind)() * MIXTURES.length)] ?? 1;
      return [kind, Math.min(MOST, rate * mixture)];
    }),
  );
}
