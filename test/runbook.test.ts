/** `docs/runbook.md`, the alarms that lead to it, and the log that it sends people into. That its commands work is for the end-to-end tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessController, AccessEventArchive } from 'cdk-temporary-access';
import { accessIn, roleIn, stackOf } from './lib/fixture';
import { breakGlass, page } from './lib/on-request';
import { MarkdownPage } from './markdown-page';

const ROOT = join(__dirname, '..');
const RUNBOOK = MarkdownPage.of(join(ROOT, 'docs/runbook.md'));

/** Everything that has an alarm. */
const stack = stackOf();
new AccessController(stack, 'AccessController', { alarmActions: [page] });
accessIn(stack, { residualCheck: true });
accessIn(stack, { role: roleIn(stack, 'Emergency'), windows: [breakGlass()] }, 'Incident');
new AccessEventArchive(stack, 'Archive');
const descriptions = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }): string => Properties.AlarmDescription,
);
const linked = new Set(descriptions.map((description) => /docs\/runbook\.md#([a-z-]+)$/.exec(description)?.[1] ?? ''));

/** The sections of alarms stand between what comes first and what is for all of them. */
const sections = RUNBOOK.anchors.slice(RUNBOOK.anchors.indexOf('first') + 1, RUNBOOK.anchors.indexOf('close-by-hand'));

test('every alarm leads to a section, and every section belongs to an alarm', () => {
  expect(descriptions).toHaveLength(9);
  expect([...linked].sort()).toEqual([...sections].sort());
});

test('every alarm has three commands, one after the other', () => {
  for (const { prose, scripts } of sections.map((anchor) => RUNBOOK.section(anchor))) {
    expect(prose.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
    expect(scripts.length).toBeGreaterThanOrEqual(3);
  }
});

test('what is searched for in the log is written there', () => {
  const written = readdirSync(join(ROOT, 'lambda'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(ROOT, 'lambda', path), 'utf8'))
    .join('\n');
  const searched = RUNBOOK.sections
    .flatMap(({ scripts }) => scripts)
    .flatMap((script) => [...script.matchAll(/--filter-pattern '"([^"]+)"'/g)].map(([, text]) => text!));
  expect(searched.length).toBeGreaterThan(4);
  expect(searched.filter((text) => !written.includes(`'${text}'`))).toEqual([]);
});
