/**
 * Who reads the events knows what was open, and that it ended: each attachment that stays is told as opened, and each
 * opening that is told ends in a proof that is told.
 *
 * Gotchas: what a function was at when it was stopped is told by the next one only where that finds something to do. A
 * sweep that is stopped between detach and proof leaves nothing to find, and so a gap in the evidence.
 */
import { type EpochMs, iso, MINUTE, plus } from '../../core/interval';
import { BY_HAND } from '../by-hand';
import type { Breach } from '../report';
import type { StoppedRun } from '../simulated-lambda';
import type { PutEvent, WrittenRecord } from '../simulated-telemetry';
import { type Attachment, attachmentsOf, dueTimes } from './attachments';
import { A_WHILE, faulty, JUST_NOW, type Played } from './played';
import { whyUntold } from './telling';

/** An opening whose proof no bus was told. */
export interface Gap {
  readonly access: string;
  readonly policy: string;
  readonly openedAt: EpochMs;
  /** Undefined where there is no good reason. */
  readonly why: string | undefined;
}

/** A function that was stopped is called again within this. */
const TO_TRY_AGAIN = 15 * MINUTE;
/** Two more tries of a function that hangs until its time-out each time, and the waits before them. */
const TO_GIVE_UP = 35 * MINUTE;

export function breachesOfEvidence(played: Played): Breach[] {
  const unexplained = gapsOf(played)
    .filter(({ why }) => why === undefined)
    .map(({ access, policy, openedAt }) => {
      const what = `it was told as opened at ${iso(openedAt)}, and that ${policy} is gone was never told`;
      return { invariant: 'events', access, at: openedAt, what };
    });
  return [...unopened(played), ...unexplained];
}

/** Attached by an opener, there for longer than it takes to look again, and never recorded as opened. */
function unopened(played: Played): Breach[] {
  return attachmentsOf(played.changes)
    .filter(({ by, from, to }) => by !== BY_HAND && (to ?? played.now) > plus(from, JUST_NOW))
    .filter((one) => !saidOfOpening(played, one) && !stoppedOpening(played, one))
    .map(({ policy, role, from }) => {
      const what = `${policy} was attached to ${role} at ${iso(from)}, and never recorded as opened`;
      const access = played.records.find((record) => record.role === role && record.policies.includes(policy))?.access;
      return { invariant: 'events', access: access ?? null, at: from, what };
    });
}

/** That it is open, or that it was taken off again, or could not be. */
function saidOfOpening({ records, now }: Played, { role, policy, from, to }: Attachment): boolean {
  const until = plus(to ?? now, A_WHILE);
  return records.some(
    (record) =>
      (record.event === 'opened' || record.event === 'refused' || record.event === 'open-failed') &&
      record.role === role &&
      record.policies.includes(policy) &&
      record.writtenAt >= from &&
      record.writtenAt <= until,
  );
}

/** The opener was stopped after its attach, and whoever tries again had no time to, or failed for good. */
function stoppedOpening(played: Played, { from, to }: Attachment): boolean {
  const over = to ?? played.now;
  return played.stopped.some(
    (run) =>
      run.errand === 'open' &&
      run.began <= from &&
      run.at >= from &&
      (over <= plus(run.at, TO_TRY_AGAIN) ||
        played.failed.some(({ at, functionName }) => run.place.startsWith(functionName) && at >= run.at && at <= over)),
  );
}

/** Openings that a bus was told and whose end it was not, each with the reason, where there is a good one. */
export function gapsOf(played: Played): Gap[] {
  const attachments = attachmentsOf(played.changes);
  const of = (detailType: string): PutEvent[] =>
    played.events.filter(({ event }) => event['detail-type'] === detailType);
  const verified = of('Removal Verified');
  return of('Access Opened').flatMap(({ putAt, event: { detail } }) =>
    detail.policies
      .filter(
        (policy) =>
          !verified.some(
            (one) =>
              one.putAt >= putAt && one.event.detail.role === detail.role && one.event.detail.policies.includes(policy),
          ),
      )
      .map((policy) => ({
        access: detail.access,
        policy,
        openedAt: putAt,
        why: whyMissing(played, attachments, { role: detail.role, policy, openedAt: putAt }),
      })),
  );
}

interface Opened {
  readonly role: string;
  readonly policy: string;
  readonly openedAt: EpochMs;
}

function whyMissing(played: Played, attachments: readonly Attachment[], opened: Opened): string | undefined {
  const { role, policy, openedAt } = opened;
  const own = attachments.filter((one) => one.role === role && one.policy === policy);
  const last = own.findLast(({ to }) => to === undefined || to > plus(openedAt, -A_WHILE));
  if (last === undefined) {
    return 'it had been taken off before it was told';
  }
  const { to } = last;
  if (to === undefined || plus(to, A_WHILE) > played.now) {
    return 'it stands, or has just been closed';
  }
  const about = (record: WrittenRecord, kind: WrittenRecord['event']): boolean =>
    record.event === kind && record.role === role && record.policies.includes(policy) && record.writtenAt >= to;
  const proved = played.records.filter((record) => about(record, 'verified'));
  if (proved.length > 0) {
    return proved.map((record) => whyUntold(played, record)).find((why) => why !== undefined);
  }
  if (played.records.some((record) => about(record, 'close-failed'))) {
    return 'a record says that the close failed';
  }
  return whyUnproved(played, last, to);
}

/** Nothing is attached any more, so whoever was to prove it is not followed by another who finds it. */
function whyUnproved(played: Played, { role, policy }: Attachment, to: EpochMs): string | undefined {
  const change = played.changes.find(
    (one) => one.change === 'detached' && one.at === to && one.role === role && one.policy === policy,
  );
  if (change?.through === undefined) {
    return faulty(played, 'closing', to, played.now) ? 'somebody detached it, and the end did not come' : undefined;
  }
  if (dueTimes(played, { role, policy }, { start: to, end: plus(to, A_WHILE) }).length > 0) {
    return 'it was due again before it was proved';
  }
  const stopped = played.stopped.find((run) => run.roleArn === change.through && run.began <= to && run.at >= to);
  if (stopped === undefined) {
    return undefined;
  }
  const tries = { start: stopped.at, end: plus(stopped.at, TO_TRY_AGAIN) };
  const dueAgain = dueTimes(played, { role, policy }, tries).length > 0;
  return dueAgain || gaveUp(played, stopped) ? 'the function was stopped before it had proved it' : undefined;
}

/**
 * A sweep that is tried again finds nothing to close, and so do a start that came too late, and a deployment that closes
 * what it declares otherwise; all others prove what they were called for, unless it is due.
 */
function gaveUp({ failed }: Played, { errand, place, at }: StoppedRun): boolean {
  return (
    errand === 'sweep' ||
    (errand === 'open' && /, (schedule|rule|update of) /.test(place)) ||
    failed.some((one) => place.startsWith(one.functionName) && one.at >= at && one.at <= plus(at, TO_GIVE_UP))
  );
}
