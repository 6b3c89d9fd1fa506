/** Rules that a reviewer would otherwise have to remember. Each failure names the culprit and what to do instead. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** What a file imports: packages by name, own files by their path from the root. */
function importsOf(file: string): string[] {
  return [...text(file).matchAll(/^(?:import|export)[^;]*?from '([^']+)'/gms)].map(([, target = '']) =>
    target.startsWith('.') ? relative(ROOT, join(ROOT, file, '..', target)) : target,
  );
}

/** `file: import` of each import that a folder must not have. */
function strangers(files: readonly string[], allowed: (target: string) => boolean): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !allowed(target))
      .map((target) => `${file}: ${target}`),
  );
}

const core = sourcesIn('lib/core');
const lambda = sourcesIn('lambda');
const guardrails = ['lib/access-guardrails.ts', ...sourcesIn('lib/guardrails')];
const constructs = sourcesIn('lib').filter(
  (file) => !/^lib\/(core|assembly|review|rehearsal|operate|evidence|cli)\//.test(file) && !guardrails.includes(file),
);

describe('imports point at the core', () => {
  test('which knows neither the CDK nor AWS nor Node, only itself, cron, schemas and one hash', () => {
    const given = ['croner', 'valibot', 'node:crypto'];
    expect(strangers(core, (to) => to.startsWith('lib/core/') || given.includes(to))).toEqual([]);
  });

  test('and the handlers take nothing of lib but the core', () => {
    expect(strangers(lambda, (to) => !to.startsWith('lib/') || to.startsWith('lib/core/'))).toEqual([]);
    expect(strangers(lambda, (to) => !/^(aws-cdk-lib|constructs)/.test(to))).toEqual([]);
  });

  test('and nothing of lib imports the handlers: they are bundled, and found as a file', () => {
    expect(strangers(sourcesIn('lib'), (to) => !to.startsWith('lambda/'))).toEqual([]);
  });

  test('and the page takes nothing of lib but the core and what the review gives it to draw', () => {
    const given = ['lib/review/html/calendar-data', 'lib/review/html/tag'];
    const isAllowed = (to: string): boolean => /^(page|lib\/core)\//.test(to) || given.includes(to);
    expect(strangers(sourcesIn('page'), isAllowed)).toEqual([]);
  });

  test('and what is told to AWS by the command line takes nothing of the constructs, and no SDK', () => {
    const given = /^(lib\/(core|operate)\/|lib\/rehearsal\/duration-text$)/;
    expect(strangers(sourcesIn('lib/operate'), (to) => given.test(to))).toEqual([]);
    const isAllowed = (to: string): boolean => /^(@aws-sdk\/|operate\/|lib\/(core|operate)\/)/.test(to);
    expect(strangers(sourcesIn('operate'), isAllowed)).toEqual([]);
    expect(strangers(sourcesIn('lib'), (to) => !/^(@aws-sdk\/|operate\/)/.test(to))).toEqual([]);
  });

  test('and evidence is made of records alone: no account, no assembly, no construct', () => {
    const given =
      /^(lib\/(core|evidence)\/|lib\/review\/(markdown-text|visible-text|wording)$|lib\/rehearsal\/duration-text$)/;
    const isAllowed = (to: string): boolean => given.test(to) || to === 'valibot' || to.startsWith('node:');
    expect(strangers(sourcesIn('lib/evidence'), isAllowed)).toEqual([]);
  });

  test('and the constructs need neither assembly, review, rehearsal nor command line', () => {
    expect(strangers(constructs, (to) => !/^lib\/(assembly|review|rehearsal|operate|evidence|cli)\//.test(to))).toEqual(
      [],
    );
  });
});

describe('guardrails read an assembly as the review does', () => {
  test('and need no command line', () => {
    expect(strangers(guardrails, (to) => !to.startsWith('lib/cli/'))).toEqual([]);
  });

  test('and no construct is made of them', () => {
    expect(strangers(constructs, (to) => !to.startsWith('lib/guardrails/'))).toEqual([]);
  });
});

/** The packages in a bundle, and our own files in it that do not belong there. */
function bundled(metafile: string, own: RegExp): string[] {
  const { inputs } = JSON.parse(text(metafile)) as { inputs: Record<string, unknown> };
  const found = Object.keys(inputs).flatMap((file) => {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file) ?? [];
    return name === undefined && own.test(file) ? [] : (name ?? file);
  });
  return [...new Set(found)];
}

describe('the bundle', () => {
  test('holds the handlers, the core, and no package but these', () => {
    const expected = /^(@aws-sdk|@smithy|@aws|@aws-lambda-powertools)\/|^(croner|valibot|bowser)$/;
    const found = bundled('dist/lambda.meta.json', /^(lambda|lib\/core)\//);
    expect(found.filter((name) => !expected.test(name))).toEqual([]);
  });

  test('of the commands holds the SDK and no package but that', () => {
    const found = bundled('dist/operate.meta.json', /^(operate|lib\/core|lib\/operate)\//);
    expect(found.filter((name) => !/^(@aws-sdk|@smithy|@aws)\/|^bowser$/.test(name))).toEqual([]);
  });

  test('is one file that a Lambda function can start from', () => {
    expect(readdirSync(join(ROOT, 'dist/lambda'))).toEqual(['index.js']);
  });
});

describe('every source file', () => {
  const files = [...sourcesIn('lib'), ...lambda, ...sourcesIn('page'), ...sourcesIn('operate')];

  test('says its idea first, unless it is part of the public API, where the class does', () => {
    const publicApi = [...text('lib/index.ts').matchAll(/from '\.\/([^']+)'/g)].map(
      ([, name = '']) => `lib/${name}.ts`,
    );
    const silent = files.filter((file) => !publicApi.includes(file) && !/^(#!.*\n)?\/\*\*/.test(text(file)));
    expect(silent).toEqual([]);
  });

  test('is named after its one idea', () => {
    expect(files.filter((file) => /(utils?|helpers?|types|common|misc)\.ts$/.test(file))).toEqual([]);
  });

  test.each([
    ['Date.now(', 'take a clock as an argument', /^(lambda\/handler|operate\/index|lib\/cli\/|lib\/checks\/today)/],
    ['Math.random(', 'take the randomness as an argument', /^lambda\/handler/],
    ['process.env', 'read it at the entry and pass it on', /^(lambda\/handler|lib\/cli\/|lib\/archive-writer)/],
    ['setTimeout(', 'sleep on the clock that was passed in', /^(lambda\/handler|operate\/index)/],
    ['getHours(', 'read the wall clock of a zone by lib/core/zone', /^$/],
  ])('is free of %s: %s', (banned, _instead, except) => {
    expect(files.filter((file) => !except.test(file) && text(file).includes(banned))).toEqual([]);
  });
});

test('nothing that shapes a template reads a clock, not even by an empty Date', () => {
  expect([...constructs, ...core].filter((file) => /new Date\(\)|Date\(\)/.test(text(file)))).toEqual([]);
});
