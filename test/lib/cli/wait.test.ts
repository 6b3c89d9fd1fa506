import { DEPLOYER, declare, WRITE } from '../../lambda/memory-world';
import { MemoryAccount, release } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';
const SECOND_POLICY = 'arn:aws:iam::111122223333:policy/second';

function wait(account: MemoryAccount, until: string, ...args: string[]): Promise<Ran> {
  return run(account, ['wait', 'release', '--until', until, ...args]);
}

const since = (account: MemoryAccount): number => account.clock.now() - Date.parse(NOON);

test('waits until all policies have been attached for ten seconds', async () => {
  const account = new MemoryAccount(NOON, [release({ policies: [WRITE, SECOND_POLICY] })]);
  account.world
    .when('2026-12-01T12:00:20Z', () => {
      account.world.attachByHand(DEPLOYER, WRITE);
    })
    .when('2026-12-01T12:01:00Z', () => {
      account.world.attachByHand(DEPLOYER, SECOND_POLICY);
    });
  const { status, out, progress } = await wait(account, 'open');
  expect([status, out]).toEqual([0, 'release is open (1 min 10 s)\n']);
  expect(progress).toEqual(expect.arrayContaining(['0 s: no policy attached', '20 s: some policies attached', 'over']));
});

test('begins anew where they are taken off meanwhile', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  account.world.attachByHand(DEPLOYER, WRITE);
  account.world
    .when('2026-12-01T12:00:05Z', () => {
      account.world.detachByHand(DEPLOYER, WRITE);
    })
    .when('2026-12-01T12:00:09Z', () => {
      account.world.attachByHand(DEPLOYER, WRITE);
    });
  expect((await wait(account, 'open')).status).toBe(0);
  expect(since(account)).toBe(20_000);
});

test('waits until none has been attached for ten seconds', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  account.world.attachByHand(DEPLOYER, WRITE);
  account.world.when('2026-12-01T12:00:30Z', () => {
    account.world.detachByHand(DEPLOYER, WRITE);
  });
  const { status, out } = await wait(account, 'closed', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    ...{ access: 'release', until: 'closed', reached: true, attachment: 'none', words: 'release is closed (40 s)' },
  });
});

test('takes a role that is gone for closed', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  account.world.removeRole(DEPLOYER);
  expect((await wait(account, 'closed')).status).toBe(0);
});

test('fails when nothing opens it in time, and says when it opens', async () => {
  const account = new MemoryAccount(NOON, [declare()]);
  const { status, out } = await wait(account, 'open', '--timeout', '30s');
  expect(status).toBe(1);
  expect(out).toBe(
    'release is not open after 30 s: no policy attached; nothing is due to open it now; ' +
      'by the clock it opens next at 2026-12-01T20:00:00Z\n',
  );
  expect(since(account)).toBe(30_000);
});

test('fails when it stays open, and says what holds it open', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  await account.ask('open', 'release', { reason: 'hotfix' }, 'theirs');
  const { status, out } = await wait(account, 'closed');
  expect(status).toBe(1);
  expect(out).toBe(
    'release is not closed after 5 min 0 s: all policies attached; ' +
      'it is due to be open: request theirs until 2026-12-01T14:00:00Z\n',
  );
});

test('a read that fails for a moment neither counts nor begins anew', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  account.world.attachByHand(DEPLOYER, WRITE);
  account.world.before('list', 2, () => {
    account.world.fail('list', 'throttled', 2);
  });
  expect((await wait(account, 'open')).status).toBe(0);
  expect(since(account)).toBe(10_000);
});

test('exits with 2 when it may not read', async () => {
  const account = new MemoryAccount(NOON, [release()]).fail('iam:ListAttachedRolePolicies', 'denied');
  const { status, err } = await wait(account, 'open');
  expect(status).toBe(2);
  expect(err).toContain('may not do iam:ListAttachedRolePolicies on role deployer: ask whoever gives rights');
});

test.each([
  ['no state', [], "required option '--until <state>'"],
  ['another state', ['--until', 'half'], 'Allowed choices are open, closed'],
  ['no time', ['--until', 'open', '--timeout', '0s'], 'such as 90s, 5m or 1h'],
  ['more than half a day', ['--until', 'open', '--timeout', '13h'], 'of 12 hours at most'],
])('exits with 2 for %s', async (_what, args, mend) => {
  const { status, err } = await run(new MemoryAccount(NOON, [release()]), ['wait', 'release', ...args]);
  expect(status).toBe(2);
  expect(err).toContain(mend);
});
