/** Which signals were played, and which of them led to nothing. */
import type { Played } from './invariants/played';
import type { SignalsReport } from './report';
import { requestsOf } from './signals/signal';

export function signalsReport(
  { signals }: Played,
  source: SignalsReport['source'],
  unplayable: readonly string[],
): SignalsReport {
  const requests = requestsOf(signals);
  return {
    source,
    opens: requests.filter(({ event }) => event === 'open').length,
    closes: requests.filter(({ event }) => event === 'close').length,
    unmatched: signals
      .filter(({ handed, refused }) => handed.length === 0 && refused === undefined)
      .map(({ event }) => event.id),
    refused: signals.flatMap(({ event, refused }) => (refused === undefined ? [] : [`${event.id}: ${refused}`])),
    unplayable,
  };
}
