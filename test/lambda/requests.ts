/** Accesses that are opened on request, and the events that ask, as EventBridge hands them on. */
import type { DeclaredAccess } from '../../lib/core/declaration';
import { leaseName } from '../../lib/core/lease';
import { isMalformed, MATCHED_EVENT, readScheduleInput, signalInput } from '../../lib/core/message';
import type { Hold, Lease } from '../../lib/core/lease';
import type { DeclaredSignal } from '../../lib/core/signal';
import type { OnDemand, Scheduled } from '../../lib/core/window';
import { handleCloser } from '../../lambda/closer';
import { handleOpener } from '../../lambda/opener';
import { declare, type MemoryWorld } from './memory-world';

/** Each execution of a pipeline is a case. */
export const EXECUTION: DeclaredSignal = {
  id: '1',
  words: 'an execution of the pipeline',
  pattern: '{"source":["aws.codepipeline"]}',
  correlation: '$.detail.execution-id',
  reason: '$.detail.reason',
};
/** Requests may name a case. */
export const REQUEST: DeclaredSignal = { ...EXECUTION, id: '2', words: 'a request', anyCase: true };

export function onDemand(different: Partial<OnDemand> = {}): OnDemand {
  return {
    kind: 'on-demand',
    id: '0',
    words: 'on request, for up to 2 hours',
    maxMinutes: 120,
    opensOn: [EXECUTION, REQUEST],
    closesOn: [EXECUTION, REQUEST],
    ...different,
  };
}

/** Two hours by the clock, closed early by whatever comes first. */
export function closable(start: string, end: string, id = '0'): Scheduled {
  const closesOn = [{ id: '1', words: 'any execution', pattern: '{}' }];
  return { kind: 'once', id, words: 'once', start, end, closesOn };
}

/** Lets the deployer write for two hours from when it is asked for, unless told otherwise. */
export function askable(window: Partial<OnDemand> = {}, different: Partial<DeclaredAccess> = {}): DeclaredAccess {
  return declare({ windows: [onDemand(window)], ...different });
}

export interface Sent {
  readonly id?: string;
  readonly time?: string;
  readonly execution?: unknown;
  readonly reason?: string;
  readonly account?: string;
  readonly window?: string;
  readonly signal?: string;
  readonly more?: object;
}

/** What the rule of a signal sends to its function. */
export function asking(event: 'open' | 'close', access: DeclaredAccess, sent: Sent = {}): unknown {
  const { id = 'event-1', time = '2026-12-01T20:00:00Z', reason, account = '111122223333' } = sent;
  const execution = 'execution' in sent ? sent.execution : 'e-1';
  const matched = {
    version: '0',
    id,
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    source: 'aws.codepipeline',
    account,
    time,
    region: 'eu-west-1',
    resources: [],
    detail: { 'execution-id': execution, reason },
    ...sent.more,
  };
  const template = signalInput(event, access.access, sent.window ?? '0', sent.signal ?? '1');
  return JSON.parse(template.replace(MATCHED_EVENT, () => JSON.stringify(matched)));
}

const LAMBDA_TIMEOUT = 120_000;

export function askToOpen(world: MemoryWorld, access: DeclaredAccess, sent: Sent = {}): Promise<void> {
  return handleOpener(world, asking('open', access, sent), world.in(LAMBDA_TIMEOUT));
}

export function askToClose(world: MemoryWorld, access: DeclaredAccess, sent: Sent = {}): Promise<void> {
  return handleCloser(world, asking('close', access, { id: 'event-2', ...sent }), world.in(LAMBDA_TIMEOUT));
}

/** The schedules that were made at run time. */
export function madeAtRunTime(world: MemoryWorld): string[] {
  return [...world.plannedSchedules.keys()].filter((name) => /^(lease|hold)-/.test(name)).sort();
}

export function leasesIn(world: MemoryWorld, access: DeclaredAccess): (Lease | undefined)[] {
  return madeAtRunTime(world)
    .filter((name) => name.startsWith(leaseName(access.access, '')))
    .map((name) => {
      const message = readScheduleInput(world.plannedSchedules.get(name)!.input);
      return !isMalformed(message) && message.event === 'end' ? message.lease : undefined;
    });
}

export function holdsIn(world: MemoryWorld): Hold[] {
  return madeAtRunTime(world).flatMap((name) => {
    const message = readScheduleInput(world.plannedSchedules.get(name)!.input);
    return !isMalformed(message) && message.event === 'hold-end' ? [message.hold] : [];
  });
}

/** As Scheduler leaves it: what fires once is deleted once it has fired. */
export function expire(world: MemoryWorld): void {
  for (const name of madeAtRunTime(world)) {
    const { expression } = world.plannedSchedules.get(name)!;
    if (Date.parse(`${expression.slice(3, -1)}Z`) <= world.clock.now()) {
      world.removeSchedule(name);
    }
  }
}
