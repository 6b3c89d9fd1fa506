/**
 * The leases, holds and locks that stand in Scheduler for one access, read as the functions read them.
 *
 * All are found by their names, which takes no right to list. Only who wants to see every hold, also of cases that
 * nobody has asked for yet, lists them.
 */
import { holdIn, leaseIn, lockIn } from '../core/arranged-schedule';
import type { DeclaredAccess } from '../core/declaration';
import type { EpochMs } from '../core/interval';
import {
  type Arranged,
  canBeHeld,
  type Hold,
  holdName,
  holdPrefix,
  isHoldOf,
  keysOf,
  type Lease,
  LEASE_NAMES,
  leaseName,
  openAt,
  openingsAt,
} from '../core/lease';
import { type Lock, LOCKED_BY_DEPLOYMENT, type Locked, lockedBy, lockName, STACK_LOCK } from '../core/lock';
import type { ScheduleState } from '../core/world';
import { isOnDemand } from '../core/window';
import type { SchedulesRead } from './account';
import { failedCall } from './call-failure';
import type { Site } from './discovery';

/** Scheduler lists 100 schedules a page. */
const MOST_PAGES = 50;

/** Where an access is served. */
export type Serving = Pick<Site, 'schedules' | 'isLocked'>;

/** What decides whether an access is open at some instants. No lock is read where nothing is open anyway. */
export async function arrangedFor(
  site: Serving,
  access: DeclaredAccess,
  ...instants: readonly EpochMs[]
): Promise<Arranged> {
  const { schedules } = site;
  const leases = access.windows.some(isOnDemand) ? await leasesOf(schedules, access.access) : [];
  const openings = instants.flatMap((at) => openingsAt(access, leases, at));
  const keys = new Set(openings.filter(({ window }) => canBeHeld(window)).flatMap(keysOf));
  const holds = await Promise.all([...keys].map((key) => holdWith(schedules, access.access, key)));
  const arranged = { leases, holds: holds.flatMap((hold) => hold ?? []) };
  const isOpen = instants.some((at) => openAt(access, arranged, at).length > 0);
  const [locked] = isOpen ? await locksOn(site, access.access) : [];
  return locked === undefined ? arranged : { ...arranged, locked };
}

/** Of an access: whether the lock is on it alone. */
export interface LockOn extends Locked {
  readonly isOwn: boolean;
}

/** Everything that locks an access. */
export async function locksOn({ schedules, isLocked }: Serving, access: string): Promise<LockOn[]> {
  const locks = await Promise.all([STACK_LOCK, lockName(access)].map((name) => lockNamed(schedules, name)));
  const byHand = locks.flatMap((lock) =>
    lock === undefined ? [] : { ...lockedBy(lock.name, lock.lock), isOwn: lock.name !== STACK_LOCK },
  );
  return [...(isLocked ? [{ ...LOCKED_BY_DEPLOYMENT, isOwn: false }] : []), ...byHand];
}

/** A lock that stands, with what could be read of it. */
export interface StandingLock {
  readonly name: string;
  readonly lock: Lock | undefined;
}

export async function lockNamed(schedules: SchedulesRead, name: string): Promise<StandingLock | undefined> {
  const schedule = await scheduleNamed(schedules, name);
  return schedule === undefined ? undefined : { name, lock: lockIn(schedule) };
}

/** Every hold of an access. */
export async function allHolds(schedules: SchedulesRead, { access, windows }: DeclaredAccess): Promise<Hold[]> {
  if (!windows.some(canBeHeld)) {
    return [];
  }
  const names: string[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await schedules.namesPage(holdPrefix(access), marker);
    names.push(...found.names);
    marker = found.marker;
    if (marker === undefined) {
      break;
    }
  }
  const own = names.filter((name) => isHoldOf(access, name));
  const read = await Promise.all(own.map((name) => scheduleNamed(schedules, name)));
  return read.flatMap((schedule) => (schedule && holdIn(schedule)) ?? []);
}

async function leasesOf(schedules: SchedulesRead, access: string): Promise<Lease[]> {
  const read = await Promise.all(LEASE_NAMES.map((place) => scheduleNamed(schedules, leaseName(access, place))));
  return read.flatMap((schedule) => (schedule === undefined ? [] : (leaseIn(schedule) ?? [])));
}

async function holdWith(schedules: SchedulesRead, access: string, key: string): Promise<Hold | undefined> {
  const schedule = await scheduleNamed(schedules, holdName(access, key));
  const hold = schedule && holdIn(schedule);
  return hold?.key === key ? hold : undefined;
}

async function scheduleNamed(schedules: SchedulesRead, name: string): Promise<ScheduleState | undefined> {
  try {
    return await schedules.get(name);
  } catch (error) {
    if (failedCall(error)?.failure === 'absent') {
      return undefined;
    }
    throw error;
  }
}
