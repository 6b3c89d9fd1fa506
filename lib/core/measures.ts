/** The numbers that follow from what happened: what is recorded is what is measured. */
import type { AccessRecord, Metric } from './world';

/** A number of the controller; of one access as well, where it is named. */
export interface Measure {
  readonly metric: Metric;
  readonly value: number;
  readonly access?: string;
}

export function measuresOf({ event, access, policies, secondsPastEnd, reason }: AccessRecord): Measure[] {
  const one = (metric: Metric, value = 1): Measure => ({ metric, value, access });
  const past = (metric: Metric): Measure[] => (secondsPastEnd === undefined ? [] : [one(metric, secondsPastEnd)]);
  switch (event) {
    case 'opened':
      // What was attached already was opened before.
      return reason === undefined ? [one('Opened')] : [];
    case 'detached':
      return [one('Closed'), ...past('Overrun')];
    case 'verified':
      return [one('Verified'), ...past('TimeToVerifiedRemoval')];
    case 'open-failed':
      return [one('FailedOpens')];
    case 'close-failed':
      return [one('FailedCloses'), { metric: 'OpenPastEnd', value: policies.length }];
    case 'drift':
      return [{ metric: 'Drift', value: policies.length }];
    case 'residual':
      return [{ metric: 'ResidualAccess', value: 1 }];
    default:
      return [];
  }
}
