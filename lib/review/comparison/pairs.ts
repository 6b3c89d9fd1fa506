/** Which of the items of now is which of those before, by the first of several likenesses that holds. */

export interface Pair<Old, Now = Old> {
  readonly old: Old;
  readonly now: Now;
}

export interface Pairs<T> {
  readonly both: readonly Pair<T>[];
  readonly came: readonly T[];
  readonly went: readonly T[];
}

/** The likenesses are in the order of their weight. */
export function paired<T>(
  before: readonly T[],
  after: readonly T[],
  likenesses: readonly ((old: T, now: T) => boolean)[],
): Pairs<T> {
  const known = new Map<T, T>();
  for (const isLike of likenesses) {
    const free = before.filter((old) => ![...known.values()].includes(old));
    for (const now of after.filter((one) => !known.has(one))) {
      const index = free.findIndex((old) => isLike(old, now));
      free.splice(index, index === -1 ? 0 : 1).forEach((old) => known.set(now, old));
    }
  }
  return {
    both: after.flatMap((now) => {
      const old = known.get(now);
      return old === undefined ? [] : [{ old, now }];
    }),
    came: after.filter((now) => !known.has(now)),
    went: before.filter((old) => ![...known.values()].includes(old)),
  };
}
