/** `npm run release:check` in checkouts that are fit and unfit, with commands that answer as a test says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRelease, chosen } from '../../scripts/release/check';
import type { Checkout } from '../../scripts/release/checkout';
import { CHECKS } from '../../scripts/release/checks';
import { NEEDED } from '../../scripts/release/packed-files';
import { sampleApp } from '../../scripts/release/fresh-app';

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.0.0] - 2026-12-01

### Added

- Everything.

[Unreleased]: https://example.org/compare/v1.0.0...HEAD
[1.0.0]: https://example.org/releases/tag/v1.0.0
`;
const LOCK = JSON.stringify({ version: '1.0.0', packages: { '': { version: '1.0.0' } } });
const SCRIPTS = ['build', 'docs', 'licences', 'sbom', 'release:keep', 'package:all'];
const PACKED = NEEDED.map((path) => ({ path }));

type Files = Record<string, string>;

interface Given {
  readonly files?: Readonly<Files>;
  readonly has?: (path: string) => boolean;
  /** By what the command begins with. */
  readonly says?: Readonly<Record<string, (files: Files) => string>>;
}

const fails = (message: string) => (): string => {
  throw new Error(message);
};

function checkout({ files = {}, has = () => true, says = {} }: Given = {}): Checkout {
  const all: Files = {
    'package.json': JSON.stringify({ scripts: Object.fromEntries(SCRIPTS.map((name) => [name, 'x'])) }),
    ...{ 'package-lock.json': LOCK, 'CHANGELOG.md': CHANGELOG, 'API.md': 'api', 'README.md': 'readme' },
    'THIRD-PARTY-LICENSES.md': 'licences',
    'dist/sbom.json': JSON.stringify({ components: [{}], metadata: { component: { version: '1.0.0' } } }),
    ...files,
  };
  const answers: Record<string, (files: Files) => string> = {
    'git tag --list v* --points-at': () => '',
    'git branch': () => 'main\n',
    'git ls-files': () => 'README.md\n',
    'npm pack --dry-run': () => JSON.stringify([{ size: 1_000, files: PACKED }]),
    ...says,
  };
  return {
    ...{ version: '1.0.0', today: '2026-12-01', has },
    read: (path) => all[path]!,
    run: (command, args) => {
      const line = [command, ...args].join(' ');
      return Object.entries(answers).find(([begin]) => line.startsWith(begin))?.[1](all) ?? '';
    },
  };
}

// The one that goes to npm has no part here.
const LOCAL = CHECKS.filter(({ name }) => name !== 'install');

function checked(given: Given = {}): { readonly fit: boolean; readonly lines: string[] } {
  const lines: string[] = [];
  return { fit: checkRelease(LOCAL, checkout(given), (line) => lines.push(line)), lines };
}

test('a checkout in which all is well can be released, and each check says so in one line', () => {
  const { fit, lines } = checked();
  expect(lines.filter((line) => !line.startsWith('ok'))).toEqual(['1.0.0 can be released']);
  expect(lines).toHaveLength(LOCAL.length + 1);
  expect(fit).toBe(true);
});

const rewrites = (files: Files): string => (files['API.md'] = 'as it is now');

test.each<[string, Given]>([
  ['tree', { says: { 'git status': () => ' M lib/index.ts' } }],
  ['tree', { says: { 'git branch': () => 'feature\n' } }],
  ['version', { files: { 'package-lock.json': JSON.stringify({ version: '0.9.0' }) } }],
  ['changelog', { files: { 'CHANGELOG.md': CHANGELOG.replace('2026-12-01', '2026-12-02') } }],
  ['mentions', { files: { 'README.md': 'npm i cdk-temporary-access@0.9.0' } }],
  ['build', { says: { 'npm run --silent build': fails('error TS2322') } }],
  ['api', { says: { 'npm run --silent docs': rewrites } }],
  ['licences', { says: { 'npm run --silent licences': fails('left-pad has the licence WTFPL') } }],
  ['sbom', { files: { 'dist/sbom.json': '{"components":[],"metadata":{"component":{"version":"0.9.0"}}}' } }],
  ['kept', { says: { 'npm run --silent release:keep -- --check': fails('not what the sources make') } }],
  ['languages', { has: (path) => !path.endsWith('/go') }],
  ['pack', { says: { 'npm pack --dry-run': () => JSON.stringify([{ size: 1, files: PACKED.slice(1) }]) } }],
  [
    'compatible',
    { says: { 'git tag --list v*': () => 'v1.0.0-rc.1\n', 'npx --yes jsii-diff': fails('x | err  - PROP gone | y') } },
  ],
  ['publish', { says: { 'npm publish': fails('You cannot publish over the previously published versions') } }],
])('fails by the check "%s" alone, and says how to mend it', (name, given) => {
  const { fit, lines } = checked(given);
  expect(lines.filter((line) => line.startsWith('wrong')).map((line) => line.split(/\s+/)[1])).toEqual([name]);
  expect(lines).toContainEqual(expect.stringMatching(/^ +to mend it: .{8}/));
  expect(lines.at(-1)).toBe(`1.0.0 cannot be released: ${name}`);
  expect(fit).toBe(false);
});

test('fails where a script is not there, by its name', () => {
  const { lines } = checked({ files: { 'package.json': JSON.stringify({ scripts: { build: 'x' } }) } });
  expect(lines.filter((line) => line.includes('package.json has no script')).length).toBe(SCRIPTS.length - 1);
});

test('one check can be asked for by its name', () => {
  expect(chosen(['--only', 'pack']).map(({ name }) => name)).toEqual(['pack']);
  expect(chosen([])).toBe(CHECKS);
  expect(() => chosen(['--only', 'everything'])).toThrow(/NAME is one of tree, version/);
  expect(() => chosen(['pack'])).toThrow('usage');
});

test('the sample of the README is an app of JavaScript', () => {
  const app = sampleApp(readFileSync(join(__dirname, '../../README.md'), 'utf8'));
  expect(app).toMatch(/^import \{.*TemporaryAccess.*\} from 'cdk-temporary-access';\n/);
  expect(app.indexOf('const bucket = ')).toBeLessThan(app.indexOf('bucket.grantWrite(release);'));
  expect(() => sampleApp('# No sample')).toThrow('README.md has no sample');
});
