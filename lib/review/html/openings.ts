/** Every opening as a row: what the calendar shows, for whoever reads without it. */
import type { Interval } from '../../core/interval';
import { intervalOf } from '../instants';
import type { Report } from '../report';
import { compareTexts } from '../statements';
import { duration, utcTimes } from '../wording';
import { type Markup, markup } from './markup';
import { tag } from './tag';

/** More rows nobody reads, and a browser shows them slowly. */
const MOST_ROWS = 5_000;

interface Opening {
  readonly index: number;
  readonly id: string;
  readonly local: string;
  readonly timeZone: string;
  readonly interval: Interval;
}

export function openingSection(report: Report): Markup {
  const all = openingsOf(report);
  const rows = all.slice(0, MOST_ROWS).map(
    ({ index, id, local, timeZone, interval }) => markup`<tr>
<td>${tag(index)} <a href="#access-${index + 1}">${id}</a></td>
<td>${local} <span class="quiet">${timeZone}</span></td>
<td>${utcTimes(interval)}</td>
<td>${duration(interval.end - interval.start)}</td>
</tr>
`,
  );
  const hidden = all.length - rows.length;
  return markup`<section id="openings">
<h2>All openings</h2>
<details open>
<summary>${all.length} from ${report.from.slice(0, 10)} on, in the order of their starts</summary>
<div class="wide"><table>
<thead><tr><th scope="col">Access</th><th scope="col">On the clock of the window</th><th scope="col">In UTC</th><th scope="col">Length</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
${hidden === 0 ? '' : markup`<p>Left out for length: ${hidden} more openings.</p>`}
</details>
</section>
`;
}

function openingsOf({ accesses }: Report): Opening[] {
  return accesses
    .flatMap(({ id, windows }, index) =>
      windows.flatMap(({ timeZone, occurrences }) =>
        occurrences.map((one) => ({ index, id, local: one.local, timeZone, interval: intervalOf(one) })),
      ),
    )
    .sort((one, other) => one.interval.start - other.interval.start || compareTexts(one.id, other.id));
}
