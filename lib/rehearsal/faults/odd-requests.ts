/** Requests that nobody should answer, or not again: each a real one that comes in another form, or once more. */
import { DAY, type EpochMs, iso, MINUTE, plus, SECOND } from '../../core/interval';
import type { Play } from '../play';
import { between, type Random } from '../seeded-random';
import type { Signal } from '../signals/signal';

interface Odd {
  readonly words: string;
  readonly at: EpochMs;
  readonly change: Signal['event'] | object;
  readonly forged?: true;
}

const ODDITIES: readonly ((signal: Signal, random: Random) => Odd)[] = [
  ({ at }, random) => ({
    words: 'comes once more, much later',
    at: plus(at, between(random, SECOND, random() < 0.6 ? 30 * MINUTE : DAY)),
    change: {},
  }),
  ({ at }, random) => ({
    words: 'is replayed from an archive',
    at: plus(at, between(random, SECOND, random() < 0.6 ? 30 * MINUTE : DAY)),
    change: { 'replay-name': 'replay' },
  }),
  ({ at, event }, random) => ({
    words: 'comes again as another event',
    at: plus(at, between(random, -SECOND, 30 * MINUTE)),
    change: { id: `${textOf(event['id'])}-again` },
  }),
  ({ at, event }, random) => ({
    words: 'comes from another account',
    at: plus(at, between(random, -MINUTE, MINUTE)),
    change: { id: `${textOf(event['id'])}-foreign`, account: '999999999999' },
  }),
  ({ at, event }, random) => ({
    words: 'says that it happens in the future',
    at: plus(at, between(random, -MINUTE, MINUTE)),
    change: { id: `${textOf(event['id'])}-ahead`, time: iso(plus(at, between(random, 7 * MINUTE, DAY))) },
  }),
  ({ at }, random) => ({
    words: 'is malformed',
    at: plus(at, between(random, -MINUTE, MINUTE)),
    change: random() < 0.5 ? { time: 'soon' } : { id: '' },
  }),
  ({ at, event }, random) => ({
    words: 'is far too large',
    at: plus(at, between(random, -MINUTE, MINUTE)),
    change: { id: `${textOf(event['id'])}-large`, resources: ['x'.repeat(70_000)] },
  }),
  ({ at, event }, random) => ({
    words: 'is put on the bus by a stranger',
    at: plus(at, between(random, -MINUTE, MINUTE)),
    change: { id: `${textOf(event['id'])}-forged` },
    forged: true,
  }),
];

/** Decides, at the beginning of a run, which odd ones come beside its signals. */
export function planOddRequests({ aws, signals }: Play, planned: readonly Signal[]): void {
  const { faults, clock } = aws;
  for (const signal of planned) {
    const strike = faults.strikes('odd-request', `${textOf(signal.event['id'])} ${iso(signal.at)}`);
    const oddity = strike && ODDITIES[Math.floor(strike.random() * ODDITIES.length)];
    // What a service of AWS says nobody else can.
    if (strike !== undefined && oddity !== undefined) {
      const { words, at, change, forged } = oddity(signal, strike.random);
      if (at > clock.now() && !(forged === true && signal.event.source.startsWith('aws.'))) {
        faults.note(strike, { words: `event ${textOf(signal.event['id'])} ${words}, at ${iso(at)}`, from: at, to: at });
        signals.plan({
          ...signal,
          at,
          event: { ...signal.event, ...change },
          ...(forged === true ? { forged } : {}),
        });
      }
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
