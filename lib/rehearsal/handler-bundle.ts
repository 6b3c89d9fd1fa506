/** Loads the handler from the asset that a stack would upload: the rehearsal plays what would be deployed. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { AssemblyError } from '../assembly/assembly';
import type { Handle } from './simulated-lambda';

const load = createRequire(__filename);

/** The export behind `index.opener` that takes its world as an argument is `openerIn`. */
export function handlerIn(folder: string, handler: string): Handle {
  const file = resolve(folder, `${handler.split('.')[0] ?? 'index'}.js`);
  if (!existsSync(file)) {
    throw new AssemblyError(`there is no handler ${file} in the assembly: run \`cdk synth\` again`);
  }
  const exported = load(file) as Readonly<Record<string, unknown>>;
  const handle = exported[`${handler.split('.')[1] ?? ''}In`];
  if (typeof handle !== 'function') {
    throw new AssemblyError(
      `${file} has no ${handler} that can be rehearsed: the assembly was written with another version of this library; ` +
        'install the same version in both places',
    );
  }
  return handle as Handle;
}
