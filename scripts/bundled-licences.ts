/**
 * Writes THIRD-PARTY-LICENSES.md: what of others is in the bundles and in the package, and by which licence.
 *
 * The bundlers' own records say which files went in, so the list is of what ships, not of what is installed.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledDependencies } from '../package.json';

const ROOT = join(__dirname, '..');
export const LICENCES_FILE = join(ROOT, 'THIRD-PARTY-LICENSES.md');

/** The bundles that ship, by the record that their bundler leaves in `dist`. */
const BUNDLES: Readonly<Record<string, string>> = {
  'dist/lambda': 'lambda.meta.json',
  'dist/operate': 'operate.meta.json',
  'dist/page': 'page.meta.json',
};

/** Licences that let it be shipped so. Another one is a decision, not a line in a list. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

export interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
  readonly where: string[];
}

/** Everything of others that ships, by name. Throws where a licence is not one that lets it. */
export function shipped(): Shipped[] {
  const all = new Map<string, Shipped>();
  const add = (folder: string, where: string): void => {
    const known = all.get(folder);
    if (known === undefined) {
      all.set(folder, { ...read(folder), where: [where] });
    } else if (!known.where.includes(where)) {
      known.where.push(where);
    }
  };
  bundledDependencies.forEach((name) => {
    add(`node_modules/${name}`, 'node_modules');
  });
  for (const [where, record] of Object.entries(BUNDLES)) {
    const { inputs } = JSON.parse(readFileSync(join(ROOT, 'dist', record), 'utf8')) as { inputs: object };
    Object.keys(inputs).forEach((input) => {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined) {
        add(folder, where);
      }
    });
  }
  return [...all.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function read(folder: string): Omit<Shipped, 'where'> {
  const path = join(ROOT, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  if (license === undefined || !PERMISSIVE.includes(license)) {
    throw new Error(`${name} ${version} has the licence ${license ?? 'none'}: may it be shipped? Then name it here`);
  }
  const file = existsSync(path) ? readdirSync(path).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one)) : undefined;
  return { name, version, licence: license, text: file === undefined ? '' : readFileSync(join(path, file), 'utf8') };
}

/** The page, with each text of a licence once. */
export function licencesPage(all: readonly Shipped[]): string {
  const texts = new Map<string, { readonly text: string; readonly names: string[] }>();
  all
    .filter(({ text }) => text !== '')
    .forEach(({ name, text }) => {
      // The same text comes with other breaks of its lines.
      const words = text.replace(/\s+/g, ' ').trim();
      const known = texts.get(words);
      texts.set(words, { text: known?.text ?? text.trim(), names: [...(known?.names ?? []), name] });
    });
  const rows = all.map(
    ({ name, version, licence, where }) => `| ${name} | ${version} | ${licence} | ${where.join(', ')} |`,
  );
  return [
    '# What of others ships with cdk-temporary-access',
    '',
    'Written by `npm run licences` from what the bundlers took. The library itself is under the [Apache License 2.0](LICENSE).',
    '',
    '| package | version | licence | in |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...[...texts.values()].flatMap(({ text, names }) => [
      '',
      `## ${[...new Set(names)].join(', ')}`,
      '',
      '```text',
      text.replaceAll('```', "'''"),
      '```',
    ]),
    '',
  ].join('\n');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

if (require.main === module) {
  writeFileSync(LICENCES_FILE, licencesPage(shipped()));
}
