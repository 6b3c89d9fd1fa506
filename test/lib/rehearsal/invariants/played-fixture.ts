/** Runs written down by hand: an access with one window, 20:00 to 22:00 on 1 December, and what a test adds to it. */
import { eventOf } from '../../../../lib/core/access-events';
import type { DeclaredAccess } from '../../../../lib/core/declaration';
import { type EpochMs, epochMs } from '../../../../lib/core/interval';
import type { DeclaredWindow } from '../../../../lib/core/window';
import type { DeclarationSpan, DeployedAccess } from '../../../../lib/rehearsal/declaration-history';
import type { Fault } from '../../../../lib/rehearsal/faults/fault';
import type { Played, PlayedDeployment, Undelivered } from '../../../../lib/rehearsal/invariants/played';
import type { Breach } from '../../../../lib/rehearsal/report';
import type { AttachmentChange } from '../../../../lib/rehearsal/simulated-iam';
import type { FailedEvent } from '../../../../lib/rehearsal/simulated-lambda';
import type { Counted, PutEvent, WrittenRecord } from '../../../../lib/rehearsal/simulated-telemetry';

/** A time of 1 December, or a whole instant. */
export function at(text: string): EpochMs {
  return epochMs(Date.parse(text.includes('T') ? text : `2026-12-01T${text}Z`));
}

const ACCOUNT = 'arn:aws:iam::123456789012:';
export const role = `${ACCOUNT}role/deploy`;
export const otherRole = `${ACCOUNT}role/other`;
export const policy = `${ACCOUNT}policy/release`;
export const otherPolicy = `${ACCOUNT}policy/other`;
export const attachmentRole = `${ACCOUNT}role/attacher`;
export const openerArn = 'arn:aws:lambda:eu-west-2:123456789012:function:opener';
/** The role of the function that serves closes, and of the one that opens. */
export const closer = `${ACCOUNT}role/closer`;
export const opener = `${ACCOUNT}role/opener`;

export function windowOf(start: string, end: string, id = '1'): DeclaredWindow {
  const instant = (time: string): string => (time.includes('T') ? time : `2026-12-01T${time}Z`);
  return { kind: 'once', id, words: `${start}-${end}`, start: instant(start), end: instant(end) };
}

export function accessOf(more: Partial<DeclaredAccess> = {}): DeployedAccess {
  const declared: DeclaredAccess = {
    version: 1,
    access: 'Release',
    purpose: 'Release train',
    role,
    policies: [policy],
    attachmentRole,
    windows: [windowOf('20:00:00', '22:00:00')],
    ...more,
  };
  return { stack: 'Shop', declared, openerArn };
}

export function span(from = '18:00:00', to?: string, access: DeployedAccess = accessOf()): DeclarationSpan {
  return { access, from: at(from), to: to === undefined ? undefined : at(to) };
}

export function attached(time: string, more: Partial<AttachmentChange> = {}): AttachmentChange {
  return { at: at(time), change: 'attached', role, policy, by: 'open-Release', through: opener, ...more };
}

export function detached(time: string, more: Partial<AttachmentChange> = {}): AttachmentChange {
  return { at: at(time), change: 'detached', role, policy, by: 'close-Release', through: closer, ...more };
}

export function fault(from: string, to: string | undefined, more: Partial<Fault> = {}): Fault {
  return {
    id: `iam-down ${from}`,
    kind: 'iam-down',
    words: 'something is wrong',
    from: at(from),
    to: to === undefined ? undefined : at(to),
    ...more,
  };
}

export function deployment(
  from: string,
  to: string | undefined,
  more: Partial<PlayedDeployment> = {},
): PlayedDeployment {
  const succeeded = to !== undefined;
  return {
    stack: 'Shop',
    from: at(from),
    to: to === undefined ? undefined : at(to),
    succeeded,
    stuck: false,
    ...more,
  };
}

export function record(event: WrittenRecord['event'], time: string, more: Partial<WrittenRecord> = {}): WrittenRecord {
  return {
    event,
    trigger: event === 'opened' ? 'start' : 'end',
    at: at(time),
    writtenAt: at(time),
    access: 'Release',
    purpose: 'Release train',
    role,
    policies: [policy],
    functionArn: openerArn,
    place: 'a run',
    ...more,
  };
}

/** What a bus is told of a record. */
export function told(written: WrittenRecord, more: Partial<PutEvent> = {}): PutEvent {
  const { place, writtenAt, functionArn } = written;
  const outgoing = eventOf(written, { name: 'Shop', version: '1.0.0' });
  const event = { 'detail-type': outgoing?.detailType, detail: outgoing?.detail } as unknown as PutEvent['event'];
  return { place, functionArn, busArn: 'bus', putAt: writtenAt, event, ...more };
}

export function heartbeat(time: string): Counted {
  return { controller: 'Shop', metric: 'SweepHeartbeat', at: at(time), value: 1 };
}

export function failedEvent(
  time: string,
  event: unknown = { event: 'end', access: { access: 'Release' } },
): FailedEvent {
  return { at: at(time), functionName: 'closer', cause: 'schedule Release-1-end', event, reason: 'broken' };
}

export function undelivered(time: string): Undelivered {
  return { at: at(time), sender: 'schedule Release-1-end', reason: 'not allowed' };
}

/** From 18:00 to midnight, with a sweep every five minutes; nothing happens unless it is told. */
export function played(more: Partial<Played> = {}): Played {
  return {
    changes: [],
    notes: [],
    events: [],
    stopped: [],
    controllers: new Map([[openerArn, 'Shop']]),
    spans: [span()],
    faults: [],
    deployments: [],
    records: [],
    counts: [],
    failed: [],
    undelivered: [],
    arranged: [],
    signals: [],
    alerts: [],
    sweepMs: 300_000,
    closers: new Set([closer]),
    from: at('18:00:00'),
    now: at('2026-12-02T00:00:00Z'),
    ...more,
  };
}

/** `I3 Release 22:01:15: what it was`. */
export function texts(breaches: readonly Breach[]): string[] {
  return breaches.map(
    ({ invariant, access, at: when, what }) =>
      `${invariant} ${access ?? 'nobody'} ${new Date(when).toISOString().slice(11, -1).replace('.000', '')}: ${what}`,
  );
}

/** `I3 22:01:15`, where the words are another test's matter. */
export function marks(breaches: readonly Breach[]): string[] {
  return texts(breaches).map((text) => text.replace(/^(\S+) \S+ (\S+): .*$/, '$1 $2'));
}
