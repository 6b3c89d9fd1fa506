/**
 * Finds what a deployed stack holds: the controllers of it and of the stacks nested in it, and their accesses.
 *
 * The controller's construct path is fixed, so its logical ids are too, and CloudFormation says what they are called
 * in the account. What is declared is read from Scheduler, as the functions read it.
 */
import { type DeclaredAccess, type Manifest, SWEEP_SCHEDULE } from '../core/declaration';
import { isMalformed, readScheduleInput } from '../core/message';
import type { ScheduleState, ScheduleTarget } from '../core/world';
import type { Account, SchedulesRead, StackResource } from './account';
import { CommandError, failedCall } from './call-failure';

/** CloudFormation lists 100 resources a page, of at most 500 in a stack. */
const MOST_PAGES = 50;
const MOST_STACKS = 50;

/** Everything of a controller has a logical id that begins so. */
const OURS = 'CdkTemporaryAccess';

/** What the commands need of one controller, by the names that it has in the account. */
export interface Controller {
  readonly stack: string;
  readonly group: string;
  readonly requestBus: string | undefined;
  readonly openerLogs: string | undefined;
  readonly closerLogs: string | undefined;
}

/** A controller with what it serves, as the latest deployment left it. */
export interface Site {
  readonly controller: Controller;
  readonly schedules: SchedulesRead;
  readonly accesses: Manifest;
  /** Whether the sweep runs. */
  readonly isSwept: boolean;
  /** What the sweep calls: the closer. */
  readonly closer: ScheduleTarget;
  /** Whether the deployment keeps every access closed. */
  readonly isLocked: boolean;
}

/** An access, and where it is served. */
export interface Found {
  readonly site: Site;
  readonly access: DeclaredAccess;
}

export async function controllersIn(account: Account, stack: string): Promise<Controller[]> {
  const stacks = [stack];
  const found: Controller[] = [];
  for (let next = 0; next < stacks.length && next < MOST_STACKS; next++) {
    const name = stacks[next] ?? stack;
    const resources = await resourcesOf(account, name);
    stacks.push(
      ...resources.flatMap(({ type, physicalId }) => (type === 'AWS::CloudFormation::Stack' ? physicalId : [])),
    );
    found.push(...controllerAmong(name, resources));
  }
  if (found.length === 0) {
    throw new CommandError(
      `stack ${stack} in ${await account.region()} has no temporary access: name a stack that declares one with --stack`,
    );
  }
  return found;
}

/** The accesses of a stack, or of those nested in it. */
export async function sitesIn(account: Account, stack: string): Promise<Site[]> {
  const controllers = await controllersIn(account, stack);
  return Promise.all(controllers.map((controller) => siteOf(account, controller)));
}

export function findAccess(sites: readonly Site[], id: string): Found {
  for (const site of sites) {
    const access = site.accesses.find((one) => one.access === id);
    if (access !== undefined) {
      return { site, access };
    }
  }
  const stacks = sites.map(({ controller }) => controller.stack).join(', ');
  const known = sites.flatMap(({ accesses }) => accesses.map(({ access }) => access));
  throw new CommandError(
    `${stacks} has no access ${id}: there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`,
  );
}

async function siteOf(account: Account, controller: Controller): Promise<Site> {
  const schedules = account.schedulesOf(controller.group);
  const sweep = await sweepOf(schedules, controller);
  const message = readScheduleInput(sweep.input);
  if (isMalformed(message) || message.event !== 'sweep') {
    const why = isMalformed(message) ? message.malformed : 'it is no manifest';
    throw new CommandError(
      `the manifest of stack ${controller.stack} cannot be read: ${why}; ` +
        'use the version of cdk-temporary-access with which the stack was deployed',
    );
  }
  const { accesses, locked: isLocked = false } = message;
  return { controller, schedules, accesses, isSwept: sweep.enabled, closer: sweep.target, isLocked };
}

async function sweepOf(schedules: SchedulesRead, { stack, group }: Controller): Promise<ScheduleState> {
  try {
    return await schedules.get(SWEEP_SCHEDULE);
  } catch (error) {
    if (failedCall(error)?.failure === 'absent') {
      throw new CommandError(
        `there is no schedule ${SWEEP_SCHEDULE} in group ${group}: stack ${stack} is being made or deleted, ` +
          'or somebody has removed it; deploy the stack again',
      );
    }
    throw error;
  }
}

async function resourcesOf(account: Account, stack: string): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await account
      .resourcesPage(stack, marker)
      .catch((error: unknown) => noSuchStack(account, stack, error));
    resources.push(...found.resources);
    marker = found.marker;
    if (marker === undefined) {
      return resources;
    }
  }
  throw new Error(`the list of the resources of ${stack} did not end after ${MOST_PAGES} pages`);
}

async function noSuchStack(account: Account, stack: string, error: unknown): Promise<never> {
  if (failedCall(error)?.failure !== 'absent') {
    throw error;
  }
  const [{ account: number }, region] = await Promise.all([account.identity(), account.region()]);
  throw new CommandError(
    `there is no stack ${stack} in ${region} of account ${number}: name another with --stack, --region or --profile`,
  );
}

function controllerAmong(stack: string, resources: readonly StackResource[]): Controller[] {
  const named = (type: string, part = ''): string | undefined =>
    resources.find((one) => one.type === type && one.logicalId.startsWith(`${OURS}${part}`))?.physicalId;
  const group = named('AWS::Scheduler::ScheduleGroup');
  return group === undefined
    ? []
    : [
        {
          stack,
          group,
          requestBus: named('AWS::Events::EventBus'),
          openerLogs: named('AWS::Logs::LogGroup', 'ControllerOpener'),
          closerLogs: named('AWS::Logs::LogGroup', 'ControllerCloser'),
        },
      ];
}
