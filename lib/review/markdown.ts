/**
 * A report for a pull request: the verdict first, what changed, what is wrong, and the rest folded away.
 *
 * GitHub takes 65,536 characters in a comment. What does not fit is cut from the end, where the details are, and the
 * cut is stated.
 */
import { rightsInShort } from './access-lines';
import { changeGroups } from './change-groups';
import { controlWords } from './control-words';
import { fit, type Section } from './fit';
import { ganttOf } from './gantt';
import { details } from './markdown-details';
import { code, inline, plain } from './markdown-text';
import type { Change, Controller, Report } from './report';
import { verdictOf } from './verdict';
import { BREAK_GLASS, breaksGlass, windowInShort } from './window-lines';
import { clipped, count, listed, LONGEST_LINE } from './wording';

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
  const { lead, findings, time } = verdictOf(report);
  return `${lead.map((sentence) => `**${sentence}**`).join(' ')} ${findings} _${time}_`;
}

function changeSections({ changes }: Report, several: boolean): Section[] {
  return changeGroups(changes ?? []).map(({ head, changes: items }) => ({
    head: `### ${head}\n\n`,
    items: items.map(({ change, mark }) => `${changeLine(change, several)}${mark === undefined ? '' : ` _(${mark})_`}`),
    foot: '',
    more: (number) => count(number, 'more change'),
  }));
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
        `| ${placeOf(access.stack, access.id, several)}${breaksGlass(access) ? ` **(${BREAK_GLASS})**` : ''}<br>` +
        `${plain(clipped(access.purpose, 300))} | ${code(access.role.name)} | ` +
        `${plain(rightsInShort(access))} | ${plain(listed(access.windows.map(windowInShort)))} | ` +
        `${plain(access.exposure.words)} |`,
    ),
    foot: '',
    more: (number) => count(number, 'more access', 'more accesses'),
  };
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
  const parts = controlWords(controller).map((part) => part.map(inline).join(''));
  return `- **${plain(controller.stack)}**: ${parts.join('; ')}`;
}
