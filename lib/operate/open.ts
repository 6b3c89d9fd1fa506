/**
 * Asks for an access, and follows the request until it is open or refused.
 *
 * The opener answers in its log, under the id that EventBridge gave the request. That an access is open is for IAM to
 * say, and that it is open for this request for the lease that answers it.
 */
import type { DeclaredAccess } from '../core/declaration';
import { type EpochMs, iso, plus, SECOND } from '../core/interval';
import { type Arranged, type Lease, mayBeLeased, NOTHING_ARRANGED, openAt, openingsAt } from '../core/lease';
import type { Account } from './account';
import { arrangedFor } from './arranged';
import { type Attachment, attachment } from './attachments';
import { CommandError } from './call-failure';
import type { Found } from './discovery';
import { nextByTheClock, nextStart } from './opening-times';
import { type Logged, RecordsReader } from './records';
import { type Asking, requestEvent, windowsOpenedByRequest } from './request-event';
import { send } from './send';
import { BETWEEN_READS } from './steady';
import { passing } from './wait';

/** By then the opener has said that it failed, if that is why it took off what it had attached. */
const LAST_WORD_AFTER = 15 * SECOND;

export type Opened =
  | { readonly outcome: 'open'; readonly request: string; readonly until?: string }
  | { readonly outcome: 'refused'; readonly request?: string; readonly reason: string }
  | { readonly outcome: 'timed-out'; readonly request: string; readonly reason: string };

export interface OpenOrder extends Asking {
  readonly reason: string;
  readonly timeoutMs: number;
  readonly progress: (text: string) => void;
  /** Told once, beside the outcome. */
  readonly note: (text: string) => void;
}

export async function open(account: Account, found: Found, order: OpenOrder): Promise<Opened> {
  const { site, access } = found;
  const since = account.clock.now();
  const deaf = whyNobodyListens(access, order, since);
  if (deaf !== undefined) {
    return { outcome: 'refused', reason: deaf };
  }
  const request = await send(account, site.controller, requestEvent('open', access.access, order));
  order.progress(`request ${request} is sent`);
  return follow(account, found, { ...order, request, since });
}

/** Why a request would open nothing, where that can be known before it is sent. */
function whyNobodyListens(access: DeclaredAccess, { correlation }: OpenOrder, now: EpochMs): string | undefined {
  const listening = windowsOpenedByRequest(access);
  if (!access.windows.some((window) => window.kind === 'on-demand')) {
    return `${access.access} opens by the clock: ${nextByTheClock(access, now)}`;
  }
  if (listening.length === 0) {
    return (
      `${access.access} opens on signals only, not on requests: ${access.windows.map(({ words }) => words).join('; ')}; ` +
      'add AccessSignal.request() to openOn of its window'
    );
  }
  if (
    correlation === undefined &&
    listening.every(({ signal }) => signal.correlation !== undefined && signal.anyCase === undefined)
  ) {
    throw new CommandError(`requests for ${access.access} name the case that they are for: add --case ID`);
  }
  if (listening.every(({ window }) => !mayBeLeased(window, now))) {
    const starts = listening.flatMap(({ window }) => nextStart(window, now) ?? []);
    const next = starts.length === 0 ? 'never again' : `again at ${iso(Math.min(...starts) as EpochMs)}`;
    return `${access.access} hears no requests now, but ${next}: ${listening.map(({ window }) => window.words).join('; ')}`;
  }
  return undefined;
}

interface Sent extends OpenOrder {
  readonly request: string;
  readonly since: EpochMs;
}

interface Seen {
  readonly records: readonly Logged[];
  readonly attachment: Attachment | undefined;
  readonly arranged: Arranged | undefined;
}

async function follow(account: Account, found: Found, sent: Sent): Promise<Opened> {
  const { clock } = account;
  const { site, access } = found;
  const { request } = sent;
  const deadline = plus(sent.since, sent.timeoutMs);
  const log = new RecordsReader(account, {
    group: site.controller.openerLogs,
    access: access.access,
    trigger: 'request',
    since: sent.since,
  });
  let isTold = false;
  let saidAt: EpochMs | undefined;
  for (;;) {
    await clock.sleep(BETWEEN_READS);
    const seen: Seen = {
      records: await log.read(),
      attachment: await passing(() => attachment(account.roles, access)),
      arranged: await passing(() => arrangedFor(site, access, clock.now())),
    };
    if (log.unreadable !== undefined && !isTold) {
      isTold = true;
      sent.note(`cannot read the opener's log, so IAM and the schedules have to do: ${log.unreadable}`);
    }
    const answer = answered(access, request, seen, clock.now());
    if (answer !== undefined) {
      return answer;
    }
    const reason = lastWord(seen.records, request);
    saidAt = reason === undefined ? undefined : (saidAt ?? clock.now());
    if (reason !== undefined && saidAt !== undefined && clock.now() - saidAt >= LAST_WORD_AFTER) {
      return { outcome: 'refused', request, reason };
    }
    if (plus(clock.now(), BETWEEN_READS) > deadline) {
      return { outcome: 'timed-out', request, reason: whyNot(found, sent, seen, clock.now()) };
    }
    sent.progress(progressOf(request, seen));
  }
}

function answered(access: DeclaredAccess, request: string, seen: Seen, now: EpochMs): Opened | undefined {
  const { records, attachment: attached, arranged } = seen;
  const own = records.filter((one) => one.request === request);
  const lease = leaseOf(arranged, request);
  const isLeased = lease !== undefined || own.some(({ event }) => event === 'leased');
  const refused = own.filter(({ event }) => event === 'refused');
  if (!isLeased) {
    return refused.length >= windowsOpenedByRequest(access).length
      ? { outcome: 'refused', request, reason: refused[0]?.reason ?? 'no reason given' }
      : undefined;
  }
  const until = untilOf(access, arranged, request, now) ?? own.find((one) => one.until !== undefined)?.until;
  if (arranged !== undefined && lease !== undefined && !isOpenFor(access, arranged, request, now)) {
    const reason = refused[0]?.reason ?? 'it was closed again before it was open, or its time is up';
    return { outcome: 'refused', request, reason };
  }
  if (attached === 'all') {
    return { outcome: 'open', request, ...(until === undefined ? {} : { until }) };
  }
  return undefined;
}

/** Why the opener did not attach what it had armed. What merely failed is tried again, so that is not its last word. */
function lastWord(records: readonly Logged[], request: string): string | undefined {
  const later = sinceLeased(records, request);
  const refused = later.findLast((one) => one.event === 'refused' && one.request === undefined);
  return later.some(({ event }) => event === 'open-failed') ? undefined : refused?.reason;
}

/** What follows on a lease is about it, since an access has one at a time. */
function sinceLeased(records: readonly Logged[], request: string): Logged[] {
  const leased = records.find((one) => one.event === 'leased' && one.request === request);
  return leased === undefined ? [] : records.filter(({ at }) => at >= leased.at);
}

function leaseOf(arranged: Arranged | undefined, request: string): Lease | undefined {
  return arranged?.leases.find((lease) => lease.request.id === request);
}

function isOpenFor(access: DeclaredAccess, arranged: Arranged, request: string, now: EpochMs): boolean {
  return openAt(access, arranged, now).some(({ lease }) => lease?.request.id === request);
}

function untilOf(
  access: DeclaredAccess,
  arranged: Arranged | undefined,
  request: string,
  now: EpochMs,
): string | undefined {
  const opening = openingsAt(access, arranged?.leases ?? [], now).find(({ lease }) => lease?.request.id === request);
  return opening === undefined ? undefined : iso(opening.occurrence.end);
}

function progressOf(request: string, { records, arranged }: Seen): string {
  const failed = sinceLeased(records, request).findLast(({ event }) => event === 'open-failed');
  if (failed !== undefined) {
    return `the opener could not open it, and tries again: ${failed.reason ?? ''}`;
  }
  return leaseOf(arranged, request) === undefined
    ? `request ${request} is sent; waiting for the opener`
    : 'its end is armed; waiting for IAM';
}

/** Nobody answered: what can be seen of why. */
function whyNot({ site, access }: Found, { request, since }: Sent, { records, arranged }: Seen, now: EpochMs): string {
  const failed = sinceLeased(records, request).findLast(({ event }) => event === 'open-failed');
  if (failed !== undefined) {
    return `the opener could not open it, and tries again: ${failed.reason ?? ''}`;
  }
  if (leaseOf(arranged, request) !== undefined) {
    return 'the request was granted, but its policies are not attached yet';
  }
  const other = openAt(access, arranged ?? NOTHING_ARRANGED, now).find(({ lease }) => lease !== undefined);
  if (other?.lease !== undefined) {
    return `probably refused: request ${other.lease.request.id} holds it open until ${iso(other.occurrence.end)} at the latest`;
  }
  const unnamed = records.findLast(
    (one) => one.event === 'refused' && one.request === undefined && one.at >= iso(since),
  );
  if (unnamed !== undefined) {
    return `the opener refused a request at ${unnamed.at} that it could not read, probably this one: ${unnamed.reason ?? ''}`;
  }
  return `nobody has answered; look at the opener's log group ${site.controller.openerLogs ?? ''} and at the queues of stack ${site.controller.stack}`;
}
