/** One invocation: the world it acts on, why it was woken, and when it has to be done. */
import type { DeclaredAccess } from '../lib/core/declaration';
import { type EpochMs, iso, SECOND } from '../lib/core/interval';
import type { Opening } from '../lib/core/lease';
import { measuresOf } from '../lib/core/measures';
import type { Request } from '../lib/core/request';
import type { AccessRecord, Happening, Trigger, World } from '../lib/core/world';
import type { Outbox } from './outbox';
import { messageOf } from './patience';

export interface Run {
  readonly world: World;
  readonly trigger: Trigger;
  /** The function is stopped then, so nothing is started that could not be finished. */
  readonly deadline: EpochMs;
  readonly outbox: Outbox;
  /** Takes what was proved to be gone, where something looks at it afterwards. */
  readonly removals?: Removal[];
}

/** What was proved to be gone, and what made the controller look. */
export interface Removal {
  readonly trigger: Trigger;
  readonly target: Target;
}

/** Who is acted upon, for the record. */
export interface Target extends Pick<
  DeclaredAccess,
  'access' | 'purpose' | 'role' | 'policies' | 'attachmentRole' | 'windows' | 'residualCheck'
> {
  /** What it belongs to, where that is known. */
  readonly opening?: Opening | undefined;
  /** When it was to end: by the clock, or by the request that ends it early. */
  readonly due?: EpochMs | undefined;
}

type Facts = Pick<
  AccessRecord,
  'reason' | 'reads' | 'request' | 'correlation' | 'until' | 'awsRequestIds' | 'residual'
>;

/** Writes it down, tells it to the bus, and measures it. */
export function record(run: Run, event: Happening, target: Target, facts: Facts = {}): void {
  const { world, trigger, outbox } = run;
  const { access, purpose, role, policies } = target;
  const at = world.clock.now();
  const written: AccessRecord = {
    event,
    trigger,
    at,
    access,
    purpose,
    role,
    policies,
    ...belonging(target),
    ...(target.due === undefined ? {} : { secondsPastEnd: Math.max(0, Math.round((at - target.due) / SECOND)) }),
    ...facts,
  };
  world.telemetry.record(written);
  outbox.send(written);
  measuresOf(written).forEach(({ metric, value, access: measured }) => {
    world.telemetry.measure(metric, value, measured);
  });
}

function belonging({ opening }: Target): Partial<AccessRecord> {
  if (opening === undefined) {
    return {};
  }
  const { window, occurrence, lease } = opening;
  return {
    window: window.id,
    words: window.words,
    start: iso(occurrence.start),
    end: iso(occurrence.end),
    ...(lease === undefined ? {} : asText(lease.request)),
  };
}

/** Why it failed, and by which call. */
export function failed(error: unknown): Facts {
  const { requestId } = error instanceof Error && 'requestId' in error ? error : { requestId: undefined };
  return { reason: messageOf(error), ...(typeof requestId === 'string' ? { awsRequestIds: [requestId] } : {}) };
}

/** Who asked, as far as it could be read. */
export type Asking = Partial<Request>;

/** What the record of an answer says of the request. */
export function asText({ id, correlation, at, source, reason }: Asking): Partial<AccessRecord> {
  return {
    ...(id === undefined ? {} : { request: id }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(at === undefined ? {} : { requestedAt: at }),
    ...(source === undefined ? {} : { requestedBy: source }),
    ...(reason === undefined ? {} : { requestReason: reason }),
  };
}
