/** The rows of a report: one for each opening, of all policies of which the same is on record. */
import { type EpochMs, iso, SECOND } from '../core/interval';
import { dueOf, type Judgement, type Missing, stateOf } from './gaps';
import type { PairOpening } from './openings';
import type { EvidenceRecord } from './record';
import type { ReportedOpening } from './report';

export interface Draft {
  readonly opening: PairOpening;
  readonly policy: string;
  readonly missing: Missing | undefined;
}

type Row = Omit<ReportedOpening, 'number' | 'policies'>;

/** Numbered in the order of their times. */
export function together(
  drafts: readonly Draft[],
  judgement: Judgement,
): { readonly openings: ReportedOpening[]; readonly numberOf: (opening: PairOpening) => number } {
  const rows = new Map<string, { row: Row; policies: string[]; of: PairOpening[]; at: EpochMs }>();
  for (const draft of drafts) {
    const row = rowOf(draft, judgement);
    const key = JSON.stringify(row);
    const known = rows.get(key) ?? { row, policies: [], of: [], at: draft.opening.since };
    known.policies.push(draft.policy);
    known.of.push(draft.opening);
    rows.set(key, known);
  }
  const sorted = [...rows].sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1)).map(([, row]) => row);
  const numbers = new Map(sorted.flatMap(({ of }, index) => of.map((opening) => [opening, index + 1] as const)));
  return {
    openings: sorted.map(({ row, policies }, index) => {
      const { controller, access, role, ...more } = row;
      return { number: index + 1, controller, access, role, policies: policies.sort(), ...more };
    }),
    numberOf: (opening) => numbers.get(opening) ?? 0,
  };
}

function rowOf({ opening, missing }: Draft, judgement: Judgement): Row {
  const { opened, since, again, attachIds, closed, stretch, end } = opening;
  const { controller, access, role, purpose, window, words, start } = opened;
  const { verified, failed } = stretch;
  const due = dueOf(stretch);
  return {
    controller,
    access,
    role,
    purpose,
    window: window === undefined ? null : { id: window, words: words ?? '' },
    start: start ?? null,
    end: end === undefined ? null : iso(end),
    openedBy: openedBy(opened),
    request: requestOf(opened),
    openedAt: iso(since),
    recordedAgain: again,
    closedAt: closed === undefined ? null : iso(closed.at),
    verifiedAt: verified === undefined ? null : iso(verified.at),
    verifiedBy: verified?.trigger ?? null,
    reads: verified?.reads ?? null,
    secondsPastEnd: verified === undefined || due === undefined ? null : Math.round((verified.at - due) / SECOND),
    failedCloses: failed.length,
    awsRequestIds: {
      attach: attachIds,
      detach: closed?.awsRequestIds ?? [],
      verify: verified?.awsRequestIds ?? [],
    },
    state: stateOf(opening, judgement),
    gap: missing === undefined ? null : `${access} ${missing.what}`,
  };
}

/** A deployment that finds a request open has not opened it. */
function openedBy({ trigger, request }: EvidenceRecord): ReportedOpening['openedBy'] {
  if (request !== undefined || trigger === 'request') {
    return 'request';
  }
  return trigger === 'start' ? 'schedule' : trigger === 'deployment' ? 'deployment' : 'unknown';
}

function requestOf(record: EvidenceRecord): ReportedOpening['request'] {
  const { request, requestedAt, requestedBy, requestReason, correlation } = record;
  return request === undefined
    ? null
    : {
        id: request,
        at: requestedAt ?? null,
        source: requestedBy ?? null,
        reason: requestReason ?? null,
        correlation: correlation ?? null,
      };
}
