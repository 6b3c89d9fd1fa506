/** `docs/guardrails.md` and the sources name the same rules, and every limit that can be set. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const docs = read('docs/guardrails.md');
const rows = [...docs.matchAll(/^\| `([\w-]+)` +\| `(\w+)` +\| (.*) \|$/gm)].map(
  ([, rule = '', setting = '', columns = '']) => ({
    rule,
    setting,
    columns: columns.split('|').map((one) => one.trim()),
  }),
);

test('the table lists every rule of the sources once, and no other', () => {
  const sources = readdirSync(join(ROOT, 'lib/guardrails')).map((file) => read(`lib/guardrails/${file}`));
  const rules = [...sources.join('\n').matchAll(/\brule: '([a-z-]+)'/g)].map(([, rule = '']) => rule);
  expect(rows.map(({ rule }) => rule).sort()).toEqual(rules.sort());
});

test('every limit that can be set is in it', () => {
  const [, props = ''] =
    /export interface AccessGuardrailsProps {(.*?)^}/ms.exec(read('lib/access-guardrails.ts')) ?? [];
  const settings = [...props.matchAll(/^ {2}readonly (\w+)\?/gm)].map(([, name = '']) => name);
  expect([...new Set(rows.map(({ setting }) => setting))].sort()).toEqual(settings.sort());
});

test('every row says what fails, why it matters and how to mend it', () => {
  expect(rows.filter(({ columns }) => columns.length !== 3 || columns.some((column) => column.length < 10))).toEqual(
    [],
  );
});

test('the rule that is acknowledged is one of them', () => {
  const [, rule] = /id: 'AccessGuardrails::([\w-]+)'/.exec(docs) ?? [];
  expect(rows.map((row) => row.rule)).toContain(rule);
});
