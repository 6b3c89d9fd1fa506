/** Patterns with `*` and `?` as IAM reads them, and whether two of them can mean the same thing. */

/** Whether there is a text that both patterns match. Case is the caller's. */
export function overlap(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (other.length + 1) + j;
    const found = known.get(key) ?? search(i, j);
    known.set(key, found);
    return found;
  };
  const search = (i: number, j: number): boolean => {
    const [a, b] = [one[i], other[j]];
    if (a === '*') {
      return from(i + 1, j) || (b !== undefined && from(i, j + 1));
    }
    if (b === '*') {
      return from(i, j + 1) || (a !== undefined && from(i + 1, j));
    }
    if (a === undefined || b === undefined) {
      return a === b;
    }
    return (a === b || a === '?' || b === '?') && from(i + 1, j + 1);
  };
  return from(0, 0);
}
