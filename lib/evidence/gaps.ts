/** What is missing of the evidence that an opening ended: at most one gap each, the one that matters most. */
import { type EpochMs, iso, plus, SECOND } from '../core/interval';
import { durationText } from '../rehearsal/duration-text';
import type { PairOpening, Stretch } from './openings';
import type { Standing } from './pair-history';
import type { EvidenceRecord } from './record';
import type { GapKind, ReportedOpening } from './report';

/** By what gaps are judged. */
export interface Judgement {
  /** Nothing later than this is on record. */
  readonly readUntil: EpochMs;
  /** For so long after an end its proof may be on its way. */
  readonly lateMs: number;
}

export interface Missing {
  readonly kind: GapKind;
  readonly at: EpochMs;
  readonly what: string;
  readonly first: string;
}

/** As an opener says it that had nothing to attach. */
const ATTACHED_ALREADY = 'attached already';

const LOOK =
  'look whether it is attached now (temporary-access status), and where it should not be, close it (temporary-access close)';
const FIND =
  'its removal may be recorded elsewhere: look in CloudTrail for the DetachRolePolicy, and for what the log groups lack';

const WHILE_OPEN = 'find out what the role did meanwhile, which CloudTrail has, and whether somebody was called';

/** When a stretch was to end: by the clock, or by the request that ended it early. */
export function dueOf({ due, early }: Stretch): EpochMs | undefined {
  return early !== undefined && (due === undefined || early < due) ? early : due;
}

export function stateOf({ stretch }: PairOpening, { readUntil, lateMs }: Judgement): ReportedOpening['state'] {
  const due = dueOf(stretch);
  if (stretch.verified !== undefined) {
    return 'verified';
  }
  if (stretch.next !== undefined || stretch.failed.length > 0 || due === undefined) {
    return 'unproved';
  }
  const ended = stretch.detached?.at ?? due;
  return plus(ended, lateMs) < readUntil ? 'unproved' : ended <= readUntil ? 'ending' : 'open';
}

/** The gap of an opening, if it has one. */
export function gapOf(opening: PairOpening, judgement: Judgement): Missing | undefined {
  const { stretch, since } = opening;
  const state = stateOf(opening, judgement);
  if (state === 'unproved') {
    return unproved(opening);
  }
  if (opening.isUnconfirmed && (state === 'verified' || plus(since, judgement.lateMs) < judgement.readUntil)) {
    return {
      kind: 'open-unconfirmed',
      at: since,
      what: `was attached at ${iso(since)}, and no record says that it became an opening or was taken off`,
      first: 'look in the log of the opener at that time: it stopped there, or its record is missing',
    };
  }
  const due = dueOf(stretch);
  const { verified } = stretch;
  return verified !== undefined && due !== undefined && verified.at - due > judgement.lateMs
    ? {
        kind: 'late',
        at: due,
        what:
          `was to end at ${iso(due)} and is proved to be gone only since ${iso(verified.at)}, ` +
          `${durationText((verified.at - due) / SECOND)} later${failuresWords(stretch)}`,
        first: WHILE_OPEN,
      }
    : undefined;
}

function unproved({ stretch, since }: PairOpening): Missing {
  const { failed, detached, due, next } = stretch;
  const last = failed.at(-1);
  const but = next === undefined ? '' : ` before ${nextWords(next)}`;
  const first = next === undefined ? LOOK : FIND;
  const at = dueOf(stretch) ?? since;
  if (last !== undefined) {
    const times = failed.length === 1 ? '' : ` (${failed.length} times)`;
    return {
      ...{ kind: 'close-failed', at, first },
      what: `could not be closed at ${iso(last.at)}${times}, and nothing proves that it was${but}: ${last.reason ?? 'no reason is on record'}`,
    };
  }
  if (detached !== undefined) {
    return {
      ...{ kind: 'not-verified', at: detached.at, first },
      what: `was closed at ${iso(detached.at)}, and nothing proves that it was gone${but}`,
    };
  }
  const ended = due === undefined ? 'its end is not on record' : `was to end at ${iso(due)}`;
  return {
    ...{ kind: 'never-verified', at, first },
    what: `was opened at ${iso(since)}, ${ended}, and nothing shows that it was closed${but}`,
  };
}

function nextWords({ at, event, reason }: EvidenceRecord): string {
  if (reason === ATTACHED_ALREADY) {
    return `it was found to be attached still at ${iso(at)}`;
  }
  return event === 'opened' || event === 'attached'
    ? `it was opened again at ${iso(at)}`
    : `another opening came to its end at ${iso(at)}`;
}

function failuresWords({ failed }: Stretch): string {
  const last = failed.at(-1);
  return last === undefined
    ? ''
    : `; ${failed.length} closes had failed, the last: ${last.reason ?? 'without a reason'}`;
}

/** Of what stood outside every opening. */
export function standingGap(standing: Standing, judgement: Judgement): Missing | undefined {
  const { drift, detached, failed, next, verified } = standing;
  if (verified !== undefined) {
    return drift === undefined ? undefined : lateDrift(drift, verified, judgement);
  }
  const but = next === undefined ? '' : ` before ${nextWords(next)}`;
  const first = next === undefined ? LOOK : FIND;
  if (drift !== undefined) {
    const why = failed === undefined ? '' : `; its removal failed at ${iso(failed.at)}: ${failed.reason ?? ''}`;
    return next === undefined && failed === undefined && isFresh(drift, judgement)
      ? undefined
      : {
          ...{ kind: 'drift-stands', at: drift.at, first },
          what: `was found attached at ${iso(drift.at)}, outside every window, and nothing proves that it was removed${but}${why}`,
        };
  }
  if (failed !== undefined) {
    return {
      ...{ kind: 'close-failed', at: failed.at, first },
      what: `could not be closed at ${iso(failed.at)}; no record says that it was open, and none proves since that it is not: ${failed.reason ?? 'no reason is on record'}`,
    };
  }
  return detached === undefined || (next === undefined && isFresh(detached, judgement))
    ? undefined
    : {
        ...{ kind: 'not-verified', at: detached.at, first },
        what: `was detached at ${iso(detached.at)}, no record says who had opened it, and nothing proves that it was gone${but}`,
      };
}

function lateDrift(drift: EvidenceRecord, verified: EvidenceRecord, { lateMs }: Judgement): Missing | undefined {
  return verified.at - drift.at <= lateMs
    ? undefined
    : {
        ...{ kind: 'late', at: drift.at, first: WHILE_OPEN },
        what:
          `was found attached at ${iso(drift.at)}, outside every window, and is proved to be gone only since ` +
          `${iso(verified.at)}, ${durationText((verified.at - drift.at) / SECOND)} later`,
      };
}

function isFresh({ at }: EvidenceRecord, { readUntil, lateMs }: Judgement): boolean {
  return plus(at, lateMs) >= readUntil;
}

/** Of a removal of what no record says to have been opened. */
export function unopenedGap({ at, trigger, start }: EvidenceRecord): Missing {
  const belongs = start === undefined ? '' : `, which was to start at ${start}`;
  return {
    ...{ kind: 'no-open', at },
    what: `is proved to be gone since ${iso(at)} (${trigger}), and no record says that it was opened${belongs}`,
    first:
      'read records from further back; where there are none, look in CloudTrail for the AttachRolePolicy, and for who ' +
      'attached it',
  };
}
