import type { App } from 'aws-cdk-lib';
import { Duration, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccessSignal, AccessWindow, Weekday } from 'cdk-temporary-access';
import { markdown } from '../../../lib/review/markdown';
import { code, plain } from '../../../lib/review/markdown-text';
import type { Access, Report } from '../../../lib/review/report';
import { removeFolders } from '../rehearsal/assembly-fixture';
import { accessIn, allow, compared, deployRole, LONDON, reviewed, shop, tuesdays } from './review-fixture';

afterAll(removeFolders);

describe('a text of a template stays a text', () => {
  test.each([
    ['a mention', 'ask @security/team', 'ask &#64;&#8203;security/team'],
    ['an issue', 'see #12', 'see &#35;&#8203;12'],
    ['an issue of another kind', 'see GH-12', 'see GH-&#8203;12'],
    ['a link', '[x](https://evil.example)', '&#91;x&#93;(https://&#8203;evil.example)'],
    ['a bare address', 'www.evil.example', 'www.&#8203;evil.example'],
    ['a tag', '<img src=x>', '&#60;img src=x&#62;'],
    ['an entity', '&lt;', '&#38;lt;'],
    [
      'emphasis and code',
      '**a** `b` ~~c~~ _d_',
      '&#42;&#42;a&#42;&#42; &#96;b&#96; &#126;&#126;c&#126;&#126; &#95;d&#95;',
    ],
    ['a cell', 'a | b', 'a &#124; b'],
    ['lines', 'a\n\n# b\r\n- c', 'a  &#35;&#8203; b - c'],
    ['a list', '- a', '&#8203;- a'],
    ['a numbered list', '1. a', '&#8203;1. a'],
    ['a reversed direction', 'a\u202eb', 'a&#92;u202eb'],
    ['something invisible', 'a\u200bb', 'a&#92;u200bb'],
    ['another language', 'Größe 東京', 'Größe 東京'],
  ])('%s', (_what, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each([
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a|b', '`a\\|b`'],
    ['a\nb', '`a b`'],
    ['a\u202eb', '`a\\u202eb`'],
  ])('as code: %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('also in a review of an access whose author tries', () => {
    const evil = '</details>\n\n## Approved by @security <script>alert(1)</script> | ![x](https://evil.example/x.png)';
    const text = markdown(
      reviewed(
        shop({
          access: {
            purpose: evil,
            statements: [allow('s3:GetObject', 'arn:aws:s3:::`</details>')],
            windows: [
              AccessWindow.onDemand({
                maxDuration: Duration.hours(1),
                openOn: [
                  AccessSignal.eventPattern({
                    eventPattern: { source: ['aws.codebuild'], detail: { evil: ['`</details>'] } },
                    description: evil,
                  }),
                ],
              }),
            ],
          },
        }),
      ),
    );
    expect(text).not.toMatch(/^## Approved|<script|!\[|@security|https:\/\/evil/m);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/^<\/details>/gm)?.length ?? 0);
  });
});

describe('the verdict', () => {
  const first = (report: Report): string => markdown(report).split('\n')[2] ?? '';

  test('without a base counts accesses and findings', () => {
    expect(first(reviewed(shop()))).toBe(
      '**1 access to 1 role.** Findings: 1 medium. _Times from 2026-01-05 to 2026-02-02._',
    );
  });

  test('is unmistakable where nothing changed', () => {
    expect(first(compared(shop(), shop()))).toMatch(/^\*\*No change in access\.\*\* No new findings\./);
  });

  test('says how many changes give more', () => {
    expect(first(compared(shop(), shop({ access: { windows: [tuesdays('23:00')] } })))).toMatch(
      /^\*\*1 change in access, 1 of them gives more\.\*\*/,
    );
  });

  test('says that nothing gives more', () => {
    expect(first(compared(shop({ access: { windows: [tuesdays('23:00')] } }), shop()))).toMatch(
      /^\*\*1 change in access, none of them gives more\.\*\*/,
    );
  });

  test('tells changes of controls apart', () => {
    const report = compared(shop(), shop({ controller: { logRetention: RetentionDays.ONE_MONTH } }));
    expect(first(report)).toMatch(/^\*\*No change in access\.\*\* \*\*1 change of controls\.\*\*/);
    expect(markdown(report)).toContain('### Controls changed\n\n- the controller of **Shop**: the logs are kept');
  });
});

test('shows the next openings on the clock of the window and in UTC', () => {
  const from = Date.parse('2026-07-06T00:00:00Z') as never;
  expect(markdown(reviewed(shop(), { from }))).toContain(
    '  - Tue 2026-07-07 20:00-22:00 Europe/London, which is Tue 2026-07-07 19:00-21:00 UTC',
  );
});

test('draws the coming two weeks in UTC, an access a row', () => {
  const nightly = AccessWindow.weekly({ days: [Weekday.MONDAY], start: '23:00', end: '01:00', timeZone: LONDON });
  const text = markdown(reviewed(shop({ access: { windows: [nightly] } })));
  expect(text).toContain(
    [
      '  section Release',
      '  23.00 to 01.00 :2026-01-05T23:00, 2026-01-06T01:00',
      '  23.00 to 01.00 :2026-01-12T23:00, 2026-01-13T01:00',
      '```',
    ].join('\n'),
  );
});

test('the chart says in which stack an access is where another has the same name', () => {
  const text = markdown(
    reviewed((app: App) => {
      for (const stage of ['Staging', 'Production']) {
        const stack = new Stack(app, stage);
        accessIn(stack, { role: deployRole(stack) });
        accessIn(stack, { role: deployRole(stack, {}, `${stage}Role`) }, `Only${stage}`);
      }
    }),
  );
  expect(text.match(/(?<=section ).*/g)?.sort()).toEqual([
    'OnlyProduction',
    'OnlyStaging',
    'Release in Production',
    'Release in Staging',
  ]);
});

describe('a review that is too long for a comment', () => {
  const many = (number: number): Report => {
    const report = reviewed((app: App) => {
      const stack = new Stack(app, 'Shop');
      const role = deployRole(stack);
      accessIn(stack, { role, purpose: 'A long story. '.repeat(20), statements: [allow('s3:*', '*')] });
    });
    const [access] = report.accesses as [Access];
    const [finding] = report.findings;
    const ids = Array.from({ length: number }, (_one, index) => `Release${index}`);
    return {
      ...report,
      accesses: ids.map((id) => ({ ...access, id })),
      findings: ids.map((id) => ({ ...finding!, access: id })),
    };
  };

  test.each([1, 20, 200, 500, 2_000])('is cut, which it says: %i accesses', (number) => {
    const text = markdown(many(number));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.startsWith('## Temporary access')).toBe(true);
    expect(text.includes('This review is cut.')).toBe(number >= 200);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
  });

  test('and whole in a file', () => {
    expect(markdown(many(500), Infinity)).not.toContain('cut');
  });
});
