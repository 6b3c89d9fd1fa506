/**
 * The bundled handler, which travels in the package: an app that uses the library needs no bundler.
 *
 * The AWS SDK is inside the bundle, so what was tested is what runs. It is found from our own package.json upwards,
 * since this file runs from `lib/` in tests and from `dist/lib/` once installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

const PACKAGE = 'cdk-temporary-access';

export function handlerCode(): Code {
  const folder = join(packageRoot(), 'dist', 'lambda');
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(
      `the handler bundle is missing from ${PACKAGE}: reinstall the package, or run \`npm run build\` in it`,
    );
  }
  return Code.fromAsset(folder);
}

function packageRoot(): string {
  for (let folder = __dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === PACKAGE) {
      return folder;
    }
  }
  throw new Error(`${PACKAGE} is not installed as a package: there is no package.json of its own above ${__dirname}`);
}
