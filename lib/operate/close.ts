/**
 * Asks the controller to close an access, and follows until the removal is proved.
 *
 * The closer says in its log what it did; that the policies are gone is for IAM to say. Where nobody closes, the caller
 * is told why, and closes without the controller.
 */
import type { DeclaredAccess } from '../core/declaration';
import { type EpochMs, iso, plus } from '../core/interval';
import { type Arranged, NOTHING_ARRANGED, openAt, type Opening } from '../core/lease';
import type { Account } from './account';
import { arrangedFor } from './arranged';
import { standingPolicies } from './attachments';
import { failedCall } from './call-failure';
import type { Found } from './discovery';
import { type Logged, RecordsReader } from './records';
import { requestEvent, windowsClosedByRequest } from './request-event';
import { send } from './send';
import { BETWEEN_READS, PROOF_MS, Steady } from './steady';
import { passing } from './wait';

/** What the closer has begun, it proves in this time, and can be read to have done. */
const CLOSERS_PROOF = 2 * PROOF_MS;

export type AskedToClose =
  /** `by`: the closer's own proof, or ours. */
  | { readonly outcome: 'closed'; readonly request: string; readonly by: 'record' | 'reading'; readonly words: string }
  /** Open for somebody else's case, which this request does not close. */
  | { readonly outcome: 'not-asked-for'; readonly request?: string; readonly reason: string }
  /** Nobody closed it, or could be asked to. */
  | { readonly outcome: 'unanswered'; readonly request?: string; readonly reason: string; readonly error?: unknown };

export interface CloseOrder {
  readonly correlation?: string | undefined;
  readonly timeoutMs: number;
  readonly progress: (text: string) => void;
  readonly note: (text: string) => void;
}

export async function askToClose(account: Account, found: Found, order: CloseOrder): Promise<AskedToClose> {
  const { site, access } = found;
  const since = account.clock.now();
  if (windowsClosedByRequest(access).length === 0) {
    return { outcome: 'unanswered', reason: `no window of ${access.access} listens to requests to close` };
  }
  const other = await openForAnotherCase(account, found, order.correlation);
  if (other !== undefined) {
    return { outcome: 'not-asked-for', reason: other };
  }
  let request: string;
  try {
    request = await send(account, site.controller, requestEvent('close', access.access, order));
  } catch (error) {
    const reason = failedCall(error)?.message ?? (error instanceof Error ? error.message : String(error));
    return { outcome: 'unanswered', reason: `the request to close could not be sent: ${reason}`, error };
  }
  order.progress(`request ${request} is sent`);
  const log = new RecordsReader(account, {
    group: site.controller.closerLogs,
    access: access.access,
    trigger: 'early-close',
    since,
  });
  return follow(account, found, { ...order, request, log, deadline: plus(since, order.timeoutMs) });
}

/** A close for one case does not close what is open for another. Where nobody can tell, the closer decides. */
async function openForAnotherCase(
  account: Account,
  { site, access }: Found,
  correlation: string | undefined,
): Promise<string | undefined> {
  if (correlation === undefined) {
    return undefined;
  }
  const now = account.clock.now();
  const arranged = await arrangedOrUnknown(site, access, now);
  const leased = openAt(access, arranged ?? NOTHING_ARRANGED, now).flatMap(({ lease }) => lease ?? []);
  const [other] = leased.filter(({ request }) => request.correlation !== correlation);
  return other === undefined
    ? undefined
    : `${access.access} is open for ${other.request.correlation === undefined ? 'no case' : `case ${other.request.correlation}`}, ` +
        `not for ${correlation}: leave out --case to close it whatever it is open for`;
}

async function arrangedOrUnknown(
  site: Found['site'],
  access: DeclaredAccess,
  now: EpochMs,
): Promise<Arranged | undefined> {
  try {
    return await arrangedFor(site, access, now);
  } catch {
    return undefined;
  }
}

interface Following extends CloseOrder {
  readonly request: string;
  readonly log: RecordsReader;
  readonly deadline: number;
}

async function follow(account: Account, found: Found, following: Following): Promise<AskedToClose> {
  const { clock } = account;
  const { access } = found;
  const { request, log, deadline } = following;
  const steady = new Steady(PROOF_MS);
  const told = new Set<string>();
  const note = (text: string): void => {
    if (!told.has(text)) {
      told.add(text);
      following.note(text);
    }
  };
  for (;;) {
    await clock.sleep(BETWEEN_READS);
    const own = answersTo(request, await log.read());
    const standing = await standingOrUnknown(account, access, note);
    steady.see(clock.now(), standing === undefined ? undefined : standing.length === 0);
    if (log.unreadable !== undefined) {
      note(`cannot read the closer's log, so IAM has to do: ${log.unreadable}`);
    }
    const proof = own.find(({ event }) => event === 'verified');
    if (proof !== undefined && (standing?.length ?? 0) === 0) {
      const words = `the closer read it back ${proof.reads ?? 'several'} times`;
      return { outcome: 'closed', request, by: 'record', words };
    }
    if (steady.isSettled && (!isHeld(own) || steady.ms >= CLOSERS_PROOF)) {
      const words = `not attached in ${steady.reads} reads over ${Math.round(steady.ms / 1_000)} s`;
      return { outcome: 'closed', request, by: 'reading', words };
    }
    const unmatched = own.filter(({ event }) => event === 'unmatched');
    const isUnmatched = unmatched.length >= windowsClosedByRequest(access).length;
    const isStanding = standing !== undefined && standing.length > 0;
    if ((isUnmatched && isStanding) || plus(clock.now(), BETWEEN_READS) > deadline) {
      return whyNot(account, found, following, unmatched.at(0)?.reason);
    }
    following.progress(progressOf(own, standing, request));
  }
}

/** A proof names the request that opened, not ours, but follows on what was written about ours. */
function answersTo(request: string, records: readonly Logged[]): Logged[] {
  const first = records.find((one) => one.request === request);
  const isOurs = (one: Logged): boolean => one.request === request || !ANSWERS.includes(one.event);
  return first === undefined ? [] : records.filter((one) => one.at >= first.at && isOurs(one));
}

/** These name the request to close that they answer. */
const ANSWERS: readonly Logged['event'][] = ['held', 'unmatched'];

async function standingOrUnknown(
  account: Account,
  access: DeclaredAccess,
  note: (text: string) => void,
): Promise<readonly string[] | undefined> {
  try {
    const standing = await passing(() => standingPolicies(account.roles, access));
    return standing === 'role-gone' ? [] : standing;
  } catch (error) {
    note(`cannot read what is attached, so the closer's log has to do: ${failedCall(error)?.message ?? String(error)}`);
    return undefined;
  }
}

function isHeld(own: readonly Logged[]): boolean {
  return own.some(({ event }) => event === 'held');
}

function progressOf(own: readonly Logged[], standing: readonly string[] | undefined, request: string): string {
  const failed = own.findLast(({ event }) => event === 'close-failed');
  if (failed !== undefined) {
    return `the closer could not close it, and tries again: ${failed.reason ?? ''}`;
  }
  if (isHeld(own)) {
    return standing?.length === 0 ? 'held and detached; reading back' : 'held; being detached';
  }
  return `request ${request} is sent; waiting for the closer`;
}

async function whyNot(
  account: Account,
  { site, access }: Found,
  { request, correlation, timeoutMs }: Following,
  unmatched: string | undefined,
): Promise<AskedToClose> {
  const now = account.clock.now();
  const arranged = await arrangedOrUnknown(site, access, now);
  const open = arranged === undefined ? [] : openAt(access, arranged, now);
  const keeping = open.map(wordsOf).join('; ');
  if (correlation !== undefined && open.length > 0) {
    return {
      outcome: 'not-asked-for',
      request,
      reason: `what was open for case ${correlation} is over, but ${access.access} stays open: ${keeping}`,
    };
  }
  const silence = unmatched ?? `nobody closed it within ${Math.round(timeoutMs / 1_000)} s`;
  return {
    outcome: 'unanswered',
    request,
    reason: keeping === '' ? silence : `${silence}, and it is open: ${keeping}`,
  };
}

/** What holds an access open, in words. */
export function wordsOf({ window, occurrence, lease }: Opening): string {
  const until = `until ${iso(occurrence.end)}`;
  return lease === undefined
    ? `window ${window.id} (${window.words}) ${until}`
    : `request ${lease.request.id}${lease.request.correlation === undefined ? '' : ` for case ${lease.request.correlation}`} ${until}`;
}
