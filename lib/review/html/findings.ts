/** What a reviewer should look at twice, the worst first. */
import type { Report } from '../report';
import { type Markup, markup, NOTHING } from './markup';
import type { LinkTo } from './places';
import { severityMark } from './summary';

export function findingSection({ findings }: Report, linkTo: LinkTo): Markup {
  if (findings.length === 0) {
    return NOTHING;
  }
  const rows = findings.map(
    (finding) => markup`<tr>
<td>${severityMark(finding.severity)}${finding.isNew === true ? ' new' : ''}</td>
<td>${linkTo(finding)}</td>
<td>${finding.what}</td>
<td>${finding.why}; ${finding.mend} <code class="quiet">${finding.id}</code></td>
</tr>
`,
  );
  return markup`<section id="findings">
<h2>Findings</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Severity</th><th scope="col">Where</th><th scope="col">What</th><th scope="col">Why, and what to do</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
</section>
`;
}
