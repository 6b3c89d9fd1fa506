/**
 * What was open of one policy on one role: each opening, and what is on record of its end.
 *
 * Openings that overlap are one stretch, as the controller treats them: what closes is the end of the last of them, and
 * one proof is the proof for all. Whoever opens again before there was a proof leaves the stretch before without one.
 */
import { type EpochMs, later, plus, SECOND } from '../core/interval';
import { instant } from '../core/lease';
import type { EvidenceRecord } from './record';

/** One opening of one policy. */
export interface PairOpening {
  /** By which it became open. */
  readonly opened: EvidenceRecord;
  /** When it was first found open. */
  readonly since: EpochMs;
  /** The attach of which no record says that it became an opening, or was taken off. */
  readonly isUnconfirmed: boolean;
  /** How often it was said again. */
  readonly again: number;
  readonly attachIds: readonly string[];
  /** Which it was to be, by the latest that is known. */
  readonly end: EpochMs | undefined;
  readonly closed: EvidenceRecord | undefined;
  readonly stretch: Stretch;
}

/** Openings that follow one another without a break, and what is on record of their end. */
export interface Stretch {
  /** When all of it was to end by the clock; undefined where no record says it. */
  readonly due: EpochMs | undefined;
  /** When a request asked for the end, where one did. */
  readonly early: EpochMs | undefined;
  readonly detached: EvidenceRecord | undefined;
  readonly failed: readonly EvidenceRecord[];
  readonly drift: EvidenceRecord | undefined;
  readonly verified: EvidenceRecord | undefined;
  /** What opened next, where nothing proved the end of this before. */
  readonly next: EvidenceRecord | undefined;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };
interface DraftStretch extends Draft<Omit<Stretch, 'failed'>> {
  failed: EvidenceRecord[];
  openings: Draft<PairOpening>[];
}

/** An opener that tries again does so within this; its own removal belongs to it. */
const ONE_RUN = 900 * SECOND;

export class Openings {
  #all: PairOpening[] = [];
  #stretch: DraftStretch | undefined;

  /** In the order in which they began. */
  get all(): readonly PairOpening[] {
    return this.#all;
  }

  get isOpen(): boolean {
    return this.#stretch !== undefined;
  }

  /** Whether an end, by what it says it belongs to, is of a later opening than what is open. */
  isOfAnother({ start }: EvidenceRecord): boolean {
    const due = this.#stretch?.due;
    return due !== undefined && start !== undefined && instant(start) > due;
  }

  /** Takes an `attached` or an `opened`. */
  open(record: EvidenceRecord): void {
    const end = record.end ?? record.until;
    const until = end === undefined ? undefined : instant(end);
    const stretch = this.#stretchOf(record);
    const isStep = record.event === 'attached';
    const same = stretch.openings.find((one) => keyOf(one.opened) === keyOf(record));
    const unconfirmed = isStep ? undefined : stretch.openings.find((one) => one.isUnconfirmed);
    if (same !== undefined || unconfirmed !== undefined) {
      const known = (same ?? unconfirmed) as Draft<PairOpening>;
      known.again += isStep || known.isUnconfirmed ? 0 : 1;
      known.opened = known.isUnconfirmed ? record : known.opened;
      known.isUnconfirmed &&= isStep;
      known.end = until ?? known.end;
      known.attachIds = [...new Set([...known.attachIds, ...(record.awsRequestIds ?? [])])];
      known.closed = undefined;
    } else {
      const opening = {
        ...{ opened: record, since: record.at, isUnconfirmed: isStep, again: 0, end: until, closed: undefined },
        ...{ attachIds: record.awsRequestIds ?? [], stretch },
      };
      stretch.openings.push(opening);
      this.#all.push(opening);
    }
    // It is open again, and rightly so: what went before is for the end of all of it to prove.
    Object.assign(stretch, { due: latestEnd(stretch), early: undefined, detached: undefined, failed: [] });
  }

  detached(record: EvidenceRecord): void {
    const stretch = this.#stretch;
    this.#lasts(record);
    if (stretch !== undefined) {
      // What was closed before another opened has its own time.
      stretch.openings
        .filter(({ closed }) => closed === undefined || closed === stretch.detached)
        .forEach((one) => (one.closed = record));
      stretch.detached = record;
      this.#ending(record);
    }
  }

  failed(record: EvidenceRecord): void {
    this.#lasts(record);
    this.#stretch?.failed.push(record);
    this.#ending(record);
  }

  /** It is kept closed from now on: all of it by a lock, or until the end of one opening, and another may be open. */
  held({ until, at }: EvidenceRecord): void {
    const stretch = this.#stretch;
    const isAll =
      until === undefined || stretch?.openings.every(({ end }) => end !== undefined && end === instant(until));
    if (stretch !== undefined && isAll === true) {
      stretch.early = earlier(stretch.early, at);
    }
  }

  drift(record: EvidenceRecord): void {
    if (this.#stretch !== undefined) {
      this.#stretch.drift ??= record;
    }
  }

  /** The end of a stretch is proved. What was attached and taken off by the same try never became an opening. */
  verified(record: EvidenceRecord): void {
    const stretch = this.#stretch;
    if (stretch === undefined) {
      return;
    }
    this.#lasts(record);
    this.#ending(record);
    stretch.verified = record;
    this.#stretch = undefined;
    this.#all = this.#all.filter(
      (one) => one.stretch !== stretch || !one.isUnconfirmed || !isTakeOff(one.opened, record),
    );
  }

  /** Whatever is open now belongs to what is over. */
  endWithout(next: EvidenceRecord): void {
    if (this.#stretch !== undefined) {
      this.#stretch.next = next;
      this.#stretch = undefined;
    }
  }

  #stretchOf(record: EvidenceRecord): DraftStretch {
    const due = this.#stretch?.due;
    if (due !== undefined && record.start !== undefined && instant(record.start) > due) {
      this.endWithout(record);
    }
    this.#stretch ??= {
      ...{ due: undefined, early: undefined, detached: undefined, failed: [], drift: undefined },
      ...{ verified: undefined, next: undefined, openings: [] },
    };
    return this.#stretch;
  }

  /** What ends may belong to a window that overlapped, and had nothing to attach any more: that held it open too. */
  #lasts(record: EvidenceRecord): void {
    const stretch = this.#stretch;
    const { start, end } = record;
    if (stretch?.due === undefined || start === undefined || end === undefined || instant(start) > stretch.due) {
      return;
    }
    const until = instant(end);
    stretch.due = later(stretch.due, until);
    const isOther = stretch.openings.every(({ opened }) => keyOf(opened) !== keyOf(record));
    if (isOther && stretch.early !== undefined && instant(start) <= stretch.early) {
      stretch.early = later(stretch.early, until);
    }
  }

  #ending({ trigger, at, secondsPastEnd }: EvidenceRecord): void {
    if (this.#stretch !== undefined && trigger === 'early-close') {
      this.#stretch.early = earlier(this.#stretch.early, plus(at, -(secondsPastEnd ?? 0) * SECOND));
    }
  }
}

/** Which opening it is of; the start that was declared tells the occurrences of a window apart. */
function keyOf({ window, start, request }: EvidenceRecord): string {
  return JSON.stringify([window ?? null, start ?? null, request ?? null]);
}

function earlier(a: EpochMs | undefined, b: EpochMs): EpochMs {
  return a !== undefined && a < b ? a : b;
}

function latestEnd({ openings }: DraftStretch): EpochMs | undefined {
  return openings.reduce<EpochMs | undefined>(
    (latest, { end }) => (latest === undefined || end === undefined ? (latest ?? end) : later(latest, end)),
    undefined,
  );
}

/** The opener's own removal of what it had attached a moment before. */
function isTakeOff(attached: EvidenceRecord, removed: EvidenceRecord): boolean {
  return attached.trigger === removed.trigger && removed.at - attached.at <= ONE_RUN;
}
