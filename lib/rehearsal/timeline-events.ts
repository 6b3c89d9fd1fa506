/** The events of an access, each under the row of the opening that it came with. */
import type { AccessEvent } from '../core/access-events';
import type { DeliveredEvent } from '../core/delivered-event';
import { fromIso, iso } from '../core/interval';
import { wallAt } from '../core/zone';

/** What some of the events have beside what all have. */
interface AnyEvent extends AccessEvent {
  readonly reads?: number;
  readonly secondsPastEnd?: number;
  readonly findings?: readonly unknown[];
  readonly until?: string;
  readonly reason?: string;
}

/** A line for each event from one time up to another, on the clock of a zone. */
export function eventLines(
  events: readonly DeliveredEvent[],
  timeZone: string,
  [from, until]: readonly [from: string | undefined, until: string | undefined],
): string[] {
  const isAfter = (at: string, other: string): boolean => Date.parse(at) >= Date.parse(other);
  return events
    .filter(({ detail: { at } }) => from === undefined || isAfter(at, from))
    .filter(({ detail: { at } }) => until === undefined || !isAfter(at, until))
    .map((event) => `      ${[timeOf(event, timeZone), event['detail-type'], factsOf(event.detail)].join('  ')}`);
}

function timeOf({ detail: { at } }: DeliveredEvent, timeZone: string): string {
  const instant = fromIso(at);
  return instant === undefined ? at : iso(wallAt(timeZone, instant) as number as typeof instant).slice(11, 19);
}

/** What a reader asks first. */
function factsOf({ trigger, policies, correlation, ...detail }: AnyEvent): string {
  const { reads, secondsPastEnd, findings, until, reason } = detail;
  return [
    trigger,
    `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}`,
    ...(reads === undefined ? [] : [`${reads} reads`]),
    ...(secondsPastEnd === undefined ? [] : [`${secondsPastEnd} s past the end`]),
    ...(findings === undefined ? [] : [`${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(correlation === undefined ? [] : [correlation]),
    ...(reason === undefined ? [] : [reason]),
  ].join(', ');
}
