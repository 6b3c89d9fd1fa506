/** The times in which an access is open rightly: occurrences and leases, without what was held of them. */
import type { DeclaredAccess } from '../../core/declaration';
import { contains, DAY, type EpochMs, intersects, type Interval, later, plus } from '../../core/interval';
import { caseKeys, instant, keyOf, keysOf, type Opening, openingsAt } from '../../core/lease';
import { isOnDemand, occurrences } from '../../core/window';
import {
  type ArrangedSpan,
  arrangedOf,
  type HoldSpan,
  isHold,
  isLease,
  isLock,
  type LeaseSpan,
} from '../arranged-history';
import type { DeployedAccess } from '../declaration-history';
import { clipped, without } from './intervals';
import type { Played } from './played';

export interface PlayedOpening extends Opening {
  /** The schedule that is the lease. */
  readonly span?: LeaseSpan;
  /** The holds and locks on it, and from when to when each held. */
  readonly held: readonly { readonly span: ArrangedSpan; readonly time: Interval }[];
  /** What is left of it. */
  readonly due: readonly Interval[];
}

const known = new WeakMap<Played, Map<DeployedAccess, readonly PlayedOpening[]>>();

/** The openings of an access, from a day before the play to a day after. */
export function openingsOf(played: Played, access: DeployedAccess): readonly PlayedOpening[] {
  const ofPlay = known.get(played) ?? new Map<DeployedAccess, readonly PlayedOpening[]>();
  known.set(played, ofPlay);
  let found = ofPlay.get(access);
  if (found === undefined) {
    const range = { start: plus(played.from, -DAY), end: plus(played.now, DAY) };
    found = findOpenings(access.declared, arrangedOf(played.arranged, access), range);
    ofPlay.set(access, found);
  }
  return found;
}

export function findOpenings(
  declared: DeclaredAccess,
  arranged: readonly ArrangedSpan[],
  range: Interval,
): PlayedOpening[] {
  const holds = byKey(arranged.filter(isHold));
  const locks = arranged.filter(isLock).map((span) => ({ span, time: timeOf(span, range) }));
  const byClock = declared.windows.flatMap((window) =>
    occurrences(window, range).map((occurrence) => ({ window, occurrence })),
  );
  return [...byClock, ...arranged.filter(isLease).flatMap((span) => leased(declared, span, range))].map((opening) => {
    const held = [
      ...keysOf(opening)
        .flatMap((key) => holds.get(key) ?? [])
        .flatMap((span) => heldBy(opening, span, range)),
      ...locks,
    ].filter(({ time }) => intersects(time, opening.occurrence) || time.start === opening.occurrence.start);
    const due = without(
      opening.occurrence,
      held.map(({ time }) => time),
    );
    return { ...opening, held, due };
  });
}

/** A year has thousands of them. */
function byKey(holds: readonly HoldSpan[]): ReadonlyMap<string, readonly HoldSpan[]> {
  const found = new Map<string, HoldSpan[]>();
  for (const span of holds) {
    const { key } = span.hold;
    found.set(key, [...(found.get(key) ?? []), span]);
  }
  return found;
}

/** A lease opens for as long as it stands, and never longer than its window is declared. */
function leased(
  declared: DeclaredAccess,
  span: LeaseSpan,
  range: Interval,
): (Opening & { readonly span: LeaseSpan })[] {
  const { lease, from, to } = span;
  return openingsAt(declared, [lease], instant(lease.start))
    .filter((opening) => opening.lease === lease)
    .flatMap((opening) => {
      const occurrence = clipped(opening.occurrence, { start: from, end: to ?? range.end });
      return occurrence === undefined ? [] : [{ ...opening, occurrence, span }];
    });
}

function heldBy(opening: Opening, span: HoldSpan, range: Interval): PlayedOpening['held'] {
  const { window, lease } = opening;
  const { hold, from } = span;
  const to = later(from, span.to ?? range.end);
  if (hold.key === keyOf(opening)) {
    const until = instant(hold.until);
    return [{ span, time: { start: from, end: later(from, until < to ? until : to) } }];
  }
  const over =
    lease !== undefined &&
    hold.over !== undefined &&
    caseKeys(window.id, lease.request).includes(hold.key) &&
    instant(lease.request.at) <= instant(hold.over);
  return over ? [{ span, time: { start: from, end: to } }] : [];
}

function timeOf({ from, to }: ArrangedSpan, range: Interval): Interval {
  return { start: from, end: later(from, to ?? range.end) };
}

/** When an access was to be open. */
export function dueOf(played: Played, access: DeployedAccess): Interval[] {
  return openingsOf(played, access).flatMap(({ due }) => due);
}

/** Whether an opening was not held yet, or had not been for long. */
export function wasOpen({ occurrence, held }: PlayedOpening, at: EpochMs, since: EpochMs): boolean {
  return contains(occurrence, at) && !held.some(({ time }) => contains(time, at) && time.start <= since);
}

/** Whether a window of an access opens on demand. */
export function opensOnDemand({ windows }: DeclaredAccess): boolean {
  return windows.some(isOnDemand);
}
