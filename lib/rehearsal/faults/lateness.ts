/** When an event comes that is late: the races are at the edges of windows, so it may well come there. */
import { type EpochMs, MINUTE, plus, SECOND } from '../../core/interval';
import { between, type Random } from '../seeded-random';

/** A time at which a schedule is due, and whether it belongs to the window that the event is about. */
export interface Edge {
  readonly at: EpochMs;
  readonly own: boolean;
}

const WITHIN_A_RUN = 0.5 * SECOND;
const WITHIN_A_PROOF = 12 * SECOND;
const A_WHILE_AFTER = 5 * MINUTE;

/** At the other edge of its window, at the next edge of any, or at any time that the event is still tried. */
export function lateArrival(random: Random, now: EpochMs, edges: readonly Edge[], longestMs: number): EpochMs {
  const inOrder = [...edges].sort((a, b) => a.at - b.at);
  const edge = random() < 0.7 ? inOrder.find(({ own }) => own) : inOrder[0];
  if (edge !== undefined && random() < 0.7) {
    return Math.max(edge.at - aim(random), now) as EpochMs;
  }
  return plus(now, between(random, SECOND, random() < 0.7 ? Math.min(longestMs, 10 * MINUTE) : longestMs));
}

/** So long before an edge that it falls into the handling of the event, or into its proof; or a while after. */
function aim(random: Random): number {
  const where = random();
  if (where < 0.5) {
    return between(random, WITHIN_A_RUN / 4, WITHIN_A_RUN);
  }
  return where < 0.75 ? between(random, 0, WITHIN_A_PROOF) : -between(random, 0, A_WHILE_AFTER);
}
