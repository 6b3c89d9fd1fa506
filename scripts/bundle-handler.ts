/**
 * Bundles the Lambda handler into dist/lambda/index.js, the asset that every stack deploys.
 *
 * Gotchas
 * - The asset folder holds index.js and nothing else: whatever lies in it is uploaded and changes the asset's hash.
 * - `module` before `main` picks the AWS SDK's ES modules, which halves the bundle and the cold start.
 * - Built beside its place and moved into it, so that whoever reads the asset meanwhile finds one or the other.
 * - The target is older than the deployed runtime (nodejs24.x), because the rehearsal runs this same file locally.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const ROOT = join(__dirname, '..');
const ASSET = join(ROOT, 'dist', 'lambda');

/** How it is bundled, and how the benchmark bundles what it compares it with. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  sourcemap: false,
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

export const HANDLER = 'lambda/handler.ts';

export async function bundleHandler(): Promise<void> {
  mkdirSync(ASSET, { recursive: true });
  const fresh = join(ROOT, 'dist', `handler-${process.pid}.js`);
  const { metafile } = await build({ ...BUNDLE_OPTIONS, entryPoints: [HANDLER], outfile: fresh });
  renameSync(fresh, join(ASSET, 'index.js'));
  // Beside the asset, not in it: the architecture test reads which files went into the bundle.
  writeFileSync(join(ROOT, 'dist', 'lambda.meta.json'), JSON.stringify(metafile, undefined, 2));
}

if (require.main === module) {
  bundleHandler().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
