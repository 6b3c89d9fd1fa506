/** What all deployments of a rehearsal share. */
import type { DeclarationHistory } from '../declaration-history';
import type { SimulatedAws } from '../simulated-aws';
import type { StackHabits } from './stack-habits';

/** The outputs that stacks export, by region and name. */
export type Exports = Map<string, string>;

export interface Deployments {
  readonly aws: SimulatedAws;
  readonly exports: Exports;
  readonly history: DeclarationHistory;
  readonly habits: StackHabits;
}
