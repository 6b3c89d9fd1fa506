/**
 * What schedules made at run time say beside the declaration: leases open a window on demand, holds keep one closed.
 *
 * A lease is the end of one opening, armed before anything is attached, and by its name the lock on its access. A hold
 * says that an opening is over before its time, or that whatever was asked for a case up to some moment is. Neither is
 * ever changed, both delete themselves once they have fired, and nothing that they call can open.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DeclaredAccess } from './declaration';
import { contains, type EpochMs, epochMs, fromIso, type Interval, iso, later, MINUTE, plus, SECOND } from './interval';
import type { Locked } from './lock';
import { type Request, RequestSchema } from './request';
import { type DeclaredWindow, isOnDemand, lastOccurrence, occurrenceAt, type OnDemand, openWindows } from './window';

const Instant = v.pipe(
  v.string(),
  v.check((text) => fromIso(text) !== undefined, 'expected a UTC instant'),
);

export const LeaseSchema = v.object({
  window: v.string(),
  request: RequestSchema,
  start: Instant,
  end: Instant,
});

/** One opening of a window on demand, and the request that it answers. */
export type Lease = v.InferOutput<typeof LeaseSchema>;

export const HoldSchema = v.object({
  /** What it keeps closed. */
  key: v.string(),
  until: Instant,
  /** Of a hold on a case: up to which moment requests count as over. */
  over: v.optional(Instant),
  /** Of a pause between leases: the request that may still be answered. */
  request: v.optional(v.string()),
});
/** What stays closed, and until when. */
export type Hold = v.InferOutput<typeof HoldSchema>;

/**
 * So many leases of an access may stand at a time, all but one of them closed before their time. Each keeps its name
 * until it runs out.
 */
export const LEASE_NAMES = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

export function leaseName(access: string, place: string): string {
  return `lease-${access}-${place}`;
}

export function holdPrefix(access: string): string {
  return `hold-${access}-`;
}

const HASH_LENGTH = 8;

/** Scheduler's names have 64 characters and the longest id 50, so what is held is named by a hash. */
export function holdName(access: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, HASH_LENGTH);
  return `${holdPrefix(access)}${hash}`;
}

/** Another access may be called as this one and a little more, so the length counts. */
export function isHoldOf(access: string, name: string): boolean {
  return name.startsWith(holdPrefix(access)) && name.length === holdPrefix(access).length + HASH_LENGTH;
}

/** The expression of a schedule that fires once, in UTC. */
export function onceAt(at: EpochMs): string {
  return `at(${iso(at).slice(0, 'yyyy-mm-ddThh:mm:ss'.length)})`;
}

/** A time that a window is open, by the clock or by a lease. */
export interface Opening {
  readonly window: DeclaredWindow;
  readonly occurrence: Interval;
  readonly lease?: Lease;
}

/** Everything that leases open and the clock opens at an instant, held or not. */
export function openingsAt(access: DeclaredAccess, leases: readonly Lease[], at: EpochMs): Opening[] {
  const leased = leasedOpenings(access, leases).filter(({ occurrence }) => contains(occurrence, at));
  return [...openWindows(access.windows, at), ...leased];
}

/** The opening that an instant belongs to: of those that have begun, the one that ends last, over or not. */
export function lastOpening(
  access: Pick<DeclaredAccess, 'windows'>,
  leases: readonly Lease[],
  at: EpochMs,
): Opening | undefined {
  const scheduled = access.windows.flatMap((window) => {
    const occurrence = lastOccurrence(window, at);
    return occurrence === undefined ? [] : [{ window, occurrence }];
  });
  return [...scheduled, ...leasedOpenings(access, leases)]
    .filter(({ occurrence }) => occurrence.start <= at)
    .sort((a, b) => a.occurrence.end - b.occurrence.end || a.occurrence.start - b.occurrence.start)
    .at(-1);
}

function leasedOpenings(access: Pick<DeclaredAccess, 'windows'>, leases: readonly Lease[]): Opening[] {
  return leases.flatMap((lease) => {
    const window = access.windows.find((one) => one.id === lease.window);
    const occurrence = window !== undefined && isOnDemand(window) ? leasedInterval(window, lease) : undefined;
    return window !== undefined && occurrence !== undefined ? [{ window, occurrence, lease }] : [];
  });
}

/** Never longer than the window is declared now, whatever it was when the lease was given. */
function leasedInterval(window: OnDemand, { start: from, end: until }: Lease): Interval | undefined {
  const start = instant(from);
  const longest = longestFrom(window, start);
  return longest === undefined ? undefined : { start, end: earlier(instant(until), longest) };
}

/** The latest end of an opening that starts at an instant; undefined where no request is heard then. */
function longestFrom({ maxMinutes, within }: OnDemand, start: EpochMs): EpochMs | undefined {
  const end = plus(start, maxMinutes * MINUTE);
  const hours = within === undefined ? { start, end } : occurrenceAt(within, start);
  return hours === undefined ? undefined : earlier(end, hours.end);
}

/** Where a lease of a window may be open at an instant, whatever leases there are. */
export function mayBeLeased(window: DeclaredWindow, at: EpochMs): boolean {
  return isOnDemand(window) && (window.within === undefined || occurrenceAt(window.within, at) !== undefined);
}

/** The lease that answers a request, to the second; undefined where the window hears none now. */
export function leaseFor(window: OnDemand, request: Request, now: EpochMs): Lease | undefined {
  const { maxMinutes, within } = window;
  const asked = instant(request.at);
  const hours = within === undefined ? undefined : occurrenceAt(within, now);
  if (within !== undefined && hours === undefined) {
    return undefined;
  }
  const end = earlier(plus(asked, maxMinutes * MINUTE), hours?.end ?? plus(now, maxMinutes * MINUTE));
  return {
    window: window.id,
    request,
    start: iso(later(asked, hours?.start ?? asked)),
    end: iso(epochMs(end - (end % SECOND))),
  };
}

/** Whether something may close the window before its time. */
export function canBeHeld(window: DeclaredWindow): boolean {
  return isOnDemand(window) || (window.closesOn ?? []).length > 0;
}

/** The key of the hold on one opening. That of a scheduled window does not name its start, which may be changed. */
export function keyOf({ window, lease }: Opening): string {
  return lease === undefined ? `${window.id} occurrence` : leaseKey(lease);
}

export function leaseKey({ window, request }: Lease): string {
  return `${window} request ${request.id}`;
}

/** The key of the hold on all that was asked for a case; on all that was asked at all, where none is named. */
export function caseKey(window: string, correlation: string | undefined): string {
  return correlation === undefined ? `${window} any case` : `${window} case ${correlation}`;
}

/** The key of the pause between two leases of a window. */
export function pauseKey(window: string): string {
  return `${window} pause`;
}

/** The holds that could keep an opening closed. */
export function keysOf(opening: Opening): string[] {
  const { window, lease } = opening;
  return [keyOf(opening), ...(lease === undefined ? [] : caseKeys(window.id, lease.request))];
}

/** The holds that could say that a request comes too late. */
export function caseKeys(window: string, { correlation }: Request): string[] {
  const any = caseKey(window, undefined);
  return correlation === undefined ? [any] : [any, caseKey(window, correlation)];
}

/** Whether one of the holds keeps an opening closed at an instant. */
export function isHeld(opening: Opening, holds: readonly Hold[], at: EpochMs): boolean {
  const { window, lease } = opening;
  return (
    holds.some(({ key, until }) => key === keyOf(opening) && at < instant(until)) ||
    (lease !== undefined && isOver(window.id, lease.request, holds))
  );
}

/** Whether one of the holds says that what was asked then is over. */
export function isOver(window: string, request: Request, holds: readonly Hold[]): boolean {
  const keys = caseKeys(window, request);
  return holds.some(
    ({ key, over }) => over !== undefined && keys.includes(key) && instant(request.at) <= instant(over),
  );
}

/** What Scheduler says beside the declaration, as far as it was asked. */
export interface Arranged {
  readonly leases: readonly Lease[];
  readonly holds: readonly Hold[];
  /** What keeps all of it closed; nothing, where it was not asked for either. */
  readonly locked?: Locked;
}

/** Windows that touch without an end are looked at no further. */
const MOST_JOINED = 100;

export const NOTHING_ARRANGED: Arranged = { leases: [], holds: [] };

/** Every opening of an access at an instant that nothing keeps closed. */
export function openAt(access: DeclaredAccess, { leases, holds, locked }: Arranged, at: EpochMs): Opening[] {
  return locked !== undefined ? [] : openingsAt(access, leases, at).filter((opening) => !isHeld(opening, holds, at));
}

/** Whether so little is left of an opening that it is not begun any more. */
export function isTooLate(
  access: Pick<DeclaredAccess, 'lastStartMinutes'>,
  { occurrence }: Opening,
  at: EpochMs,
): boolean {
  return at >= plus(occurrence.end, -(access.lastStartMinutes ?? 0) * MINUTE);
}

/** When an access that is open comes to its end, for what follows on without a gap. */
export function endOfOpen(access: DeclaredAccess, arranged: Arranged, at: EpochMs): EpochMs | undefined {
  let end: EpochMs | undefined;
  let open = openAt(access, arranged, at);
  for (let joined = 0; open.length > 0 && joined < MOST_JOINED; joined++) {
    end = open.map(({ occurrence }) => occurrence.end).reduce(later);
    open = openAt(access, arranged, end);
  }
  return end;
}

export function instant(text: string): EpochMs {
  const at = fromIso(text);
  if (at === undefined) {
    throw new Error(`expected a UTC instant, got ${text}`);
  }
  return at;
}

function earlier(a: EpochMs, b: EpochMs): EpochMs {
  return a < b ? a : b;
}
