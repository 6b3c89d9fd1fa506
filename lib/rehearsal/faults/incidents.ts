/**
 * What goes wrong of itself at some time of a run: services that are down for a while, and people who interfere.
 *
 * Most of it happens near the edges of windows, where it matters.
 */
import { type EpochMs, HOUR, type Interval, iso, MINUTE, plus, SECOND } from '../../core/interval';
import type { DeclaredAccess } from '../../core/declaration';
import { roleName, scheduleName, SWEEP_SCHEDULE } from '../../core/declaration';
import { isHoldOf, LEASE_NAMES, leaseName } from '../../core/lease';
import { openIntervals } from '../../core/window';
import type { DeployedAccess } from '../declaration-history';
import type { Play } from '../play';
import { between, type Random } from '../seeded-random';
import { scheduleArnPrefix } from '../simulated-world';
import type { Fault, FaultKind, Strike } from './fault';

/** Each kind has so many chances in a run. */
const CHANCES = 2;
/** What an incident does to closes, and from when to when. */
type Effect = Omit<Fault, 'id' | 'kind'>;
type Incident = (play: Play, strike: Strike, at: EpochMs) => Effect | undefined;

/** Decides, at the beginning of a run, what will happen in it; `moments` are those at which somebody asks. */
export function planIncidents(play: Play, range: Interval, moments: readonly EpochMs[] = []): void {
  const { clock, faults } = play.aws;
  const edges = [...edgesIn(play.history.inForce(), range), ...moments];
  for (const [kind, incident] of Object.entries(INCIDENTS) as [FaultKind, Incident][]) {
    for (let chance = 0; chance < CHANCES; chance++) {
      const strike = faults.strikes(kind, `chance ${chance}`);
      if (strike !== undefined) {
        clock.at(momentIn(strike.random, range, edges), () => {
          const effect = incident(play, strike, clock.now());
          if (effect !== undefined) {
            faults.note(strike, effect);
          }
        });
      }
    }
  }
}

/** A role that has just been made is not known everywhere for a while. */
export function planNewRoles({ aws }: Play): void {
  const { clock, faults, iam, outages } = aws;
  let made = 0;
  iam.watchRoles((attachmentRole) => {
    const strike = faults.strikes('not-known-yet', `${attachmentRole} ${made++}`);
    if (strike !== undefined) {
      const from = clock.now();
      const to = plus(from, between(strike.random, SECOND, MINUTE));
      outages.add({ from, to, service: 'sts', subject: attachmentRole, failure: 'denied' });
      const words = `STS does not know ${attachmentRole} yet, until ${iso(to)}`;
      faults.note(strike, { words, from, to, hinders: { attachmentRole } });
    }
  });
}

export function edgesIn(accesses: readonly DeployedAccess[], range: Interval): EpochMs[] {
  return accesses.flatMap(({ declared }) =>
    openIntervals(declared.windows, range).flatMap(({ start, end }) => [start, end]),
  );
}

/** Shortly before or after an edge of a window, or at any time. */
export function momentIn(random: Random, { start, end }: Interval, edges: readonly EpochMs[]): EpochMs {
  const edge = edges[Math.floor(random() * edges.length)];
  const near = random();
  if (edge === undefined || near < 0.3) {
    return plus(start, between(random, 0, end - start));
  }
  return plus(edge, near < 0.6 ? between(random, -2 * SECOND, 2 * SECOND) : between(random, -90 * SECOND, 90 * SECOND));
}

/** Mostly minutes, seldom hours. */
function awhile(random: Random): number {
  const length = random();
  const longest = length < 0.6 ? 5 * MINUTE : length < 0.95 ? 40 * MINUTE : 4 * HOUR;
  return between(random, 10 * SECOND, longest);
}

/** As `awhile`, or until somebody mends it. */
function long(random: Random, from: EpochMs): EpochMs | undefined {
  const length = random();
  return length < 0.2 ? undefined : plus(from, length < 0.6 ? awhile(random) : between(random, 10 * MINUTE, 2 * HOUR));
}

function until(to: EpochMs | undefined): string {
  return to === undefined ? 'for good' : `until ${iso(to)}`;
}

/** What a reader of a role or the manifest spends on a call that goes on failing, before it gives up. */
const PATIENCE = 40 * SECOND;

const INCIDENTS: Readonly<Partial<Record<FaultKind, Incident>>> = {
  'iam-down': ({ aws }, { random }, from) => {
    const to = plus(from, awhile(random));
    aws.outages.add({ from, to, service: 'iam', failure: 'unavailable' });
    return { words: `IAM is down until ${iso(to)}`, from, to, hinders: {}, delaysMs: PATIENCE };
  },
  'sts-down': ({ aws }, { random }, from) => {
    const to = plus(from, awhile(random));
    aws.outages.add({ from, to, service: 'sts', failure: 'unavailable' });
    return { words: `STS is down until ${iso(to)}`, from, to, hinders: {}, delaysMs: PATIENCE };
  },
  'scheduler-down': ({ aws }, { random }, from) => {
    const to = plus(from, awhile(random));
    aws.outages.add({ from, to, service: 'scheduler', failure: 'unavailable' });
    const words = `Scheduler's API is down until ${iso(to)}`;
    return { words, from, to, delaysMs: PATIENCE, hidesArranged: true };
  },
  'bus-down': ({ aws }, { random }, from) => {
    const to = plus(from, awhile(random));
    aws.outages.add({ from, to, service: 'events', failure: 'unavailable' });
    return { words: `EventBridge takes no events until ${iso(to)}`, from, to, side: 'telling' };
  },
  'role-busy': ({ aws, history }, { random }, from) => {
    const access = anyAccess(history.inForce(), random);
    const to = long(random, from);
    if (access === undefined) {
      return undefined;
    }
    const failure = random() < 0.5 ? 'unavailable' : 'conflict';
    aws.outages.add({ from, to, service: 'iam', subject: roleName(access.role), failure });
    const words = `every call about ${access.role} fails ${until(to)}`;
    return { words, from, to, hinders: { role: access.role }, delaysMs: PATIENCE };
  },
  'session-denied': ({ aws, history }, { random }, from) => {
    const access = anyAccess(history.inForce(), random);
    const to = long(random, from);
    if (access === undefined) {
      return undefined;
    }
    const { attachmentRole } = access;
    aws.outages.add({ from, to, service: 'sts', subject: attachmentRole, failure: 'denied' });
    return { words: `STS denies ${attachmentRole} ${until(to)}`, from, to, hinders: { attachmentRole } };
  },
  'attached-by-hand': ({ aws, history }, { random }, at) => {
    const access = anyAccess(history.inForce(), random);
    const policy = access?.policies[Math.floor(random() * access.policies.length)];
    if (access === undefined || policy === undefined || !aws.iam.attachByHand(access.role, policy)) {
      return undefined;
    }
    return { words: `somebody attaches ${policy} to ${access.role}`, from: at, to: at };
  },
  'detached-by-hand': ({ aws, history }, { random }, at) => {
    const access = anyAccess(history.inForce(), random);
    const policy = access?.policies[Math.floor(random() * access.policies.length)];
    if (access === undefined || policy === undefined || !aws.iam.detachByHand(access.role, policy)) {
      return undefined;
    }
    return { words: `somebody detaches ${policy} from ${access.role}`, from: at, to: at };
  },
  'schedule-disabled': (play, { random }, from) => {
    const { aws } = play;
    const chosen = anySchedule(play, random);
    if (chosen === undefined) {
      return undefined;
    }
    const to = long(random, from);
    aws.scheduler.enable(chosen.arn, false);
    if (to !== undefined) {
      aws.clock.at(to, () => {
        aws.scheduler.enable(chosen.arn, true);
      });
    }
    return { words: `somebody disables the schedule ${chosen.name} ${until(to)}`, from, to, ...chosen.effect };
  },
  'schedule-deleted': (play, { random }, from) => {
    const chosen = anySchedule(play, random);
    if (chosen === undefined) {
      return undefined;
    }
    play.aws.scheduler.remove(chosen.arn);
    const words = `somebody deletes the schedule ${chosen.name}`;
    return { words, from, to: undefined, ...chosen.effect };
  },
  'role-made-anew': ({ aws, history }, { random }, from) => {
    const access = anyAccess(history.inForce(), random);
    if (access === undefined) {
      return undefined;
    }
    const to = plus(from, between(random, 0, 10 * MINUTE));
    const remake = aws.iam.removeRoleByHand(access.role);
    aws.clock.at(to, remake);
    return { words: `somebody deletes ${access.role}, and makes it anew at ${iso(to)}`, from, to };
  },
  'policy-made-anew': ({ aws, history }, { random }, from) => {
    const access = anyAccess(history.inForce(), random);
    const policy = access?.policies[Math.floor(random() * access.policies.length)];
    if (policy === undefined) {
      return undefined;
    }
    const to = plus(from, between(random, 0, 10 * MINUTE));
    const remake = aws.iam.removePolicyByHand(policy);
    aws.clock.at(to, remake);
    return { words: `somebody deletes ${policy}, and makes it anew at ${iso(to)}`, from, to };
  },
};

function anyAccess(accesses: readonly DeployedAccess[], random: Random): DeclaredAccess | undefined {
  return accesses[Math.floor(random() * accesses.length)]?.declared;
}

interface Chosen {
  readonly name: string;
  readonly arn: string;
  readonly effect: Pick<Fault, 'hinders' | 'spoilsEnds'>;
}

/** What stands of it that was made at run time. */
function arrangedNames({ scheduler }: Play['aws'], access: string): string[] {
  const isLease = (name: string): boolean => LEASE_NAMES.some((place) => name === leaseName(access, place));
  return scheduler.schedules.map(({ name }) => name).filter((name) => isLease(name) || isHoldOf(access, name));
}

/** A start, an end, a lease, a hold or the sweep. */
function anySchedule({ aws, history }: Play, random: Random): Chosen | undefined {
  const accesses = history.inForce();
  const access = accesses[Math.floor(random() * accesses.length)];
  const group = access === undefined ? undefined : aws.lambda.find(access.openerArn)?.environment['SCHEDULE_GROUP'];
  if (access === undefined || group === undefined) {
    return undefined;
  }
  const { access: id, windows } = access.declared;
  const windowId = windows[Math.floor(random() * windows.length)]?.id ?? '';
  const choices: Omit<Chosen, 'arn'>[] = [
    { name: scheduleName(id, windowId, 'start'), effect: {} },
    { name: scheduleName(id, windowId, 'end'), effect: { spoilsEnds: true } },
    { name: SWEEP_SCHEDULE, effect: { hinders: {} } },
    ...arrangedNames(aws, id).map((name) => ({ name, effect: {} })),
  ];
  const choice = choices[Math.floor(random() * choices.length)] as Omit<Chosen, 'arn'>;
  const arn = `${scheduleArnPrefix(access.openerArn, group)}/${choice.name}`;
  return aws.scheduler.find(arn) === undefined ? undefined : { ...choice, arn };
}
