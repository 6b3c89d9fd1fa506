/**
 * A report for a pull request: the verdict first, what changed, what is wrong, and the rest folded away.
 *
 * GitHub takes 65,536 characters in a comment. What does not fit is cut from the end, where the details are, and the
 * cut is stated.
 */
import { MINUTE } from '../core/interval';
import { fit, type Section } from './fit';
import { ganttOf } from './gantt';
import { details } from './markdown-details';
import { clipped, code, LONGEST_LINE, plain } from './markdown-text';
import type { Access, Change, Controller, Finding, Report } from './report';
import { count, duration, listed } from './wording';

/** Leaves room for what a workflow puts around it, such as the mark by which it finds its own comment again. */
export const LONGEST_COMMENT = 64_000;

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
