/** Requests in good order are answered: an open gives a lease, a close closes what belongs to it, and nothing else. */
import { contains, type EpochMs, epochMs, iso, later, MINUTE, plus } from '../../core/interval';
import { caseKey, caseKeys, instant, keyOf, LEASE_NAMES, leaseFor, leaseKey } from '../../core/lease';
import type { Request } from '../../core/request';
import { type DeclaredWindow, isOnDemand } from '../../core/window';
import { type ArrangedSpan, arrangedOf, type HoldSpan, isHold, isLease, isLock } from '../arranged-history';
import type { DeployedAccess } from '../declaration-history';
import type { Breach } from '../report';
import { type AskedWell, askedBy, askedWell, MOST_SKEW } from './asked';
import { openingsOf, type PlayedOpening } from './openings';
import { A_WHILE, AT_AN_EDGE, deploying, faulty, type Played } from './played';

export function breachesOfAnswers(played: Played): Breach[] {
  return [
    ...askedWell(played)
      .filter((asked) => isJudged(played, asked))
      .flatMap((asked) => (asked.event === 'open' ? unanswered(played, asked) : unclosed(played, asked))),
    ...strangeHolds(played),
    ...strangeLeases(played),
  ];
}

/** Nothing was wrong or changing around it, and the answer had its time. */
function isJudged(played: Played, { at, span }: AskedWell): boolean {
  const [from, to] = [plus(at, -A_WHILE), plus(at, AT_AN_EDGE)];
  return (
    to <= played.now &&
    span.from <= from &&
    (span.to ?? to) >= to &&
    !faulty(played, 'opening', from, to) &&
    !faulty(played, 'closing', from, to) &&
    !deploying(played, span.access.stack, from, to)
  );
}

function unanswered(played: Played, { at, span, window, request }: AskedWell): Breach[] {
  const by = plus(at, AT_AN_EDGE);
  const arranged = arrangedOf(played.arranged, span.access);
  if (!isOnDemand(window) || (window.breakGlass === true && request.reason === undefined)) {
    return [];
  }
  const leases = [at, by].map((now) => leaseFor(window, request, now));
  const lasts = leases.every((lease) => lease !== undefined && instant(lease.end) >= plus(by, MINUTE));
  const given = arranged.some((one) => one.lease?.request.id === request.id && one.from <= by);
  if (given || !lasts || isTaken(played, span.access, at, by, request.id) || isPaused(arranged, at, by, window.id)) {
    return [];
  }
  const over = arranged.some(
    (one) =>
      stands(one, plus(at, -A_WHILE), by) &&
      (isLock(one) || (one.hold !== undefined && caseKeys(window.id, request).includes(one.hold.key))),
  );
  const what = `the request ${request.id} of ${iso(at)} was in good order, and was given no lease`;
  return over ? [] : [{ invariant: 'opens', access: span.access.declared.access, at: by, what }];
}

/** Another lease is open, or has the last name. */
function isTaken(played: Played, access: DeployedAccess, from: EpochMs, to: EpochMs, id: string): boolean {
  const leases = openingsOf(played, access).filter(({ lease }) => lease !== undefined && lease.request.id !== id);
  const around = { start: plus(from, -A_WHILE), end: to };
  return (
    leases.some(({ due }) => due.some(({ start, end }) => start < around.end && around.start < end)) ||
    leases.filter(({ span }) => span !== undefined && stands(span, from, to)).length >= LEASE_NAMES.length
  );
}

function isPaused(arranged: readonly ArrangedSpan[], from: EpochMs, to: EpochMs, window: string): boolean {
  return arranged.some((one) => one.hold?.key === `${window} pause` && stands(one, from, to));
}

function stands(one: ArrangedSpan, from: EpochMs, to: EpochMs): boolean {
  return one.from <= to && (one.to ?? to) >= from;
}

/** What was open when a close for it came, and went on being open. */
function unclosed(played: Played, asked: AskedWell): Breach[] {
  const { at, span, request } = asked;
  const by = plus(at, AT_AN_EDGE);
  const open = openingsOf(played, span.access).filter(
    (opening) => belongs(opening, asked) && opening.due.some((due) => contains(due, at) && contains(due, by)),
  );
  return open.map(({ occurrence }) => ({
    invariant: 'closes',
    access: span.access.declared.access,
    at: by,
    what: `the request ${request.id} of ${iso(at)} did not close what had been open since ${iso(occurrence.start)}`,
  }));
}

/** A close belongs to what was asked for its case before it, and to an occurrence that had begun. */
function belongs(
  { window, occurrence, lease, span }: PlayedOpening,
  { window: { id }, request, at }: AskedWell,
): boolean {
  const asked = lease === undefined ? occurrence.start : instant(lease.request.at);
  const sameCase = request.correlation === undefined || lease?.request.correlation === request.correlation;
  return window.id === id && sameCase && asked <= instant(request.at) && (span?.from ?? asked) <= at;
}

/** What was given to a request that nobody should have answered, or for longer than is declared. */
function strangeLeases(played: Played): Breach[] {
  return played.arranged.filter(isLease).flatMap(({ lease, access, from }) => {
    const asked = askedBy(played, from).filter(
      ({ event, span, window, request }) =>
        event === 'open' &&
        span.access.declared.access === access &&
        window.id === lease.window &&
        request.id === lease.request.id &&
        !(isOnDemand(window) && window.breakGlass === true && request.reason === undefined),
    );
    if (asked.length === 0) {
      const what = `the request ${lease.request.id} was given a lease, and is none that may be answered`;
      return [{ invariant: 'I4', access, at: from, what }];
    }
    const longest = Math.max(...asked.map(({ window, request }) => longestOf(window, request, from)));
    const what = `the lease of ${lease.request.id} ends at ${lease.end}, after ${iso(epochMs(longest))}`;
    return instant(lease.end) <= longest ? [] : [{ invariant: 'I3', access, at: from, what }];
  });
}

function longestOf(window: DeclaredWindow, request: Request, at: EpochMs): EpochMs {
  const given = isOnDemand(window) ? [at, plus(at, MOST_SKEW)].map((now) => leaseFor(window, request, now)) : [];
  return given.reduce((latest, lease) => (lease === undefined ? latest : later(latest, instant(lease.end))), at);
}

/** What a function that closes has held without having been asked to: that of another case, for example. */
function strangeHolds(played: Played): Breach[] {
  return played.arranged.filter(isHold).flatMap((span) => {
    const byCloser = span.madeBy !== undefined && played.closers.has(span.madeBy);
    if (
      !byCloser ||
      isLocked(played, span) ||
      askedBy(played, span.from).some((asked) => justifies(played, asked, span))
    ) {
      return [];
    }
    const what = `${span.hold.key} was closed early, which nobody had asked for`;
    return [{ invariant: 'I9', access: span.access, at: span.from, what }];
  });
}

/** What was open on request when somebody locked is over. */
function isLocked({ arranged }: Played, { access, functions, from }: HoldSpan): boolean {
  return arranged.some(
    (one) =>
      isLock(one) &&
      (one.access ?? access) === access &&
      functions.some((arn) => one.functions.includes(arn)) &&
      stands(one, plus(from, -A_WHILE), from),
  );
}

function justifies(played: Played, asked: AskedWell, { access, from, hold }: HoldSpan): boolean {
  const { window, request, at, span } = asked;
  if (asked.event !== 'close' || span.access.declared.access !== access || at > from) {
    return false;
  }
  const isOccurrence = request.correlation === undefined && hold.key === keyOf({ window, occurrence: ALWAYS });
  if (isOccurrence || hold.key === caseKey(window.id, request.correlation)) {
    return true;
  }
  return played.arranged
    .filter(isLease)
    .some(
      ({ lease, access: leased }) =>
        leased === access &&
        leaseKey(lease) === hold.key &&
        (request.correlation === undefined || request.correlation === lease.request.correlation) &&
        instant(lease.request.at) <= instant(request.at),
    );
}

/** The key of an occurrence does not say which. */
const ALWAYS = { start: 0 as EpochMs, end: 0 as EpochMs };
