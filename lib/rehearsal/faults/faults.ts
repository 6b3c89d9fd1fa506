/**
 * Decides which faults strike, and keeps what did.
 *
 * Every chance has a name and a stream of random numbers of its own, so a run follows from its seed alone, and the
 * same run can be played again with only some of its faults: that is how a violation is reduced to what it takes.
 */
import type { EpochMs } from '../../core/interval';
import { hash, seeded } from '../seeded-random';
import type { Fault, FaultKind, Strike } from './fault';
import type { Rates } from './rates';

export class Faults {
  /** In the order in which they struck. */
  readonly struck: Fault[] = [];
  /** Whether any may strike yet. */
  strike = true;
  private last = { place: '', hash: hash('') };

  constructor(
    private readonly seed: number,
    private readonly rates: Rates,
    /** Which faults may strike, by their ids; all, unless told otherwise. */
    private readonly may: (id: string) => boolean = () => true,
  ) {}

  /** Whether a fault strikes at a place; the place names the chance. */
  strikes(kind: FaultKind, place: string): Strike | undefined {
    const rate = this.strike ? (this.rates[kind] ?? 0) : 0;
    if (rate === 0) {
      return undefined;
    }
    const random = seeded(this.seed, kind, this.hashOf(place));
    if (random() >= rate) {
      return undefined;
    }
    const id = `${kind} ${place}`;
    return this.may(id) ? { id, kind, random } : undefined;
  }

  /** Many faults have their chance at one place. */
  private hashOf(place: string): number {
    if (this.last.place !== place) {
      this.last = { place, hash: hash(place) };
    }
    return this.last.hash;
  }

  /** Writes down what a strike did; the answer says when it was over, where that is known only later. */
  note({ id, kind }: Strike, fault: Omit<Fault, 'id' | 'kind'>): (to: EpochMs) => void {
    const index = this.struck.push({ id, kind, ...fault }) - 1;
    return (to) => {
      this.struck[index] = { ...(this.struck[index] as Fault), to };
    };
  }
}
