/** Who gets what and when: a row for each access, and all that is known of it folded below. */
import { accessLines, type Inline, type Line, rightsInShort } from '../access-lines';
import type { Access, Report } from '../report';
import { listed } from '../wording';
import { BREAK_GLASS, breaksGlass, windowInShort } from '../window-lines';
import { type Markup, markup, NOTHING } from './markup';
import type { LinkTo } from './places';
import { tag } from './tag';

export function accessSection({ accesses }: Report, linkTo: LinkTo): Markup {
  return markup`<section id="accesses">
<h2>Who gets what, and when</h2>
<div class="wide"><table>
<thead><tr><th scope="col"></th><th scope="col">Access</th><th scope="col">Role</th><th scope="col">May</th><th scope="col">When</th><th scope="col">Exposure</th></tr></thead>
<tbody>
${accesses.map((access, index) => row(access, index, linkTo))}</tbody>
</table></div>
${accesses.map((access, index) => details(access, index))}</section>
`;
}

function row(access: Access, index: number, linkTo: LinkTo): Markup {
  const { id, stack, purpose, role, windows, exposure } = access;
  return markup`<tr>
<td>${tag(index)}</td>
<td>${linkTo({ stack, access: id })}${loud(access)}<br>${purpose}</td>
<td><code>${role.name}</code></td>
<td>${rightsInShort(access)}</td>
<td>${listed(windows.map(windowInShort))}</td>
<td>${exposure.words}</td>
</tr>
`;
}

function details(access: Access, index: number): Markup {
  return markup`<details id="access-${index + 1}">
<summary>${tag(index)} <b>${access.id}</b>${loud(access)} <span class="quiet">${access.stack}</span></summary>
<dl>
${accessLines(access).map(definition)}</dl>
</details>
`;
}

function loud(access: Access): Markup {
  return breaksGlass(access) ? markup` <span class="mark high">${BREAK_GLASS}</span>` : NOTHING;
}

function definition({ term, text, under = [] }: Line): Markup {
  const list = under.length === 0 ? '' : markup`<ul>${under.map((line) => markup`<li>${line.map(inline)}</li>`)}</ul>`;
  return markup`<dt>${term}</dt><dd>${text.map(inline)}${list}</dd>
`;
}

export function inline(part: Inline): Markup | string {
  return typeof part === 'string' ? part : markup`<code>${part.code}</code>`;
}
