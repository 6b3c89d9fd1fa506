/**
 * `npm run release:keep` writes down what is kept of the version in package.json: the app, its template, the handler,
 * and every message, in test/releases/VERSION.
 *
 * With `--check` nothing is written: it fails where what is kept is not what the sources make. A version that has a tag
 * is published, and is not written again, unless by `--force`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../lib/package-root';
import { differences, ENTRY, keep } from '../test/releases/keep';
import { APP, asOfToday, RELEASES } from '../test/releases/kept-release';
import { TODAY } from '../test/releases/messages';
import { bundleHandler } from './bundle-handler';

const ROOT = join(__dirname, '..');

async function main(options: readonly string[]): Promise<string> {
  const version = packageVersion();
  const kept = join(RELEASES, version);
  const fresh = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const appFile = join(RELEASES, APP);
    await bundleHandler();
    const stack = asOfToday(appFile, join(fresh, 'assembly'));
    await keep(join(fresh, version), { appFile, stack, root: ROOT, entry: ENTRY, reader: TODAY });
    const differ = differences(join(fresh, version), kept);
    if (differ.length === 0) {
      return `${version} is kept as the sources make it`;
    }
    const files = differ.map((file) => `test/releases/${version}/${file}`).join(', ');
    if (options.includes('--check')) {
      throw new Error(`not what the sources make: ${files}; run \`npm run release:keep\`, and read the difference`);
    }
    if (existsSync(kept) && isPublished(version) && !options.includes('--force')) {
      throw new Error(
        `${version} is published (tag v${version}), and these differ from it: ${files}; what is deployed somewhere ` +
          'does not change: raise the version in package.json, or restore what was kept',
      );
    }
    cpSync(join(fresh, version), kept, { recursive: true });
    return `kept ${version}: ${files}`;
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

function isPublished(version: string): boolean {
  const tags = execFileSync('git', ['tag', '--list', `v${version}`], { cwd: ROOT, encoding: 'utf8' });
  return tags.trim() !== '';
}

main(process.argv.slice(2)).then(
  (done) => {
    console.log(done);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
