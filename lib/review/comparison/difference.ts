/** One difference between two accesses, in words and with its direction. */
import type { Change } from '../report';

export type Direction = Change['direction'];

export interface Difference {
  readonly direction: Direction;
  readonly what: string;
}

/** More of something that widens what can be done; less of it narrows. */
export function directionOf(growth: number): Direction {
  return growth > 0 ? 'wider' : growth < 0 ? 'narrower' : 'neutral';
}

/** The direction of several differences told as one. */
export function worst(directions: readonly Direction[]): Direction {
  return (['wider', 'neutral', 'narrower'] as const).find((one) => directions.includes(one)) ?? 'neutral';
}

/** What a difference is of, where it does not go without saying. */
export function named(name: string, differences: readonly Difference[]): Difference[] {
  return differences.map(({ direction, what }) => ({ direction, what: `${name}${what}` }));
}
