/**
 * The order in which things happened to one policy on one role.
 *
 * The two functions have clocks of their own, a few seconds apart. So a proof may seem to come after the next opening
 * has begun; by what it says it belongs to, it is put before.
 */
import { type EpochMs, plus, SECOND } from '../core/interval';
import { instant } from '../core/lease';
import type { Happening } from '../core/world';
import type { EvidenceRecord } from './record';

const CLOCKS_APART = 30 * SECOND;

const OPENS: readonly Happening[] = ['attached', 'opened'];
/** Of what is told of an end. */
export const CLOSES: readonly Happening[] = ['drift', 'detached', 'close-failed', 'verified', 'drift-removed'];

/** Of those of one moment, what ends comes before what begins. */
export function inOrder(records: readonly EvidenceRecord[]): EvidenceRecord[] {
  const byTime = [...records].sort((a, b) => a.at - b.at);
  return byTime
    .map((record, place) => ({ record, place, at: placeInTime(byTime, place) }))
    .sort((a, b) => a.at - b.at || rank(a.record) - rank(b.record) || a.place - b.place)
    .map(({ record }) => record);
}

function placeInTime(byTime: readonly EvidenceRecord[], place: number): EpochMs {
  const record = byTime[place] as EvidenceRecord;
  let at = record.at;
  if (!CLOSES.includes(record.event) || record.start === undefined) {
    return at;
  }
  for (let before = place - 1; before >= 0; before--) {
    const other = byTime[before] as EvidenceRecord;
    if (other.at <= plus(record.at, -CLOCKS_APART)) {
      break;
    }
    if (OPENS.includes(other.event) && startedAfter(other, record)) {
      at = other.at;
    }
  }
  return at;
}

function startedAfter({ start, request }: EvidenceRecord, other: EvidenceRecord): boolean {
  return (
    start !== undefined &&
    other.start !== undefined &&
    instant(start) > instant(other.start) &&
    (request === undefined || request !== other.request)
  );
}

function rank({ event }: EvidenceRecord): number {
  const closes = CLOSES.indexOf(event);
  return closes >= 0 ? closes : CLOSES.length + OPENS.indexOf(event);
}
