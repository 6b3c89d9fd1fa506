/**
 * A report as a table for spreadsheets: one row for each opening, and one for each gap that belongs to none. What has a
 * gap comes first.
 *
 * https://www.rfc-editor.org/rfc/rfc4180. Spreadsheets take text that begins with certain characters for a formula, and
 * a reason is written by whoever asks: such text gets an apostrophe before it, which they take for text.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
import type { Evidence, Gap, ReportedOpening } from './report';
import { visible } from '../review/visible-text';

const FORMULA = /^\s*[=+\-@|%＝＋－＠]/;

const COLUMNS = [
  ...['gap', 'gap_kind', 'do_first', 'controller', 'access', 'role', 'policies', 'purpose', 'state', 'window'],
  ...['declared_start', 'declared_end', 'opened_by', 'request', 'requested_at', 'requested_by', 'reason', 'case'],
  ...['opened_at', 'closed_at', 'verified_at', 'verified_by', 'reads', 'seconds_past_end', 'failed_closes'],
  ...['attach_request_ids', 'detach_request_ids', 'verify_request_ids'],
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

export function csv({ gaps, openings }: Evidence): string {
  const gapped = gaps.map((gap) => ({
    ...ofOpening(openings.find(({ number }) => number === gap.opening)),
    ...ofGap(gap),
  }));
  const known = new Set(gaps.map(({ opening }) => opening));
  const others = openings.filter(({ number }) => !known.has(number)).map(ofOpening);
  return [COLUMNS, ...[...gapped, ...others].map((row) => COLUMNS.map((column) => cell(row[column] ?? '')))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}

function ofGap({ kind, what, first, controller, access, role, policies }: Gap): Row {
  const of = { controller, access, role, policies: policies.join(' ') };
  return { ...of, gap: what, gap_kind: kind, do_first: first };
}

function ofOpening(opening: ReportedOpening | undefined): Row {
  if (opening === undefined) {
    return {};
  }
  const { controller, access, role, purpose, state, request, awsRequestIds } = opening;
  return {
    ...{ controller, access, role, policies: opening.policies.join(' '), purpose, state },
    window: opening.window?.words ?? null,
    declared_start: opening.start,
    declared_end: opening.end,
    opened_by: opening.openedBy,
    request: request?.id ?? null,
    requested_at: request?.at ?? null,
    requested_by: request?.source ?? null,
    reason: request?.reason ?? null,
    case: request?.correlation ?? null,
    opened_at: opening.openedAt,
    closed_at: opening.closedAt,
    verified_at: opening.verifiedAt,
    verified_by: opening.verifiedBy,
    reads: opening.reads,
    seconds_past_end: opening.secondsPastEnd,
    failed_closes: opening.failedCloses,
    attach_request_ids: awsRequestIds.attach.join(' '),
    detach_request_ids: awsRequestIds.detach.join(' '),
    verify_request_ids: awsRequestIds.verify.join(' '),
  };
}

/** Numbers are ours; all else may have come from outside. */
function cell(value: string | number): string {
  if (typeof value === 'number') {
    return String(value);
  }
  const shown = visible(value);
  const text = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
