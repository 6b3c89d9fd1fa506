/** `docs/review.md` and the sources name the same findings, at the same severity. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const docs = readFileSync(join(ROOT, 'docs/review.md'), 'utf8');
const rows = [...docs.matchAll(/^\| `([\w-]+)` +\| (high|medium|low) +\| (.*) \|$/gm)].map(
  ([, id = '', severity = '', columns = '']) => ({
    id,
    severity,
    columns: columns.split('|').map((one) => one.trim()),
  }),
);

function found(): { id: string; severity: string }[] {
  const sources = readdirSync(join(ROOT, 'lib/review'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'lib/review', file), 'utf8'))
    .join('\n');
  return [...sources.matchAll(/\bid: '([a-z-]+)',\s*severity: '(\w+)'/g)].map(([, id = '', severity = '']) => ({
    id,
    severity,
  }));
}

const order = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);

test('the table lists every finding that the sources report, at its severity, and no other', () => {
  expect(rows.map(({ id, severity }) => ({ id, severity })).sort(order)).toEqual(found().sort(order));
});

test('each is listed once, the worst first, with what, why and how to mend it', () => {
  const severities = rows.map(({ severity }) => ['high', 'medium', 'low'].indexOf(severity));
  expect(severities).toEqual([...severities].sort());
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.filter(({ columns }) => columns.length !== 3 || columns.some((column) => column.length < 10))).toEqual(
    [],
  );
});
