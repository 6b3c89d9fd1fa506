/**
 * Generates the package in the five languages of the CDK into `dist/packages`, without a network: `npm run package:all`.
 *
 * It is code only: to build it a release needs Maven, NuGet, PyPI and the proxy of Go. For JavaScript it is the package.
 *
 * Gotchas: jsii-rosetta leaves what it translates beside the assembly, so it works on a copy.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsii, repository, version } from '../package.json';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'dist/packages');

/** What a user of each language asks for by name. */
const LANGUAGES: Readonly<Record<string, string>> = {
  js: 'cdk-temporary-access',
  python: jsii.targets.python.module,
  java: jsii.targets.java.package,
  dotnet: jsii.targets.dotnet.namespace,
  go: `${jsii.targets.go.moduleName}/${jsii.targets.go.packageName}`,
};

function run(command: string, ...args: string[]): void {
  execFileSync(join(ROOT, 'node_modules/.bin', command), args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    // What is built is packed: building it again would take longer than all of this.
    env: { ...process.env, npm_config_ignore_scripts: 'true', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
  });
}

/** Translates the samples of the docstrings and the README. One that does not compile is an error. */
function translate(): string {
  const folder = join(OUT, '.samples');
  const tablet = join(folder, 'samples.tabl.json');
  mkdirSync(folder, { recursive: true });
  for (const file of ['.jsii', 'package.json']) copyFileSync(join(ROOT, file), join(folder, file));
  cpSync(join(ROOT, 'rosetta'), join(folder, 'rosetta'), { recursive: true });
  run('jsii-rosetta', 'extract', folder, '--directory', ROOT, '--cache-to', tablet, '--fail');
  return tablet;
}

/** Registries show the README without the repository around it. */
function mendLinks(readme: string): void {
  const home = `${repository.url.replace(/\.git$/, '')}/blob/v${version}/`;
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(/\]\((?!https?:|#)/g, `](${home}`));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
}

function megabytes(files: readonly string[]): string {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

rmSync(OUT, { recursive: true, force: true });
const tablet = translate();
run('jsii-pacmak', ROOT, '--code-only', '--no-npmignore', '--outdir', OUT, '--rosetta-tablet', tablet);
rmSync(join(OUT, '.samples'), { recursive: true });
for (const readme of ['python/README.md', `go/${jsii.targets.go.packageName}/README.md`]) mendLinks(join(OUT, readme));

for (const [language, name] of Object.entries(LANGUAGES)) {
  const files = filesIn(join(OUT, language));
  const packages = files.filter((file) => file.endsWith('.tgz'));
  const code = files.filter((file) => !packages.includes(file));
  const source = code.length === 0 ? '' : `${code.length} files of ${megabytes(code)}, with `;
  console.log(`${language.padEnd(7)} ${name.padEnd(75)} ${source}the npm package of ${megabytes(packages)}`);
}
