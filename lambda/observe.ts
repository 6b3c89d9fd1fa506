/** Reads what IAM and Scheduler say now. */
import {
  type DeclaredAccess,
  type Manifest,
  roleName,
  sameDeclaration,
  scheduleName,
  SWEEP_SCHEDULE,
} from '../lib/core/declaration';
import type { EpochMs } from '../lib/core/interval';
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
  mayBeLeased,
  type Opening,
  openingsAt,
} from '../lib/core/lease';
import { holdIn, leaseIn } from '../lib/core/arranged-schedule';
import { isMalformed, readScheduleInput } from '../lib/core/message';
import { inTolerance, type Observed } from '../lib/core/plan';
import { failureOf, type Roles, type ScheduleState, type ScheduleTarget } from '../lib/core/world';
import { type DeclaredWindow, isOnDemand, scheduleOf } from '../lib/core/window';
import { messageOf, type Patience, patiently } from './patience';
import { type Run } from './run';

/** IAM lists 100 policies a page and allows a role 25; a role with more pages than this is not IAM's. */
const MOST_PAGES = 50;

/** What one complete read of a role showed, and by which calls. */
export interface Reading {
  readonly attached: ReadonlySet<string> | 'role-gone';
  readonly requestIds: readonly string[];
}

/** Every managed policy attached to a role: all pages, or no answer. */
export async function attachedPolicies(
  run: Run,
  reader: Roles,
  role: string,
  patience: Patience,
): Promise<ReadonlySet<string> | 'role-gone'> {
  return (await readAttached(run, reader, role, patience)).attached;
}

/** As `attachedPolicies`, for the record. */
export async function readAttached(run: Run, reader: Roles, role: string, patience: Patience): Promise<Reading> {
  const requestIds: string[] = [];
  const policies = new Set<string>();
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    try {
      const found = await patiently(run, patience, () => reader.attachedPage(roleName(role), marker));
      found.policies.forEach((policy) => policies.add(policy));
      requestIds.push(...(found.requestId === undefined ? [] : [found.requestId]));
      marker = found.marker;
    } catch (error) {
      if (failureOf(error) === 'absent') {
        return { attached: 'role-gone', requestIds };
      }
      throw error;
    }
    if (marker === undefined) {
      return { attached: policies, requestIds };
    }
  }
  throw new Error(`the list of policies attached to ${role} did not end after ${MOST_PAGES} pages`);
}

/** As `attachedPolicies`, where a failed read is an observation too. */
export async function observe(run: Run, role: string, patience: Patience): Promise<Observed> {
  try {
    return await attachedPolicies(run, run.world.roles, role, patience);
  } catch (error) {
    run.world.telemetry.note('cannot read the policies of a role', { role, error: messageOf(error) });
    return 'unknown';
  }
}

/** What the sweep acts on: the accesses of the latest deployment. */
export type CurrentManifest = KnownManifest | { readonly unknown: string };

export interface KnownManifest {
  readonly accesses: Manifest;
  readonly enabled: boolean;
  /** Whether the deployment keeps everything closed. */
  readonly locked: boolean;
  /** What the sweep calls, and with which role: leases and holds call the same. */
  readonly target: ScheduleTarget;
}

export async function currentManifest(run: Run, patience: Patience): Promise<CurrentManifest> {
  const schedule = await scheduleNamed(run, SWEEP_SCHEDULE, patience);
  if (schedule === undefined) {
    return { unknown: 'there is no sweep schedule' };
  }
  const message = readScheduleInput(schedule.input);
  if (isMalformed(message)) {
    return { unknown: `the manifest is malformed: ${message.malformed}` };
  }
  const { enabled, target } = schedule;
  return message.event === 'sweep'
    ? { accesses: message.accesses, enabled, locked: message.locked === true, target }
    : { unknown: 'the sweep schedule carries no manifest' };
}

/** Why the schedule for an edge of a window would not do its work, if so. */
export async function edgeProblem(
  run: Run,
  access: DeclaredAccess,
  window: DeclaredWindow,
  edge: 'start' | 'end',
  patience: Patience,
): Promise<string | undefined> {
  const name = scheduleName(access.access, window.id, edge);
  const schedule = await scheduleNamed(run, name, patience);
  if (schedule === undefined) {
    return `there is no schedule ${name}`;
  }
  if (!schedule.enabled && !isOnDemand(window)) {
    return `schedule ${name} is disabled`;
  }
  const { expression, timeZone } = scheduleOf(window, edge);
  if (schedule.expression !== expression || schedule.timeZone !== timeZone) {
    return `schedule ${name} fires at ${schedule.expression} ${schedule.timeZone ?? ''}, not at ${expression} ${timeZone}`;
  }
  const message = readScheduleInput(schedule.input);
  return !isMalformed(message) && message.event === edge && sameDeclaration(message.access, access)
    ? undefined
    : `schedule ${name} carries another declaration`;
}

/**
 * The leases and holds that decide whether an access is open at an instant, or shortly after. Nothing is read where
 * the declaration and the clock decide alone.
 */
export async function leasesAndHolds(
  run: Run,
  access: DeclaredAccess,
  at: EpochMs,
  patience: Patience,
): Promise<Arranged> {
  const instants = [at, inTolerance(at)];
  const leased = access.windows.some((window) => instants.some((one) => mayBeLeased(window, one)));
  const leases = leased ? (await standingLeases(run, access.access, patience)).flatMap(({ lease }) => lease ?? []) : [];
  const openings = instants.flatMap((one) => openingsAt(access, leases, one));
  return { leases, holds: await holdsOn(run, access.access, openings, patience) };
}

/** A name that is taken, and the lease that it stands for; none where it would not close what it opens. */
export interface StandingLease {
  readonly name: string;
  readonly lease: Lease | undefined;
}

export async function standingLeases(run: Run, access: string, patience: Patience): Promise<StandingLease[]> {
  const read = await Promise.all(
    LEASE_NAMES.map(async (place) => {
      const name = leaseName(access, place);
      const schedule = await scheduleNamed(run, name, atOnce(patience));
      return schedule === undefined ? [] : [{ name, lease: leaseIn(schedule) }];
    }),
  );
  return read.flat();
}

/** The holds that could keep openings closed. */
export async function holdsOn(
  run: Run,
  access: string,
  openings: readonly Opening[],
  patience: Patience,
): Promise<Hold[]> {
  const keys = openings.filter(({ window }) => canBeHeld(window)).flatMap(keysOf);
  return holdsWith(run, access, keys, patience);
}

export async function holdsWith(
  run: Run,
  access: string,
  keys: readonly string[],
  patience: Patience,
): Promise<Hold[]> {
  const read = await Promise.all([...new Set(keys)].map((key) => holdWith(run, access, key, patience)));
  return read.flatMap((hold) => hold ?? []);
}

/** The hold of that key. */
async function holdWith(run: Run, access: string, key: string, patience: Patience): Promise<Hold | undefined> {
  const schedule = await scheduleNamed(run, holdName(access, key), atOnce(patience));
  const hold = schedule && holdIn(schedule);
  return hold?.key === key ? hold : undefined;
}

/** No deployment makes a lease, a hold or a lock, so one that is not there is not one that is merely not known yet. */
export function atOnce(patience: Patience): Patience {
  return { ...patience, absentForMs: 0 };
}

export async function scheduleNamed(run: Run, name: string, patience: Patience): Promise<ScheduleState | undefined> {
  try {
    return await patiently(run, patience, () => run.world.schedules.get(name));
  } catch (error) {
    if (failureOf(error) === 'absent') {
      return undefined;
    }
    throw error;
  }
}

/** The names of every hold of an access. */
export async function holdNames(run: Run, access: string, patience: Patience): Promise<string[]> {
  const prefix = holdPrefix(access);
  const names: string[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await patiently(run, patience, () => run.world.schedules.namesPage(prefix, marker));
    names.push(...found.names);
    marker = found.marker;
    if (marker === undefined) {
      return names.filter((name) => isHoldOf(access, name));
    }
  }
  throw new Error(`the list of the holds of ${access} did not end after ${MOST_PAGES} pages`);
}
