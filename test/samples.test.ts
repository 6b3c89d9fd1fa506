/**
 * What somebody may copy from a document or a docstring: TypeScript, commands and JSON.
 *
 * That the TypeScript compiles is for `npm run typecheck`, with all the rest. Here it is that nothing escapes it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { commandLine } from '../lib/cli/temporary-access';
import { OPERATOR } from '../lib/cli/operator';
import { epochMs } from '../lib/core/interval';
import { scripts } from '../package.json';
import { examplesIn, fencedIn, fixtureOf, moduleOf, pages, samples } from '../scripts/samples';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Every line of the blocks of code of a page, with what the block says that it is. */
function blockLines(page: string): { at: string; language: string; text: string }[] {
  let language: string | undefined;
  return read(page)
    .split('\n')
    .flatMap((text, index) => {
      const [isFence, of = ''] = /^ *```(\S*)/.exec(text) ?? [];
      if (isFence !== undefined) {
        language = language === undefined ? of : undefined;
        return [];
      }
      return language === undefined ? [] : [{ at: `${page}:${index + 1}`, language, text }];
    });
}

describe('a sample of TypeScript', () => {
  test('is compiled wherever a page has one', () => {
    const fences = pages().flatMap((page) => read(page).match(/^ *``` *(ts|typescript)\b/gm) ?? []);
    expect(fences.length).toBeGreaterThan(10);
    expect(samples().filter(({ file }) => file.endsWith('.md'))).toHaveLength(fences.length);
  });

  test('is compiled wherever a docstring has one, each as it stands in the compiled library', () => {
    const { types } = JSON.parse(read('.jsii')) as { types: Record<string, object> };
    const published = new Set(JSON.stringify(types).match(/"example":"(?:[^"\\]|\\.)*"/g));
    const compiled = samples().filter(({ file }) => file.endsWith('.ts'));
    expect(compiled.length).toBeGreaterThan(15);
    expect(compiled).toHaveLength(published.size);
  });

  test('keeps its lines, so that the compiler names the one to mend', () => {
    for (const sample of samples()) {
      const lines = moduleOf(sample, fixtureOf(sample)).split('\n');
      const own = lines.slice(sample.line - 1, sample.line - 1 + sample.lines.length);
      const shown = own.map((line, index) => line.slice(0, sample.lines[index]!.length));
      expect({ at: `${sample.file}:${sample.line}`, lines: shown }).toEqual({
        at: `${sample.file}:${sample.line}`,
        lines: [...sample.lines],
      });
    }
  });

  test('that imports something imports all that it names, and the fixtures have the same things for both kinds', () => {
    const things = (fixture: string): string[] => read(`rosetta/${fixture}.ts-fixture`).match(/^export .*$/gm) ?? [];
    expect(things('default').length).toBeGreaterThan(10);
    expect(things('with-imports')).toEqual(things('default'));
    const isModule = ({ lines }: { lines: readonly string[] }): boolean => lines.some((line) => /^import /.test(line));
    expect(samples().filter((sample) => isModule(sample) !== (sample.fixture !== 'default'))).toEqual([]);
  });

  test('that is translated names no property that is a word of Python, which the translation keeps', () => {
    const translated = samples().filter(({ file }) => file === 'README.md' || file.endsWith('.ts'));
    const words = /\b(and|as|class|def|del|except|from|global|import|in|is|lambda|not|or|pass|raise|with|yield): /;
    expect(translated.filter(({ lines }) => lines.some((line) => words.test(line)))).toEqual([]);
  });

  test('is found between fences and in docstrings, with the line that it is on', () => {
    expect(fencedIn('a.md', 'text\n```ts fixture=module\none();\n```\n```json\n{}\n```\n')).toEqual([
      { file: 'a.md', line: 3, fixture: 'module', lines: ['one();'] },
    ]);
    expect(examplesIn('a.ts', '  /**\n   * @example\n   *\n   * one();\n   * @see x\n   */\n')).toEqual([
      { file: 'a.ts', line: 3, fixture: 'default', lines: ['    ', '     one();'] },
    ]);
  });

  test('fails when its fixture does not exist, and names the line', () => {
    const [sample] = fencedIn('a.md', '```ts fixture=nowhere\none();\n```\n');
    expect(() => fixtureOf(sample!)).toThrow('a.md:1: there is no fixture nowhere in rosetta/');
  });
});

/** The words of a command, as a shell would hand them over, up to where it ends. */
function wordsOf(command: string): string[] {
  const words = command.replaceAll(/\$\{\{[^}]*\}\}/g, 'x').match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => /^(#|[|<>]|&&|\d?>)/.test(word));
  return (end === -1 ? words : words.slice(0, end)).map((word) => word.replaceAll(/["']/g, ''));
}

/** What the command line says against it; undefined where it would run. */
function complaint(args: readonly string[]): string | undefined {
  const said: string[] = [];
  const nothing = (): undefined => undefined;
  const terminal = { out: nothing, err: (text: string) => said.push(text), now: () => epochMs(0), progress: nothing };
  const program = commandLine(terminal, nothing, OPERATOR);
  program.commands.forEach((command) => command.action(nothing));
  try {
    program.parse([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? undefined : (said[0] ?? String(error)).trim();
  }
}

describe('a command', () => {
  const typed = [...pages(), 'CONTRIBUTING.md', 'SECURITY.md'].flatMap((page) => {
    const lines = blockLines(page);
    return lines.flatMap(({ at, text }, index) => {
      const [, rest] = /^ *(?:\$ |- run: )?(?:npx )?temporary-access( .*)$/.exec(text) ?? [];
      let [command, next] = [rest, index];
      while (command?.endsWith('\\') === true) {
        command = `${command.slice(0, -1)} ${lines[++next]?.text ?? ''}`;
      }
      return command === undefined ? [] : [{ at, args: wordsOf(command) }];
    });
  });

  test('of ours is one that the command line understands, with these options and values', () => {
    expect(typed.length).toBeGreaterThan(20);
    const wrong = typed.flatMap(({ at, args }) => {
      const said = complaint(args);
      return said === undefined ? [] : [`${at}: temporary-access ${args.join(' ')}: ${said}`];
    });
    expect(wrong).toEqual([]);
  });

  test('fails when there is no such command, option or value', () => {
    expect(complaint(['closes'])).toContain("unknown command 'closes'");
    expect(complaint(['status', '--stak', 'Shop'])).toContain("unknown option '--stak'");
    expect(complaint(['wait', 'A', '--until', 'shut'])).toContain('shut');
    expect(complaint(['close'])).toContain("missing required argument 'access'");
    expect(complaint(['--help'])).toBeUndefined();
  });

  test('of npm is a script that there is', () => {
    const run = [...pages(), 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'].flatMap((page) =>
      [...read(page).matchAll(/npm run (?:--silent )?([a-z][a-z0-9:-]*)/g)].map(([, name]) => `${page}: ${name!}`),
    );
    expect(run.length).toBeGreaterThan(10);
    expect(run.filter((one) => !(one.split(': ')[1]! in scripts))).toEqual([]);
  });
});

test('a block of JSON is JSON', () => {
  const blocks = pages().flatMap((page) =>
    [...read(page).matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => ({ page, text: text! })),
  );
  expect(blocks.length).toBeGreaterThan(5);
  const broken = blocks.filter(({ text }) => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  });
  expect(broken).toEqual([]);
});
