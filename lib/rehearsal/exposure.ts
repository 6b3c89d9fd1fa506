/** Which declared occurrence each attachment belongs to, as IAM saw it. */
import { contains, type EpochMs, type Interval } from '../core/interval';
import { type DeclaredWindow, occurrenceAt, openIntervals, scheduleOf } from '../core/window';
import type { DeployedAccess } from './declaration-history';
import { nextDue } from './scheduler-expression';
import type { AttachmentChange } from './simulated-iam';
import type { WrittenRecord } from './simulated-telemetry';

/** From the attach of one policy to its detach. */
export interface Exposure {
  readonly policy: string;
  readonly from: EpochMs;
  readonly to: EpochMs | undefined;
}

export interface PlayedOccurrence {
  readonly occurrence: Interval;
  readonly windows: readonly DeclaredWindow[];
  /** No schedule fires at its end: the reading falls into the gap of a spring night. */
  readonly endSkipped: boolean;
  readonly exposures: readonly Exposure[];
  /** When each policy that came was proved to be gone; undefined while one is not. */
  readonly verifiedAt: EpochMs | undefined;
}

/** The occurrences of an access in a range, each with the exposures that began in it. */
export function playedOccurrences(
  access: DeployedAccess,
  range: Interval,
  exposures: readonly Exposure[],
  records: readonly WrittenRecord[],
): PlayedOccurrence[] {
  const { declared } = access;
  return openIntervals(declared.windows, range).map((occurrence) => {
    const own = exposures.filter(({ from }) => contains(occurrence, from));
    const windows = declared.windows.filter((window) => partOf(window, occurrence));
    return {
      occurrence,
      windows,
      endSkipped: !windows.some((window) => firesAt(window, occurrence.end)),
      exposures: own,
      verifiedAt: verifiedAtOf(access, own, records),
    };
  });
}

/** When each policy that came was proved to be gone; undefined while one is not. */
export function verifiedAtOf(
  { declared }: DeployedAccess,
  exposures: readonly Exposure[],
  records: readonly WrittenRecord[],
): EpochMs | undefined {
  const verified = records.filter(({ event, access }) => event === 'verified' && access === declared.access);
  return lastOf(exposures.map((exposure) => verifiedAfter(verified, declared.role, exposure)));
}

/** The exposures of an access, in order. */
export function exposuresOf({ declared }: DeployedAccess, changes: readonly AttachmentChange[]): Exposure[] {
  const open = new Map<string, EpochMs>();
  const exposures: Exposure[] = [];
  for (const { change, role, policy, at } of changes) {
    if (role !== declared.role || !declared.policies.includes(policy)) {
      continue;
    }
    const from = open.get(policy);
    if (change === 'attached') {
      open.set(policy, from ?? at);
    } else if (from !== undefined) {
      exposures.push({ policy, from, to: at });
      open.delete(policy);
    }
  }
  const standing = [...open].map(([policy, from]) => ({ policy, from, to: undefined }));
  return [...exposures, ...standing].sort((a, b) => a.from - b.from);
}

/** The latest of some instants; undefined if there is none, or if one of them never came. */
export function lastOf(instants: readonly (EpochMs | undefined)[]): EpochMs | undefined {
  const known = instants.filter((at) => at !== undefined);
  return known.length < instants.length || known.length === 0 ? undefined : (Math.max(...known) as EpochMs);
}

function partOf(window: DeclaredWindow, occurrence: Interval): boolean {
  return openIntervals([window], occurrence).length > 0;
}

function firesAt(window: DeclaredWindow, end: EpochMs): boolean {
  const before = (end - 1) as EpochMs;
  const { expression, timeZone } = scheduleOf(window, 'end');
  return occurrenceAt(window, before) !== undefined && nextDue(expression, timeZone, before, before) === end;
}

function verifiedAfter(
  verified: readonly WrittenRecord[],
  role: string,
  { policy, to }: Exposure,
): EpochMs | undefined {
  return to === undefined
    ? undefined
    : verified.find((record) => record.at >= to && record.role === role && record.policies.includes(policy))?.at;
}
