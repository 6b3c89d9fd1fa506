/** I3 and I5: what the functions write down about an access is true when they write it. */
import { iso, plus, SECOND } from '../../core/interval';
import { LONGEST_STALE } from '../faults/call-faults';
import type { Breach } from '../report';
import type { WrittenRecord } from '../simulated-telemetry';
import { type Attachment, attachmentsOf, spansOf } from './attachments';
import { openingsOf, wasOpen } from './openings';
import { A_WHILE, deploying, faulty, type Played } from './played';

/** A read sees what has been true for this long. */
const SEEN_BY_ALL = LONGEST_STALE + SECOND;
/** From the last look at IAM to the record. */
const TO_WRITE = SECOND;

export function breachesOfRecords(played: Played): Breach[] {
  const attachments = attachmentsOf(played.changes);
  return played.records.flatMap((record) => {
    switch (record.event) {
      case 'verified':
        return unproved(record, attachments);
      case 'opened':
        return openedPastEnd(played, record);
      default:
        return [];
    }
  });
}

/** I5: what was taken off is proved to be gone, unless the next task opens it again before. */
export function breachesOfSilentRemoval(played: Played): Breach[] {
  return played.changes
    .filter(({ change, through }) => change === 'detached' && through !== undefined && played.closers.has(through))
    .flatMap(({ at, role, policy }) => {
      const until = plus(at, A_WHILE);
      const span = spansOf(played, { role, policy })[0];
      const opened = played.changes.some(
        (one) =>
          one.change === 'attached' && one.role === role && one.policy === policy && one.at > at && one.at <= until,
      );
      const proved = played.records.some(
        (record) =>
          record.event === 'verified' &&
          record.role === role &&
          record.policies.includes(policy) &&
          record.writtenAt >= at &&
          record.writtenAt <= until,
      );
      const unlocked = played.arranged.some(
        ({ locks, to }) => locks === true && to !== undefined && to >= at && to <= until,
      );
      if (
        proved ||
        opened ||
        unlocked ||
        span === undefined ||
        until > played.now ||
        faulty(played, 'closing', plus(at, -A_WHILE), until)
      ) {
        return [];
      }
      const what = `the removal of ${policy} at ${iso(at)} was never verified`;
      return [{ invariant: 'I5', access: span.access.declared.access, at: until, what }];
    });
}

/** A removal is proved by reads over the time that a change takes to be seen by all, not by an OK. */
function unproved({ access, role, policies, writtenAt }: WrittenRecord, attachments: readonly Attachment[]): Breach[] {
  const lastLook = plus(writtenAt, -TO_WRITE);
  return attachments
    .filter((one) => one.role === role && policies.includes(one.policy))
    .filter(({ from, to }) => {
      const standing = to === undefined || to > writtenAt;
      // Somebody else may have attached and detached it while it was being proved.
      return from <= plus(lastLook, standing ? -SEEN_BY_ALL : -A_WHILE) && (standing || to > lastLook);
    })
    .map(({ policy, to }) => {
      const fact = to !== undefined && to <= writtenAt ? `had been detached at ${iso(to)} only` : 'was attached';
      const what = `${policy} was recorded as verified gone at ${iso(writtenAt)}, when it ${fact}`;
      return { invariant: 'I5', access, at: writtenAt, what };
    });
}

/** After an attach the clock is read again: an opening is confirmed inside its window, or taken off. */
function openedPastEnd(played: Played, { access, role, policies, at, writtenAt }: WrittenRecord): Breach[] {
  const skewed = at !== writtenAt;
  const stack = played.spans.find((span) => span.access.declared.access === access)?.access.stack;
  if (skewed || stack === undefined || deploying(played, stack, plus(writtenAt, -A_WHILE), writtenAt)) {
    return [];
  }
  const lately = plus(writtenAt, -A_WHILE);
  const wasDue = policies.some((policy) =>
    spansOf(played, { role, policy }).some(
      ({ access: declaring, from, to }) =>
        from <= writtenAt &&
        (to === undefined || to > writtenAt) &&
        openingsOf(played, declaring).some((opening) => wasOpen(opening, writtenAt, lately)),
    ),
  );
  const what = `it was recorded as opened at ${iso(writtenAt)}, past its end`;
  return wasDue ? [] : [{ invariant: 'I3', access, at: writtenAt, what }];
}
