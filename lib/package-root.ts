/**
 * Where the package is installed, and with it what was built beside the library.
 *
 * It is looked for upwards, since this file runs from `lib/` in tests and from `dist/lib/` once installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const PACKAGE = 'cdk-temporary-access';

export function packageRoot(): string {
  return installed().folder;
}

/** As the package is published. */
export function packageVersion(): string {
  return installed().version;
}

function installed(): { folder: string; version: string } {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const { name, version } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
    if (name === PACKAGE && version !== undefined) {
      return { folder, version };
    }
  }
  throw new Error(`${PACKAGE} is not installed as a package: there is no package.json of its own above ${__dirname}`);
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}
