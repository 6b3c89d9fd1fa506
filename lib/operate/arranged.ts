/**
 * The leases and holds that stand in Scheduler for one access, read as the functions read them.
 *
 * Both are found by their names, which takes no right to list. Only who wants to see every hold, also of cases that
 * nobody has asked for yet, lists them.
 */
import { holdIn, leaseIn } from '../core/arranged-schedule';
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
  openingsAt,
} from '../core/lease';
import type { ScheduleState } from '../core/world';
import { isOnDemand } from '../core/window';
import type { SchedulesRead } from './account';
import { failedCall } from './call-failure';

/** Scheduler lists 100 schedules a page. */
const MOST_PAGES = 50;

/** What decides whether an access is open at some instants. */
export async function arrangedFor(
  schedules: SchedulesRead,
  access: DeclaredAccess,
  ...instants: readonly EpochMs[]
): Promise<Arranged> {
  const leases = access.windows.some(isOnDemand) ? await leasesOf(schedules, access.access) : [];
  const openings = instants.flatMap((at) => openingsAt(access, leases, at));
  const keys = new Set(openings.filter(({ window }) => canBeHeld(window)).flatMap(keysOf));
  const holds = await Promise.all([...keys].map((key) => holdWith(schedules, access.access, key)));
  return { leases, holds: holds.flatMap((hold) => hold ?? []) };
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
