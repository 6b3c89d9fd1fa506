/** `API.md`, and the docstrings that it is made of: five languages have nothing else to read. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MarkdownPage } from './markdown-page';

const ROOT = join(__dirname, '..');

interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly see?: string;
}

interface Type {
  readonly primitive?: string;
  readonly fqn?: string;
}

interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly optional?: boolean;
  readonly type?: Type;
  readonly parameters?: readonly Member[];
}

interface ApiType {
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly docs?: Docs;
  readonly initializer?: Member;
  readonly methods?: readonly Member[];
  readonly properties?: readonly Member[];
  readonly members?: readonly Member[];
}

const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, ApiType> };

/** Everything that has a docstring, by the name that a reader knows it by. */
const documented = Object.values(types).flatMap((type) => {
  const { name, docs, initializer, methods = [], properties = [], members = [] } = type;
  const own = [...(initializer === undefined ? [] : [{ ...initializer, name: 'new' }]), ...methods];
  const of = (one: Member): Member => ({ ...one, name: `${name}.${one.name}` });
  return [{ name, docs }, ...[...own, ...properties, ...members].map(of)];
});

const parameters = documented.flatMap(({ name, parameters: all = [] }) =>
  all.map((one) => ({ ...one, name: `${name}(${one.name})` })),
);

const textOf = ({ docs = {} }: Member): string =>
  [docs.summary, docs.remarks, docs.default].filter((part) => part !== undefined).join('\n');

/** The names of those for which it does not hold. */
function without(members: readonly Member[], holds: (member: Member) => boolean): string[] {
  return members.filter((member) => !holds(member)).map(({ name }) => name);
}

test('API.md is what jsii-docgen writes: `npm run docs` writes it anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    const command = join(ROOT, 'node_modules/jsii-docgen/bin/jsii-docgen');
    execFileSync(process.execPath, [command, '--output', join(folder, 'API.md')], { cwd: ROOT, stdio: 'ignore' });
    const [written, kept] = [join(folder, 'API.md'), join(ROOT, 'API.md')].map((file) => readFileSync(file, 'utf8'));
    // Thousands of lines help nobody: the first that differs is enough.
    const lines = kept!.split('\n');
    const index = written!.split('\n').findIndex((line, at) => line !== lines[at]);
    expect(index === -1 ? undefined : `API.md:${index + 1}: ${lines[index] ?? ''}`).toBeUndefined();
    expect(written === kept).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);

describe('every docstring of the public API', () => {
  test('says what it is about', () => {
    expect(documented.length).toBeGreaterThan(100);
    expect(
      without(
        documented.filter(({ name }) => !name.endsWith('.new')),
        ({ docs }) => docs?.summary !== undefined,
      ),
    ).toEqual([]);
  });

  test('says of what may be left out what it is then', () => {
    const optional = documented.filter(({ optional: isOptional }) => isOptional === true);
    expect(optional.length).toBeGreaterThan(30);
    expect(without(optional, ({ docs }) => /^\S/.test(docs?.default ?? ''))).toEqual([]);
  });

  test('says of each parameter what to give', () => {
    expect(parameters.length).toBeGreaterThan(50);
    expect(without(parameters, ({ docs }) => docs?.summary !== undefined)).toEqual([]);
  });

  test('says of a number what it counts, and of a duration how fine it may be, or what it is the longest of', () => {
    const isAmount = ({ type }: Member): boolean =>
      type?.primitive === 'number' || type?.fqn === 'aws-cdk-lib.Duration';
    const amounts = [...documented, ...parameters].filter(isAmount);
    expect(amounts.length).toBeGreaterThan(8);
    const unit = /\bminutes?\b|\bdays?\b|\bhours?\b|wall clock|a count|from 1 to \d+/;
    expect(without(amounts, (one) => unit.test(textOf(one)))).toEqual([]);
  });

  test('says of a metric whether it counts or takes seconds', () => {
    const metrics = documented.filter(({ name }) => /\.metric[A-Z]/.test(name));
    expect(metrics.length).toBeGreaterThan(12);
    expect(without(metrics, (one) => /: a count|^Seconds /.test(textOf(one)))).toEqual([]);
  });

  test('sends to pages of AWS only, by an address of its documentation', () => {
    const pages = documented.flatMap(({ docs }) => docs?.see ?? []);
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.filter((page) => !/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html(#[\w.-]+)?$/.test(page))).toEqual(
      [],
    );
  });
});

describe('what synthesis says', () => {
  const table = (file: string): string[] =>
    MarkdownPage.of(join(ROOT, file)).sections.flatMap(({ prose }) =>
      [...prose.matchAll(/^\| `([a-z]+(?:-[a-z]+)*)` +\|/gm)].map(([, id]) => id!),
    );
  const explained = [...table('docs/checks.md'), ...table('docs/guardrails.md')];
  /** `Errors: …` names ids, until the sentence ends. */
  const named = documented.flatMap((one) =>
    [...textOf(one).matchAll(/(?:Error|Warning|Breach)(?:e?s)?\b[^:.]*:([^.]*)\./g)].flatMap(([, list = '']) =>
      [...list.matchAll(/`([a-z-]+)`/g)].map(([, id]) => ({ id: id!, at: one.name })),
    ),
  );
  const factories = ['daily', 'onDemand'];

  test('is explained wherever a docstring names it', () => {
    expect(named.length).toBeGreaterThan(60);
    const unknown = named.filter(({ id }) => !explained.includes(id) && !factories.includes(id));
    expect(unknown).toEqual([]);
  });

  test('is named by the docstring of what causes it', () => {
    expect(explained.length).toBeGreaterThan(50);
    const all = documented.map(textOf).join('\n');
    expect(explained.filter((id) => !all.includes(`\`${id}\``))).toEqual([]);
  });
});
