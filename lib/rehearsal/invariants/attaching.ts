/**
 * I1 to I4, at the moment of an attach: is it declared, open, armed, and an opening?
 *
 * An opening on demand is armed by its lease: the end of it, standing and enabled, for what the window says now.
 *
 * Gotchas: an opener looks at Scheduler just before and attaches within ten seconds; what changed in these seconds it
 * finds when it looks again. So what has changed just now excuses an attach, not one that stays.
 */
import { sameDeclaration, scheduleName, sessionName, SWEEP_SCHEDULE } from '../../core/declaration';
import { contains, type EpochMs, plus } from '../../core/interval';
import { isMalformed, readScheduleInput } from '../../core/message';
import { BY_HAND } from '../by-hand';
import { type ArrangedSpan, arrangedOf } from '../arranged-history';
import type { DeclarationHistory, DeployedAccess } from '../declaration-history';
import type { Breach } from '../report';
import type { SimulatedAws } from '../simulated-aws';
import type { AttachmentChange } from '../simulated-iam';
import type { Schedule } from '../schedule';
import { scheduleArnPrefix } from '../simulated-world';
import { breachesOfExpiry } from './expiry';
import { findOpenings, type PlayedOpening, wasOpen } from './openings';
import { JUST_NOW } from './played';

export function breachesOfAttach(
  aws: SimulatedAws,
  history: DeclarationHistory,
  arranged: readonly ArrangedSpan[],
  { role, policy, at, by }: AttachmentChange,
): Breach[] {
  if (by === BY_HAND) {
    return [];
  }
  const owners = history.spans
    .filter(({ to }) => to === undefined || to > plus(at, -JUST_NOW))
    .map(({ access }) => access)
    .filter(({ declared }) => declared.role === role && declared.policies.includes(policy));
  const [first] = owners;
  if (first === undefined) {
    return [
      { invariant: 'I1', access: null, at, what: `${by} attached ${policy} to ${role}, which no access declares` },
    ];
  }
  const access = first.declared.access;
  const breaches: Breach[] = [];
  const openings = owners.flatMap((owner) => openingsAt(owner, arranged, at).map((opening) => ({ owner, opening })));
  const justNow = plus(at, -JUST_NOW);
  const open = openings
    .filter(({ opening }) => wasOpen(opening, at, justNow))
    .map(({ owner, opening }) => unarmed(aws, owner, opening, at));
  if (open.length === 0) {
    const what = openings.length === 0 ? 'outside every declared window' : 'again after it had been closed early';
    breaches.push({ invariant: 'I3', access, at, what: `${policy} was attached ${what}` });
  } else if (!open.includes(undefined)) {
    const why = open.find((problem) => problem !== undefined) ?? '';
    breaches.push({ invariant: 'I2', access, at, what: `${policy} was attached while its end was not armed: ${why}` });
  }
  if (!owners.some(({ declared }) => by === sessionName('open', declared.access))) {
    breaches.push({ invariant: 'I4', access, at, what: `${policy} was attached in a session named ${by}` });
  }
  return [...breaches, ...breachesOfExpiry(aws.iam, (owners.at(-1) ?? first).declared, policy, at)];
}

/** What was open at an instant, held or not. A lease that has gone just now may have been there when the opener looked. */
function openingsAt(access: DeployedAccess, arranged: readonly ArrangedSpan[], at: EpochMs): PlayedOpening[] {
  const recent = arranged.filter(({ from, to }) => from <= at && (to === undefined || to > plus(at, -JUST_NOW)));
  const lately = arrangedOf(recent, access).map((span) =>
    span.lease !== undefined && span.to !== undefined ? { ...span, to: plus(span.to, JUST_NOW) } : span,
  );
  return findOpenings(access.declared, lately, { start: at, end: plus(at, 1) }).filter(({ occurrence }) =>
    contains(occurrence, at),
  );
}

/** Why neither end nor sweep could be counted on to close an opening, if so. The end of a lease is what it is. */
function unarmed(
  aws: SimulatedAws,
  access: DeployedAccess,
  { window, lease }: PlayedOpening,
  at: EpochMs,
): string | undefined {
  const name = scheduleName(access.declared.access, window.id, 'end');
  const problem = (lease === undefined ? problemOfEnd(aws, access, name) : undefined) ?? problemOfSweep(aws, access);
  const changed = [name, SWEEP_SCHEDULE].map((one) => aws.scheduler.changedAt(arnOf(aws, access, one)));
  return changed.some((when) => when !== undefined && when > plus(at, -JUST_NOW)) ? undefined : problem;
}

function problemOfEnd(aws: SimulatedAws, access: DeployedAccess, name: string): string | undefined {
  const end = scheduleNamed(aws, access, name);
  if (end?.enabled !== true) {
    return end === undefined ? `there is no schedule ${name}` : `schedule ${name} is disabled`;
  }
  const message = readScheduleInput(end.input);
  const carries = !isMalformed(message) && message.event === 'end' && sameDeclaration(message.access, access.declared);
  return carries ? undefined : `schedule ${name} carries another declaration`;
}

function problemOfSweep(aws: SimulatedAws, access: DeployedAccess): string | undefined {
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
  return aws.scheduler.find(arnOf(aws, access, name));
}

function arnOf(aws: SimulatedAws, { openerArn }: DeployedAccess, name: string): string {
  const group = aws.lambda.find(openerArn)?.environment['SCHEDULE_GROUP'] ?? '';
  return `${scheduleArnPrefix(openerArn, group)}/${name}`;
}
