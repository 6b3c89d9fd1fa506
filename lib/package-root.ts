/**
 * Where the package is installed, and with it what was built beside the library.
 *
 * It is looked for upwards, since this file runs from `lib/` in tests and from `dist/lib/` once installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const PACKAGE = 'cdk-temporary-access';

export function packageRoot(): string {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === PACKAGE) {
      return folder;
    }
  }
  throw new Error(`${PACKAGE} is not installed as a package: there is no package.json of its own above ${__dirname}`);
}
