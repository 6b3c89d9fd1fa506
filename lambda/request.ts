/** Answers requests to open: reads them, arms their end, and opens. What is refused is recorded and counted. */
import type { DeclaredAccess } from '../lib/core/declaration';
import type { Asked } from '../lib/core/message';
import { plan } from '../lib/core/plan';
import { eventId, isRefused, readRequest } from '../lib/core/request';
import type { DeclaredSignal } from '../lib/core/signal';
import { type DeclaredWindow, isOnDemand } from '../lib/core/window';
import { arrangedFor, lockOn } from './arranged';
import { attach } from './attach';
import { AT_END, detach } from './detach';
import { leaseOn } from './lease';
import { attachedPolicies, currentManifest, type KnownManifest } from './observe';
import { OPENING, type Patience } from './patience';
import { type Asking, asText, record, type Run } from './run';

export async function openOnRequest(run: Run, asked: Asked): Promise<void> {
  const manifest = await manifestFor(run, asked, OPENING);
  const named = namedIn(manifest, asked);
  if (named === undefined || !isOnDemand(named.window)) {
    refuseUnknown(run, asked);
    return;
  }
  const { access, window, signal } = named;
  const request = readRequest(asked, signal, accountOf(access), run.world.clock.now());
  if (isRefused(request)) {
    refuse(run, access, request.refused, { id: eventId(asked.request) });
    return;
  }
  if (window.breakGlass === true && request.reason === undefined) {
    refuse(run, access, 'breaking glass needs a reason, and the request gives none', request);
    return;
  }
  const locked = await lockOn(run, access.access, OPENING, manifest.locked);
  if (locked !== undefined) {
    refuse(run, access, locked.words, request);
    await closeUndue(run, access);
    return;
  }
  const given = await leaseOn(run, { access, window, request, target: manifest.target }, OPENING);
  if (isRefused(given)) {
    refuse(run, access, given.refused, request);
    if (given.mayStand === true) {
      await closeUndue(run, access);
    }
    return;
  }
  await attach(run, access, run.world.clock.now(), OPENING, given);
}

/** What a request opened before it was given up, closed or locked, must not stand; what another one holds open stays. */
async function closeUndue(run: Run, access: DeclaredAccess): Promise<void> {
  const attached = await attachedPolicies(run, run.world.roles, access.role, OPENING);
  const now = run.world.clock.now();
  const { step, policies } = plan(access, await arrangedFor(run, access, now, OPENING), attached, now, false);
  if (step === 'detach') {
    await detach(run, { ...access, policies }, AT_END);
  }
}

/** Throws where nobody can say what is declared: the event is tried again, and then ends in the queue. */
export async function manifestFor(run: Run, { event, access }: Asked, patience: Patience): Promise<KnownManifest> {
  const manifest = await currentManifest(run, patience);
  if ('unknown' in manifest) {
    throw new Error(`cannot ${event} ${access}: ${manifest.unknown}`);
  }
  return manifest;
}

interface Named {
  readonly access: DeclaredAccess;
  readonly window: DeclaredWindow;
  readonly signal: DeclaredSignal;
}

/** What a request names, if it is declared. */
export function namedIn({ accesses }: KnownManifest, asked: Asked): Named | undefined {
  const access = accesses.find((one) => one.access === asked.access);
  const window = access?.windows.find(({ id }) => id === asked.window);
  if (access === undefined || window === undefined) {
    return undefined;
  }
  const opensOn = isOnDemand(window) ? window.opensOn : [];
  const signals = asked.event === 'open' ? opensOn : (window.closesOn ?? []);
  const signal = signals.find(({ id }) => id === asked.signal);
  return signal === undefined ? undefined : { access, window, signal };
}

/** IAM changes a role from within its account only, so it is the account of the whole controller. */
export function accountOf({ role }: DeclaredAccess): string {
  return role.split(':')[4] ?? '';
}

/** The latest deployment knows nothing of what is named: the event is older, or was on its way during it. */
export function refuseUnknown(run: Run, { event, access, window, signal, request }: Asked): void {
  const named = { access, window, signal, request: eventId(request) ?? '' };
  run.world.telemetry.note(`cannot ${event}: no such signal is declared`, named);
  run.world.telemetry.measure('RefusedRequests', 1);
}

function refuse(run: Run, access: DeclaredAccess, reason: string, request: Asking): void {
  record(run, 'refused', access, { reason, ...asText(request) });
  run.world.telemetry.measure('RefusedRequests', 1);
}
