/** What became of one access: each of its openings, and the requests that were refused. */
import { contains, type EpochMs, type Interval, iso, plus, SECOND } from '../core/interval';
import { zoneOf } from '../core/window';
import type { DeployedAccess } from './declaration-history';
import { type Exposure, exposuresOf, lastOf, type PlayedOccurrence, playedOccurrences, verifiedAtOf } from './exposure';
import { openingsOf, type PlayedOpening } from './invariants/openings';
import { A_WHILE, type Played } from './invariants/played';
import type { AccessReport, ClosedEarlyReport, OccurrenceReport, RefusedReport } from './report';

export function accessReport(played: Played, access: DeployedAccess, { start, end }: Interval): AccessReport {
  const { declared, stack } = access;
  const { now, changes, records } = played;
  const exposures = exposuresOf(access, changes);
  const openings = openingsOf(played, access);
  const byClock = playedOccurrences(access, { start, end: now }, exposures, records).map((one) =>
    reportOf(played, access, one, openings),
  );
  const onDemand = openings.flatMap((opening) => leaseReport(played, access, opening, exposures));
  const refused = refusedOf(played, access);
  // It is said again at every end that it is closed: whoever is called is called by the change.
  const alerts = played.alerts
    .filter((alert) => alert.access === declared.access)
    .filter(({ open }, index, all) => open !== (all[index - 1]?.open ?? false));
  return {
    id: declared.access,
    stack,
    purpose: declared.purpose,
    role: declared.role,
    policies: declared.policies,
    windows: declared.windows.map((window) => ({
      id: window.id,
      words: window.words,
      timeZone: zoneOf(window),
    })),
    occurrences: [...byClock, ...onDemand]
      .filter((one) => one.start < iso(end))
      .sort((a, b) => Date.parse(a.start) - Date.parse(b.start)),
    ...(refused.length === 0 ? {} : { refused }),
    ...(alerts.length === 0 ? {} : { alerts: alerts.map(({ at, open }) => ({ at: iso(at), open })) }),
  };
}

function reportOf(
  played: Played,
  access: DeployedAccess,
  { occurrence, windows, endSkipped, exposures, verifiedAt }: PlayedOccurrence,
  openings: readonly PlayedOpening[],
): OccurrenceReport {
  const attachedAt = exposures[0]?.from;
  const detachedAt = lastOf(exposures.map(({ to }) => to));
  const goneAt = detachedAt ?? (attachedAt === undefined ? occurrence.end : played.now);
  const parts = openings.filter(
    (opening) => opening.lease === undefined && contains(occurrence, opening.occurrence.start),
  );
  const early = goneAt < occurrence.end ? closedEarly(played, access, parts, goneAt) : undefined;
  const due = early === undefined ? occurrence.end : Date.parse(early.askedAt);
  return {
    start: iso(occurrence.start),
    end: iso(occurrence.end),
    attachedAt: isoOrNull(attachedAt),
    detachedAt: isoOrNull(detachedAt),
    verifiedAt: isoOrNull(verifiedAt),
    overrunSeconds: Math.max(0, goneAt - due) / SECOND,
    windows: windows.map(({ id }) => id),
    endSkipped,
    ...(early === undefined ? {} : { closedEarly: early }),
  };
}

function leaseReport(
  played: Played,
  access: DeployedAccess,
  opening: PlayedOpening,
  all: readonly Exposure[],
): OccurrenceReport[] {
  const { lease, occurrence, window } = opening;
  if (lease === undefined) {
    return [];
  }
  const { id, correlation, reason } = lease.request;
  const exposures = all.filter(({ from }) => contains(occurrence, from));
  const verifiedAt = verifiedAtOf(access, exposures, played.records);
  const report = reportOf(
    played,
    access,
    { occurrence, windows: [window], endSkipped: false, exposures, verifiedAt },
    [],
  );
  const goneAt = lastOf(exposures.map(({ to }) => to)) ?? played.now;
  const early = closedEarly(played, access, [opening], goneAt);
  return [
    {
      ...report,
      start: lease.start,
      overrunSeconds:
        early === undefined || exposures.length === 0
          ? report.overrunSeconds
          : Math.max(0, goneAt - Date.parse(early.askedAt)) / SECOND,
      lease: {
        request: id,
        ...(correlation === undefined ? {} : { correlation }),
        ...(reason === undefined ? {} : { reason }),
      },
      ...(early === undefined ? {} : { closedEarly: early }),
    },
  ];
}

/** The latest close before its time of what these openings held open, up to a moment. */
function closedEarly(
  { records, signals }: Played,
  { declared }: DeployedAccess,
  openings: readonly PlayedOpening[],
  until: EpochMs,
): ClosedEarlyReport | undefined {
  const heldAt = openings
    .flatMap(({ held }) => held)
    .map(({ time }) => time.start)
    .filter((at) => at <= until)
    .sort((a, b) => a - b)[0];
  if (heldAt === undefined) {
    return undefined;
  }
  const held = records.find(
    ({ event, access, writtenAt }) =>
      event === 'held' && access === declared.access && writtenAt >= heldAt && writtenAt <= plus(heldAt, A_WHILE),
  );
  const signal = signals.find(({ event, at }) => event.id === held?.request && at <= heldAt);
  return { askedAt: iso(signal?.at ?? heldAt), heldAt: iso(heldAt) };
}

function refusedOf({ records }: Played, { declared }: DeployedAccess): RefusedReport[] {
  return records
    .filter(({ event, trigger, access }) => event === 'refused' && trigger === 'request' && access === declared.access)
    .map(({ writtenAt, request, correlation, reason }) => ({
      at: iso(writtenAt),
      request: request ?? null,
      ...(correlation === undefined ? {} : { correlation }),
      reason: reason ?? '',
    }));
}

function isoOrNull(at: EpochMs | undefined): string | null {
  return at === undefined ? null : iso(at);
}
