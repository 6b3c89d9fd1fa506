/**
 * Builds what tests run but cannot import: the bundles, and the compiled package where a source is newer.
 *
 * No test runs against a stale build, and none builds while another reads.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandler } from '../scripts/bundle-handler';
import { bundleOperate } from '../scripts/bundle-operate';
import { bundlePage } from '../scripts/bundle-page';

const ROOT = join(__dirname, '..');
const BUILT = join(ROOT, '.jsii');

export default async function setUp(): Promise<void> {
  await Promise.all([bundleHandler(), bundlePage(), bundleOperate()]);
  if (!existsSync(BUILT) || newestSource() > statSync(BUILT).mtimeMs) {
    execFileSync('npm', ['run', '--silent', 'build:lib'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function newestSource(): number {
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  return Math.max(...sources.map((file) => statSync(join(ROOT, 'lib', file)).mtimeMs));
}
