/** The verdict, and a number for each thing that a reviewer asks first. */
import { type Report, type Severity } from '../report';
import { verdictOf } from '../verdict';
import { type Markup, markup } from './markup';

export function summary(report: Report): Markup {
  const { lead, findings, time } = verdictOf(report);
  return markup`<header>
<h1>Temporary access</h1>
<p class="lead">${lead.join(' ')}</p>
<p>${findings} <span class="quiet">${time}</span></p>
<nav aria-label="Sections"><ul>${linksOf(report).map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
`;
}

function linksOf({ changes, findings }: Report): [id: string, name: string][] {
  return [
    ...(changes === null ? [] : [['changes', 'Changes'] as [string, string]]),
    ...(findings.length === 0 ? [] : [['findings', 'Findings'] as [string, string]]),
    ['calendar', 'Calendar'],
    ['accesses', 'Who gets what'],
    ['openings', 'All openings'],
    ['controls', 'Controls'],
  ];
}

export function severityMark(severity: Severity): Markup {
  return markup`<span class="mark ${severity}">${severity}</span>`;
}
