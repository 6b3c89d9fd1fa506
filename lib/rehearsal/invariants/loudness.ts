/** I6: an event that fails, and access that stands past its end, are never silent. */
import { type EpochMs, iso, plus } from '../../core/interval';
import type { DeployedAccess } from '../declaration-history';
import { overlaps } from '../faults/fault';
import type { Breach } from '../report';
import { A_WHILE, deploying, faulty, nextSweep, type Played } from './played';
import { overrunsOf, troubledDeployments } from './removal';

/** So many missing heartbeats are an alarm. */
const MISSING_HEARTBEATS = 3;

/** An event that ended in a queue with nothing wrong around it: loud in AWS, and a defect here. */
export function breachesOfEvents(played: Played): Breach[] {
  const failed = played.failed.map(({ at, functionName, cause, reason, event }) => ({
    invariant: 'I6',
    access: accessIn(event),
    at,
    what: `${functionName} failed on ${cause}, and the event ended in the queue: ${reason}`,
  }));
  const undelivered = played.undelivered.map(({ at, sender, reason }) => ({
    invariant: 'I6',
    access: null,
    at,
    what: `${sender} could not hand its event over: ${reason}`,
  }));
  return [...failed.filter((breach) => !removed(played, breach)), ...undelivered].filter(
    ({ at }) => !troubled(played, plus(at, -nextSweep(played)), at),
  );
}

/** An end that comes when its access has long left the stack finds nothing that it may still look at. */
function removed({ spans }: Played, { access, at }: Breach): boolean {
  const own = spans.filter((span) => span.access.declared.access === access);
  return own.length > 0 && !own.some(({ from, to }) => from <= at && (to === undefined || to > at));
}

function troubled(played: Played, from: EpochMs, to: EpochMs): boolean {
  return (
    faulty(played, 'opening', from, to) ||
    faulty(played, 'closing', from, to) ||
    played.deployments.some(({ stack }) => deploying(played, stack, plus(from, -A_WHILE), to))
  );
}

/** Access that stands for longer than the alarm of missing heartbeats needs has turned some alarm red by then. */
export function breachesOfSilence(played: Played): Breach[] {
  const { sweepMs, now } = played;
  const heardWithin = nextSweep(played) + MISSING_HEARTBEATS * sweepMs;
  return overrunsOf(played).flatMap(({ access, attachment, since, until }) => {
    const deadline = plus(since, heardWithin);
    if (access === undefined || (until ?? now) <= deadline || heard(played, access, since, deadline)) {
      return [];
    }
    const what = `${attachment.policy} stood past the end at ${iso(since)} and nothing was red by ${iso(deadline)}`;
    return [{ invariant: 'I6', access: access.declared.access, at: deadline, what }];
  });
}

function heard(played: Played, access: DeployedAccess, from: EpochMs, to: EpochMs): boolean {
  const { declared, stack } = access;
  const { deployments } = played;
  const within = ({ at }: { readonly at: EpochMs }): boolean => at >= from && at <= to;
  const reported = played.records.some(
    ({ event, access: id, writtenAt }) =>
      event === 'close-failed' && id === declared.access && within({ at: writtenAt }),
  );
  const stuck = deployments.some((one) => one.stack === stack && one.stuck && (one.to ?? to) <= to);
  // Somebody waits for a deployment that does not come to an end, and sees it fail if that is all that comes of it.
  const waitedFor = troubledDeployments(played, access).some((one) => overlaps(one, to, to));
  return (
    reported ||
    stuck ||
    waitedFor ||
    [...played.failed, ...played.undelivered].some(within) ||
    missingHeartbeats(played, access, from, to)
  );
}

function missingHeartbeats(
  { counts, sweepMs, controllers }: Played,
  { openerArn }: DeployedAccess,
  from: EpochMs,
  to: EpochMs,
): boolean {
  const own = controllers.get(openerArn);
  const beats = counts
    .filter(({ metric, controller, at }) => metric === 'SweepHeartbeat' && controller === own && at >= from && at <= to)
    .map(({ at }) => at);
  const marks = [from, ...beats, to];
  return marks.some((mark, index) => mark - (marks[index - 1] ?? mark) >= MISSING_HEARTBEATS * sweepMs);
}

function accessIn(event: unknown): string | null {
  const { access } = event as { access?: string | { access?: unknown } };
  const id = typeof access === 'object' ? access.access : access;
  return typeof id === 'string' ? id : null;
}
