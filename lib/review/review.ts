/**
 * Reads an assembly, and says who gets what, when and why, what is wrong with it, and what changed.
 *
 * Nothing but the assembly and the arguments is read: the same input gives the same report.
 */
import { DAY, type EpochMs, epochMs, fromIso, iso, plus } from '../core/interval';
import { type DeclaredWindow, isOnDemand } from '../core/window';
import { readAssembly } from '../assembly/assembly';
import { compare } from './comparison/compare';
import { declaredIn, type Facts, factsOf, keyOf } from './facts';
import { findingsOf } from './findings/findings';
import { type Finding, type Report, REPORT_VERSION } from './report';

/** How far a review looks ahead, if nobody says otherwise. */
export const DEFAULT_DAYS = 28;

export interface ReviewProps {
  /** The folder that `cdk synth` wrote. */
  readonly folder: string;
  /** What to compare with, of another assembly or of a committed report. */
  readonly base?: Told | undefined;
  /** Where to start looking; the assembly says where, if nobody else does. */
  readonly from?: EpochMs | undefined;
  readonly days: number;
}

/** As much of a report as a comparison needs. */
export type Told = Pick<Report, 'accesses' | 'controllers' | 'findings'>;

export function review({ folder, base, from, days }: ReviewProps): Report {
  const { scopes, declared } = declaredIn(readAssembly(folder));
  const start = from ?? defaultStart(declared.flatMap(({ windows }) => windows));
  const range = { start, end: plus(start, days * DAY) };
  const facts = factsOf(scopes, declared, range);
  const told = {
    version: REPORT_VERSION,
    from: iso(range.start),
    until: iso(range.end),
    accesses: facts.accesses.map((access) => access.told),
    controllers: facts.controllers,
  } as const;
  const findings = findingsOf(facts, range);
  return base === undefined
    ? { ...told, findings, changes: null }
    : { ...told, ...compared(base, { ...told, findings }, facts, from !== undefined) };
}

function compared(
  base: Told,
  told: Told,
  { permanentOf }: Facts,
  isTimed: boolean,
): Pick<Report, 'findings' | 'changes'> {
  const { changes, findings, formerKeys } = compare(base, told, permanentOf, isTimed);
  const known = new Set(
    base.findings.map((finding) => findingKey(finding, keyOf({ ...finding, id: finding.access ?? '' }))),
  );
  const isNew = (finding: Finding): boolean => {
    const key = keyOf({ ...finding, id: finding.access ?? '' });
    return !known.has(findingKey(finding, formerKeys.get(key) ?? key));
  };
  return {
    changes,
    findings: bySeverity([
      ...findings.map((finding) => ({ ...finding, isNew: true })),
      ...told.findings.map((finding) => ({ ...finding, isNew: isNew(finding) })),
    ]),
  };
}

/** Its words may name dates, which follow the time that is looked at. */
function findingKey({ id, about }: Finding, access: string): string {
  return JSON.stringify([id, about, access]);
}

const SEVERITIES = ['high', 'medium', 'low'];

/** The worst first, and new ones before those that were there. */
function bySeverity(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity, isNew }: Finding): number => SEVERITIES.indexOf(severity) * 2 + (isNew === true ? 0 : 1);
  return [...findings].sort((one, other) => rank(one) - rank(other));
}

/** A Monday. Where no window has a date, one week is as good as another. */
const ANY_MONDAY = epochMs(Date.UTC(2026, 0, 5));

/**
 * The Monday of the week of the first date that a window has, in UTC.
 *
 * A clock would make every review another one, and an assembly has no date of its own. From the first date on nothing
 * that is declared is over, so that no window is called past by a date that nobody gave.
 */
function defaultStart(windows: readonly DeclaredWindow[]): EpochMs {
  const schedules = windows.flatMap((window) => (isOnDemand(window) ? (window.within ?? []) : window));
  const dates = schedules.flatMap((window) => {
    const first = window.kind === 'once' ? window.start : (window.validFrom ?? window.validUntil);
    return fromIso(first ?? '') ?? [];
  });
  return dates.length === 0 ? ANY_MONDAY : mondayOf(epochMs(Math.min(...dates)));
}

/** 1970 began on a Thursday. */
function mondayOf(at: EpochMs): EpochMs {
  const day = Math.floor(at / DAY);
  return epochMs((day - ((day + 3) % 7)) * DAY);
}
