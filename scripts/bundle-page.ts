/** Bundles the script of a review's page into dist/page/index.js, for browsers of the last years. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'dist', 'page');

/** Built beside its place and moved into it, so that whoever reads it meanwhile finds one or the other. */
export async function bundlePage(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const fresh = join(ROOT, 'dist', `page-${process.pid}.js`);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['page/index.ts'],
    outfile: fresh,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  renameSync(fresh, join(FOLDER, 'index.js'));
  // Beside it, not in it: the list of licences reads which files went into the bundle.
  writeFileSync(join(ROOT, 'dist', 'page.meta.json'), JSON.stringify(metafile, undefined, 2));
}

if (require.main === module) {
  bundlePage().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
