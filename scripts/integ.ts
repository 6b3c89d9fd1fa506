/**
 * Runs the integration test by integ-runner, in the account of the caller's credentials, and tidies the snapshot.
 *
 * `--dry-run` writes the snapshot without an account. What stays of it says what is deployed, and is the same wherever
 * it is written: no bundles, no paths of a machine, no salt that makes CloudFormation ask again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../test/integ');
const KEPT = /^(cdk\.out|integ\.json|manifest\.json|.*\.template\.json|((?!DeployAssert).)*\.assets\.json)$/;

/** Without a region and credentials the runner would look for those of a machine in the cloud, and wait. */
const NO_ACCOUNT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function run(options: readonly string[]): number {
  const { status } = spawnSync(
    'integ-runner',
    [
      ...['--directory', FOLDER, '--language', 'typescript', '--app', 'node --require tsx/cjs {filePath}'],
      // Also where nothing has changed: what is deployed is not the only thing that can.
      ...['--force', '--update-on-failed'],
      ...options,
    ],
    { stdio: 'inherit', env: { ...process.env, ...(options.includes('--dry-run') ? NO_ACCOUNT : {}) } },
  );
  return status ?? 1;
}

interface Manifest {
  artifacts: Record<string, { readonly type: string; additionalMetadataFile?: string }>;
}

function tidy(snapshot: string): void {
  for (const file of readdirSync(snapshot)) {
    const path = join(snapshot, file);
    if (!KEPT.test(file)) {
      rmSync(path, { recursive: true });
    } else if (file.endsWith('.template.json')) {
      writeFileSync(path, readFileSync(path, 'utf8').replace(/("salt": )"\d+"/g, '$1"0"'));
    } else if (file === 'manifest.json') {
      writeFileSync(path, deployed(JSON.parse(readFileSync(path, 'utf8')) as Manifest));
    }
  }
}

/** A manifest without what only says how it was synthesized. */
function deployed(manifest: Manifest): string {
  const artifacts = Object.entries(manifest.artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack' || type === 'cdk:asset-manifest')
    .map(([id, artifact]) => [id, { ...artifact, additionalMetadataFile: undefined }]);
  const text = JSON.stringify({ ...manifest, artifacts: Object.fromEntries(artifacts) as unknown }, undefined, 2);
  // That of a template with a salt.
  return `${text.replace(/[0-9a-f]{64}\.json/g, '<template>.json')}\n`;
}

const snapshots = readdirSync(FOLDER)
  .filter((file) => /^integ\..*\.ts$/.test(file))
  .map((file) => join(FOLDER, `${file}.snapshot`));
const options = process.argv.slice(2);
if (options.includes('--dry-run')) {
  // What nobody deploys destroys nothing, which the runner would warn of.
  snapshots.forEach((snapshot) => {
    rmSync(snapshot, { recursive: true, force: true });
  });
}
process.exitCode = run(options);
snapshots.filter(existsSync).forEach(tidy);
