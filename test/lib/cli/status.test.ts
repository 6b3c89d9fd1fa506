import { DEPLOYER, declare, once, ROTATOR, WRITE } from '../../lambda/memory-world';
import { weekly } from '../core/samples';
import { MemoryAccount, onRequest, release } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';
const SECOND_POLICY = 'arn:aws:iam::111122223333:policy/second';

function status(account: MemoryAccount, ...args: string[]): Promise<Ran> {
  return run(account, ['status', ...args]);
}

async function told(account: MemoryAccount): Promise<Record<string, unknown>> {
  const { out } = await status(account, 'release', '--json');
  const { stacks } = JSON.parse(out) as { stacks: { accesses: Record<string, unknown>[] }[] };
  return stacks[0]!.accesses[0]!;
}

describe('what is open', () => {
  test('is told with who asked for it, why, and until when', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'hotfix', correlation: 'INC-7' }, 'theirs');
    const { status: exit, out, err } = await status(account);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'Stack Shop at 2026-12-01T12:00:00Z',
        '',
        'release: OPEN (Deploy the shop front)',
        `  role      ${DEPLOYER}`,
        `  policy    ${WRITE} (attached)`,
        '  window 1  on request, at most 2 h: open until 2026-12-01T14:00:00Z (in 2 h 0 min)',
        '  open for  request theirs for case INC-7, asked at 2026-12-01T12:00:00Z, ' +
          'until 2026-12-01T14:00:00Z (in 2 h 0 min): "hotfix"',
        '',
      ].join('\n'),
    );
  });

  test('is told as JSON', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'hotfix', correlation: 'INC-7' }, 'theirs');
    expect(await told(account)).toEqual({
      ...{ access: 'release', purpose: 'Deploy the shop front', role: DEPLOYER, policies: [WRITE], attached: [WRITE] },
      state: 'open',
      windows: [
        {
          ...{ id: '1', words: 'on request, at most 2 h', onDemand: true, breakGlass: false },
          ...{ openUntil: '2026-12-01T14:00:00Z', next: NOON },
        },
      ],
      leases: [
        {
          ...{ window: '1', request: 'theirs', asked: NOON, source: 'temporary-access.release' },
          ...{ correlation: 'INC-7', reason: 'hotfix', until: '2026-12-01T14:00:00Z' },
        },
      ],
      ...{ holds: [], wrong: [], notes: [] },
    });
  });

  test('by the clock is told with its window', async () => {
    const account = new MemoryAccount('2026-12-01T20:30:00Z', [declare()]);
    account.world.attachByHand(DEPLOYER, WRITE);
    expect((await status(account)).out).toContain('window 0  once: open until 2026-12-01T22:00:00Z (in 1 h 30 min)');
  });

  test('by breaking glass is marked', async () => {
    const account = new MemoryAccount(NOON, [release({ windows: [onRequest({ breakGlass: true })] })]);
    expect((await status(account)).out).toContain('BREAK GLASS, on request, at most 2 h: hears requests');
  });
});

describe('what is closed', () => {
  test.each([
    ['opens next by the clock', declare(), 'closed (Deploy the shop front)', 'once: next at 2026-12-01T20:00:00Z'],
    ['hears requests', release(), 'not attached', 'on request, at most 2 h: hears requests'],
    [
      'hears requests within hours',
      release({ windows: [onRequest({ within: weekly('THU 20:00', 'THU 22:00', 'UTC') })] }),
      'closed',
      'hears requests from 2026-12-03T20:00:00Z on',
    ],
    [
      'never opens again',
      declare({ windows: [once('2026-11-01T20:00:00Z', '2026-11-01T22:00:00Z')] }),
      'closed',
      'once: never again',
    ],
  ])('%s', async (_what, access, state, next) => {
    const { status: exit, out } = await status(new MemoryAccount(NOON, [access]));
    expect(exit).toBe(0);
    expect(out).toContain(state);
    expect(out).toContain(next);
  });

  test('early is told with what keeps it so', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'hotfix', correlation: 'INC-7' }, 'theirs');
    await account.ask('close', 'release', { correlation: 'INC-7' }, 'their-close');
    expect((await status(account)).out).toContain('held      1 request theirs, until 2026-12-01T14:00:00Z');
    expect(await told(account)).toMatchObject({ state: 'closed', leases: [], wrong: [] });
  });
});

describe('what is wrong', () => {
  async function wrong(account: MemoryAccount): Promise<string> {
    const { status: exit, out } = await status(account);
    expect(exit).toBe(1);
    return out;
  }

  test('is what stands though nothing is open', async () => {
    const account = new MemoryAccount(NOON, [declare()]);
    account.world.attachByHand(DEPLOYER, WRITE);
    const out = await wrong(account);
    expect(out).toContain('release: OPEN (Deploy the shop front)');
    expect(out).toContain(`  !! ATTACHED THOUGH NOTHING IS OPEN: ${WRITE} on ${DEPLOYER}; look again in a minute`);
    expect(out).toContain('temporary-access close release');
  });

  test('is what stands of it', async () => {
    const account = new MemoryAccount(NOON, [declare({ policies: [WRITE, SECOND_POLICY] })]);
    account.world.attachByHand(DEPLOYER, SECOND_POLICY);
    const out = await wrong(account);
    expect(out).toContain('release: PARTLY OPEN');
    expect(out).toContain(`ATTACHED THOUGH NOTHING IS OPEN: ${SECOND_POLICY} on`);
  });

  test('is what stands though it was closed early', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'hotfix' }, 'theirs');
    await account.ask('close', 'release', {}, 'their-close');
    account.world.attachByHand(DEPLOYER, WRITE);
    expect(await wrong(account)).toContain('CLOSED EARLY, AND STILL ATTACHED');
  });

  test('is what stands on a lease that nothing would end', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'hotfix' }, 'theirs');
    account.world.changeSchedule('lease-release-1', { enabled: false });
    expect(await wrong(account)).toContain('ATTACHED THOUGH NOTHING IS OPEN');
  });

  test('is what cannot be read', async () => {
    const out = await wrong(new MemoryAccount(NOON, [declare()]).fail('iam:ListAttachedRolePolicies', 'denied'));
    expect(out).toContain('release: UNKNOWN');
    expect(out).toContain('nobody can say whether it is open: iam:ListAttachedRolePolicies: denied by the test');
  });

  test('is a sweep that does not run', async () => {
    const account = new MemoryAccount(NOON, [declare()]);
    account.world.changeSchedule('sweep', { enabled: false });
    expect(await wrong(account)).toContain('!! the sweep schedule is disabled');
  });

  test.each([
    ['one second before the grace is over, not yet', '2026-12-01T22:01:29Z', 0],
    ['once it is over', '2026-12-01T22:01:30Z', 1],
  ])('is not what came to its end just now: %s', async (_when, now, exit) => {
    const account = new MemoryAccount(now, [declare()]);
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status: found, out } = await status(account);
    expect(found).toBe(exit);
    expect(out.includes('it came to its end just now, and is being closed')).toBe(exit === 0);
  });
});

describe('what is worth a note', () => {
  test('is what should be open and is not', async () => {
    const account = new MemoryAccount('2026-12-01T20:30:00Z', [declare()]);
    expect(await told(account)).toMatchObject({
      ...{ state: 'closed', wrong: [], notes: ['open until 2026-12-01T22:00:00Z, but not attached'] },
    });
  });

  test('is not what has only just begun', async () => {
    expect(await told(new MemoryAccount('2026-12-01T20:01:59Z', [declare()]))).toMatchObject({ notes: [] });
  });

  test('is a role that is gone', async () => {
    const account = new MemoryAccount(NOON, [declare()]);
    account.world.removeRole(DEPLOYER);
    expect(await told(account)).toMatchObject({ state: 'closed', notes: ['its role is gone'] });
  });

  test('are holds that cannot be listed; what decides is found by its name', async () => {
    const account = new MemoryAccount(NOON, [release()]).fail('scheduler:ListSchedules', 'denied');
    await account.ask('open', 'release', { reason: 'hotfix' }, 'theirs');
    const { status: exit, out } = await status(account);
    expect(exit).toBe(0);
    expect(out).toContain('open for  request theirs');
    expect(out).toContain('note      not all of its holds can be seen: scheduler:ListSchedules: denied by the test');
  });

  test('are leases that cannot be read', async () => {
    const { status: exit, out } = await status(unreadable());
    expect(exit).toBe(0);
    expect(out).toContain('note      its leases and holds cannot be read: scheduler:GetSchedule: schedule: denied');
  });

  test('but what is attached then is wrong, since nobody can say whether it should be', async () => {
    const account = unreadable();
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status: exit, out } = await status(account);
    expect(exit).toBe(1);
    expect(out).toContain('!! it is attached, and without its leases and holds nobody can say whether it should be');
  });

  /** The manifest can be read, and nothing else. */
  function unreadable(): MemoryAccount {
    const account = new MemoryAccount(NOON, [release()]);
    account.world.before('schedule', 2, () => {
      account.world.break('schedule', 'denied');
    });
    return account;
  }
});

describe('of a stack', () => {
  const rotation = declare({ access: 'rotation', role: ROTATOR, purpose: 'Rotate' });

  test('every access is told', async () => {
    const { out } = await status(new MemoryAccount(NOON, [release(), rotation]));
    expect(out).toContain('release: closed');
    expect(out).toContain('rotation: closed (Rotate)');
  });

  test('one access is told alone', async () => {
    const { out } = await status(new MemoryAccount(NOON, [release(), rotation]), 'rotation');
    expect(out).not.toContain('release');
  });

  test('nested in another, every access is told', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    const resources = account.stacks.get('Shop')!;
    account.stacks.set('Shop', [
      { type: 'AWS::CloudFormation::Stack', logicalId: 'Nested', physicalId: 'arn:of:nested' },
      { type: 'AWS::S3::Bucket', logicalId: 'Bucket', physicalId: 'bucket' },
    ]);
    account.stacks.set('arn:of:nested', resources);
    expect((await status(account)).out).toContain('Stack arn:of:nested at');
  });
});
