/** Mistakes that the author of an app makes, each of which the checkers of the languages have to refuse. */
export interface Mistake {
  readonly name: string;
  /** What the sample says, once, and what it says with the mistake. */
  readonly right: string;
  readonly wrong: string;
  /** What the checker says of it, among other things. */
  readonly refusal: RegExp;
}

/** The sample with one mistake in it. */
export function mistaken(sample: string, { name, right, wrong }: Mistake): string {
  if (sample.split(right).length !== 2) throw new Error(`${name}: the sample should say ${right} exactly once`);
  return sample.replace(right, wrong);
}
