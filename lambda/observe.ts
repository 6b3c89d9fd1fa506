/** Reads what IAM and Scheduler say now. */
import {
  type DeclaredAccess,
  type Manifest,
  roleName,
  sameDeclaration,
  scheduleName,
  SWEEP_SCHEDULE,
} from '../lib/core/declaration';
import { isMalformed, readScheduleInput } from '../lib/core/message';
import type { Observed } from '../lib/core/plan';
import { failureOf, type Roles, type ScheduleState } from '../lib/core/world';
import { type DeclaredWindow, scheduleOf } from '../lib/core/window';
import { messageOf, type Patience, patiently, type Run } from './run';

/** IAM lists 100 policies a page and allows a role 25; a role with more pages than this is not IAM's. */
const MOST_PAGES = 50;

/** Every managed policy attached to a role: all pages, or no answer. */
export async function attachedPolicies(
  run: Run,
  reader: Roles,
  role: string,
  patience: Patience,
): Promise<ReadonlySet<string> | 'role-gone'> {
  const policies = new Set<string>();
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    try {
      const found = await patiently(run, patience, () => reader.attachedPage(roleName(role), marker));
      found.policies.forEach((policy) => policies.add(policy));
      marker = found.marker;
    } catch (error) {
      if (failureOf(error) === 'absent') {
        return 'role-gone';
      }
      throw error;
    }
    if (marker === undefined) {
      return policies;
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
export type CurrentManifest = { readonly accesses: Manifest; readonly enabled: boolean } | { readonly unknown: string };

export async function currentManifest(run: Run, patience: Patience): Promise<CurrentManifest> {
  const schedule = await scheduleNamed(run, SWEEP_SCHEDULE, patience);
  if (schedule === undefined) {
    return { unknown: 'there is no sweep schedule' };
  }
  const message = readScheduleInput(schedule.input);
  if (isMalformed(message)) {
    return { unknown: `the manifest is malformed: ${message.malformed}` };
  }
  return message.event === 'sweep'
    ? { accesses: message.accesses, enabled: schedule.enabled }
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
  if (!schedule.enabled) {
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

async function scheduleNamed(run: Run, name: string, patience: Patience): Promise<ScheduleState | undefined> {
  try {
    return await patiently(run, patience, () => run.world.schedules.get(name));
  } catch (error) {
    if (failureOf(error) === 'absent') {
      return undefined;
    }
    throw error;
  }
}
