import { readFileSync } from 'node:fs';
import { bundledDependencies } from '../package.json';
import { LICENCES_FILE, licencesPage, shipped } from '../scripts/bundled-licences';

const all = shipped();

test('the list of licences is of what ships now: `npm run licences` writes it', () => {
  expect(readFileSync(LICENCES_FILE, 'utf8')).toBe(licencesPage(all));
});

test('what lies in the package and what is in the handler is on it', () => {
  const names = all.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...bundledDependencies, '@aws-sdk/client-iam']));
});

test('nothing that is needed for development only is on it', () => {
  const names = all.map(({ name }) => name);
  for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', 'jest', 'jsii', 'typescript']) {
    expect(names).not.toContain(name);
  }
});
