/** What a benchmark finds: figures, each beside what it is compared with, and tables that explain them. */

/** A number that somebody may want to watch. What can be compared is, with the other way measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** The same thing done another way; the ratio is of the two. */
  readonly beside?: { readonly what: string; readonly value: number };
  /** At most this; left out of a figure that is only watched. */
  readonly target?: { readonly ratio: number } | { readonly value: number };
}

/** Rows under a row of headings. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly tables?: readonly Table[];
}

/** One file a group; `bench.ts` lists them. */
export type Group = () => Promise<Findings>;

export function ratioOf({ value, beside }: Figure): number | undefined {
  return beside === undefined || beside.value === 0 ? undefined : value / beside.value;
}

export function isMet(figure: Figure): boolean | undefined {
  const { value, target } = figure;
  if (target === undefined) {
    return undefined;
  }
  return 'ratio' in target ? (ratioOf(figure) ?? Infinity) <= target.ratio : value <= target.value;
}
