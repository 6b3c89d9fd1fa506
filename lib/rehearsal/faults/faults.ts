/**
 * Decides which faults strike, and keeps what did.
 *
 * Every chance has a name and a stream of random numbers of its own, so a run follows from its seed alone, and the
 * same run can be played again with only some of its faults: that is how a violation is reduced to what it takes.
 */
import type { EpochMs } from '../../core/interval';
import { seeded } from '../seeded-random';
import type { Fault, FaultKind, Strike } from './fault';
import type { Rates } from './rates';

export class Faults {
  /** In the order in which they struck. */
  readonly struck: Fault[] = [];
  /** Whether any may strike yet. */
  strike = true;

  constructor(
    private readonly seed: number,
    private readonly rates: Rates,
    /** Which faults may strike, by their ids; all, unless told otherwise. */
    private readonly may: (id: string) => boolean = () => true,
  ) {}

  /** Whether a fault strikes at a place; the place names the chance. */
  strikes(kind: FaultKind, ...place: readonly (string | number)[]): Strike | undefined {
    const rate = this.strike ? (this.rates[kind] ?? 0) : 0;
    if (rate === 0) {
      return undefined;
    }
    const id = [kind, ...place].join(' ');
    const random = seeded(this.seed, 'fault', id);
    const strikes = random() < rate && this.may(id);
    return strikes ? { id, kind, random } : undefined;
  }

  /** Writes down what a strike did; the answer says when it was over, where that is known only later. */
  note({ id, kind }: Strike, fault: Omit<Fault, 'id' | 'kind'>): (to: EpochMs) => void {
    const index = this.struck.push({ id, kind, ...fault }) - 1;
    return (to) => {
      this.struck[index] = { ...(this.struck[index] as Fault), to };
    };
  }
}
