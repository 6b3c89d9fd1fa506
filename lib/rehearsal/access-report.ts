/** What became of one access: each of its openings, and the requests that were refused. */
import { contains, type EpochMs, intersects, type Interval, iso, plus, SECOND } from '../core/interval';
import { zoneOf } from '../core/window';
import type { DeliveredEvent } from '../core/delivered-event';
import type { DeployedAccess } from './declaration-history';
import { type Exposure, exposuresOf, lastOf, type PlayedOccurrence, playedOccurrences, verifiedAtOf } from './exposure';
import { openingsOf, type PlayedOpening } from './invariants/openings';
import { A_WHILE, type Played } from './invariants/played';
import type { AccessReport, ClosedEarlyReport, OccurrenceReport, RefusedReport } from './report';

export function accessReport(
  played: Played,
  access: DeployedAccess,
  { start, end }: Interval,
  withEvents = false,
): AccessReport {
  const { declared, stack } = access;
  const { now, changes, records } = played;
  const exposures = exposuresOf(access, changes);
  const openings = openingsOf(played, access);
  const scheduled = openings.filter(({ lease }) => lease === undefined);
  const byClock = playedOccurrences(access, { start, end: now }, exposures, records).map((one) =>
    reportOf(
      played,
      access,
      one,
      scheduled.filter(({ occurrence }) => contains(one.occurrence, occurrence.start)),
    ),
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
    ...(withEvents ? { events: eventsAbout(played, access) } : {}),
  };
}

function eventsAbout({ events, controllers }: Played, { declared, openerArn }: DeployedAccess): DeliveredEvent[] {
  const own = controllers.get(openerArn);
  return events
    .map(({ event }) => event)
    .filter(({ detail }) => detail.access === declared.access && detail.controller.name === own);
}

function reportOf(
  played: Played,
  access: DeployedAccess,
  { occurrence, windows, endSkipped, exposures, verifiedAt }: PlayedOccurrence,
  parts: readonly PlayedOpening[],
): OccurrenceReport {
  const attachedAt = exposures[0]?.from;
  const detachedAt = lastOf(exposures.map(({ to }) => to));
  const goneAt = detachedAt ?? (attachedAt === undefined ? occurrence.end : played.now);
  const early = closedEarly(played, access, parts, goneAt);
  return {
    start: iso(occurrence.start),
    end: iso(occurrence.end),
    attachedAt: isoOrNull(attachedAt),
    detachedAt: isoOrNull(detachedAt),
    verifiedAt: isoOrNull(verifiedAt),
    overrunSeconds:
      attachedAt === undefined ? 0 : Math.max(0, goneAt - dueUntil(played, access, occurrence, early, goneAt)) / SECOND,
    windows: windows.map(({ id }) => id),
    endSkipped,
    ...(early === undefined ? {} : { closedEarly: early }),
  };
}

/** Until when what stood was to stand: to its end or the event that closed it early, or as long as something else was open. */
function dueUntil(
  played: Played,
  access: DeployedAccess,
  { end }: Interval,
  early: ClosedEarlyReport | undefined,
  goneAt: EpochMs,
): number {
  const [asked, held] = early === undefined ? [end, end] : [Date.parse(early.askedAt), Date.parse(early.heldAt)];
  const others = openingsOf(played, access)
    .flatMap(({ due }) => due)
    .map((due) => due.end)
    .filter((at) => at > held && at <= goneAt);
  return Math.max(asked, ...others);
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
  // Another window may have opened it before.
  const exposures = all.filter(({ from, to }) => intersects(occurrence, { start: from, end: to ?? played.now }));
  const verifiedAt = verifiedAtOf(access, exposures, played.records);
  const one = { occurrence, windows: [window], endSkipped: false, exposures, verifiedAt };
  return [
    {
      ...reportOf(played, access, one, [opening]),
      start: lease.start,
      lease: {
        request: id,
        ...(correlation === undefined ? {} : { correlation }),
        ...(reason === undefined ? {} : { reason }),
      },
    },
  ];
}

/** The first close before its time of what these openings held open, if it was gone by their end. */
function closedEarly(
  { records, signals }: Played,
  { declared }: DeployedAccess,
  openings: readonly PlayedOpening[],
  goneAt: EpochMs,
): ClosedEarlyReport | undefined {
  const [heldAt] = openings
    .flatMap(({ held }) => held)
    .map(({ time }) => time.start)
    .filter((at) => at <= goneAt)
    .sort((a, b) => a - b);
  if (heldAt === undefined || openings.every(({ occurrence }) => goneAt > occurrence.end)) {
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
