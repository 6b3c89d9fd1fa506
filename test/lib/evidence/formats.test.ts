import { FORMATS } from '../../../lib/evidence/formats';
import type { Evidence } from '../../../lib/evidence/report';
import { at, EVENING, evening, record, reported } from './story';

const printed = (format: string, evidence: Evidence): string => FORMATS.get(format)!(evidence);

/** Whoever may ask may write it. */
const BAD = '=HYPERLINK("http://x","y"), |<img src=x> @team ](http://x)\n# not a heading `code` \u202e';

const asked = evening({ request: 'r-1', requestReason: BAD, correlation: '@INC|7', requestedBy: 'pager' });
const unproved = reported(asked.filter(({ event }) => event !== 'verified'));
const told = reported([
  ...evening(),
  record('refused', '19:00', 'request', { reason: BAD, request: 'r-2' }),
  record('drift', '23:00', 'sweep', { reason: 'attached outside every declared window' }),
]);

describe('Markdown', () => {
  test('says how it stands, then every gap, then what was open', () => {
    const text = printed('markdown', unproved);
    const headings = [...text.matchAll(/^#+ .*/gm)].map(([heading]) => heading);
    expect(headings).toEqual([
      '# Evidence of temporary access',
      '## Gaps',
      '## release of Shop',
      '## What this does not prove',
      '## What was read',
    ]);
    expect(text).toContain(
      '**1 gap.** 1 opening from 2026-12-01T00:00:00Z until 2026-12-03T00:00:00Z: 0 proved to be over',
    );
    expect(text).toMatch(
      /^1\. \*\*release was closed at 2026-12-01T22.*nothing proves that it was gone\*\* \(opening 1, request `r-1`/m,
    );
    expect(text).toContain('First: look whether it is attached now');
  });

  test('says that there is no gap, and by what that was judged', () => {
    expect(printed('markdown', reported(evening()))).toContain('## Gaps\n\nNone. A proof is late after 10 minutes.');
  });

  test('has a row for each opening, with the ids under which CloudTrail has it', () => {
    expect(printed('markdown', reported(evening()))).toContain(
      '| 1 | 2026-12-01T20:00:00Z to 2026-12-01T22:00:00Z<br>every evening | its schedule | 2026-12-01T20:00:10Z | ' +
        '2026-12-01T22:00:05Z | 2026-12-01T22:00:12Z (2 reads) | 12 s | `attach-1`<br>`detach-1` |',
    );
  });

  test('cannot be broken by what a request says', () => {
    const text = printed('markdown', unproved);
    expect(text).not.toMatch(/<img|\]\(http|@team|\n# not|http:\/\/x|\u202e/);
    const rows = text.split('\n').filter((line) => line.startsWith('| 1 '));
    expect(rows.map((row) => row.replaceAll('\\|', '').split('|').length)).toEqual([10]);
  });

  test('lists what was refused and what a sweep found', () => {
    const text = printed('markdown', told);
    expect(text).toContain('## Refused');
    expect(text).toContain(
      '| release | `arn:aws:iam::111122223333:role/deployer` | attached outside every declared window | **no** |',
    );
  });
});

describe('CSV', () => {
  /** https://www.rfc-editor.org/rfc/rfc4180 */
  function cells(text: string): string[][] {
    return text
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) =>
        [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare = '']) =>
          quoted === undefined ? bare : quoted.replaceAll('""', '"'),
        ),
      );
  }

  function rows(evidence: Evidence): Record<string, string>[] {
    const [head = [], ...lines] = cells(printed('csv', evidence));
    return lines.map((line) => {
      expect(line).toHaveLength(head.length);
      return Object.fromEntries(head.map((name, index) => [name, line[index] ?? '']));
    });
  }

  test('has a row for each opening, what has a gap first', () => {
    const lost = { window: '1', start: '2026-12-01T23:00:00Z', end: '2026-12-01T23:30:00Z' };
    const found = rows(reported([...evening(), record('opened', '23:00:05', 'start', { ...EVENING, ...lost })]));
    expect(found).toMatchObject([
      { gap_kind: 'never-verified', access: 'release', opened_at: '2026-12-01T23:00:05Z', verified_at: '' },
      { gap_kind: '', gap: '', opened_at: '2026-12-01T20:00:10Z', seconds_past_end: '12', reads: '2' },
    ]);
  });

  test('has a row also for a gap that belongs to no opening', () => {
    expect(rows(told)).toMatchObject([
      { gap_kind: 'drift-stands', access: 'release', opened_at: '' },
      { gap_kind: '', opened_at: '2026-12-01T20:00:10Z' },
    ]);
  });

  test('keeps what a request says in its cell, and from being a formula', () => {
    expect(rows(unproved)).toMatchObject([
      {
        reason: '\'=HYPERLINK("http://x","y"), |<img src=x> @team ](http://x) # not a heading `code` \\u202e',
        case: "'@INC|7",
        requested_by: 'pager',
      },
    ]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '＝1'])('takes the edge off %j', (reason) => {
    const evidence = reported(evening({ request: 'r', requestReason: reason }), { until: at('2 00:00') });
    expect(rows(evidence)[0]?.['reason']).toMatch(/^'/);
  });
});

test('JSON is the report itself', () => {
  expect(JSON.parse(printed('json', unproved))).toEqual(unproved);
});
