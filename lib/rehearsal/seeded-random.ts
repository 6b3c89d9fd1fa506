/**
 * Random numbers that follow from a seed and a name.
 *
 * Whoever needs chance draws from a stream of its own name, so one more draw in one place changes nothing in
 * another, and what is skipped need not be drawn.
 */

/** Uniform in `[0, 1)`. */
export type Random = () => number;

export function seeded(...name: readonly (string | number)[]): Random {
  let state = hash(name.join('\n'));
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number in `[from, to]`. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
