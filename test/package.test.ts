/** The package as its users get it: packed, unpacked into an empty app, synthesized and rehearsed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from '../package.json';
import { packProblems } from '../scripts/release/packed-files';

const ROOT = join(__dirname, '..');

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const APP = `
const { App, Stack, TimeZone } = require('aws-cdk-lib');
const { PolicyStatement, Role } = require('aws-cdk-lib/aws-iam');
const { AccessWindow, TemporaryAccess } = require('cdk-temporary-access');

const app = new App();
const stack = new Stack(app, 'Theirs');
new TemporaryAccess(stack, 'Nightly', {
  role: Role.fromRoleName(stack, 'Role', 'nightly-job'),
  purpose: 'Nightly export',
  windows: [AccessWindow.daily({ start: '01:00', end: '02:00', timeZone: TimeZone.EUROPE_LONDON })],
  statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::export/*'] })],
});
app.synth();
`;

/** Where npm would put the command. */
const COMMAND = join('node_modules/cdk-temporary-access', bin['temporary-access']);

let folder: string;
let packed: Packed;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
  const modules = join(folder, 'node_modules');
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  [packed] = JSON.parse(
    execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  mkdirSync(modules);
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', modules]);
  execFileSync('mv', [join(modules, 'package'), join(modules, 'cdk-temporary-access')]);
  // The peers are what the app itself would have installed.
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));
  }
  writeFileSync(join(folder, 'app.js'), APP);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, {
    stdio: 'pipe',
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: '/nonexistent', CDK_OUTDIR: join(folder, 'cdk.out'), HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
  });
}

describe('the package', () => {
  test('holds what is needed and nothing else', () => {
    expect(packProblems(packed)).toEqual([]);
  });

  test('has the size that the documents state', () => {
    const page = readFileSync(join(ROOT, 'docs/languages.md'), 'utf8');
    const [, stated, unpacked] = /The package is ([\d.]+) MB, ([\d.]+) MB unpacked/.exec(page)!;
    const near = (bytes: number, megabytes: string | undefined): number =>
      Math.abs(bytes / 1e6 / Number(megabytes) - 1);
    expect(near(packed.size, stated)).toBeLessThan(0.1);
    expect(near(packed.unpackedSize, unpacked)).toBeLessThan(0.1);
  });

  test('synthesizes in an empty app without a bundler or a compiler', () => {
    node('app.js');
    const template = JSON.parse(readFileSync(join(folder, 'cdk.out/Theirs.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(3);
  });

  test('rehearses that app with the command that it brings', () => {
    const range = ['--from', '2026-12-01', '--until', '2026-12-08', '--json'];
    const report = JSON.parse(node(COMMAND, 'rehearse', 'cdk.out', ...range));
    expect(report.violations).toEqual([]);
    expect(report.accesses[0]).toMatchObject({ id: 'Nightly', role: expect.stringContaining('nightly-job') });
    expect(report.accesses[0].occurrences).toHaveLength(7);
  });

  test('reviews that app with the command that it brings', () => {
    const report = JSON.parse(node(COMMAND, 'review', 'cdk.out', '--format', 'json'));
    expect(report).toMatchObject({ version: 1, accesses: [{ id: 'Nightly', exposure: { hoursAWeek: 7 } }] });
  });

  test('comes with the way to AWS of the commands for deployed stacks', () => {
    const asked = (): string => node(COMMAND, 'status', '--stack', 'Theirs', '--region', 'eu-west-1');
    expect(asked).toThrow('error: there are no AWS credentials: sign in');
  });

  test('exports what is public and keeps the rest to itself', () => {
    const names = node('-p', "Object.keys(require('cdk-temporary-access')).sort().join()").trim();
    expect(names).toBe(
      'AccessAssertions,AccessController,AccessEventArchive,AccessGuardrails,AccessSignal,AccessWindow,DayOfMonth,StandingAccess,TemporaryAccess,Weekday',
    );
    const events = "require('cdk-temporary-access/events').EVENT_SOURCE";
    expect(node('-p', events).trim()).toBe('temporary-access');
    const schema = "require('cdk-temporary-access/schema/events/access-opened-v1.json').title";
    expect(node('-p', schema).trim()).toBe('Access Opened');
    const inside = "try { require('cdk-temporary-access/dist/lib/core/plan') } catch (error) { error.code }";
    expect(node('-p', inside).trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
