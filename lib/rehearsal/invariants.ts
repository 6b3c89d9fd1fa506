/**
 * Checks what happened against the invariants, without asking the handler: IAM's record is the truth, the declared
 * windows are the measure.
 *
 * Some can only be seen at the moment of an attach (is the end armed then?), the others afterwards.
 *
 * Gotchas: Scheduler may take a minute to fire, and a function its seconds; both are allowed for, and no more.
 */
import { ownerOf, sameDeclaration, scheduleName, sessionName, SWEEP_SCHEDULE } from '../core/declaration';
import { type EpochMs, iso, MINUTE, plus, SECOND } from '../core/interval';
import { isMalformed, readScheduleInput } from '../core/message';
import { type DeclaredWindow, openWindows } from '../core/window';
import type { DeployedAccess } from './declaration-history';
import type { Exposure, PlayedOccurrence } from './exposure';
import type { Breach } from './report';
import { rateOf } from './scheduler-expression';
import type { SimulatedAws } from './simulated-aws';
import type { AttachmentChange } from './simulated-iam';
import { PRECISION, type Schedule } from './simulated-scheduler';
import { scheduleArnPrefix } from './simulated-world';

/** From the call of a function to the detach of the last policy, when nothing goes wrong. */
export const HANDLER_ALLOWANCE = 15 * SECOND;
const DEFAULT_SWEEP = 5 * MINUTE;

/** I1 to I4, at the moment of an attach. */
export function breachesOfAttach(
  aws: SimulatedAws,
  accesses: readonly DeployedAccess[],
  { role, policy, at, by }: AttachmentChange,
): Breach[] {
  const owner = accesses.find(({ declared }) => ownerOf([declared], { role, policy }) !== undefined);
  if (owner === undefined) {
    return [
      { invariant: 'I1', access: null, at, what: `${by} attached ${policy} to ${role}, which no access declares` },
    ];
  }
  const access = owner.declared.access;
  const breaches: Breach[] = [];
  const open = openWindows(owner.declared.windows, at);
  if (open.length === 0) {
    breaches.push({ invariant: 'I3', access, at, what: `${policy} was attached outside every declared window` });
  } else {
    const problems = open.map(({ window }) => unarmed(aws, owner, window));
    if (!problems.includes(undefined)) {
      const why = problems.find((problem) => problem !== undefined) ?? '';
      breaches.push({
        invariant: 'I2',
        access,
        at,
        what: `${policy} was attached while its end was not armed: ${why}`,
      });
    }
  }
  if (by !== sessionName('open', access)) {
    breaches.push({ invariant: 'I4', access, at, what: `${policy} was attached in a session named ${by}` });
  }
  return breaches;
}

/** Why neither end nor sweep could be counted on to close a window, if so. */
function unarmed(aws: SimulatedAws, access: DeployedAccess, window: DeclaredWindow): string | undefined {
  const name = scheduleName(access.declared.access, window.id, 'end');
  const end = scheduleNamed(aws, access, name);
  if (end?.enabled !== true) {
    return end === undefined ? `there is no schedule ${name}` : `schedule ${name} is disabled`;
  }
  const message = readScheduleInput(end.input);
  if (isMalformed(message) || message.event !== 'end' || !sameDeclaration(message.access, access.declared)) {
    return `schedule ${name} carries another declaration`;
  }
  const sweep = scheduleNamed(aws, access, SWEEP_SCHEDULE);
  if (sweep?.enabled !== true) {
    return 'the sweep is missing or disabled';
  }
  const manifest = readScheduleInput(sweep.input);
  const lists =
    !isMalformed(manifest) &&
    manifest.event === 'sweep' &&
    manifest.accesses.some((listed) => sameDeclaration(listed, access.declared));
  return lists ? undefined : 'the manifest of the sweep does not list this declaration';
}

function scheduleNamed(aws: SimulatedAws, access: DeployedAccess, name: string): Schedule | undefined {
  const group = aws.lambda.find(access.openerArn)?.environment['SCHEDULE_GROUP'] ?? '';
  return aws.scheduler.find(`${scheduleArnPrefix(access.openerArn, group)}/${name}`);
}

/** How late an occurrence may close: the sweep closes it where its end never fires. */
export function closesWithin(aws: SimulatedAws, access: DeployedAccess, played: PlayedOccurrence): number {
  const sweep = rateOf(scheduleNamed(aws, access, SWEEP_SCHEDULE)?.expression ?? '') ?? DEFAULT_SWEEP;
  return (played.endSkipped ? sweep : 0) + PRECISION + HANDLER_ALLOWANCE;
}

export interface Closing {
  readonly access: DeployedAccess;
  readonly played: PlayedOccurrence;
  /** How late it may close. */
  readonly withinMs: number;
  /** Up to when the play went. */
  readonly now: EpochMs;
}

/** I3, I5 and I9, for an occurrence that has been played. */
export function breachesOfClose({ access, played, withinMs, now }: Closing): Breach[] {
  const { end } = played.occurrence;
  const id = access.declared.access;
  const latest = plus(end, withinMs);
  if (now < latest) {
    return [];
  }
  const late = played.exposures
    .filter(({ to }) => to === undefined || to > latest)
    .map((exposure) => lateBreach(exposure));
  const early = played.exposures
    .filter(({ to }) => to !== undefined && to < end)
    .map((exposure) => earlyBreach(exposure));
  return [...late, ...early, ...unverified()];

  function lateBreach({ policy, to }: Exposure): Breach {
    const until = to === undefined ? 'and still was when the rehearsal ended' : `until ${iso(to)}`;
    return {
      invariant: 'I3',
      access: id,
      at: latest,
      what: `${policy} was attached past the end at ${iso(end)}, ${until}`,
    };
  }

  function earlyBreach({ policy, to = end }: Exposure): Breach {
    return { invariant: 'I9', access: id, at: to, what: `${policy} was detached before the end at ${iso(end)}` };
  }

  function unverified(): Breach[] {
    const gone = played.exposures.length > 0 && played.exposures.every(({ to }) => to !== undefined);
    return gone && played.verifiedAt === undefined
      ? [{ invariant: 'I5', access: id, at: latest, what: `the removal at the end at ${iso(end)} was never verified` }]
      : [];
  }
}

/** Not a breach of safety, but not what was declared either. */
export function breachesOfOpen(access: DeployedAccess, played: PlayedOccurrence): Breach[] {
  const { declared } = access;
  const missing = declared.policies.filter(
    (policy) => !played.exposures.some((exposure) => exposure.policy === policy),
  );
  const { start } = played.occurrence;
  if (missing.length === 0) {
    return [];
  }
  const what =
    missing.length === declared.policies.length
      ? `the window that started at ${iso(start)} never opened`
      : `${missing.join(', ')} never attached in the window that started at ${iso(start)}`;
  return [{ invariant: 'opens', access: declared.access, at: start, what }];
}

/** I6: an event that ended in a queue, which is loud in AWS and has to be loud here. */
export function breachesOfEvents(aws: SimulatedAws): Breach[] {
  const failed = aws.lambda.failed.map(({ at, functionName, cause, reason, event }) => ({
    invariant: 'I6',
    access: accessIn(event),
    at,
    what: `${functionName} failed on ${cause}, and the event ended in the queue: ${reason}`,
  }));
  const undelivered = aws.scheduler.undelivered.map(({ at, schedule, reason }) => ({
    invariant: 'I6',
    access: null,
    at,
    what: `schedule ${schedule.name} could not hand its event over: ${reason}`,
  }));
  return [...failed, ...undelivered];
}

function accessIn(event: unknown): string | null {
  const { access } = event as { access?: { access?: unknown } };
  return typeof access?.access === 'string' ? access.access : null;
}
