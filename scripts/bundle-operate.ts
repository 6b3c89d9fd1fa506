/**
 * Bundles the commands' way to AWS into dist/operate/index.js: the AWS SDK is in it, and no dependency of the package.
 *
 * Gotchas: `module` before `main` picks the SDK's ES modules. The providers of credentials that it loads when they are
 * needed (SSO, web identity, containers, instances) go into the same file.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundle-handler';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'dist', 'operate');

/** Built beside its place and moved into it, so that whoever reads it meanwhile finds one or the other. */
export async function bundleOperate(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const fresh = join(ROOT, 'dist', `operate-${process.pid}.js`);
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: ['operate/index.ts'],
    outfile: fresh,
    // Which Node the SDK's next versions need is nothing that users of a bundled one can act on.
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
  });
  renameSync(fresh, join(FOLDER, 'index.js'));
  // Beside it, not in it: the architecture test reads which files went into the bundle.
  writeFileSync(join(ROOT, 'dist', 'operate.meta.json'), JSON.stringify(metafile, undefined, 2));
}

if (require.main === module) {
  bundleOperate().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
