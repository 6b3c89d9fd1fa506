/**
 * What an access is at this moment: what IAM says is attached, what declaration, leases and holds say should be, and
 * what is wrong between the two.
 *
 * Gotchas: Scheduler is exact to a minute and removal is read back after that, so what came to its end a moment ago
 * may still stand, and is no finding yet.
 */
import type { DeclaredAccess } from '../core/declaration';
import { type EpochMs, iso, MINUTE, plus, SECOND } from '../core/interval';
import { type Arranged, instant, NOTHING_ARRANGED, openAt, type Opening, openingsAt } from '../core/lease';
import { type DeclaredWindow, isOnDemand } from '../core/window';
import type { Account } from './account';
import { allHolds, arrangedFor, locksOn } from './arranged';
import { attachmentOf, standingPolicies } from './attachments';
import { failedCall } from './call-failure';
import type { Site } from './discovery';
import { nextStart } from './opening-times';

/** How long after an end nothing is wrong yet: Scheduler's minute, and the time to detach. */
const CLOSING_MS = 90 * SECOND;
/** How long after a start the same goes for what is not attached yet. */
const OPENING_MS = 2 * MINUTE;

const UNSAYABLE = 'it is attached, and without its leases and holds nobody can say whether it should be';

/** `partly`: some of its policies. `unknown`: IAM could not be read. */
export type State = 'open' | 'closed' | 'partly' | 'unknown';

export interface WindowStatus {
  readonly id: string;
  readonly words: string;
  readonly onDemand: boolean;
  readonly breakGlass: boolean;
  /** Until when the clock holds it open now. */
  readonly openUntil?: string;
  /** When it opens next; on demand, from when on it hears requests. */
  readonly next?: string;
}

export interface LeaseStatus {
  readonly window: string;
  readonly request: string;
  readonly asked: string;
  readonly source: string;
  readonly correlation?: string;
  readonly reason?: string;
  readonly until: string;
}

export interface HoldStatus {
  readonly key: string;
  readonly until: string;
}

/** What keeps everything closed, or one access. */
export interface LockStatus {
  /** All of the stack, where none is named. */
  readonly access?: string;
  readonly words: string;
}

export interface AccessStatus {
  readonly access: string;
  readonly purpose: string;
  readonly role: string;
  readonly policies: readonly string[];
  readonly attached: readonly string[];
  readonly state: State;
  readonly windows: readonly WindowStatus[];
  /** What requests hold open now. */
  readonly leases: readonly LeaseStatus[];
  readonly holds: readonly HoldStatus[];
  /** What should not be so. */
  readonly wrong: readonly string[];
  /** What may be of interest, and is not wrong. */
  readonly notes: readonly string[];
}

export interface StackStatus {
  readonly stack: string;
  readonly at: string;
  readonly locks: readonly LockStatus[];
  readonly accesses: readonly AccessStatus[];
  /** What is wrong with the controller itself. */
  readonly wrong: readonly string[];
  readonly notes: readonly string[];
}

/** The accesses of a controller, or one of them. */
export async function statusOf(account: Account, site: Site, only?: string): Promise<StackStatus> {
  const accesses = site.accesses.filter(({ access }) => only === undefined || access === only);
  const statuses: AccessStatus[] = [];
  for (const access of accesses) {
    statuses.push(await accessStatus(account, site, access));
  }
  const locks = await reading(() => lockStatuses(site, accesses));
  return {
    stack: site.controller.stack,
    at: iso(account.clock.now()),
    locks: 'failed' in locks ? [] : locks.read,
    accesses: statuses,
    wrong: site.isSwept ? [] : ['the sweep schedule is disabled: what outlasts its end is not found'],
    notes: 'failed' in locks ? [`nobody can say whether anything is locked: ${locks.failed}`] : [],
  };
}

/** What locks the whole stack is said once. */
async function lockStatuses(site: Site, accesses: readonly DeclaredAccess[]): Promise<LockStatus[]> {
  const each = await Promise.all(
    accesses.map(async ({ access }) => (await locksOn(site, access)).map((lock) => ({ access, ...lock }))),
  );
  const found = each.flat().map(({ access, words, isOwn }) => (isOwn ? { access, words } : { words }));
  return found.filter((one, index) => found.findIndex(({ words }) => words === one.words) === index);
}

export function isWrong({ wrong, accesses }: StackStatus): boolean {
  return wrong.length > 0 || accesses.some((access) => access.wrong.length > 0);
}

async function accessStatus(account: Account, site: Site, access: DeclaredAccess): Promise<AccessStatus> {
  const now = account.clock.now();
  const [standing, arranged, holds] = await Promise.all([
    reading(() => standingPolicies(account.roles, access)),
    reading(() => arrangedFor(site, access, now, plus(now, -CLOSING_MS))),
    reading(() => allHolds(site.schedules, access)),
  ]);
  const known = 'failed' in arranged ? NOTHING_ARRANGED : arranged.read;
  const open = openAt(access, known, now);
  const attached = 'failed' in standing || standing.read === 'role-gone' ? [] : standing.read;
  const state = 'failed' in standing ? 'unknown' : stateOf(access, standing.read);
  return {
    ...{ access: access.access, purpose: access.purpose, role: access.role, policies: access.policies },
    ...{ attached, state },
    windows: access.windows.map((window) => windowStatus(window, open, now)),
    leases: open.flatMap(leaseStatus),
    holds: ('failed' in holds ? known.holds : holds.read)
      .filter(({ until }) => now < instant(until))
      .map(({ key, until }) => ({ key, until })),
    wrong: [
      ...('failed' in standing ? [`nobody can say whether it is open: ${standing.failed}`] : []),
      ...(isOverdue(access, known, state, now)
        ? ['failed' in arranged ? UNSAYABLE : overdueWords(access, known, attached, now)]
        : []),
    ],
    notes: [
      ...('failed' in arranged ? [`its leases and holds cannot be read: ${arranged.failed}`] : []),
      ...('failed' in holds ? [`not all of its holds can be seen: ${holds.failed}`] : []),
      ...('read' in standing && standing.read === 'role-gone' ? ['its role is gone'] : []),
      ...notAttached(access, known, state, now),
      ...(state === 'open' && open.length === 0 && !isOverdue(access, known, state, now)
        ? ['it came to its end just now, and is being closed']
        : []),
    ],
  };
}

async function reading<T>(read: () => Promise<T>): Promise<{ readonly read: T } | { readonly failed: string }> {
  try {
    return { read: await read() };
  } catch (error) {
    const failed = failedCall(error);
    if (failed === undefined || ['no-credentials', 'expired', 'no-region'].includes(failed.failure)) {
      throw error;
    }
    return { failed: `${failed.operation}: ${failed.message}` };
  }
}

function stateOf(access: DeclaredAccess, standing: readonly string[] | 'role-gone'): State {
  switch (attachmentOf(access, standing)) {
    case 'all':
      return 'open';
    case 'some':
      return 'partly';
    case 'none':
    case 'role-gone':
      return 'closed';
  }
}

function windowStatus(window: DeclaredWindow, open: readonly Opening[], now: EpochMs): WindowStatus {
  const own = open.find((one) => one.window.id === window.id);
  const next = nextStart(window, now);
  const { id, words } = window;
  return {
    ...{ id, words, onDemand: isOnDemand(window), breakGlass: isOnDemand(window) && window.breakGlass === true },
    ...(own === undefined ? {} : { openUntil: iso(own.occurrence.end) }),
    ...(next === undefined ? {} : { next: iso(next) }),
  };
}

function leaseStatus({ window, occurrence, lease }: Opening): LeaseStatus[] {
  if (lease === undefined) {
    return [];
  }
  const { id: request, at: asked, source, correlation, reason } = lease.request;
  return [
    {
      ...{ window: window.id, request, asked, source, until: iso(occurrence.end) },
      ...(correlation === undefined ? {} : { correlation }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}

/** Whether something stands that has nothing open now, nor had a moment ago. */
function isOverdue(access: DeclaredAccess, arranged: Arranged, state: State, now: EpochMs): boolean {
  const isOpen = (at: EpochMs): boolean => openAt(access, arranged, at).length > 0;
  return (state === 'open' || state === 'partly') && !isOpen(now) && !isOpen(plus(now, -CLOSING_MS));
}

function overdueWords(
  { access, ...declared }: DeclaredAccess,
  { leases, locked }: Arranged,
  attached: readonly string[],
  now: EpochMs,
): string {
  const isHeld = openingsAt({ access, ...declared }, leases, now).length > 0;
  const what =
    locked !== undefined
      ? 'LOCKED, AND STILL ATTACHED'
      : isHeld
        ? 'CLOSED EARLY, AND STILL ATTACHED'
        : 'ATTACHED THOUGH NOTHING IS OPEN';
  return (
    `${what}: ${attached.join(', ')} on ${declared.role}; ` +
    `look again in a minute, and if it still stands: temporary-access close ${access}`
  );
}

/** What is open, has been for a while, and is not attached: somebody took it off, or the opener failed. */
function notAttached(access: DeclaredAccess, arranged: Arranged, state: State, now: EpochMs): string[] {
  const [since] = openAt(access, arranged, now).filter(({ occurrence }) => plus(occurrence.start, OPENING_MS) <= now);
  return since === undefined || (state !== 'closed' && state !== 'partly')
    ? []
    : [`open until ${iso(since.occurrence.end)}, but ${state === 'closed' ? 'not' : 'only partly'} attached`];
}
