/** What the samples in other languages and the page about them say of versions and names is what is published. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engines, jsii, name, peerDependencies, version } from '../package.json';
import { MarkdownPage } from './markdown-page';

const ROOT = join(__dirname, '..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** `^2.257.0` as what is at least, and what is too new. */
function bounds(range: string): { least: string; next: string } {
  const least = range.replace('^', '');
  return { least, next: `${Number(least.split('.')[0]) + 1}.0.0` };
}
const peers = Object.entries(peerDependencies).map(([peer, range]) => ({ peer, ...bounds(range) }));

test('the Python sample asks for this version, and for the versions of the CDK that it works with', () => {
  const asked = text('examples/python/requirements.txt').trim().split('\n');
  const expected = peers.map(({ peer, least, next }) => `${peer}>=${least},<${next}`);
  expect(asked.sort()).toEqual([`${jsii.targets.python.distName}==${version}`, ...expected].sort());
});

test('the Java sample asks for this version, and for the versions of the CDK that it works with', () => {
  const dependency =
    /<dependency>\s*<groupId>(.*)<\/groupId>\s*<artifactId>(.*)<\/artifactId>\s*<version>(.*)<\/version>/g;
  const asked = [...text('examples/java/pom.xml').matchAll(dependency)].map(([, group, id, range]) => [
    group,
    id,
    range,
  ]);
  const groups: Readonly<Record<string, string>> = {
    'aws-cdk-lib': 'software.amazon.awscdk',
    constructs: 'software.constructs',
  };
  const { groupId, artifactId } = jsii.targets.java.maven;
  const expected = peers.map(({ peer, least, next }) => [groups[peer], peer, `[${least},${next})`]);
  expect(asked.sort()).toEqual([[groupId, artifactId, version], ...expected].sort());
});

test.each(['docs/languages.md', 'examples/python/README.md', 'examples/java/README.md'])(
  '%s names the command line of this version',
  (page) => {
    const named = [...text(page).matchAll(/--package (\S+) temporary-access /g)].map(([, one]) => one);
    expect(named).toEqual([`${name}@${version}`]);
  },
);

test('the page of the languages imports what is generated', () => {
  const { rows } = MarkdownPage.of(join(ROOT, 'docs/languages.md')).section('in-your-language');
  const { python, java, dotnet, go } = jsii.targets;
  const imports = rows.map((row) => row[2]);
  const module = `${go.moduleName}/${go.packageName}`;
  expect(imports).toEqual([name, python.module, java.package, dotnet.namespace, module].map((one) => `\`${one}\``));
  expect(rows[0]![3]).toBe(`Node.js ${engines.node.replace('>=', '')}`);
});
