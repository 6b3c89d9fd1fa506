/**
 * The latest moment at which access can still stand that should be gone, given what went wrong.
 *
 * A close needs one sweep that nothing keeps from its work: so much time in a row in which no fault hinders it, and a
 * little more for every fault that only makes it slower. A fault that nobody mends leaves no bound.
 */
import { type EpochMs, plus } from '../../core/interval';
import { canBeHeld } from '../../core/lease';
import type { DeclaredWindow } from '../../core/window';
import { type Concern, concerns, type Fault, overlaps } from './fault';

/** What went wrong, as far as it can touch the closes of one access. */
export interface Obstacles {
  readonly hindering: readonly Fault[];
  readonly delaying: readonly Fault[];
  readonly spoilingEnds: readonly Fault[];
}

export function obstaclesTo(
  access: Required<Concern> & { readonly windows?: readonly DeclaredWindow[]; readonly wasLocked?: boolean },
  faults: readonly Fault[],
): Obstacles {
  const arranged = access.wasLocked === true || (access.windows ?? []).some(canBeHeld);
  return {
    hindering: faults.filter(
      ({ hinders, hidesArranged }) =>
        (hinders !== undefined && concerns(hinders, access)) || (arranged && hidesArranged === true),
    ),
    delaying: faults.filter(({ delaysMs }) => delaysMs !== undefined),
    spoilingEnds: faults.filter(({ spoilsEnds }) => spoilsEnds === true),
  };
}

/** The end of the first `needMs` after an instant that nothing hinders; undefined when there are none. */
export function boundOf(after: EpochMs, needMs: number, obstacles: Obstacles): EpochMs | undefined {
  for (let from = after; ;) {
    const until = withDelays(from, needMs, obstacles.delaying);
    const ends = obstacles.hindering.filter((fault) => overlaps(fault, from, until)).map(({ to }) => to);
    if (ends.length === 0) {
      return until;
    }
    if (ends.includes(undefined)) {
      return undefined;
    }
    from = plus(Math.max(from, ...(ends as EpochMs[])) as EpochMs, 1);
  }
}

/** Whether an end that was due at an instant had nothing in its way. */
export function endUndisturbed(due: EpochMs, needMs: number, obstacles: Obstacles): boolean {
  const all = [...obstacles.hindering, ...obstacles.delaying, ...obstacles.spoilingEnds];
  return !all.some((fault) => overlaps(fault, due, plus(due, needMs)));
}

function withDelays(from: EpochMs, needMs: number, delaying: readonly Fault[]): EpochMs {
  for (let until = plus(from, needMs); ;) {
    const slower = delaying
      .filter((fault) => overlaps(fault, from, until))
      .reduce((sum, { delaysMs = 0 }) => sum + delaysMs, 0);
    const next = plus(from, needMs + slower);
    if (next === until) {
      return until;
    }
    until = next;
  }
}
