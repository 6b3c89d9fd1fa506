import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessIn, problemsOf, stackOf } from '../fixture';

const FOLDER = join(__dirname, '../../../lib/checks');
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

test.each([
  ['problems', /^const PROBLEMS = \[(.*?)\];/ms, /^export function (\w+Problems)\(/gm],
  ['warnings', /^const WARNINGS = \[(.*?)\];/ms, /^export function (\w+Warnings)\(/gm],
])('every check that is written for %s is asked', (_kind, list, check) => {
  const asked = (list.exec(text('checks.ts'))?.[1] ?? '').match(/\w+/g) ?? [];
  const written = readdirSync(FOLDER).flatMap((file) => [...text(file).matchAll(check)].map(([, name]) => name));
  expect(written.length).toBeGreaterThan(1);
  expect([...written].sort()).toEqual([...asked].sort());
});

test('an access in which nothing is wrong has neither problems nor warnings', () => {
  const stack = stackOf();
  accessIn(stack);
  expect(problemsOf(stack)).toEqual([]);
});
