/** I8 and one lease at a time: no two requests hold an access open, and nothing is left of an access that has gone. */
import { type EpochMs, type Interval, iso, MINUTE, plus, SECOND } from '../../core/interval';
import { arrangedOf, isLock } from '../arranged-history';
import type { DeclarationSpan } from '../declaration-history';
import { type Fault, type FaultKind, overlaps } from '../faults/fault';
import type { Breach } from '../report';
import { clipped } from './intervals';
import { openingsOf, type PlayedOpening } from './openings';
import { A_WHILE, faulty, type Played } from './played';

/** Two requests that come at the same moment find each other, and both give way. */
const TO_GIVE_WAY = 12 * SECOND;
/** Where a function crashed in between, the event is tried again. */
const TO_TRY_AGAIN = 15 * MINUTE;

export function breachesOfLeases(played: Played): Breach[] {
  return [
    ...played.spans.flatMap((span) => secondLeases(played, span)),
    ...played.spans.flatMap((span) => leftOver(played, span)),
  ];
}

function secondLeases(played: Played, { access, from, to = plus(played.now, 1) }: DeclarationSpan): Breach[] {
  const leases = openingsOf(played, access).filter(({ lease }) => lease !== undefined);
  return leases.flatMap((one, index) =>
    leases
      .slice(index + 1)
      .flatMap((other) => together(one, other).flatMap((both) => clipped(both, { start: from, end: to }) ?? []))
      .filter(({ start, end }) => {
        const troubled = faulty(played, 'opening', plus(start, -A_WHILE), plus(start, A_WHILE));
        return end - start > (troubled ? TO_TRY_AGAIN : TO_GIVE_WAY) && !meddled(played, access.stack, one, start);
      })
      .map(({ start, end }) => ({
        invariant: 'I2',
        access: access.declared.access,
        at: start,
        what: `two requests held it open at once, from ${iso(start)} to ${iso(end)}`,
      })),
  );
}

function together(one: PlayedOpening, other: PlayedOpening): Interval[] {
  return one.due.flatMap((mine) => other.due.flatMap((theirs) => clipped(mine, theirs) ?? []));
}

/** Somebody disabled a lease or deleted a hold by hand, or a deployment took a window away for a while. */
function meddled(
  { faults, deployments }: Played,
  stack: string,
  { occurrence }: PlayedOpening,
  until: EpochMs,
): boolean {
  const byHand = ({ kind, from }: Fault): boolean =>
    (kind === 'schedule-disabled' || kind === 'schedule-deleted') && from <= until;
  const changed = deployments.some((one) => one.stack === stack && overlaps(one, occurrence.start, until));
  return changed || faults.some(byHand);
}

/** What fails once is tried again; not so what ends the function, or lasts. */
const PASSING: readonly FaultKind[] = [
  ...(['call-throttled', 'call-unavailable', 'call-slow', 'answer-lost', 'change-in-conflict', 'read-stale'] as const),
  ...(['detach-stale', 'clock-skewed', 'event-late', 'event-lost', 'event-repeated', 'invocation-repeated'] as const),
  ...(['odd-request', 'deployment'] as const),
];

function hindered({ faults }: Played, from: EpochMs, to: EpochMs): boolean {
  return faults.some((fault) => !PASSING.includes(fault.kind) && overlaps(fault, from, to));
}

/** What was made at run time for an access goes with it. */
function leftOver(played: Played, { access, to }: DeclarationSpan): Breach[] {
  const { declared, stack } = access;
  const last = played.deployments.find((one) => one.stack === stack && one.to === to && one.succeeded);
  const stays = played.spans.some(
    (span) =>
      span.access.stack === stack &&
      span.access.declared.access === declared.access &&
      (span.to === undefined || span.to > (to ?? played.now)),
  );
  if (to === undefined || last === undefined || stays || hindered(played, last.from, to)) {
    return [];
  }
  return arrangedOf(played.arranged, access)
    .filter((one) => !isLock(one) && one.from < last.from && (one.to === undefined || one.to > to))
    .map(({ schedule }) => ({
      invariant: 'I8',
      access: declared.access,
      at: to,
      what: `${schedule} was left standing when the access had gone`,
    }));
}
