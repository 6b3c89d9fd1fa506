/** Makes what is kept of a release. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { AssemblyStack } from '../../lib/assembly/assembly';
import type { Template } from '../../lib/assembly/template';
import { APP, HANDLER, HANDLER_KEY, MESSAGES, TEMPLATE } from './kept-release';
import { messagesIn, type Reader } from './messages';

export interface Release {
  readonly appFile: string;
  /** What the app makes. */
  readonly stack: AssemblyStack;
  /** The sources of the version. */
  readonly root: string;
  /** What exports `openerIn` and `closerIn` of them. */
  readonly entry: string;
  readonly reader: Reader;
}

/** The code that decides, as it stands in the sources: what calls AWS for it is left out. */
export const ENTRY = [
  "export { handleOpener as openerIn } from './lambda/opener';",
  "export { handleCloser as closerIn } from './lambda/closer';",
].join('\n');

/** Writes it into a folder. */
export async function keep(folder: string, { appFile, stack, root, entry, reader }: Release): Promise<void> {
  const template = JSON.stringify(stack.template, undefined, 2).replaceAll(/"[0-9a-f]{64}\.zip"/g, `"${HANDLER_KEY}"`);
  write(join(folder, APP), readFileSync(appFile, 'utf8'));
  write(join(folder, TEMPLATE), `${template}\n`);
  await build({
    stdin: { contents: entry, resolveDir: root },
    outfile: join(folder, HANDLER, 'index.js'),
    ...{ absWorkingDir: root, preserveSymlinks: true, mainFields: ['module', 'main'], legalComments: 'none' },
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
  });
  const files = new Map([[HANDLER_KEY, join(folder, HANDLER)]]);
  const messages = await messagesIn({ ...stack, template: JSON.parse(template) as Template, files }, reader);
  write(join(folder, MESSAGES), `${JSON.stringify(messages, undefined, 2)}\n`);
}

/** The files of one folder that are not the same in another. */
export function differences(folder: string, other: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => readOr(join(folder, file)) !== readOr(join(other, file)));
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
