/**
 * A report as one file for a browser: it needs no network, and could not use one.
 *
 * What a template says is only ever text in it, and the policy of the page lets nothing run or load but the style and the
 * script that are written here, known by their hashes.
 */
import { createHash } from 'node:crypto';
import type { Report } from '../report';
import { accessSection } from './accesses';
import { calendarSection } from './calendar';
import { changeSection } from './changes';
import { controlSection } from './controls';
import { findingSection } from './findings';
import { type Markup, markup } from './markup';
import { openingSection } from './openings';
import { pageScript } from './page-script';
import { linksTo } from './places';
import { STYLE } from './style';
import { summary } from './summary';

export function html(report: Report): string {
  const script = pageScript();
  const linkTo = linksTo(report.accesses);
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Temporary access from ${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}</title>
<style>${own(STYLE)}</style>
</head>
<body>
<main>
${summary(report)}${changeSection(report, linkTo)}${findingSection(report, linkTo)}${calendarSection(report)}${accessSection(report, linkTo)}${openingSection(report)}${controlSection(report)}</main>
<script>${own(script)}</script>
</body>
</html>
`.html;
}

/** What is written here, and not in a template, stands as it is. */
function own(text: string): Markup {
  return { html: text };
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
