/**
 * Writes every sample of the documents and docstrings as a module of its own, for `npm run typecheck` to compile with
 * everything else. A line has the number that it has where it stands, so that the compiler names the place to mend.
 *
 * What a sample takes for granted stands in `rosetta/`, from where jsii-rosetta takes it to translate the samples.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'dist/samples');

/** A piece of TypeScript that somebody may copy. */
export interface Sample {
  /** Where it stands, from the root. */
  readonly file: string;
  /** Of its first line, counted from 1. */
  readonly line: number;
  readonly fixture: string;
  /** Each as wide as it is where it stands. */
  readonly lines: readonly string[];
}

/** The documents whose samples are compiled. */
export function pages(): string[] {
  const beneath = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md') && !/node_modules|cdk\.out/.test(path))
      .map((path) => join(folder, path)),
  );
  return ['README.md', ...beneath.sort()];
}

function sources(): string[] {
  return readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join('lib', path))
    .sort();
}

export function samples(): Sample[] {
  const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
  return [
    ...pages().flatMap((file) => fencedIn(file, text(file))),
    ...sources().flatMap((file) => examplesIn(file, text(file))),
  ];
}

/** The blocks of a page that say that they are TypeScript, and by which fixture they are complete. */
export function fencedIn(file: string, text: string): Sample[] {
  const found: Sample[] = [];
  let open: { line: number; fixture: string; lines: string[]; isSample: boolean } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [isFence, language = '', rest = ''] = /^ *``` *(\S*) *(.*)$/.exec(line) ?? [];
    if (isFence === undefined) {
      open?.lines.push(line);
    } else if (open === undefined) {
      const fixture = /\bfixture=(\S+)/.exec(rest)?.[1] ?? 'default';
      open = { line: index + 2, fixture, lines: [], isSample: /^(ts|typescript)$/.test(language) };
    } else {
      if (open.isSample) {
        found.push({ file, line: open.line, fixture: open.fixture, lines: open.lines });
      }
      open = undefined;
    }
  }
  return found;
}

/** What stands between `@example` and the next tag, or the end of the docstring. */
export function examplesIn(file: string, text: string): Sample[] {
  const found: Sample[] = [];
  let open: { line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== undefined && /^ *(\*\/|\* @\w)/.test(line)) {
      found.push({ file, fixture: 'default', ...open });
      open = undefined;
    } else {
      open?.lines.push(line.replace(/^( *)\*( ?)/, '$1 $2'));
    }
    if (/^ *\* @example *$/.test(line)) {
      open = { line: index + 2, lines: [] };
    }
  }
  return found;
}

const HERE = /^ *\/\/\/ here *$/m;

/** The module that a sample is a part of. Its imports come first, and all else is in the fixture. */
export function moduleOf({ line, lines }: Sample, fixtureText: string): string {
  const [before = '', after = ''] = fixtureText.split(HERE).map(onOneLine);
  const sample = lines.join('\n');
  const head = headOf(sample);
  // On the line above the sample, or on that of its last import.
  const [above, fixed] =
    head === 0 ? [`${'\n'.repeat(line - 2)}${before}\n`, ''] : ['\n'.repeat(line - 1), ` ${before}`];
  // What a sample imports it has to use. The fixture is for all of them.
  const unused = `export type { ${namesIn(before).join(', ')} };`;
  return `${above}${sample.slice(0, head)}${fixed}${sample.slice(head)}\n${after}\n${unused}\n`;
}

/** Where the imports of a sample end. */
function headOf(sample: string): number {
  const { statements } = ts.createSourceFile('sample.ts', sample, ts.ScriptTarget.Latest);
  const first = statements.findIndex((statement) => !ts.isImportDeclaration(statement));
  return first === 0 ? 0 : (statements[first === -1 ? statements.length - 1 : first - 1]?.end ?? 0);
}

/** The names that are imported. */
function namesIn(text: string): string[] {
  const { statements } = ts.createSourceFile('sample.ts', text, ts.ScriptTarget.Latest);
  return statements.filter(ts.isImportDeclaration).flatMap(({ importClause }) => {
    const { name, namedBindings } = importClause ?? {};
    const bound =
      namedBindings === undefined
        ? []
        : ts.isNamedImports(namedBindings)
          ? [...namedBindings.elements]
          : [namedBindings];
    return [name?.text ?? [], bound.map((one) => one.name.text)].flat();
  });
}

/** Without comments, so that no line of the sample moves. */
function onOneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('//'))
    .join(' ');
}

export function fixtureOf({ file, line, fixture }: Sample): string {
  try {
    return readFileSync(join(ROOT, 'rosetta', `${fixture}.ts-fixture`), 'utf8');
  } catch {
    throw new Error(`${file}:${line - 1}: there is no fixture ${fixture} in rosetta/`);
  }
}

function main(): void {
  rmSync(OUT, { recursive: true, force: true });
  for (const sample of samples()) {
    const to = join(OUT, `${sample.file}.${sample.line}.ts`);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, moduleOf(sample, fixtureOf(sample)));
  }
}

if (require.main === module) {
  main();
}
