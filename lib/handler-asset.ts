/**
 * The bundled handler, which travels in the package: an app that uses the library needs no bundler.
 *
 * The AWS SDK is inside the bundle, so what was tested is what runs.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { PACKAGE, packageRoot } from './package-root';

export function handlerCode(): Code {
  const folder = join(packageRoot(), 'dist', 'lambda');
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(
      `the handler bundle is missing from ${PACKAGE}: reinstall the package, or run \`npm run build\` in it`,
    );
  }
  return Code.fromAsset(folder);
}
