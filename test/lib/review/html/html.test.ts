import { createHash } from 'node:crypto';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import { jsonMarkup, markup } from '../../../../lib/review/html/markup';
import { html } from '../../../../lib/review/html/html';
import { tagClass } from '../../../../lib/review/html/tag';
import { removeFolders } from '../../rehearsal/assembly-fixture';
import { accessIn, allow, compared, deployRole, reviewed, shop, tuesdays } from '../review-fixture';

afterAll(removeFolders);

const EVIL = `</script><script>alert(1)</script><img src=x onerror='alert(1)'>" onclick="alert(1)\u2028\u202e&lt;`;

describe('a text of a template stays a text', () => {
  test.each([
    ['a tag', '<img src=x>', '&lt;img src=x&gt;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['the end of an attribute', `" onclick='x'`, '&quot; onclick=&#39;x&#39;'],
    ['the end of a line for scripts', 'a\u2028b', 'a\\u2028b'],
    ['a reversed direction', 'a\u202eb', 'a\\u202eb'],
    ['another language', 'Größe 東京', 'Größe 東京'],
  ])('%s', (_what, text, expected) => {
    expect(markup`<p title="${text}">${[text]}</p>`.html).toBe(`<p title="${expected}">${expected}</p>`);
  });

  test('and as data of the script, which it cannot end', () => {
    const { html: written } = jsonMarkup({ name: EVIL });
    expect(written).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(written)).toEqual({ name: EVIL });
  });

  test('wherever an author may write one', () => {
    const page = html(
      reviewed((app: App) => {
        const stack = new Stack(app, 'Shop');
        const policy = new ManagedPolicy(stack, `Policy${EVIL.replaceAll('/', '')}`, {
          statements: [allow('s3:GetObject', `arn:aws:s3:::${EVIL}`)],
        });
        const role = deployRole(stack, { inlinePolicies: {} }, `Role<img src=x>`);
        const openOn = [
          AccessSignal.eventPattern({
            eventPattern: { source: ['aws.codebuild'], detail: { evil: [EVIL] } },
            description: EVIL,
          }),
        ];
        const windows = [AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn })];
        accessIn(stack, { role, purpose: EVIL, managedPolicies: [policy], windows }, 'Release<script>');
      }),
    );
    expect(page).not.toMatch(/<img|onclick="|onerror='|[\u2028\u202e]/);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script/g)).toHaveLength(2);
  });
});

describe('the page', () => {
  const page = (): string => html(reviewed(shop()));

  test('is the same bytes each time', () => {
    expect(page()).toBe(page());
  });

  test('lets nothing run or load but its own style and script', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page()) ?? [];
    const inside = (name: string): string => new RegExp(`<${name}>(.*)</${name}>`, 's').exec(page())?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(inside('style'))}`,
      `script-src ${hash(inside('script'))}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('names no address, and has no attribute that the policy would refuse', () => {
    const text = page().replace(/<script.*?<\/script>/gs, '');
    expect(text).not.toMatch(/https?:\/\/|\ssrc=| style="| on\w+="/);
  });

  test('says what the Markdown says of an access', () => {
    expect(page()).toContain('<dt>who</dt><dd><code>DeployRole</code>, which can be used by the service codebuild');
    expect(page()).toContain('<dt>may</dt><dd><code>s3:PutObject on arn:aws:s3:::shop/*</code></dd>');
    expect(page()).toContain('<code>cron(0 20 ? * TUE *)</code> to <code>cron(0 22 ? * TUE *)</code>');
    expect(page()).toContain('<td>2 h a week: 1.2 % of always</td>');
  });

  test('lists every opening for whoever has no JavaScript, and opens the list', () => {
    expect(page()).toContain('<details open>\n<summary>4 from 2026-01-05 on');
    expect(page()).toContain(
      '<td>Tue 2026-01-06 20:00-22:00 <span class="quiet">Europe/London</span></td>\n' +
        '<td>Tue 2026-01-06 20:00-22:00 UTC</td>\n<td>2 h</td>',
    );
  });

  test('leads from a finding to its access', () => {
    const wide = html(reviewed(shop({ access: { statements: [allow('s3:*', '*')] } })));
    expect(wide).toContain('<td><a href="#access-1">Release</a></td>\n<td>it may call s3:*');
    expect(wide).toContain('<details id="access-1">');
  });

  test('shows changes where there is a base, and else none', () => {
    expect(page()).not.toContain('<h2>Changes</h2>');
    expect(html(compared(shop(), shop()))).toContain('<p class="lead">No change in access.</p>');
    expect(html(compared(shop(), shop({ access: { windows: [tuesdays('23:00')] } })))).toContain(
      '<h3>More access</h3>\n<ul class="changes"><li class="wider"><a href="#access-1">Release</a>: end moves from 22:00',
    );
  });
});

test('neighbours differ in colour and in pattern, and 32 accesses in one of them', () => {
  const classes = Array.from({ length: 32 }, (_one, index) => tagClass(index));
  expect(new Set(classes).size).toBe(32);
  classes.slice(1).forEach((tag, index) => {
    const [colour, pattern] = tag.split(' ');
    expect(classes[index]!.split(' ')).not.toContain(colour);
    expect(classes[index]!.split(' ')).not.toContain(pattern);
  });
});
