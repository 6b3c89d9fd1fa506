/**
 * The order in which things happened to one policy on one role.
 *
 * The two functions have clocks of their own, a few seconds apart. So a proof may seem to come after the next opening
 * has begun, and a close before the opening that it closes: by what they say they belong to, each gets its place.
 */
import { SECOND } from '../core/interval';
import { instant } from '../core/lease';
import type { Happening, Trigger } from '../core/world';
import type { EvidenceRecord } from './record';

const CLOCKS_APART = 30 * SECOND;

const OPENS: readonly Happening[] = ['attached', 'opened'];
/** Of what is told of an end. */
export const CLOSES: readonly Happening[] = ['drift', 'detached', 'close-failed', 'verified', 'drift-removed'];
/** What wakes the function that only closes. */
const CLOSER: readonly Trigger[] = ['end', 'sweep', 'early-close'];

/** Of those of one moment, what ends comes before what begins. */
export function inOrder(records: readonly EvidenceRecord[]): EvidenceRecord[] {
  const byTime = [...records].sort((a, b) => a.at - b.at);
  return byTime
    .map((record, index) => ({ record, index, place: placeOf(byTime, index) }))
    .sort((a, b) => a.place - b.place || rank(a.record) - rank(b.record) || a.index - b.index)
    .map(({ record }) => record);
}

/** A time; of what belongs beside another record, just before or after the time of that. */
function placeOf(byTime: readonly EvidenceRecord[], index: number): number {
  const record = byTime[index] as EvidenceRecord;
  if (!CLOSES.includes(record.event) || record.start === undefined || !CLOSER.includes(record.trigger)) {
    return record.at;
  }
  const opens = around(byTime, index).filter(({ event, start }) => OPENS.includes(event) && start !== undefined);
  const own = opens.filter((one) => one.at >= record.at && isSame(one, record)).at(-1);
  const next = opens.find((one) => one.at <= record.at && startsAfter(one, record));
  return own !== undefined ? own.at + 0.5 : next !== undefined ? next.at - 0.5 : record.at;
}

/** All that another clock may have put on the other side of a record. */
function around(byTime: readonly EvidenceRecord[], index: number): EvidenceRecord[] {
  const { at } = byTime[index] as EvidenceRecord;
  let [first, last] = [index, index];
  while (isNear(byTime[first - 1], at)) {
    first--;
  }
  while (isNear(byTime[last + 1], at)) {
    last++;
  }
  return byTime.slice(first, last + 1);
}

function isNear(record: EvidenceRecord | undefined, at: number): boolean {
  return record !== undefined && Math.abs(record.at - at) < CLOCKS_APART;
}

function isSame(one: EvidenceRecord, other: EvidenceRecord): boolean {
  return one.window === other.window && one.start === other.start && one.request === other.request;
}

function startsAfter(one: EvidenceRecord, other: EvidenceRecord): boolean {
  const isOfAnother = one.request === undefined || one.request !== other.request;
  return isOfAnother && instant(one.start ?? '') > instant(other.start ?? '');
}

function rank({ event }: EvidenceRecord): number {
  const closes = CLOSES.indexOf(event);
  return closes >= 0 ? closes : CLOSES.length + OPENS.indexOf(event);
}
