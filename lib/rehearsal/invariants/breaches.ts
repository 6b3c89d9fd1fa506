/** Every invariant, judged by what happened: IAM's record is the truth, the declared windows are the measure. */
import type { EpochMs } from '../../core/interval';
import type { Breach } from '../report';
import { breachesOfAlerts } from './alerts';
import { breachesOfAnswers } from './answers';
import { breachesOfEvidence } from './evidence';
import { breachesOfLeases } from './leases';
import { breachesOfEvents, breachesOfSilence } from './loudness';
import { breachesOfEarlyClose, breachesOfOpening } from './openness';
import type { Played } from './played';
import { breachesOfRecords, breachesOfSilentRemoval } from './proof';
import { breachesOfRemoval } from './removal';
import { breachesOfTelling } from './telling';

/** Windows that start before `until` are expected to have opened. */
export function breachesOf(played: Played, until: EpochMs): Breach[] {
  return [
    ...breachesOfRemoval(played),
    ...breachesOfRecords(played),
    ...breachesOfSilentRemoval(played),
    ...breachesOfEarlyClose(played),
    ...breachesOfOpening(played, until),
    ...breachesOfAnswers(played),
    ...breachesOfLeases(played),
    ...breachesOfAlerts(played),
    ...breachesOfEvents(played),
    ...breachesOfSilence(played),
    ...breachesOfTelling(played),
    ...breachesOfEvidence(played),
  ];
}
