/**
 * Gives leases: the end of an opening on demand, armed before anything is attached.
 *
 * Its name is the lock. A repeated request finds the lease that it was given, and never a longer one. A name is given
 * to one lease until that has run out, also where it was closed early, so that no late repetition opens again; the
 * next request takes the next name.
 *
 * Gotchas: two requests at the same moment may see different names free. So each looks for others once its own is
 * named, also after a crash, and gives way: that neither opens is safe, and that both do would not be.
 */
import { type DeclaredAccess } from '../lib/core/declaration';
import { iso, later, MINUTE, plus } from '../lib/core/interval';
import {
  caseKeys,
  instant,
  isHeld,
  isOver,
  type Lease,
  LEASE_NAMES,
  leaseFor,
  leaseKey,
  leaseName,
  onceAt,
  openingsAt,
  pauseKey,
} from '../lib/core/lease';
import { leaseInput } from '../lib/core/message';
import type { Refused, Request } from '../lib/core/request';
import type { OnDemand } from '../lib/core/window';
import type { ScheduleTarget } from '../lib/core/world';
import { create, hold, LONGEST_DESCRIPTION } from './hold';
import { holdsOn, holdsWith, type StandingLease, standingLeases } from './observe';
import { type Patience } from './patience';
import { asText, record, type Run } from './run';

/** Scheduler is exact to a minute: an opening that would be over sooner is not begun. */
const SHORTEST_LEASE = MINUTE;

/** An opening that somebody asks for. */
export interface Wanted {
  readonly access: DeclaredAccess;
  readonly window: OnDemand;
  readonly request: Request;
  readonly target: ScheduleTarget;
}

/** Why there is no lease. What one opened that was given up, or closed early, may still stand. */
export interface NoLease extends Refused {
  readonly mayStand?: true;
}

/** What answers a request: a lease that was just made and read back, or one that it was given before. */
export interface Given {
  readonly lease: Lease;
  readonly isNew: boolean;
}

/** The lease that answers a request, or why there is none. */
export async function leaseOn(run: Run, wanted: Wanted, patience: Patience): Promise<Given | NoLease> {
  const { access, window, request } = wanted;
  const lease = leaseFor(window, request, run.world.clock.now());
  if (lease === undefined) {
    return { refused: `no request is heard now: ${window.words}` };
  }
  const standing = await standingLeases(run, access.access, patience);
  const own = ownOf(standing, lease);
  if (own !== undefined) {
    const refused =
      (await closedEarly(run, access, own, patience)) ?? (await giveWay(run, wanted, own, standing, patience));
    return refused ?? { lease: own, isNew: false };
  }
  const shortest = Math.max(SHORTEST_LEASE, (access.lastStartMinutes ?? 0) * MINUTE);
  if (instant(lease.end) < plus(run.world.clock.now(), shortest)) {
    return { refused: `the request of ${request.at} comes too late: its time is up at ${lease.end}` };
  }
  const over = await holdsWith(run, access.access, caseKeys(window.id, request), patience);
  if (isOver(window.id, request, over)) {
    return { refused: 'what it asks for was closed before it came' };
  }
  const refused =
    (await otherLease(run, wanted, lease, standing, patience)) ?? (await pauseBefore(run, wanted, lease, patience));
  return refused ?? arm(run, wanted, lease, standing, patience);
}

/** Names the lease, reads it back, and looks whether another request did the same under another name. */
async function arm(
  run: Run,
  wanted: Wanted,
  lease: Lease,
  standing: readonly StandingLease[],
  patience: Patience,
): Promise<Given | NoLease> {
  const { access, target } = wanted;
  const id = access.access;
  const place = LEASE_NAMES.find((one) => !standing.some(({ name }) => name === leaseName(id, one)));
  if (place === undefined) {
    return { refused: `${LEASE_NAMES.length} leases have been given whose time is not up yet` };
  }
  const made = await create(run, patience, leaseName(id, place), {
    expression: onceAt(instant(lease.end)),
    description: `Closes ${id}, opened by request ${lease.request.id}, and proves it`.slice(0, LONGEST_DESCRIPTION),
    input: leaseInput(access, lease),
    target,
  });
  const after = await standingLeases(run, id, patience);
  const own = ownOf(after, lease);
  if (own === undefined && made) {
    throw new Error(`the lease ${leaseName(id, place)} was made and cannot be read back`);
  }
  if (own === undefined) {
    return { refused: 'another request came first' };
  }
  const refused = await giveWay(run, wanted, own, after, patience);
  if (refused !== undefined) {
    return refused;
  }
  record(run, 'leased', access, { until: own.end, ...asText(own.request) });
  return { lease: own, isNew: true };
}

/** Holds what was leased where another lease is open. */
async function giveWay(
  run: Run,
  wanted: Wanted,
  own: Lease,
  standing: readonly StandingLease[],
  patience: Patience,
): Promise<NoLease | undefined> {
  const refused = await otherLease(run, wanted, own, standing, patience);
  if (refused === undefined) {
    return undefined;
  }
  await hold(run, wanted.access, { key: leaseKey(own), until: own.end }, wanted.target, patience);
  return { ...refused, mayStand: true };
}

/** A repeated request does not open again what was closed. */
async function closedEarly(
  run: Run,
  access: DeclaredAccess,
  own: Lease,
  patience: Patience,
): Promise<NoLease | undefined> {
  const now = run.world.clock.now();
  const opened = openingsAt(access, [own], now).filter(({ lease }) => lease !== undefined);
  const holds = await holdsOn(run, access.access, opened, patience);
  return opened.some((opening) => isHeld(opening, holds, now))
    ? { refused: `it was closed early, and stays closed until ${own.end}`, mayStand: true }
    : undefined;
}

function ownOf(standing: readonly StandingLease[], own: Lease): Lease | undefined {
  return standing.find(({ lease }) => lease !== undefined && leaseKey(lease) === leaseKey(own))?.lease;
}

/** An access has one lease at a time: whether another is open, and not held. */
async function otherLease(
  run: Run,
  { access }: Wanted,
  own: Lease,
  standing: readonly StandingLease[],
  patience: Patience,
): Promise<Refused | undefined> {
  const now = run.world.clock.now();
  const others = standing.flatMap(({ lease }) =>
    lease === undefined || leaseKey(lease) === leaseKey(own) ? [] : [lease],
  );
  // One that starts in a moment was given by a function whose clock is ahead of this one.
  const live = others.flatMap((lease) =>
    openingsAt(access, [lease], later(now, instant(lease.start))).filter((opening) => opening.lease === lease),
  );
  const holds = await holdsOn(run, access.access, live, patience);
  const [other] = live.filter((opening) => !isHeld(opening, holds, now));
  return other?.lease === undefined
    ? undefined
    : { refused: `request ${other.lease.request.id} holds it open until ${other.lease.end} at the latest` };
}

/** Arms the pause after this lease, unless the one after the last lease is not over yet. */
async function pauseBefore(
  run: Run,
  { access, window, request, target }: Wanted,
  lease: Lease,
  patience: Patience,
): Promise<Refused | undefined> {
  if (window.cooldownMinutes === undefined) {
    return undefined;
  }
  const now = run.world.clock.now();
  const key = pauseKey(window.id);
  const [pause] = await holdsWith(run, access.access, [key], patience);
  if (pause !== undefined && pause.request !== request.id && now < instant(pause.until)) {
    return { refused: `it may be opened again at ${pause.until}` };
  }
  const until = iso(plus(instant(lease.end), window.cooldownMinutes * MINUTE));
  const paused = await hold(run, access, { key, until, request: request.id }, target, patience);
  return paused ? undefined : { refused: 'another request came first' };
}
