/**
 * Tells things apart that bear one name after another: a stack, a role or a resource that is made anew.
 *
 * The first of a name is told apart by nothing, so what is only made once is called the same in every rehearsal.
 */
export type Generation = readonly string[];

export class Generations {
  private readonly counts = new Map<string, number>();

  next(...name: readonly string[]): Generation {
    const key = name.join('\n');
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    return count === 0 ? [] : [String(count)];
  }

  /** Whether there ever was one of a name. */
  knows(...name: readonly string[]): boolean {
    return this.counts.has(name.join('\n'));
  }
}
