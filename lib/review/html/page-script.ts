/** The script of the page, which is bundled from `page/` and travels in the package. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, packageRoot } from '../../package-root';

export function pageScript(): string {
  const file = join(packageRoot(), 'dist', 'page', 'index.js');
  if (!existsSync(file)) {
    throw new Error(
      `the page's script is missing from ${PACKAGE}: reinstall the package, or run \`npm run build\` in it`,
    );
  }
  return readFileSync(file, 'utf8').trim();
}
