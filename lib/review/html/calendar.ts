/** The frame of the calendar, which the page's script fills: it is of no use without, and hidden until then. */
import type { Report } from '../report';
import { count } from '../wording';
import { calendarData } from './calendar-data';
import { jsonMarkup, type Markup, markup, NOTHING } from './markup';
import { tag } from './tag';

export function calendarSection(report: Report): Markup {
  return markup`<section id="calendar">
<h2>Calendar</h2>
<noscript><p>The calendar needs JavaScript. Everything that it shows is listed under <a href="#openings">all openings</a>.</p></noscript>
<div id="week" hidden>
<div class="tools">
<div><button type="button" id="previous">&#8249; <span class="name">Previous week</span></button>
<button type="button" id="next"><span class="name">Next week</span> &#8250;</button></div>
<h3 id="title" aria-live="polite"></h3>
<label>Clock of <select id="zone"></select></label>
</div>
<div class="wide"><div id="grid"></div></div>
${requestNote(report)}<p class="quiet">Hatched: the clocks skip this hour. Dotted: it happens twice. Grey: not looked at by this review.</p>
${legend(report)}</div>
<script type="application/json" id="data">${jsonMarkup(calendarData(report))}</script>
</section>
`;
}

/** Where no window opens on request there is nothing to tell apart. */
function requestNote({ accesses }: Report): Markup {
  const isAsked = accesses.some(({ exposure }) => exposure.upTo !== null);
  return isAsked
    ? markup`<p id="always" hidden></p>
<p class="quiet">Filled: the clock opens it. Outlined: a request may open it in these hours, and nothing else does.</p>
`
    : NOTHING;
}

function legend({ accesses }: Report): Markup {
  const items = accesses.map(
    ({ id, role, exposure }, index) =>
      markup`<li><label><input type="checkbox" checked data-access="${index}"> ${tag(index)} ${id}</label> <span class="quiet">${role.name}; ${exposure.words}</span></li>
`,
  );
  return markup`<fieldset id="legend"><legend>${count(accesses.length, 'access', 'accesses')}</legend>
<button type="button" id="all">Show all</button> <button type="button" id="none">Hide all</button>
<ul>${items}</ul></fieldset>
`;
}
