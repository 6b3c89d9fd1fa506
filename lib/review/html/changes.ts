/** What changed against the base; nothing where there is none. */
import { changeGroups } from '../change-groups';
import type { Report } from '../report';
import { type Markup, markup, NOTHING } from './markup';
import type { LinkTo } from './places';

export function changeSection({ changes }: Report, linkTo: LinkTo): Markup {
  if (changes === null) {
    return NOTHING;
  }
  const groups = changeGroups(changes).filter((group) => group.changes.length > 0);
  const lists = groups.map(
    (group) => markup`<h3>${group.head}</h3>
<ul class="changes">${group.changes.map(
      ({ change, mark }) =>
        markup`<li class="${change.direction}">${linkTo(change)}: ${change.what}${mark === undefined ? '' : markup` <span class="quiet">(${mark})</span>`}</li>
`,
    )}</ul>
`,
  );
  return markup`<section id="changes">
<h2>Changes</h2>
${groups.length === 0 ? markup`<p>Nothing changed.</p>` : lists}
</section>
`;
}
