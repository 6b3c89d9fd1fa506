/** The leases and holds that stand in Scheduler for one access, read as the functions read them. */
import type { DeclaredAccess } from '../core/declaration';
import {
  type Arranged,
  type Hold,
  holdPrefix,
  instant,
  isHoldOf,
  type Lease,
  LEASE_NAMES,
  leaseName,
  onceAt,
} from '../core/lease';
import { isMalformed, readScheduleInput } from '../core/message';
import type { ScheduleState } from '../core/world';
import { isOnDemand } from '../core/window';
import type { SchedulesRead } from './account';
import { failedCall } from './call-failure';

/** Scheduler lists 100 schedules a page. */
const MOST_PAGES = 50;

/** All of them: also those that are over, or are for cases that nobody asked for yet. */
export async function arrangedFor(schedules: SchedulesRead, { access, windows }: DeclaredAccess): Promise<Arranged> {
  const mayHaveLeases = windows.some(isOnDemand);
  const mayHaveHolds = mayHaveLeases || windows.some(({ closesOn }) => (closesOn ?? []).length > 0);
  const [leases, holds] = await Promise.all([
    mayHaveLeases ? leasesOf(schedules, access) : [],
    mayHaveHolds ? holdsOf(schedules, access) : [],
  ]);
  return { leases, holds };
}

async function leasesOf(schedules: SchedulesRead, access: string): Promise<Lease[]> {
  const read = await Promise.all(LEASE_NAMES.map((place) => scheduleNamed(schedules, leaseName(access, place))));
  return read.flatMap((schedule) => (schedule === undefined ? [] : (leaseIn(schedule) ?? [])));
}

/** None where the schedule would not close what the lease opens. */
function leaseIn({ enabled, expression, timeZone, input }: ScheduleState): Lease | undefined {
  const message = readScheduleInput(input);
  const lease = !isMalformed(message) && message.event === 'end' ? message.lease : undefined;
  const armed = lease !== undefined && enabled && timeZone === 'UTC' && expression === onceAt(instant(lease.end));
  return armed ? lease : undefined;
}

async function holdsOf(schedules: SchedulesRead, access: string): Promise<Hold[]> {
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
  return read.flatMap((schedule) => (schedule === undefined ? [] : (holdIn(schedule) ?? [])));
}

function holdIn({ input }: ScheduleState): Hold | undefined {
  const message = readScheduleInput(input);
  return !isMalformed(message) && message.event === 'hold-end' ? message.hold : undefined;
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
