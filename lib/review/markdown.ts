/**
 * A report for a pull request: the verdict first, what changed, what is wrong, and the rest folded away.
 *
 * GitHub takes 65,536 characters in a comment. What does not fit is cut from the end, where the details are, and the
 * cut is stated.
 */
import { fit, type Section } from './fit';
import { ganttOf } from './gantt';
import { clipped, code, plain } from './markdown-text';
import type { Access, Change, Controller, Finding, Policy, Report, Window } from './report';
import { count, duration, listed, localTimes, utcTimes } from './wording';
import { fromIso, MINUTE, type EpochMs } from '../core/interval';

/** Leaves room for what a workflow puts around it, such as the mark by which it finds its own comment again. */
export const LONGEST_COMMENT = 64_000;

const LONGEST_LINE = 1_500;
const MOST_OCCURRENCES = 4;
const MOST_STATEMENTS = 40;

/** For a comment, up to a length; for a file, whole. */
export function markdown(report: Report, most = LONGEST_COMMENT): string {
  const gantt = ganttOf(report);
  const several = new Set(report.accesses.map(({ stack }) => stack)).size > 1;
  return fit(
    [
      { head: '', items: [`## Temporary access\n\n${verdict(report)}`], foot: '', more: () => 'the verdict' },
      ...changeSections(report, several),
      findingSection(report, several),
      accessTable(report, several),
      {
        head: '',
        items: [gantt.chart, gantt.cut].filter((text) => text !== ''),
        foot: '',
        more: () => 'the chart of the coming weeks',
      },
      controlSection(report),
      {
        head: '',
        items: report.accesses.map((access) => details(access, several)),
        foot: '',
        more: (number) => `the details of ${count(number, 'access', 'accesses')}`,
      },
    ],
    most,
    '**This review is cut.** The whole of it: `temporary-access review --write ACCESS.md`, or `--format json`.',
  );
}

function verdict(report: Report): string {
  const { accesses, changes, findings } = report;
  const parts = [
    changes === null
      ? `**${count(accesses.length, 'access', 'accesses')} to ${count(new Set(accesses.map(roleKey)).size, 'role')}.**`
      : changeVerdict(changes),
    findingVerdict(findings, changes !== null),
    `_Times from ${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}._`,
  ];
  return parts.join(' ');
}

function roleKey({ stack, role }: Access): string {
  return `${stack} ${role.name}`;
}

function changeVerdict(changes: readonly Change[]): string {
  const access = changes.filter(({ about }) => about === 'access');
  const controls = changes.length - access.length;
  const watched = controls === 0 ? '' : ` **${count(controls, 'change')} of controls.**`;
  if (access.length === 0) {
    return `**No change in access.**${watched}`;
  }
  const wider = access.filter(({ direction }) => direction === 'wider').length;
  const said = wider === 0 ? 'none of them gives more' : `${wider} of them ${wider === 1 ? 'gives' : 'give'} more`;
  return `**${count(access.length, 'change')} in access, ${said}.**${watched}`;
}

function findingVerdict(findings: readonly Finding[], isCompared: boolean): string {
  const counted = isCompared ? findings.filter(({ isNew }) => isNew === true) : findings;
  const parts = (['high', 'medium', 'low'] as const).flatMap((severity) => {
    const number = counted.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  const what = isCompared ? 'New findings' : 'Findings';
  return parts.length === 0 ? `No ${what.toLowerCase()}.` : `${what}: ${parts.join(', ')}.`;
}

const HEADS: readonly (readonly [about: Change['about'], direction: Change['direction'], head: string])[] = [
  ['access', 'wider', 'More access'],
  ['access', 'neutral', 'Other changes of access'],
  ['access', 'narrower', 'Less access'],
];

function changeSections({ changes }: Report, several: boolean): Section[] {
  const all = changes ?? [];
  const more = (number: number): string => count(number, 'more change');
  const access = HEADS.map(([about, direction, head]) => ({
    head: `### ${head}\n\n`,
    items: all
      .filter((change) => change.about === about && change.direction === direction)
      .map((change) => changeLine(change, several)),
    foot: '',
    more,
  }));
  const controls = all.filter(({ about }) => about === 'controls');
  const marks = { wider: 'less control', neutral: 'other', narrower: 'more control' };
  return [
    ...access,
    {
      head: '### Controls changed\n\n',
      items: controls.map((change) => `${changeLine(change, several)} _(${marks[change.direction]})_`),
      foot: '',
      more,
    },
  ];
}

function changeLine({ stack, access, what }: Change, several: boolean): string {
  return `- ${placeOf(stack, access, several)}: ${plain(clipped(what, LONGEST_LINE))}`;
}

function placeOf(stack: string, access: string | null, several: boolean): string {
  return access === null
    ? `the controller of **${plain(stack)}**`
    : `**${plain(access)}**${several ? ` in ${plain(stack)}` : ''}`;
}

function findingSection({ findings }: Report, several: boolean): Section {
  return {
    head: '### Findings\n\n| | where | what | why, and what to do |\n| --- | --- | --- | --- |\n',
    items: findings.map(
      ({ severity, isNew, stack, access, what, why, mend, id }) =>
        `| ${severity === 'high' ? '**high**' : severity}${isNew === true ? ' (new)' : ''} | ` +
        `${placeOf(stack, access, several)} | ${plain(clipped(what, LONGEST_LINE))} | ` +
        `${plain(why)}; ${plain(mend)} \`${id}\` |`,
    ),
    foot: '',
    more: (number) => count(number, 'more finding'),
  };
}

function accessTable({ accesses }: Report, several: boolean): Section {
  return {
    head: '### Who gets what, and when\n\n| access | role | may | when | exposure |\n| --- | --- | --- | --- | --- |\n',
    items: accesses.map(
      (access) =>
        `| ${placeOf(access.stack, access.id, several)}<br>${plain(clipped(access.purpose, 300))} | ${code(access.role.name)} | ` +
        `${plain(rightsInShort(access))} | ${plain(listed(access.windows.map(({ words }) => words)))} | ` +
        `${plain(access.exposure.words)} |`,
    ),
    foot: '',
    more: (number) => count(number, 'more access', 'more accesses'),
  };
}

/** `9 actions of lambda and s3; AdministratorAccess`. */
function rightsInShort({ policies }: Access): string {
  const statements = policies.flatMap(({ statements: own }) => own ?? []).filter(({ effect }) => effect === 'Allow');
  const actions = [...new Set(statements.flatMap((statement) => statement.actions))];
  const services = [...new Set(actions.map((action) => action.split(':')[0] ?? action))].sort();
  const most = statements.some(({ exceptActions }) => exceptActions.length > 0) ? ['everything but some actions'] : [];
  const opaque = policies.filter((policy) => policy.statements === null).map(({ name }) => name);
  const named = actions.length === 0 ? [] : [`${count(actions.length, 'action')} of ${listed(services)}`];
  return clipped([...named, ...most, ...opaque].join('; '), 300);
}

function details(access: Access, several: boolean): string {
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
      : `${localTimes(timeZone, interval)} ${timeZone} = ${utcTimes(interval)}`;
  });
  return [
    `- when: ${plain(words)}${cron}`,
    ...next.map((times) => `  - ${plain(times)}`),
    ...clockChanges.map((note) => `  - the clocks: it ${plain(note)}`),
  ];
}

function controlSection({ controllers }: Report): Section {
  return {
    head: '<details><summary>What opens, closes and watches</summary>\n\n',
    items: controllers.map(controlLine),
    foot: '\n\n</details>',
    more: (number) => count(number, 'more controller'),
  };
}

function controlLine(controller: Controller): string {
  const { stack, sweepMinutes, isSweeping, maxWindowMinutes, alarmRecipients, guardrails } = controller;
  const sweep = !isSweeping
    ? 'no sweep'
    : sweepMinutes === null
      ? 'a sweep'
      : `a sweep every ${count(sweepMinutes, 'minute')}`;
  const longest = maxWindowMinutes === null ? [] : [`windows of ${duration(maxWindowMinutes * MINUTE)} at most`];
  const calls =
    alarmRecipients.length === 0 ? 'alarms that call nobody' : `alarms to ${alarmRecipients.map(code).join(', ')}`;
  return `- **${plain(stack)}**: ${[sweep, ...longest, calls, ...guardrails.map(plain)].join('; ')}`;
}
