/**
 * Every opening as a row, and all hours in which a request may open: what the calendar shows, for whoever reads without
 * it.
 */
import { type Interval, MINUTE } from '../../core/interval';
import { intervalOf } from '../instants';
import { isAlwaysPossible } from '../possible';
import type { Report } from '../report';
import { compareTexts } from '../statements';
import { duration, utcTimes } from '../wording';
import { type Markup, markup, NOTHING } from './markup';
import { tag } from './tag';

/** More rows nobody reads, and a browser shows them slowly. */
const MOST_ROWS = 5_000;

interface Opening {
  readonly index: number;
  readonly id: string;
  readonly local: string;
  readonly timeZone: string;
  readonly interval: Interval;
  /** The longest that one request holds it open; undefined where the clock opens it. */
  readonly mostMs: number | undefined;
}

export function openingSection(report: Report): Markup {
  const all = openingsOf(report);
  const rows = all.slice(0, MOST_ROWS).map(
    ({ index, id, local, timeZone, interval, mostMs }) => markup`<tr>
<td>${tag(index)} <a href="#access-${index + 1}">${id}</a></td>
<td>${local} <span class="quiet">${timeZone}</span></td>
<td>${utcTimes(interval)}</td>
<td>${mostMs === undefined ? duration(interval.end - interval.start) : `up to ${duration(mostMs)} on request`}</td>
</tr>
`,
  );
  const hidden = all.length - rows.length;
  return markup`<section id="openings">
<h2>All openings</h2>
<details open>
<summary>${summary(all)} from ${report.from.slice(0, 10)} on, in the order of their starts</summary>
${always(report)}<div class="wide"><table>
<thead><tr><th scope="col">Access</th><th scope="col">On the clock of the window</th><th scope="col">In UTC</th><th scope="col">Length</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
${hidden === 0 ? '' : markup`<p>Left out for length: ${hidden} more openings.</p>`}
</details>
</section>
`;
}

function summary(all: readonly Opening[]): string {
  const possible = all.filter(({ mostMs }) => mostMs !== undefined).length;
  return possible === 0 ? `${all.length}` : `${all.length - possible}, and ${possible} possible on request,`;
}

/** They would be a row that has no end. */
function always({ accesses }: Report): Markup {
  const items = accesses.flatMap((access, index) =>
    isAlwaysPossible(access)
      ? [markup`${tag(index)} <a href="#access-${index + 1}">${access.id}</a> (${access.exposure.words}) `]
      : [],
  );
  return items.length === 0
    ? NOTHING
    : markup`<p>A request may open at any time: ${items}</p>
`;
}

function openingsOf({ accesses }: Report): Opening[] {
  return accesses
    .flatMap(({ id, windows }, index) =>
      windows.flatMap((window) => {
        const isAsked = window.kind === 'on-demand';
        const { occurrences, timeZone } = isAsked ? (window.within ?? window) : window;
        return occurrences.map((one) => {
          const interval = intervalOf(one);
          const mostMs = isAsked ? Math.min(window.maxMinutes * MINUTE, interval.end - interval.start) : undefined;
          return { index, id, local: one.local, timeZone, interval, mostMs };
        });
      }),
    )
    .sort((one, other) => one.interval.start - other.interval.start || compareTexts(one.id, other.id));
}
