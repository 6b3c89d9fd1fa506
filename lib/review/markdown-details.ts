/** The lines of one access in Markdown. */
import { accessLines, type Line } from './access-lines';
import { inline, plain } from './markdown-text';
import type { Access } from './report';
import { BREAK_GLASS, breaksGlass } from './window-lines';

/** Folded, for whoever wants to know exactly. */
export function details(access: Access, several: boolean): string {
  const loud = breaksGlass(access) ? `, <b>${BREAK_GLASS}</b>` : '';
  const title = `${plain(access.id)}${several ? ` in ${plain(access.stack)}` : ''}${loud}`;
  const lines = accessLines(access).flatMap(markdownLines);
  return `<details><summary>${title}</summary>\n\n${lines.join('\n')}\n\n</details>\n`;
}

function markdownLines({ term, text, under = [] }: Line): string[] {
  return [`- ${term}: ${text.map(inline).join('')}`, ...under.map((line) => `  - ${line.map(inline).join('')}`)];
}
