/** The Java sample, and all Java that is generated for the package, compiled by javac. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CHECKERS, type Finding, isInstalled, javac } from './checkers';
import { mistaken, type Mistake } from './mutants';
import { GENERATED, ROOT, WORKSPACE } from './workspace';

const SAMPLES = join(ROOT, 'examples/java/src/main/java/shop');
const OURS = join(GENERATED.java, 'io/github/cdktemporaryaccess');

const MISTAKES: readonly Mistake[] = [
  { name: 'misspelt', right: '.timeZone(', wrong: '.timezone(', refusal: /cannot find symbol/ },
  { name: 'underscore', right: '.except(', wrong: '.except_(', refusal: /cannot find symbol/ },
  {
    name: 'duration',
    right: '.maxWindowLength(Duration.hours(4))',
    wrong: '.maxWindowLength(4)',
    refusal: /int cannot be converted to Duration/,
  },
  {
    name: 'zone',
    right: 'TimeZone.EUROPE_LONDON',
    wrong: '"Europe/London"',
    refusal: /String cannot be converted to TimeZone/,
  },
  {
    name: 'role',
    right: '.role(pipelineRole)',
    wrong: '.role(pipeline)',
    refusal: /IPipeline cannot be converted to IRole/,
  },
  {
    name: 'grantee',
    right: 'grantWrite(release)',
    wrong: 'grantWrite(releaseWindow)',
    refusal: /AccessWindow cannot be converted to IGrantable|no suitable method found for grantWrite\(AccessWindow\)/,
  },
];

const describeWhereInstalled = isInstalled(CHECKERS.java) ? describe : describe.skip;

describeWhereInstalled('the Java sample', () => {
  let findings: readonly Finding[];
  const classes = join(WORKSPACE, 'java/classes');
  const about = (name: string): Finding[] => findings.filter(({ file }) => basename(dirname(file)) === name);
  const javaIn = (folder: string): string[] =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.java'))
      .map((file) => join(folder, file));

  beforeAll(() => {
    const sample = readFileSync(join(SAMPLES, 'ReleaseWindowStack.java'), 'utf8');
    const written = MISTAKES.map((mistake) => {
      const folder = join(WORKSPACE, 'java', mistake.name);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, 'ReleaseWindowStack.java');
      writeFileSync(file, mistaken(sample, mistake).replace('package shop;', `package ${mistake.name};`));
      return file;
    });
    findings = javac([...javaIn(SAMPLES), ...written], classes);
  });

  test('compiles against the generated code', () => {
    expect(about('shop')).toEqual([]);
  });

  test.each(MISTAKES)('fails to compile with $wrong instead of $right', ({ name, refusal }) => {
    expect(about(name).map(({ says }) => says)).toContainEqual(expect.stringMatching(refusal));
  });

  test('compiles with all that is generated for the package, into classes', () => {
    expect(javac([...javaIn(SAMPLES), ...javaIn(OURS)], classes)).toEqual([]);
    expect(existsSync(join(classes, 'shop/App.class'))).toBe(true);
    expect(existsSync(join(classes, 'io/github/cdktemporaryaccess/AccessAssertions.class'))).toBe(true);
  });
});
