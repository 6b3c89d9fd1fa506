/**
 * The history of one policy on one role: its openings, and what was attached or removed outside all of them.
 *
 * The pair alone is the key, not the access: one that was renamed or moved still has one attachment to prove the end of.
 */
import { SECOND } from '../core/interval';
import { instant } from '../core/lease';
import { Openings, type PairOpening } from './openings';
import { CLOSES, inOrder } from './order';
import type { EvidenceRecord } from './record';

export interface PairHistory {
  readonly openings: readonly PairOpening[];
  /** Removed, without any record that says who had opened it. */
  readonly unopened: readonly EvidenceRecord[];
  /** What stood outside every opening, each with the last that is on record of it. */
  readonly standing: readonly Standing[];
}

export interface Standing {
  readonly drift?: EvidenceRecord;
  readonly detached?: EvidenceRecord;
  readonly failed?: EvidenceRecord;
  readonly verified?: EvidenceRecord;
  /** What opened next, where nothing had proved the end of this before. */
  readonly next?: EvidenceRecord;
}

/** A function runs no longer than this. */
const ONE_RUN = 900 * SECOND;

export function historyOf(records: readonly EvidenceRecord[]): PairHistory {
  const ordered = inOrder(records);
  const openings = new Openings();
  const unopened: EvidenceRecord[] = [];
  const left: Standing[] = [];
  let standing: Standing = {};
  for (const record of ordered) {
    // What is not known to have failed to open has been open, and what was open before must have ended before.
    if (CLOSES.includes(record.event) && openings.isOfAnother(record) && !hasFailedToOpen(record, ordered)) {
      openings.endWithout(record);
    }
    // Nor is what has started since the end of what a sweep had found.
    if (CLOSES.includes(record.event) && standing.drift !== undefined && startedAfter(record, standing.drift)) {
      left.push({ ...standing, next: record });
      standing = {};
    }
    switch (record.event) {
      case 'attached':
      case 'opened':
        openings.open(record);
        if (standing.drift !== undefined || standing.detached !== undefined) {
          left.push({ ...standing, next: record });
        }
        // A close that failed where nothing was open is answered by whatever proof comes next.
        standing = standing.failed === undefined ? {} : { failed: standing.failed };
        break;
      case 'drift':
        openings.drift(record);
        standing = openings.isOpen ? standing : { ...standing, drift: record };
        break;
      case 'held':
        openings.held(record);
        break;
      case 'detached':
        openings.detached(record);
        standing = openings.isOpen ? standing : { ...standing, detached: record };
        break;
      case 'close-failed':
        openings.failed(record);
        standing = openings.isOpen ? standing : { ...standing, failed: record };
        break;
      case 'verified':
      case 'drift-removed':
        if (openings.isOpen) {
          openings.verified(record);
        } else if (isUnexplained(record, standing, ordered)) {
          unopened.push(record);
        }
        if (standing.drift !== undefined) {
          left.push({ drift: standing.drift, verified: record });
        }
        standing = {};
        break;
      default:
    }
  }
  return { openings: openings.all, unopened, standing: [...left, standing] };
}

function hasFailedToOpen({ window, start }: EvidenceRecord, records: readonly EvidenceRecord[]): boolean {
  return records.some((one) => one.event === 'open-failed' && one.window === window && one.start === start);
}

function startedAfter({ start }: EvidenceRecord, { at }: EvidenceRecord): boolean {
  return start !== undefined && instant(start) > at;
}

/**
 * Something was removed that no record says to have been opened. Not so where a sweep found it, where a try to open
 * had failed, or where nothing had to be detached: then it was not there.
 */
function isUnexplained(
  { trigger, witness, at }: EvidenceRecord,
  { drift, detached }: Standing,
  records: readonly EvidenceRecord[],
): boolean {
  if (detached === undefined || drift !== undefined) {
    return false;
  }
  // Of what an opener refuses there is no event.
  const isOpener = trigger === 'start' || trigger === 'request';
  return !(
    (witness === 'event' && isOpener) ||
    records.some(
      (one) =>
        (one.event === 'refused' || one.event === 'open-failed') &&
        one.trigger === trigger &&
        Math.abs(one.at - at) <= ONE_RUN,
    )
  );
}
