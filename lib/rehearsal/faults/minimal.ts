/**
 * Reduces a run that breaks an invariant to the faults that it takes.
 *
 * The same seed is played again with fewer and fewer of its faults, as long as the same invariant breaks: first halves
 * of them are left out, then quarters, and at last one after the other.
 */
import type { TroubledRun, TroubledRunOptions } from './troubled-run';

/** A run is played in milliseconds, so many of them are still quick. */
const MOST_RUNS = 400;

export type PlayRun = (options: TroubledRunOptions) => Promise<TroubledRun>;

/** The run with the fewest faults that still breaks the first invariant which the given run breaks. */
export async function minimalRun(run: TroubledRun, options: TroubledRunOptions, play: PlayRun): Promise<TroubledRun> {
  const [broken] = run.breaches;
  let best = run;
  let ids = idsOf(run);
  let runs = 0;
  for (let parts = 2; ids.length > 0 && runs < MOST_RUNS;) {
    const size = Math.ceil(ids.length / parts);
    let reduced = false;
    for (let start = 0; start < ids.length && runs < MOST_RUNS; start += size) {
      const only = new Set([...ids.slice(0, start), ...ids.slice(start + size)]);
      const next = await play({ ...options, may: (id) => only.has(id) });
      runs++;
      if (next.breaches.some(({ invariant }) => invariant === broken?.invariant)) {
        best = next;
        ids = idsOf(next);
        reduced = true;
        break;
      }
    }
    if (!reduced && size === 1) {
      break;
    }
    parts = reduced ? Math.max(2, parts - 1) : Math.min(ids.length, parts * 2);
  }
  return best;
}

function idsOf({ played }: TroubledRun): string[] {
  return [...new Set(played.faults.map(({ id }) => id))];
}
