/**
 * Closes before the time: the task that an opening was for is over.
 *
 * First it is written down that what was asked for the case is over, then what is open of it is held, and then it is
 * detached and proved to be gone. So an opener that was on its way finds the hold when it looks again, whichever of
 * the two was first. The proof outlasts every session that an opener may have begun before.
 *
 * Gotchas: events of one case may come in any order, and more than once. A close counts for what was asked before it
 * by the time of the events, so a late one never closes what a newer request opened.
 */
import type { DeclaredAccess } from '../lib/core/declaration';
import { type EpochMs, epochMs, iso, MINUTE, plus, SECOND } from '../lib/core/interval';
import {
  type Arranged,
  caseKey,
  type Hold,
  instant,
  keyOf,
  type Lease,
  type Opening,
  openingsAt,
} from '../lib/core/lease';
import type { Asked } from '../lib/core/message';
import { inTolerance, type Plan, plan } from '../lib/core/plan';
import { eventId, isRefused, readRequest, type Request } from '../lib/core/request';
import { type DeclaredWindow, isOnDemand } from '../lib/core/window';
import { ATTACH_WITHIN } from './attach';
import { arrangedSince, arrangedToClose } from './arranged';
import { callIfMended } from './break-glass';
import { detach, type Proof } from './detach';
import { hold } from './hold';
import { standingLeases } from './observe';
import { throwAll } from './parallel';
import { accountOf, manifestFor, namedIn, refuseUnknown } from './request';
import { CLOSING, ONCE } from './patience';
import { asText, record, type Run } from './run';

/** Longer than a session may attach that an opener began before. */
export const EARLY: Proof = { patience: CLOSING, settleMs: 2 * ATTACH_WITHIN, endsWhenOpened: true };

export async function closeEarly(run: Run, asked: Asked): Promise<void> {
  const manifest = await manifestFor(run, asked, CLOSING);
  const named = namedIn(manifest, asked);
  if (named === undefined) {
    refuseUnknown(run, asked);
    return;
  }
  const { access, window, signal } = named;
  const request = readRequest(asked, signal, accountOf(access), run.world.clock.now());
  if (isRefused(request)) {
    record(run, 'unmatched', access, { reason: request.refused, ...asText({ id: eventId(asked.request) }) });
    run.world.telemetry.measure('RefusedRequests', 1);
    return;
  }
  const failures: unknown[] = [];
  const write = async (wanted: Hold): Promise<boolean> => {
    try {
      return await hold(run, access, wanted, manifest.target, CLOSING);
    } catch (error) {
      // What cannot be held is closed all the same, and the event fails, so that it is tried again.
      failures.push(error);
      return false;
    }
  };
  if (isOnDemand(window)) {
    await write(overHold(window.id, window.maxMinutes, request));
  }
  const leases = (await standingLeases(run, access.access, CLOSING)).flatMap(({ lease }) => lease ?? []);
  const matched = aboutNow(run, access, leases).filter((one) => belongs(one, window, request));
  const holds = matched.map((opening) => ({ key: keyOf(opening), until: endOf(opening) }));
  for (const one of holds) {
    if (await write(one)) {
      record(run, 'held', access, { until: one.until, ...asText(request) });
    }
  }
  if (matched.length === 0) {
    record(run, 'unmatched', access, { reason: 'nothing that it belongs to is open', ...asText(request) });
  } else {
    await detachHeld(run, access, { matched, leases, holds, asked: instant(request.at) }, failures);
  }
  throwAll(failures);
}

/** The opener's clock may be a little ahead of this one. */
function aboutNow(run: Run, access: DeclaredAccess, leases: readonly Lease[]): Opening[] {
  const now = run.world.clock.now();
  const open = openingsAt(access, leases, now);
  const known = open.map(keyOf);
  return [...open, ...openingsAt(access, leases, inTolerance(now)).filter((one) => !known.includes(keyOf(one)))];
}

/** What was asked for the case before is over for as long as such a request could still come. */
function overHold(window: string, maxMinutes: number, { at, correlation }: Request): Hold {
  const until = plus(instant(at), maxMinutes * MINUTE + SECOND);
  return { key: caseKey(window, correlation), over: at, until: iso(epochMs(until - (until % SECOND))) };
}

/** What the clock opened belongs to no case, so a close that names one is not for it. */
function belongs({ window: { id }, occurrence, lease }: Opening, window: DeclaredWindow, request: Request): boolean {
  const { correlation, at } = request;
  const asked = lease === undefined ? occurrence.start : instant(lease.request.at);
  const sameCase = correlation === undefined || lease?.request.correlation === correlation;
  return id === window.id && sameCase && asked <= instant(at);
}

/** A lease is held for as long as it could be found; an occurrence until its end. */
function endOf({ occurrence, lease }: Opening): string {
  return lease?.end ?? iso(occurrence.end);
}

/** What was open, and is over since it was asked to be. */
interface Held {
  readonly matched: readonly Opening[];
  readonly leases: readonly Lease[];
  readonly holds: readonly Hold[];
  readonly asked: EpochMs;
}

/** Detaches what no other window holds open, nor a lease that was given meanwhile. */
async function detachHeld(
  run: Run,
  access: DeclaredAccess,
  { matched, leases, holds, asked }: Held,
  failures: unknown[],
): Promise<void> {
  let before: Arranged = { leases, holds };
  try {
    before = await arrangedToClose(run, access, run.world.clock.now());
  } catch (error) {
    // By what is known it may be open by another lease, that is held as well: the event is tried again.
    failures.push(error);
  }
  const due = (arranged: Arranged): Plan => {
    // What could not be written is over all the same.
    const held = { ...arranged, holds: [...arranged.holds, ...holds] };
    return plan(access, held, 'unknown', run.world.clock.now(), false);
  };
  const { step, policies } = due(before);
  if (step === 'detach') {
    const stillDue = async (): Promise<boolean> =>
      due(await arrangedSince(run, access, before, ONCE)).step === 'detach';
    const target = { ...access, policies, opening: matched.at(-1), due: asked };
    await detach(run, target, { ...EARLY, stillDue });
  } else {
    callIfMended(run, access, { ...before, holds: [...before.holds, ...holds] });
  }
}
