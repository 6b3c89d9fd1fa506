/**
 * The latest moment at which access can still stand that should be gone, given what went wrong.
 *
 * A close needs one sweep that nothing keeps from its work: so much time in a row in which no fault hinders it, and a
 * little more for every fault that only makes it slower. A fault that nobody mends leaves no bound.
 */
import { type EpochMs, plus } from '../../core/interval';
import { type Concern, concerns, type Fault } from './fault';

interface Hindrance {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What slows closes down, and what hinders those of one access. */
export interface Obstacles {
  readonly delays: readonly (Hindrance & { readonly ms: number })[];
  readonly hindrances: readonly Hindrance[];
}

const FOREVER = Number.MAX_SAFE_INTEGER as EpochMs;

export function obstaclesOf(faults: readonly Fault[], access: Required<Concern>): Obstacles {
  const lasting = ({ at, hinders }: Fault): Hindrance =>
    hinders === undefined ? { from: at, to: at } : { from: hinders.from, to: hinders.to ?? FOREVER };
  return {
    delays: faults.flatMap((fault) =>
      fault.delaysMs === undefined ? [] : [{ ...lasting(fault), ms: fault.delaysMs }],
    ),
    hindrances: faults
      .filter((fault) => fault.hinders !== undefined && concerns(fault, access))
      .map((fault) => lasting(fault)),
  };
}

/** The end of the first `needMs` after an instant that nothing hinders; undefined when there are none. */
export function boundOf(after: EpochMs, needMs: number, { delays, hindrances }: Obstacles): EpochMs | undefined {
  for (let from = after; ;) {
    const until = withDelays(from, needMs, delays);
    const last = hindrances.filter(touching(from, until)).reduce((latest, { to }) => Math.max(latest, to), -Infinity);
    if (last === -Infinity) {
      return until;
    }
    if (last === FOREVER) {
      return undefined;
    }
    from = plus(last as EpochMs, 1);
  }
}

/** Whether nothing at all could have hindered or slowed a close within a time. */
export function undisturbed(from: EpochMs, until: EpochMs, { delays, hindrances }: Obstacles): boolean {
  return ![...delays, ...hindrances].some(touching(from, until));
}

function withDelays(from: EpochMs, needMs: number, delays: Obstacles['delays']): EpochMs {
  for (let until = plus(from, needMs); ;) {
    const slower = delays.filter(touching(from, until)).reduce((sum, { ms }) => sum + ms, 0);
    const next = plus(from, needMs + slower);
    if (next === until) {
      return until;
    }
    until = next;
  }
}

function touching(from: EpochMs, until: EpochMs): (one: Hindrance) => boolean {
  return (one) => one.from <= until && one.to >= from;
}
