import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { declare } from '../../lambda/memory-world';
import { MemoryAccount } from '../operate/memory-account';
import { emptyFolder, removeFolders, role, synthesized, writing } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const account = (): MemoryAccount => new MemoryAccount('2026-12-01T12:00:00Z', [declare()]);

function withAccess(app: App, name: string, access: string, region?: string): void {
  const stack = new Stack(app, name, region === undefined ? {} : { env: { region } });
  new TemporaryAccess(stack, access, {
    role: role(stack),
    purpose: 'Release train',
    windows: [AccessWindow.once({ start: '2026-12-01T20:00Z', end: '2026-12-01T22:00Z' })],
    statements: [writing],
  });
}

let [one, several] = ['', ''];
beforeAll(() => {
  one = synthesized((app) => {
    withAccess(app, 'Shop', 'release', 'eu-central-1');
    new Bucket(new Stack(app, 'Other'), 'Bucket');
  });
  several = synthesized((app) => {
    withAccess(app, 'Shop', 'release', 'eu-central-1');
    withAccess(app, 'ShopTest', 'release', 'eu-west-1');
    withAccess(app, 'Tools', 'rotation');
  });
});

function status(environment: Record<string, string>, ...args: string[]): Promise<Ran> {
  return run(account(), ['status', ...args], environment);
}

describe('the stack', () => {
  test('is the one that is named', async () => {
    const { status: exit, connections } = await status({}, '--stack', 'Shop', '--region', 'eu-west-1');
    expect([exit, connections]).toEqual([0, [{ region: 'eu-west-1', profile: undefined }]]);
  });

  test('is the one of the environment', async () => {
    expect((await status({ TEMPORARY_ACCESS_STACK: 'Shop' }, '--profile', 'ops')).connections).toEqual([
      { region: undefined, profile: 'ops' },
    ]);
  });

  test('is the only one of the app that has accesses, in its region', async () => {
    const { status: exit, connections } = await status({}, '--app', one);
    expect([exit, connections]).toEqual([0, [{ region: 'eu-central-1', profile: undefined }]]);
  });

  test('is the only one that has the access', async () => {
    const { err, connections } = await status({}, 'rotation', '--app', several);
    expect(connections).toEqual([{ region: undefined, profile: undefined }]);
    expect(err).toContain('there is no stack Tools in eu-west-1 of account 111122223333');
  });

  test('where it is named, is where the app says', async () => {
    expect((await status({}, '--stack', 'Shop', '--app', several)).connections).toEqual([
      { region: 'eu-central-1', profile: undefined },
    ]);
  });

  test('is in another region where that is named', async () => {
    expect((await status({}, '--app', one, '--region', 'us-east-1')).connections).toEqual([
      { region: 'us-east-1', profile: undefined },
    ]);
  });

  test('is found in the app beside the command', async () => {
    cpSync(one, join(process.cwd(), 'cdk.out'), { recursive: true });
    expect((await status({})).connections).toEqual([{ region: 'eu-central-1', profile: undefined }]);
  });
});

describe('exits with 2 and says how to go on', () => {
  async function mend(under: MemoryAccount, args: string[], environment = {}): Promise<string> {
    const { status: exit, err } = await run(under, args, environment);
    expect(exit).toBe(2);
    return err;
  }

  test('when several stacks have the access', async () => {
    expect(await mend(account(), ['status', 'release', '--app', several])).toBe(
      'error: which stack? Name one of them with --stack: Shop (eu-central-1), ShopTest (eu-west-1)\n',
    );
  });

  test('when no stack is named', async () => {
    const empty = synthesized((app) => new Bucket(new Stack(app, 'Other'), 'Bucket'));
    expect(await mend(account(), ['status', '--app', empty])).toContain('which stack? Name it with --stack');
  });

  test('when there is no such app', async () => {
    expect(await mend(account(), ['status', '--app', 'nowhere'])).toContain('there is no folder nowhere');
  });

  test('when there is no such stack', async () => {
    expect(await mend(account(), ['status', '--stack', 'Shopp'])).toBe(
      'error: there is no stack Shopp in eu-west-1 of account 111122223333: ' +
        'name another with --stack, --region or --profile\n',
    );
  });

  test('when the stack has no access', async () => {
    const under = account();
    under.stacks.set('Shop', [{ type: 'AWS::S3::Bucket', logicalId: 'Bucket', physicalId: 'bucket' }]);
    expect(await mend(under, ['status', '--stack', 'Shop'])).toContain(
      'stack Shop in eu-west-1 has no temporary access',
    );
  });

  test('when there is no such access', async () => {
    const args = ['open', 'releas', '--reason', 'x', '--stack', 'Shop'];
    expect(await mend(account(), args)).toBe('error: Shop has no access releas: there is release\n');
  });

  test('when the manifest is of another version', async () => {
    const under = account();
    under.world.changeSchedule('sweep', { input: '{"version":2,"event":"sweep"}' });
    expect(await mend(under, ['status', '--stack', 'Shop'])).toContain(
      'use the version of cdk-temporary-access with which the stack was deployed',
    );
  });

  test('when the sweep schedule is gone', async () => {
    const under = account();
    under.world.removeSchedule('sweep');
    expect(await mend(under, ['status', '--stack', 'Shop'])).toContain('there is no schedule sweep in group Shop-123');
  });

  test.each([
    ['nobody has signed in', 'no-credentials', 'there are no AWS credentials: sign in (`aws sso login`, `aws login`)'],
    ['the credentials have expired', 'expired', 'your AWS credentials have expired: sign in'],
    ['no region is named', 'no-region', 'no AWS region is named: use --region, AWS_REGION or a profile'],
    ['AWS is busy', 'throttled', 'cannot be done now: throttled by the test; try again'],
    ['something else fails', 'unknown', 'cloudformation:ListStackResources on stack Shop failed'],
  ] as const)('when %s', async (_what, kind, words) => {
    const under = account().fail('cloudformation:ListStackResources', kind);
    expect(await mend(under, ['status', '--stack', 'Shop'])).toContain(words);
  });

  test('when the right to read is missing, also where nobody says who asks', async () => {
    const under = account()
      .fail('cloudformation:ListStackResources', 'denied')
      .fail('sts:GetCallerIdentity', 'unavailable');
    expect(await mend(under, ['status', '--stack', 'Shop'])).toContain(
      'you may not do cloudformation:ListStackResources on stack Shop: ask whoever gives rights in the account',
    );
  });
});

test('a broken app beside the command stops nobody who names the stack', async () => {
  const folder = join(process.cwd(), 'cdk.out');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), 'broken');
  expect((await status({}, '--stack', 'Shop')).status).toBe(0);
});
