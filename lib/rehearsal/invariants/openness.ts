/** I9, and that windows open at all: while an access is due it is there, unless something is wrong. */
import { type EpochMs, type Interval, iso, plus, SECOND } from '../../core/interval';
import { openIntervals } from '../../core/window';
import type { DeclarationSpan } from '../declaration-history';
import type { Breach } from '../report';
import type { AttachmentChange } from '../simulated-iam';
import { attachmentsOf, dueTimes, playedRange } from './attachments';
import { clipped, without } from './intervals';
import { openingsOf } from './openings';
import { A_WHILE, AT_AN_EDGE, deploying, faulty, type Played } from './played';

/** A close may come a little before a window that is about to start, and its own clock be ahead by as much. */
const ABOUT = 10 * SECOND;
/** From the last look of a function that closes to its detach. */
const ON_ITS_WAY = 2 * SECOND;

/** I9: nothing that serves closes takes off what a window holds open. */
export function breachesOfEarlyClose(played: Played): Breach[] {
  return played.changes
    .filter(({ change, through }) => change === 'detached' && through !== undefined && played.closers.has(through))
    .flatMap((change) => earlyBreach(played, change));
}

function earlyBreach(played: Played, { at, role, policy }: AttachmentChange): Breach[] {
  const around = { start: plus(at, -A_WHILE), end: plus(at, ABOUT) };
  const [due] = dueTimes(played, { role, policy }, around);
  const span = played.spans.find(
    ({ access: { declared } }) => declared.role === role && declared.policies.includes(policy),
  );
  const whole =
    (due !== undefined && due.start <= plus(at, -ABOUT) && due.end >= around.end) ||
    (span !== undefined && isLeased(played, span, { start: plus(at, -ON_ITS_WAY), end: around.end }));
  if (!whole || span === undefined || excused(played, span.access.stack, 'closing', around)) {
    return [];
  }
  const { end } = dueTimes(played, { role, policy }, { start: at, end: plus(played.now, 1) })[0] ?? around;
  const what = `${policy} was detached before the end at ${iso(end)}`;
  return [{ invariant: 'I9', access: span.access.declared.access, at, what }];
}

/** All the time, by one lease: whoever closes has to see it as soon as it stands. */
function isLeased(played: Played, { access, from, to }: DeclarationSpan, time: Interval): boolean {
  const inForce = from <= time.start && (to === undefined || to >= time.end);
  return (
    inForce &&
    openingsOf(played, access).some(
      ({ lease, due }) => lease !== undefined && due.some(({ start, end }) => start <= time.start && end >= time.end),
    )
  );
}

/** Not a breach of safety, but not what was declared either. */
export function breachesOfOpening(played: Played, until: EpochMs): Breach[] {
  const range = { start: played.from, end: until };
  return played.spans
    .filter((span) => !failedToDeploy(played, span))
    .flatMap((span) =>
      [...openIntervals(span.access.declared.windows, range), ...leasedTimes(played, span)].flatMap((occurrence) =>
        unopened(played, span, occurrence),
      ),
    );
}

/** Whoever is given a lease is let in. */
function leasedTimes(played: Played, { access }: DeclarationSpan): Interval[] {
  return openingsOf(played, access).flatMap(({ lease, occurrence }) => (lease === undefined ? [] : [occurrence]));
}

/** A stack that could not be made, or changed, opens what it opened before, if that. */
function failedToDeploy({ deployments }: Played, { access, from }: DeclarationSpan): boolean {
  return deployments.some(
    (one) =>
      one.stack === access.stack && !one.succeeded && one.from <= from && (one.to === undefined || one.to >= from),
  );
}

function unopened(played: Played, { access, from, to }: DeclarationSpan, occurrence: Interval): Breach[] {
  const { declared, stack } = access;
  const deployed = played.deployments.find(
    (one) => one.stack === stack && one.from <= from && (one.to ?? from) >= from,
  );
  const inForce = { start: deployed?.to ?? from, end: to ?? playedRange(played).end };
  const due = clipped(occurrence, inForce);
  const around = due && { start: plus(due.start, -A_WHILE), end: plus(due.start, AT_AN_EDGE) };
  if (
    due === undefined ||
    around === undefined ||
    around.end > played.now ||
    excused(played, stack, 'opening', around, deployed)
  ) {
    return [];
  }
  const attachments = attachmentsOf(played.changes);
  const missing = declared.policies.filter(
    (policy) =>
      without(around, [...dueTimes(played, { role: declared.role, policy }, around), { ...around, end: due.start }])
        .length === 0 &&
      !attachments.some(
        (one) =>
          one.role === declared.role &&
          one.policy === policy &&
          one.from <= around.end &&
          (one.to === undefined || one.to > due.start),
      ),
  );
  if (missing.length === 0 || due.end <= around.end) {
    return [];
  }
  const what =
    missing.length === declared.policies.length
      ? `the window that started at ${iso(occurrence.start)} never opened`
      : `${missing.join(', ')} never attached in the window that started at ${iso(occurrence.start)}`;
  return [{ invariant: 'opens', access: declared.access, at: occurrence.start, what }];
}

/** Whether something was wrong, or changing, of which one cannot say what it may have done to an opening. */
function excused(
  played: Played,
  stack: string,
  side: 'opening' | 'closing',
  { start, end }: Interval,
  but?: Played['deployments'][0],
): boolean {
  const others = { ...played, deployments: played.deployments.filter((one) => one !== but) };
  return faulty(played, side, start, end) || deploying(others, stack, start, end);
}
