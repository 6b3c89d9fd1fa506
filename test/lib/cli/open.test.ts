import { instant, WRITE, DEPLOYER, declare, once } from '../../lambda/memory-world';
import { weekly } from '../core/samples';
import { MemoryAccount, onRequest, release, request } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';

function open(account: MemoryAccount, ...args: string[]): Promise<Ran> {
  return run(account, ['open', 'release', '--reason', 'deploy the hotfix', ...args]);
}

describe('an access that opens on request', () => {
  test('is asked for, followed until it is attached, and told until when', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    const { status, out, err, progress } = await open(account, '--case', 'INC-7');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain(
      'release is open, at the latest until 2026-12-01T14:00:01Z (in 1 h 59 min) (request event-1)',
    );
    expect(account.sent).toEqual([
      {
        source: 'temporary-access.release',
        detailType: 'Temporary Access Open Request',
        detail: { reason: 'deploy the hotfix', correlation: 'INC-7' },
      },
    ]);
    expect(account.world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(progress[0]).toBe('request event-1 is sent');
    expect(progress.at(-1)).toBe('over');
  });

  test('is told as JSON', async () => {
    const { status, out } = await open(new MemoryAccount(NOON, [release()]), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      access: 'release',
      outcome: 'open',
      request: 'event-1',
      until: '2026-12-01T14:00:01Z',
    });
  });

  test('says nothing of a case where none is named', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await open(account);
    expect(account.sent[0]!.detail).toEqual({ reason: 'deploy the hotfix' });
  });

  test('is open only once all its policies are attached', async () => {
    const two = release({ policies: [WRITE, 'arn:aws:iam::111122223333:policy/second'] });
    const account = new MemoryAccount(NOON, [two]);
    account.world.attachByHand(DEPLOYER, WRITE);
    account.world.latencyMs = 900;
    const { status, progress } = await open(account);
    expect(status).toBe(0);
    expect(progress).toContain('its end is armed; waiting for IAM');
    expect(account.world.attached(DEPLOYER)).toHaveLength(2);
  });

  test('fails in the words of the opener when somebody else holds it open', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'first', correlation: 'INC-1' }, 'theirs');
    const { status, out } = await open(account);
    expect(status).toBe(1);
    expect(out).toBe('release is not opened: request theirs holds it open until 2026-12-01T14:00:00Z at the latest\n');
  });

  test('fails with a refusal as JSON', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    await account.ask('open', 'release', { reason: 'first' }, 'theirs');
    const { status, out } = await open(account, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ access: 'release', outcome: 'refused', request: 'event-1' });
  });

  test('is refused only when every window that listens refuses', async () => {
    const windows = [onRequest(), onRequest({ id: '2', maxMinutes: 30, words: 'on request, at most 30 min' })];
    const account = new MemoryAccount(NOON, [release({ windows })]);
    await account.ask('open', 'release', { reason: 'first' }, 'theirs');
    const { status, out } = await open(account);
    expect(status).toBe(1);
    expect(out).toContain('request theirs holds it open');
  });

  test('is open when one window refuses and another does not', async () => {
    const elsewhen = onRequest({ within: weekly('THU 20:00', 'THU 22:00', 'UTC') });
    const account = new MemoryAccount(NOON, [release({ windows: [elsewhen, onRequest({ id: '2' })] })]);
    account.logLagMs = 0;
    account.world.latencyMs = 600;
    const { status } = await open(account);
    expect(status).toBe(0);
    expect(account.world.happened().slice(0, 2)).toEqual(['refused', 'leased']);
    expect(account.world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('fails when it is closed again before it is open', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.world.before('attach', 1, () => {
      void account.ask('close', 'release', {}, 'their-close');
    });
    account.world.latencyMs = 500;
    const { status, out } = await open(account);
    expect(status).toBe(1);
    expect(out).toContain('release is not opened: it was closed again before it was open');
  });

  test('fails when the opener would rather not attach what it has armed', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.world.removeSchedule('release-1-start');
    const { status, out } = await open(account);
    expect(status).toBe(1);
    expect(out).toBe('release is not opened: there is no schedule release-1-start\n');
  });

  test('fails when nobody answers, and says where to look', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.delivers = false;
    const { status, out } = await open(account, '--timeout', '30s');
    expect(status).toBe(1);
    expect(out).toContain("release is not open yet: nobody has answered; look at the opener's log group opener-logs");
    expect(account.clock.now()).toBeLessThanOrEqual(instant('2026-12-01T12:00:30Z'));
  });

  test('fails when the opener cannot attach, and says why', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.world.break('attach', 'unavailable');
    const { status, out } = await open(account, '--timeout', '60s');
    expect(status).toBe(1);
    expect(out).toMatch(
      /release is not open yet: the opener could not open it, and tries again: .*unavailable by the test/,
    );
  });
});

describe('without the right to read the logs', () => {
  const blind = (): MemoryAccount => new MemoryAccount(NOON, [release()]).fail('logs:FilterLogEvents', 'denied');

  test('it goes by IAM and the schedules, and says so once', async () => {
    const { status, out, err } = await open(blind());
    expect(status).toBe(0);
    expect(out).toContain('at the latest until 2026-12-01T14:00:01Z');
    expect(err).toBe("note: cannot read the opener's log, so IAM and the schedules have to do: denied by the test\n");
  });

  test('it fails with what probably stands in the way', async () => {
    const account = blind();
    await account.ask('open', 'release', { reason: 'first' }, 'theirs');
    const { status, out } = await open(account, '--timeout', '20s');
    expect(status).toBe(1);
    expect(out).toContain('probably refused: request theirs holds it open until 2026-12-01T14:00:00Z at the latest');
  });
});

test('a log that cannot be read for a moment is read again', async () => {
  const account = new MemoryAccount(NOON, [release()]);
  await account.ask('open', 'release', { reason: 'first' }, 'theirs');
  account.fail('logs:FilterLogEvents', 'throttled');
  account.world.when('2026-12-01T12:00:10Z', () => account.mend('logs:FilterLogEvents'));
  const { status, out, err } = await open(account);
  expect([status, err]).toEqual([1, '']);
  expect(out).toContain('release is not opened: request theirs holds it open');
});

describe('a request that nobody hears is not sent', () => {
  async function refused(account: MemoryAccount): Promise<string> {
    const { status, out } = await open(account);
    expect(status).toBe(1);
    expect(account.sent).toEqual([]);
    return out;
  }

  test('where the access opens by the clock: it says when', async () => {
    expect(await refused(new MemoryAccount(NOON, [declare()]))).toBe(
      'release is not opened: release opens by the clock: next at 2026-12-01T20:00:00Z\n',
    );
  });

  test('where the clock never opens it again', async () => {
    const past = declare({ windows: [once('2026-11-01T20:00:00Z', '2026-11-01T22:00:00Z')] });
    expect(await refused(new MemoryAccount(NOON, [past]))).toContain('opens by the clock: never again');
  });

  test('outside the hours within which it hears requests', async () => {
    const within = weekly('THU 20:00', 'THU 22:00', 'Europe/London');
    const account = new MemoryAccount(NOON, [release({ windows: [onRequest({ within })] })]);
    expect(await refused(account)).toContain('release hears no requests now, but again at 2026-12-03T20:00:00Z');
  });

  test('where only other signals open it', async () => {
    const pipeline = { ...request('open'), pattern: '{"source":["aws.codepipeline"]}' };
    const account = new MemoryAccount(NOON, [release({ windows: [onRequest({ opensOn: [pipeline] })] })]);
    expect(await refused(account)).toContain('opens on signals only, not on requests');
  });

  test('where what it hears of that name is no request to open', async () => {
    const account = new MemoryAccount(NOON, [release({ windows: [onRequest({ opensOn: [request('close')] })] })]);
    expect(await refused(account)).toContain('opens on signals only, not on requests');
  });

  test('where requests name a case: it asks for one', async () => {
    const cased = { ...request('open'), anyCase: undefined };
    const account = new MemoryAccount(NOON, [release({ windows: [onRequest({ opensOn: [cased] })] })]);
    const { status, err } = await open(account);
    expect([status, account.sent]).toEqual([2, []]);
    expect(err).toContain('add --case ID');
  });
});

describe('a request that cannot be sent exits with 2', () => {
  test('for lack of the right, naming who asked and whom to ask', async () => {
    const account = new MemoryAccount(NOON, [release()]).fail('events:PutEvents', 'denied');
    const { status, err } = await open(account);
    expect(status).toBe(2);
    expect(err).toContain(
      'arn:aws:sts::111122223333:assumed-role/Developer/me may not do events:PutEvents on event bus Shop-123: ' +
        'ask for access.grantOpen(…)',
    );
  });

  test('for lack of the right to the one event', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.refusal = { code: 'NotAuthorizedForDetailTypeException', message: 'no' };
    expect((await open(account)).err).toContain('ask for access.grantOpen(…)');
  });

  test('where EventBridge takes nothing', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.refusal = { code: 'InternalFailure', message: 'try later' };
    const { status, err } = await open(account);
    expect(status).toBe(2);
    expect(err).toBe('error: EventBridge did not take the request (InternalFailure: try later): try again\n');
  });

  test('where there is no bus', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.stacks.set(
      'Shop',
      account.stacks.get('Shop')!.filter(({ type }) => type !== 'AWS::Events::EventBus'),
    );
    expect((await open(account)).err).toContain('stack Shop has no request bus');
  });
});

test.each([
  ['no reason', ['open', 'release'], "required option '--reason <text>'"],
  ['an empty reason', ['open', 'release', '--reason', ' '], 'Write something'],
  ['too long a reason', ['open', 'release', '--reason', 'x'.repeat(1_001)], 'of 1000 characters at most'],
  ['too long a case', ['open', 'release', '--reason', 'x', '--case', 'x'.repeat(257)], 'of 256 characters at most'],
  ['a time that is none', ['open', 'release', '--reason', 'x', '--timeout', '5 minutes'], 'such as 90s, 5m or 1h'],
  ['no access', ['open', '--reason', 'x'], "missing required argument 'access'"],
])('fails with 2 for %s', async (_what, args, mend) => {
  const { status, err } = await run(new MemoryAccount(NOON, [release()]), args);
  expect(status).toBe(2);
  expect(err).toContain(mend);
});
