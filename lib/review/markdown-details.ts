/** One access in Markdown: who, what, when, and what ends it. */
import { type EpochMs, fromIso } from '../core/interval';
import { clipped, code, LONGEST_LINE, plain } from './markdown-text';
import type { Access, Policy, Window } from './report';
import { count, listed, localTimes, utcTimes } from './wording';

const MOST_OCCURRENCES = 4;
const MOST_STATEMENTS = 40;

/** Folded, for whoever wants to know exactly. */
export function details(access: Access, several: boolean): string {
  const { id, stack, role, policies, windows, ends, allowsEscalation, acknowledged } = access;
  const lines = [
    `- who: ${code(role.name)}, ${trustLine(access)}`,
    ...(role.permanent.length === 0 ? [] : [`- has at all times anyway: ${permanentLine(role.permanent)}`]),
    ...policies.flatMap(policyLines),
    ...windows.flatMap(windowLines),
    `- ends early: ${ends.early.length === 0 ? 'by nothing; it stands to the end of the window' : plain(listed(ends.early))}`,
    `- verified: ${plain(ends.verifiedBy)}${ends.byIam ? '; IAM itself refuses everything outside the window' : ''}`,
    ...(allowsEscalation ? ['- `allowPrivilegeEscalation: true`'] : []),
    ...(acknowledged.length === 0 ? [] : [`- acknowledged: ${acknowledged.map(code).join(', ')}`]),
  ];
  const title = `${plain(id)}${several ? ` in ${plain(stack)}` : ''}`;
  return `<details><summary>${title}</summary>\n\n${lines.join('\n')}\n\n</details>\n`;
}

function trustLine({ role }: Access): string {
  if (!role.isDeclared) {
    return 'which is declared elsewhere: who can use it is not known here';
  }
  return role.trust.length === 0
    ? 'which nobody can use'
    : `which can be used by ${plain(clipped(listed(role.trust.map(({ words }) => words)), LONGEST_LINE))}`;
}

function permanentLine(permanent: readonly Policy[]): string {
  const statements = permanent.flatMap(({ name, statements: own }) => own?.map(({ words }) => words) ?? [name]);
  return statements
    .slice(0, MOST_STATEMENTS)
    .map((words) => code(clipped(words, LONGEST_LINE)))
    .join('; ');
}

function policyLines({ name, kind, statements }: Policy): string[] {
  if (statements === null) {
    return [`- may: all of ${code(name)}, ${kind === 'aws' ? 'which AWS writes' : 'which is declared elsewhere'}`];
  }
  const from = kind === 'own' ? '' : ` (from ${code(name)})`;
  const lines = statements
    .slice(0, MOST_STATEMENTS)
    .map(({ words }) => `- may: ${code(clipped(words, LONGEST_LINE))}${from}`);
  const hidden = statements.length - lines.length;
  return hidden === 0 ? lines : [...lines, `- may: ${count(hidden, 'more statement')}${from}`];
}

function windowLines({ words, kind, start, end, timeZone, occurrences, clockChanges }: Window): string[] {
  const cron = kind === 'once' ? '' : ` (${code(start)} to ${code(end)})`;
  const next = occurrences.slice(0, MOST_OCCURRENCES).map((one) => {
    const interval = { start: fromIso(one.start) as EpochMs, end: fromIso(one.end) as EpochMs };
    return timeZone === 'UTC'
      ? utcTimes(interval)
      : `${localTimes(timeZone, interval)} ${timeZone}, which is ${utcTimes(interval)}`;
  });
  return [
    `- when: ${plain(words)}${cron}`,
    ...next.map((times) => `  - ${plain(times)}`),
    ...clockChanges.map((note) => `  - the clocks: it ${plain(note)}`),
  ];
}
