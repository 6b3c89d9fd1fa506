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
