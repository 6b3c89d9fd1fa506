import { STACK_LOCK, lockName } from '../../../lib/core/lock';
import { DEPLOYER, declare, INVOKE, once, ROTATOR, WRITE } from '../../lambda/memory-world';
import { CALLER, MemoryAccount } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';
const windows = [once('2026-12-01T11:00:00Z', '2026-12-01T13:00:00Z')];
const release = declare({ windows });
const rotate = declare({ access: 'rotate', role: ROTATOR, policies: [INVOKE], windows });
const WORDS = `LOCKED DOWN since ${NOON} by ${CALLER}: INC-7`;

function opened(): MemoryAccount {
  const account = new MemoryAccount(NOON, [release, rotate]);
  account.world.attachByHand(DEPLOYER, WRITE);
  account.world.attachByHand(ROTATOR, INVOKE);
  return account;
}
const attached = ({ world }: MemoryAccount): string[] => [...world.attached(DEPLOYER), ...world.attached(ROTATOR)];
const locks = ({ world }: MemoryAccount): string[] =>
  [...world.plannedSchedules.keys()].filter((name) => name.startsWith('lock'));
const lockdown = (account: MemoryAccount, ...args: string[]): Promise<Ran> =>
  run(account, ['lockdown', '--reason', 'INC-7', ...args]);
const unlock = (account: MemoryAccount, ...args: string[]): Promise<Ran> => run(account, ['unlock', ...args]);

describe('lockdown', () => {
  test('locks the stack, wakes the closer, and reads back that everything is gone', async () => {
    const account = opened();
    const { status, out, err } = await lockdown(account);
    expect([status, err, attached(account), locks(account)]).toEqual([0, '', [], [STACK_LOCK]]);
    expect(account.woken).toEqual(['closer']);
    expect(account.assumed).toEqual([]);
    expect(out).toMatch(
      new RegExp(
        `^Stack Shop is locked down since ${NOON} by ${CALLER}: INC-7\n` +
          `  closed    release: not attached to ${DEPLOYER} in \\d+ reads over 2\\d s\n` +
          `  closed    rotate: not attached to ${ROTATOR} in \\d+ reads over 2\\d s\n` +
          'Nothing opens until somebody runs: temporary-access unlock\n$',
      ),
    );
    const schedule = account.world.plannedSchedules.get(STACK_LOCK);
    expect(schedule).toMatchObject({ enabled: false, target: { arn: 'closer', roleArn: 'end-role' } });
  });

  test('of one access leaves the others open', async () => {
    const account = opened();
    const { status } = await lockdown(account, '--access', 'rotate');
    expect([status, attached(account), locks(account)]).toEqual([0, [WRITE], [lockName('rotate')]]);
  });

  test('of what is locked already goes on closing, and shows whose lock it is', async () => {
    const account = opened();
    await lockdown(account);
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status, out } = await run(account, ['lockdown', '--reason', 'again']);
    expect([status, attached(account)]).toEqual([0, []]);
    expect(out).toContain('by ' + CALLER + ': INC-7');
  });

  test('closes by the attachment roles where the closer cannot be woken', async () => {
    const account = opened().fail('lambda:InvokeFunction', 'denied');
    const { status, out, err } = await lockdown(account);
    expect([status, attached(account)]).toEqual([0, []]);
    expect(err).toContain('the closer of Shop cannot be woken, so it is closed without it');
    expect(out).toContain('without the closer');
  });

  test('closes by the attachment roles where the closer does nothing', async () => {
    const account = opened();
    account.delivers = false;
    const { status } = await lockdown(account);
    expect([status, attached(account), account.woken]).toEqual([0, [], ['closer', 'closer']]);
  });

  test('says what still stands, for whom, and how it goes, where it may not close either', async () => {
    const account = opened().fail('sts:AssumeRole', 'denied');
    account.delivers = false;
    account.world.detachByHand(ROTATOR, INVOKE);
    const { status, out } = await lockdown(account);
    expect(status).toBe(1);
    expect(out).toContain(`  closed    rotate: `);
    expect(out).toContain(`!! NOT CLOSED  release: ${WRITE} still attached to ${DEPLOYER}`);
    expect(out).toContain(`aws iam detach-role-policy --role-name deployer --policy-arn ${WRITE}`);
    expect(out).toContain('ask for access.grantClose(…)');
    expect(out).not.toContain('unlock');
  });

  test('closes what it can where it may not lock, says whom to ask, and is not done', async () => {
    const account = opened().fail('scheduler:CreateSchedule', 'denied');
    account.delivers = false;
    const { status, out } = await lockdown(account);
    expect([status, attached(account)]).toEqual([1, []]);
    expect(out).toContain('Stack Shop IS NOT LOCKED');
    expect(out).toContain('ask for controller.grantLockdown(…)');
    expect(out).toContain('may open again');
  });

  test('is not done where IAM cannot be read', async () => {
    const account = opened()
      .fail('iam:ListAttachedRolePolicies', 'denied')
      .fail('iam:ListAttachedRolePolicies as session', 'denied');
    const { status, out, err } = await lockdown(account);
    expect(status).toBe(1);
    expect(out).toContain('!! NOT CLOSED  release');
    expect(err).toContain('cannot read what is attached');
  });

  test('is not done where somebody lifts the lock meanwhile', async () => {
    const account = opened();
    account.world.when('2026-12-01T12:00:09Z', () => account.world.removeSchedule(STACK_LOCK));
    const { status, out } = await lockdown(account);
    expect(status).toBe(1);
    expect(out).toContain('Stack Shop IS NOT LOCKED: there is no schedule lockdown');
  });

  test('is told as JSON', async () => {
    const { out } = await lockdown(opened(), '--json');
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      done: true,
      locks: [{ stack: 'Shop', stands: true }],
      accesses: [
        { access: 'release', closed: true, standing: [], by: 'controller' },
        { access: 'rotate', closed: true, standing: [], by: 'controller' },
      ],
    });
  });

  test.each([
    [[], "required option '--reason <text>' not specified"],
    [['--reason', ' '], 'Write something'],
    [['--reason', 'x', '--access', 'nothing'], 'has no access nothing: there are release, rotate'],
  ])('with %j is wrong usage', async (args, message) => {
    const account = opened();
    const { status, err } = await run(account, ['lockdown', ...args]);
    expect([status, locks(account)]).toEqual([2, []]);
    expect(err).toContain(message);
  });
});

describe('unlock', () => {
  async function locked(...args: string[]): Promise<MemoryAccount> {
    const account = opened();
    expect((await lockdown(account, ...args)).status).toBe(0);
    return account;
  }

  test('lifts the lock, opens nothing, and says what is due', async () => {
    const account = await locked();
    const { status, out } = await unlock(account);
    expect([status, locks(account), attached(account)]).toEqual([0, [], []]);
    expect(out).toBe(
      'Stack Shop is unlocked\n' +
        ['release', 'rotate']
          .map(
            (access) =>
              `  ${access} is due now (window 0 (once) until 2026-12-01T13:00:00Z), and stays closed all the same until ` +
              'its next start, a request or a deployment\n',
          )
          .join(''),
    );
  });

  test('of what is not locked is fine', async () => {
    expect((await unlock(opened())).status).toBe(0);
  });

  test('of the stack says what else is locked', async () => {
    const account = await locked('--access', 'rotate');
    const { status, out } = await unlock(account);
    expect([status, locks(account)]).toEqual([0, [lockName('rotate')]]);
    expect(out).toContain(
      `rotate is still ${WORDS.replace('LOCKED DOWN', 'locked down')}; temporary-access unlock --access rotate`,
    );
  });

  test('of one access says that the stack is locked', async () => {
    const account = await locked();
    const { status, out } = await unlock(account, '--access', 'rotate');
    expect([status, locks(account)]).toEqual([1, [STACK_LOCK]]);
    expect(out).toContain('rotate is still locked down since');
  });

  test('of an access that has left the stack lifts what would lock it when it comes back', async () => {
    const account = await locked('--access', 'rotate');
    account.world.manifest(release);
    expect((await unlock(account, '--access', 'rotate')).status).toBe(0);
    expect(locks(account)).toEqual([]);
    expect((await unlock(account, '--access', 'rotate')).status).toBe(2);
  });

  test('lifts nothing where the deployment locks, and says how to', async () => {
    const account = await locked();
    const sweep = account.world.plannedSchedules.get('sweep')!;
    account.world.changeSchedule('sweep', { input: sweep.input.replace(/}$/, ',"locked":true}') });
    const { status, out } = await unlock(account);
    expect([status, locks(account)]).toEqual([1, [STACK_LOCK]]);
    expect(out).toContain(
      'Shop is locked by deployment, and nothing was lifted: take `locked: true` from its AccessController',
    );
  });

  test('without the right to lift it says whom to ask', async () => {
    const account = (await locked()).fail('scheduler:DeleteSchedule', 'denied');
    const { status, out } = await unlock(account);
    expect(status).toBe(1);
    expect(out).toContain('Stack Shop IS STILL LOCKED');
    expect(out).toContain('ask for controller.grantLockdown(…)');
  });

  test('is told as JSON', async () => {
    const { out } = await unlock(await locked(), '--json');
    expect(JSON.parse(out)).toMatchObject({ version: 1, unlocked: true, outcome: 'tried' });
  });
});

describe('status', () => {
  test('says first what is locked, and finds nothing wrong with what is due and closed', async () => {
    const account = opened();
    await lockdown(account);
    const { status, out } = await run(account, ['status']);
    expect(status).toBe(0);
    expect(out.split('\n')[1]).toBe(`  EVERYTHING is ${WORDS}`);
    expect(out).toContain('release: closed');
  });

  test('names the one access that is locked', async () => {
    const account = opened();
    await lockdown(account, '--access', 'rotate');
    const { out } = await run(account, ['status']);
    expect(out.split('\n')[1]).toBe(`  rotate is ${WORDS}`);
  });

  test('calls wrong what stands although it is locked', async () => {
    const account = opened();
    await lockdown(account);
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status, out } = await run(account, ['status']);
    expect(status).toBe(1);
    expect(out).toContain(`!! LOCKED, AND STILL ATTACHED: ${WRITE}`);
  });
});

test('open is refused in the words of the lock, and wait says why nothing opens', async () => {
  const account = opened();
  await lockdown(account);
  const { out } = await run(account, ['wait', 'release', '--until', 'open', '--timeout', '10s']);
  expect(out).toContain(`it is locked down since ${NOON}`);
});
