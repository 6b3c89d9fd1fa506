/** Breaking glass is loud: people are called just before it opens, or as it does, and when it is closed. */
import { contains, type EpochMs, iso, MINUTE, plus } from '../../core/interval';
import { isOnDemand } from '../../core/window';
import { BY_HAND } from '../by-hand';
import type { DeployedAccess } from '../declaration-history';
import type { Breach } from '../report';
import { type Attachment, attachmentsOf, spansOf } from './attachments';
import { openingsOf } from './openings';
import { A_WHILE, AT_AN_EDGE, deploying, faulty, type Played } from './played';

/** A function that was stopped on its way is called again within this. */
const TO_TRY_AGAIN = 15 * MINUTE;

export function breachesOfAlerts(played: Played): Breach[] {
  return attachmentsOf(played.changes).flatMap((attachment) => {
    const access = spansOf(played, attachment).find(
      ({ from, to }) => from <= attachment.from && (to ?? played.now) >= attachment.from,
    )?.access;
    return access !== undefined && attachment.by !== BY_HAND && breaksGlass(played, access, attachment.from)
      ? [...silentOpen(played, access, attachment), ...silentClose(played, access, attachment)]
      : [];
  });
}

/** Nothing but broken glass holds it open. */
function breaksGlass(played: Played, access: DeployedAccess, at: EpochMs): boolean {
  const open = openingsOf(played, access).filter(({ due }) => due.some((time) => contains(time, at)));
  return open.length > 0 && open.every(({ window }) => isOnDemand(window) && window.breakGlass === true);
}

function silentOpen(played: Played, { declared, stack }: DeployedAccess, { from, to }: Attachment): Breach[] {
  const troubled =
    faulty(played, 'opening', plus(from, -A_WHILE), plus(from, AT_AN_EDGE)) ||
    deploying(played, stack, plus(from, -A_WHILE), plus(from, AT_AN_EDGE));
  const by = plus(from, troubled ? TO_TRY_AGAIN : AT_AN_EDGE);
  const failedForGood = played.failed.some(({ at }) => at >= from && at <= by);
  if ((to ?? played.now) <= by || failedForGood || called(played, declared.access, true, plus(from, -A_WHILE), by)) {
    return [];
  }
  const what = `glass was broken at ${iso(from)}, and nobody had been called by ${iso(by)}`;
  return [{ invariant: 'I6', access: declared.access, at: by, what }];
}

/** What the next case opens again before it is proved to be gone stays open for those who were called. */
function silentClose(played: Played, { declared, stack }: DeployedAccess, { to, role, policy }: Attachment): Breach[] {
  const by = to === undefined ? played.now : plus(to, A_WHILE);
  const opened = attachmentsOf(played.changes).some(
    (one) => to !== undefined && one.role === role && one.policy === policy && one.from > to && one.from <= by,
  );
  if (
    to === undefined ||
    opened ||
    by >= played.now ||
    faulty(played, 'closing', plus(to, -A_WHILE), by) ||
    deploying(played, stack, plus(to, -A_WHILE), by) ||
    called(played, declared.access, false, to, by)
  ) {
    return [];
  }
  const what = `it was closed at ${iso(to)}, and nobody had been told by ${iso(by)}`;
  return [{ invariant: 'I6', access: declared.access, at: by, what }];
}

function called({ alerts }: Played, access: string, open: boolean, from: EpochMs, to: EpochMs): boolean {
  return alerts.some((alert) => alert.access === access && alert.open === open && alert.at >= from && alert.at <= to);
}
