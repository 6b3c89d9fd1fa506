/** The times that a report writes as text, read back. */
import { type EpochMs, fromIso, type Interval } from '../core/interval';

export function instantOf(text: string): EpochMs {
  const at = fromIso(text);
  if (at === undefined) {
    throw new Error(`expected a UTC instant, got ${text}`);
  }
  return at;
}

export function intervalOf({ start, end }: { readonly start: string; readonly end: string }): Interval {
  return { start: instantOf(start), end: instantOf(end) };
}
