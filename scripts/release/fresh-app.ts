/**
 * README's first sample in an app of its own: an empty directory, `npm init`, the packed package and its peers as npm
 * gives them today, and the CDK's command line.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devDependencies, peerDependencies } from '../../package.json';
import type { Checkout } from './checkout';

/** What the sample takes for granted: a pipeline's role, a bucket, and somebody to call. */
const SCENERY = {
  imports: [
    "import { App, Stack } from 'aws-cdk-lib';",
    "import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';",
    "import { Bucket } from 'aws-cdk-lib/aws-s3';",
    "import { Topic } from 'aws-cdk-lib/aws-sns';",
  ],
  declarations: [
    "const deployRole = new Role(this, 'Deploy', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });",
    "const bucket = new Bucket(this, 'ShopFront');",
    "const onCall = new Topic(this, 'OnCall');",
  ],
};

/** A module of JavaScript: the sample uses nothing of TypeScript. */
export function sampleApp(readme: string): string {
  const sample = /```ts.*\n([\s\S]*?)\n```/.exec(readme)?.[1];
  if (sample === undefined) {
    throw new Error('README.md has no sample');
  }
  const imports = sample.match(/^import .*;$/gm) ?? [];
  const body = sample.replace(/^import .*;$/gm, '').trim();
  const declared = [...SCENERY.declarations, ...body.split('\n')].map((line) => `    ${line}`);
  return [
    ...[...imports, ...SCENERY.imports, '', 'class Shop extends Stack {', '  constructor(scope, id) {'],
    ...['    super(scope, id);', ...declared, '  }', '}', "new Shop(new App(), 'Shop');", ''],
  ].join('\n');
}

/** Seconds that it took to install, and to synthesize. Throws what npm or the CDK says. */
export function freshApp(checkout: Checkout): { readonly installed: number; readonly synthesized: number } {
  const folder = mkdtempSync(join(tmpdir(), 'fresh-app-'));
  try {
    const pack = checkout.run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
    const [{ filename }] = JSON.parse(pack) as [{ filename: string }];
    writeFileSync(join(folder, 'app.mjs'), sampleApp(checkout.read('README.md')));
    const started = Date.now();
    checkout.run('npm', ['init', '--yes'], folder);
    const peers = Object.keys(peerDependencies);
    checkout.run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`, ...peers], folder);
    const installed = Date.now();
    const cdk = ['--yes', '--package', `aws-cdk@${devDependencies['aws-cdk']}`, 'cdk'];
    checkout.run('npx', [...cdk, 'synth', '--quiet', '--app', 'node app.mjs'], folder);
    const template = readFileSync(join(folder, 'cdk.out/Shop.template.json'), 'utf8');
    if (!template.includes('Custom::TemporaryAccess')) {
      throw new Error('the template has no temporary access');
    }
    return { installed: (installed - started) / 1_000, synthesized: (Date.now() - installed) / 1_000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
