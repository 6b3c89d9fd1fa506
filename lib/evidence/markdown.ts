/** A report for people: a line that says how it stands, the gaps, then a table for each access. */
import { code, plain } from '../review/markdown-text';
import { count } from '../review/wording';
import type { Drift, Entry, Evidence, Gap, ReportedOpening, ResidualEntry } from './report';

export function markdown(evidence: Evidence): string {
  const { refused, failedOpens, drift, held, residual, limits, sources } = evidence;
  return [
    `# Evidence of temporary access\n\n${summary(evidence)}`,
    gapSection(evidence),
    ...accessSections(evidence),
    table('Opens that failed', ['when', 'access', 'by', 'why'], failedOpens.map(entryRow)),
    table('Refused', ['when', 'access', 'by', 'why'], refused.map(entryRow)),
    table('Closed before its time', ['when', 'access', 'by', 'why'], held.map(entryRow)),
    table(
      'Found attached outside every window',
      ['when', 'access', 'role', 'why', 'proved to be gone'],
      drift.map(driftRow),
    ),
    table('Rights that something else still gave', ['when', 'access', 'role', 'what'], residual.map(residualRow)),
    `## What this does not prove\n\n${limits.map((one) => `- ${plain(one)}`).join('\n')}`,
    table(
      'What was read',
      ['source', 'records', 'not readable'],
      sources.map(({ name, records, unreadable }) => [code(name), String(records), String(unreadable)]),
    ),
  ]
    .filter((section) => section !== '')
    .map((section) => `${section}\n`)
    .join('\n');
}

function summary({ gaps, openings, from, until, readUntil, access }: Evidence): string {
  const of = access === null ? '' : ` of ${code(access)}`;
  const standing = openings.filter(({ state }) => state === 'open' || state === 'ending').length;
  const verified = openings.filter(({ state }) => state === 'verified').length;
  return (
    `**${gaps.length === 0 ? 'No gap.' : `${count(gaps.length, 'gap')}.`}** ` +
    `${count(openings.length, 'opening')}${of} from ${from} until ${until}: ${verified} proved to be over, ` +
    `${standing} still open or just ended, ${openings.length - verified - standing} without a proof. ` +
    `As on record at ${readUntil}.`
  );
}

function gapSection({ gaps, openings, lateAfterSeconds }: Evidence): string {
  const judged = `A proof is late after ${lateAfterSeconds / 60} minutes.`;
  return gaps.length === 0
    ? `## Gaps\n\nNone. ${judged}`
    : `## Gaps\n\n${gaps.map((gap, index) => gapLine(gap, index, openings)).join('\n')}\n\n${judged}`;
}

function gapLine(
  { kind, what, first, role, policies, opening }: Gap,
  index: number,
  openings: readonly ReportedOpening[],
): string {
  const of = openings.find(({ number }) => number === opening);
  const where = role === null ? '' : `; role ${code(role)}, ${policies.map(code).join(', ')}`;
  const asked = of === undefined ? '' : ` (opening ${of.number}, ${saySo(of)})`;
  return `${index + 1}. **${plain(what)}**${asked}${where}. First: ${plain(first)}. \`${kind}\``;
}

function accessSections({ openings }: Evidence): string[] {
  const accesses = new Map<string, ReportedOpening[]>();
  for (const opening of openings) {
    const key = `${opening.controller} ${opening.access} ${opening.role}`;
    accesses.set(key, [...(accesses.get(key) ?? []), opening]);
  }
  return [...accesses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => accessSection(own));
}

function accessSection(openings: readonly ReportedOpening[]): string {
  const [{ access, controller, role, purpose } = { access: '', controller: '', role: '', purpose: '' }] = openings;
  const policies = [...new Set(openings.flatMap((opening) => opening.policies))];
  return [
    `## ${plain(access)} of ${plain(controller)}`,
    `${plain(purpose)}\n\nRole ${code(role)}; ${policies.map(code).join(', ')}`,
    rows(
      ['', 'declared', 'on whose say-so', 'opened', 'closed', 'proved to be gone', 'past the end', 'AWS request ids'],
      openings.map(openingRow),
    ),
  ].join('\n\n');
}

function openingRow(opening: ReportedOpening): string[] {
  const { number, start, end, window, openedAt, closedAt, verifiedAt, reads, state, gap, awsRequestIds } = opening;
  const ids = [...awsRequestIds.attach, ...awsRequestIds.detach];
  const proof =
    verifiedAt === null ? `**${state}**` : `${verifiedAt}${reads === null ? '' : ` (${count(reads, 'read')})`}`;
  return [
    `${number}${gap === null ? '' : ' **!**'}`,
    `${start ?? '?'} to ${end ?? '?'}${window === null ? '' : `<br>${plain(window.words)}`}`,
    saySo(opening),
    openedAt,
    closedAt ?? '',
    proof,
    pastEnd(opening),
    ids.map(code).join('<br>'),
  ];
}

function pastEnd({ secondsPastEnd }: ReportedOpening): string {
  return secondsPastEnd === null ? '' : secondsPastEnd < 0 ? 'before it' : `${secondsPastEnd} s`;
}

function saySo({ openedBy, request }: ReportedOpening): string {
  if (request === null) {
    return openedBy === 'schedule' ? 'its schedule' : openedBy === 'deployment' ? 'a deployment' : openedBy;
  }
  const { id, source, reason, correlation, at } = request;
  return [
    `request ${code(id)}`,
    ...(source === null ? [] : [`from ${code(source)}`]),
    ...(at === null ? [] : [`at ${plain(at)}`]),
    ...(correlation === null ? [] : [`for case ${plain(correlation)}`]),
    ...(reason === null ? [] : [`because: ${plain(reason)}`]),
  ].join(' ');
}

function entryRow({ at, access, trigger, why, request, correlation }: Entry): string[] {
  const asked = [request === null ? '' : ` ${code(request)}`, correlation === null ? '' : ` for ${plain(correlation)}`];
  return [at, plain(access), `${trigger}${asked.join('')}`, plain(why)];
}

function driftRow({ at, access, role, why, removedAt }: Drift): string[] {
  return [at, plain(access), code(role), plain(why), removedAt ?? '**no**'];
}

function residualRow({ at, access, role, findings, notAsked }: ResidualEntry): string[] {
  const asked = notAsked.map((one) => `not asked: ${plain(one)}`);
  return [at, plain(access), code(role), [...findings.map(plain), ...asked].join('<br>')];
}

function table(head: string, columns: readonly string[], lines: readonly (readonly string[])[]): string {
  return lines.length === 0 ? '' : `## ${head}\n\n${rows(columns, lines)}`;
}

function rows(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
