/**
 * Joins what was recorded: each open with its close and the proof of it, and what is missing.
 *
 * The same records give the same report; nothing here reads a clock.
 */
import { type EpochMs, iso, SECOND } from '../core/interval';
import { gapOf, type Judgement, type Missing, standingGap, unopenedGap } from './gaps';
import { limitsOf } from './limits';
import { type Draft, together } from './opening-rows';
import type { Stretch } from './openings';
import { historyOf } from './pair-history';
import type { EvidenceRecord } from './record';
import { type SourceRead, type Unreadable } from './records';
import { type Drift, type Entry, type Evidence, EVIDENCE_VERSION, type Gap, GAP_KINDS } from './report';

/** What was read, and what it is asked about. */
export interface Read extends Judgement {
  readonly records: readonly EvidenceRecord[];
  readonly sources: readonly SourceRead[];
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Records from before were not asked for; undefined where all there are were. */
  readonly readFrom: EpochMs | undefined;
  readonly access: string | undefined;
}

/** A gap, and of whom. */
export interface Found extends Missing {
  readonly who: EvidenceRecord;
  readonly policy: string;
}

/** So many beginnings of unreadable lines are shown of a source. */
const MOST_SHOWN = 3;

export function evidenceOf(read: Read): Evidence {
  const { from, until, readUntil, readFrom } = read;
  const isAsked = ({ access }: EvidenceRecord): boolean => read.access === undefined || access === read.access;
  const isWithin = ({ at }: { readonly at: EpochMs }): boolean => from <= at && at < until;
  const histories = [...pairs(read.records)].map(([, { policy, records }]) => ({ policy, ...historyOf(records) }));

  const drafts = histories.flatMap(({ policy, openings }) =>
    openings
      .filter(({ opened, since, stretch }) => {
        const over = stretch.verified?.at ?? stretch.next?.at ?? readUntil;
        return isAsked(opened) && since < until && over >= from;
      })
      .map((opening) => ({ opening, policy, missing: gapOf(opening, read) })),
  );
  const { openings, numberOf } = together(drafts, read);
  const found: (Found & { readonly opening: number | null })[] = [
    ...lastOfEach(drafts).flatMap(({ opening, policy, missing }) =>
      missing === undefined ? [] : [{ ...missing, who: opening.opened, policy, opening: numberOf(opening) }],
    ),
    ...histories.flatMap(({ policy, standing, unopened }) => [
      ...standing.flatMap((one) => {
        const missing = standingGap(one, read);
        const who = one.drift ?? one.failed ?? one.detached;
        const over = one.next ?? one.verified;
        const isOver = over !== undefined && over.at < from;
        return missing === undefined || who === undefined || isOver || missing.at >= until
          ? []
          : [{ ...missing, who, policy, opening: null }];
      }),
      ...unopened
        .filter((one) => isWithin(one) && !isFromBefore(one, readFrom ?? from))
        .map((one) => ({ ...unopenedGap(one), who: one, policy, opening: null })),
    ]),
  ].filter(({ who }) => isAsked(who));

  const entries = (...kinds: EvidenceRecord['event'][]): EvidenceRecord[] =>
    read.records.filter((one) => kinds.includes(one.event) && isAsked(one) && isWithin(one));
  return {
    version: EVIDENCE_VERSION,
    from: iso(from),
    until: iso(until),
    readFrom: readFrom === undefined ? null : iso(readFrom),
    readUntil: iso(readUntil),
    access: read.access ?? null,
    lateAfterSeconds: read.lateMs / SECOND,
    sources: read.sources.map(({ name, records, unreadable }) => ({ name, records, unreadable: unreadable.length })),
    gaps: [...gapsOf(found), ...read.sources.flatMap(unreadableGap)],
    openings,
    refused: entries('refused', 'unmatched').map(entry),
    failedOpens: entries('open-failed').map(entry),
    drift: entries('drift').map((one) => drift(one, read.records)),
    residual: entries('residual').map(({ residual, ...one }) => ({
      ...who(one),
      at: iso(one.at),
      findings: (residual?.findings ?? []).map(
        ({ action, resource, allowedBy }) => `${action} on ${resource}: ${allowedBy.join('; ')}`,
      ),
      notAsked: residual?.notAsked ?? [],
    })),
    held: entries('held').map(entry),
    limits: limitsOf(read),
  };
}

/** What is missing of the end of several openings is one gap: that of the last of them. */
function lastOfEach(drafts: readonly Draft[]): Draft[] {
  const last = new Map<Stretch, Map<string | undefined, Draft>>();
  for (const draft of drafts) {
    const { stretch, end = 0 } = draft.opening;
    const own = last.get(stretch) ?? new Map<string | undefined, Draft>();
    const known = own.get(draft.missing?.kind);
    own.set(draft.missing?.kind, known !== undefined && (known.opening.end ?? 0) > end ? known : draft);
    last.set(stretch, own);
  }
  return [...last.values()].flatMap((own) => [...own.values()]);
}

/** The records of each policy on each role, in order. */
function pairs(
  records: readonly EvidenceRecord[],
): Map<string, { readonly policy: string; readonly records: EvidenceRecord[] }> {
  const found = new Map<string, { readonly policy: string; readonly records: EvidenceRecord[] }>();
  for (const record of records) {
    for (const policy of record.policies) {
      const key = `${record.role} ${policy}`;
      const known = found.get(key) ?? { policy, records: [] };
      known.records.push(record);
      found.set(key, known);
    }
  }
  return found;
}

/** What opened before anything was read has its record there. */
function isFromBefore({ start }: EvidenceRecord, readFrom: EpochMs): boolean {
  return start !== undefined && Date.parse(start) < readFrom;
}

/** What is missing of several policies alike is one gap. */
function gapsOf(found: readonly (Found & { readonly opening: number | null })[]): Gap[] {
  const gaps = new Map<string, { gap: Omit<Gap, 'policies'>; policies: string[]; at: EpochMs }>();
  for (const { kind, at, what, first, opening, policy, who: record } of found) {
    const { controller, access, role } = record;
    const gap = { kind, controller, access, role, at: iso(at), what: `${access} ${what}`, first, opening };
    const known = gaps.get(JSON.stringify(gap)) ?? { gap, policies: [], at };
    known.policies.push(policy);
    gaps.set(JSON.stringify(gap), known);
  }
  return [...gaps]
    .sort(([a, one], [b, other]) => rank(one.gap) - rank(other.gap) || one.at - other.at || (a < b ? -1 : 1))
    .map(([, { gap, policies }]) => {
      const { kind, controller, access, role, ...more } = gap;
      return { kind, controller, access, role, policies: policies.sort(), ...more };
    });
}

/** What may be standing is first, then what nobody can account for, then what came late, and what could not be read. */
function rank({ kind, opening }: Pick<Gap, 'kind' | 'opening'>): number {
  const place = GAP_KINDS.indexOf(kind);
  const mayStand = place < GAP_KINDS.indexOf('open-unconfirmed');
  // A close that failed where nothing is known to have been open is the least of what may stand.
  return mayStand ? Number(kind === 'close-failed' && opening === null) : place;
}

function unreadableGap({ name, unreadable }: SourceRead): Gap[] {
  if (unreadable.length === 0) {
    return [];
  }
  const some = unreadable.slice(0, MOST_SHOWN).map(({ why, text }: Unreadable) => `${why} (${text})`);
  const lines = unreadable.length === 1 ? 'a line' : `${unreadable.length} lines`;
  return [
    {
      ...{ kind: 'unreadable', controller: null, access: null, role: null, policies: [], at: null, opening: null },
      what: `${lines} of ${name} could not be read: ${some.join('; ')}${unreadable.length > MOST_SHOWN ? '; …' : ''}`,
      first:
        'look at them: read by the version of cdk-temporary-access that wrote them, or from a whole copy of the file',
    },
  ];
}

function who({
  controller,
  access,
  role,
  policies,
}: EvidenceRecord): Pick<Entry, 'controller' | 'access' | 'role' | 'policies'> {
  return { controller, access, role, policies };
}

function entry(record: EvidenceRecord): Entry {
  const { at, trigger, reason, until, request, correlation } = record;
  const why = reason ?? (until === undefined ? '' : `until ${until}`);
  return { ...who(record), at: iso(at), trigger, why, request: request ?? null, correlation: correlation ?? null };
}

function drift(record: EvidenceRecord, records: readonly EvidenceRecord[]): Drift {
  const { at, role, policies, reason = '' } = record;
  const removed = records.find(
    (one) =>
      (one.event === 'verified' || one.event === 'drift-removed') &&
      one.at >= at &&
      one.role === role &&
      policies.every((policy) => one.policies.includes(policy)),
  );
  return { ...who(record), at: iso(at), removedAt: removed === undefined ? null : iso(removed.at), why: reason };
}
