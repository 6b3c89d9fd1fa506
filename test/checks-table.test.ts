/** `docs/checks.md` and the sources name the same errors and warnings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TimeZone, Validations } from 'aws-cdk-lib';
import { AccessWindow } from 'cdk-temporary-access';
import { accessIn, messagesOf, stackOf } from './lib/fixture';
import { mistakesApp } from './fixtures/mistakes-app';
import { errorOf, problemsIn } from './mistakes';

const ROOT = join(__dirname, '..');
const docs = readFileSync(join(ROOT, 'docs/checks.md'), 'utf8');
const [errors = '', warnings = ''] = docs.split('\n## Warnings\n');

/** The rows of the tables in a part of the page: the id, and what the other columns say. */
function rowsOf(part: string): [id: string, ...columns: string[]][] {
  return [...part.matchAll(/^\| `([\w-]+)` +\| (.*) \|$/gm)].map(([, id = '', columns = '']) => [
    id,
    ...columns.split('|').map((column) => column.trim()),
  ]);
}

/** The ids that the sources write: of problems, which say `what`, and of warnings, which have a `text`. */
function idsInSources(): { problems: string[]; warnings: string[] } {
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(review|rehearsal|cli|guardrails)\//.test(file))
    .map((file) => readFileSync(join(ROOT, 'lib', file), 'utf8'))
    .join('\n');
  const found = [...sources.matchAll(/(?:\bid(?:: | = )|\bfault\()'([a-z-]+)'[,;]\s*(text\b)?/g)];
  const ids = (isWarning: boolean): string[] => [
    ...new Set(found.filter(([, , text]) => (text !== undefined) === isWarning).map(([, id = '']) => id)),
  ];
  return { problems: ids(false).sort(), warnings: ids(true).sort() };
}

describe('the table of errors', () => {
  const listed = rowsOf(errors).map(([id]) => id);

  test('lists every error that the sources report, and no other', () => {
    expect([...listed].sort()).toEqual(idsInSources().problems);
  });

  test('lists each once', () => {
    expect(listed).toEqual([...new Set(listed)]);
  });

  test('lists only what is really reported, and everything that is', () => {
    const reported = problemsIn(errorOf(mistakesApp())).map(({ id }) => id);
    expect([...new Set(reported)].sort()).toEqual([...listed].sort());
  });
});

test('the table of warnings lists every warning that the sources give, and no other', () => {
  expect(
    rowsOf(warnings)
      .map(([id]) => id)
      .sort(),
  ).toEqual(idsInSources().warnings);
});

test('every row says what is wrong, why it matters and how to mend it', () => {
  const rows = rowsOf(docs);
  expect(rows.filter(([, ...columns]) => columns.length !== 3 || columns.some((column) => column.length < 10))).toEqual(
    [],
  );
});

test('a warning is acknowledged by the id that the page shows', () => {
  const [, id = ''] = /^Validations\.of\(access\)\.acknowledge\(\{\n {2}id: '(.+)',/m.exec(docs) ?? [];
  const shown = (acknowledge: boolean): number => {
    const stack = stackOf();
    const access = accessIn(stack, {
      windows: [AccessWindow.daily({ start: '22:00', end: '02:30', timeZone: TimeZone.AMERICA_NEW_YORK })],
    });
    if (acknowledge) {
      Validations.of(access).acknowledge({ id, reason: 'the sweep closes within five minutes, once a year' });
    }
    return messagesOf(stack).length;
  };
  expect([shown(false), shown(true)]).toEqual([1, 0]);
});
