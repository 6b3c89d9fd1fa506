import { MINUTE } from '../../lib/core/interval';
import { declare, DEPLOYER, INVOKE, MemoryWorld, once, READ, WRITE } from './memory-world';
import { askable, askToOpen, closable, leasesIn, madeAtRunTime, onDemand, type Sent } from './requests';

const NOW = '2026-12-01T20:00:30Z';
const access = askable();

function ready(now = NOW, one = access): MemoryWorld {
  return new MemoryWorld(now).deploy(one).role(DEPLOYER, READ);
}

describe('a request', () => {
  test('opens for as long as declared, counted from when it was sent', async () => {
    const world = ready();

    await askToOpen(world, access);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.plannedSchedules.get('lease-release-1')).toMatchObject({
      enabled: true,
      expression: 'at(2026-12-01T22:00:00)',
      timeZone: 'UTC',
      target: { arn: 'closer', roleArn: 'end-role', deadLetterArn: 'undelivered' },
    });
    expect(world.records).toMatchObject([
      {
        event: 'leased',
        trigger: 'request',
        request: 'event-1',
        correlation: 'e-1',
        until: '2026-12-01T22:00:00Z',
      },
      { event: 'attached', trigger: 'request' },
      { event: 'opened', trigger: 'request', request: 'event-1', until: '2026-12-01T22:00:00Z' },
    ]);
    expect(world.counts).toEqual([['Opened', 1]]);
  });

  test('has its end armed and read back before anything is attached, and reads again whether it is still due', async () => {
    const world = ready();

    await askToOpen(world, access);

    const calls = world.calls.map(({ operation, detail }) => `${operation} ${detail}`);
    const made = calls.indexOf('create lease-release-1');
    const readBack = calls.indexOf('schedule lease-release-1', made);
    const attached = calls.indexOf(`attach ${WRITE}`);
    expect(made).toBeGreaterThan(0);
    expect(readBack).toBeGreaterThan(made);
    expect(attached).toBeGreaterThan(readBack);
    for (const again of ['sweep', 'lease-release-1', 'release-0-start']) {
      expect(calls.indexOf(`schedule ${again}`, attached)).toBeGreaterThan(attached);
    }
    expect(calls.slice(attached).some((call) => call.startsWith('schedule hold-release-'))).toBe(true);
  });

  test('makes nothing but the lease', async () => {
    const world = ready();

    await askToOpen(world, access);

    expect(madeAtRunTime(world)).toEqual(['lease-release-1']);
  });

  test('attaches nothing where the session may not outlast the lease', async () => {
    const world = ready('2026-12-01T21:58:55Z');

    await askToOpen(world, access);

    expect(world.sessionPolicies[0]).toContain('"aws:CurrentTime":"2026-12-01T20:00:00Z"');
    expect(world.sessionPolicies[0]).toContain('"aws:CurrentTime":"2026-12-01T21:59:05Z"');
  });

  test.each([
    ['which then has a minute left', '2026-12-01T21:59:00Z', [READ, WRITE]],
    ['which then has less than a minute left', '2026-12-01T21:59:00.001Z', [READ]],
    ['whose time is up', '2026-12-01T22:00:00Z', [READ]],
    ['which is a day old', '2026-12-02T20:00:00Z', [READ]],
  ])('that comes late is served for the rest of its time only: one %s', async (_which, now, attached) => {
    const world = ready(now);

    await askToOpen(world, access);

    expect(world.attached(DEPLOYER)).toEqual(attached);
    expect(madeAtRunTime(world)).toHaveLength(attached.length - 1);
    expect(world.sum('RefusedRequests')).toBe(2 - attached.length);
  });
});

describe('is refused, recorded and counted, and makes nothing:', () => {
  test.each<[string, Sent, string]>([
    ['a request that is older than it may last', { time: '2026-12-01T18:00:30Z' }, 'comes too late'],
    ['one that is more than five minutes ahead', { time: '2026-12-01T20:05:31Z' }, 'more than five minutes ahead'],
    ['one that is replayed', { more: { 'replay-name': 'again' } }, 'replayed'],
    ['one of another account', { account: '999999999999' }, 'comes from account 999999999999'],
    ['one that is malformed', { more: { detail: 'open sesame' } }, 'malformed: detail'],
    ['one without a time', { more: { time: undefined } }, 'malformed: time'],
    ['one that is too long', { more: { rest: 'x'.repeat(256 * 1024) } }, 'longer than'],
    ['one without a case', { execution: undefined }, 'names no case'],
    ['one whose case is no text', { execution: { id: 'e-1' } }, 'names no case'],
  ])('%s', async (_what, sent, reason) => {
    const world = ready();

    await askToOpen(world, access, sent);

    expect(world.records).toMatchObject([
      { event: 'refused', trigger: 'request', request: 'event-1', reason: expect.stringContaining(reason) },
    ]);
    expect(world.counts).toEqual([['RefusedRequests', 1]]);
    expect(madeAtRunTime(world)).toEqual([]);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.times('assume')).toBe(0);
  });

  test.each<[string, Sent, ReturnType<typeof declare>]>([
    ['an access that is not declared', {}, askable({}, { access: 'another' })],
    ['a window that is not declared', { window: '7' }, access],
    ['a signal that is not declared', { signal: '3' }, access],
    ['a window of the clock', {}, declare({ windows: [once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z')] })],
  ])('a request for %s', async (_what, sent, asked) => {
    const world = ready(NOW, asked.access === 'release' ? asked : access);

    await askToOpen(world, asked, sent);

    expect(world.notes).toMatchObject([{ message: expect.stringContaining('no such signal is declared') }]);
    expect(world.counts).toEqual([['RefusedRequests', 1]]);
    expect(madeAtRunTime(world)).toEqual([]);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('a request by a signal that only closes', async () => {
    const window = onDemand();
    const closer = askable({ opensOn: [window.opensOn[0]!] });
    const world = ready(NOW, closer);

    await askToOpen(world, closer, { signal: '2' });

    expect(world.sum('RefusedRequests')).toBe(1);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test.each<[string, Sent]>([
    ['no reason', {}],
    ['an empty one', { reason: '' }],
    ['a blank one', { reason: ' \n' }],
    ['an endless one', { reason: 'x'.repeat(1_001) }],
  ])('a request to break glass that gives %s', async (_what, sent) => {
    const glass = askable({ breakGlass: true });
    const world = ready(NOW, glass);

    await askToOpen(world, glass, sent);

    expect(world.reasons()).toEqual([expect.stringContaining('needs a reason')]);
    expect(world.sum('RefusedRequests')).toBe(1);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.alerts).toEqual([]);
  });
});

describe('is tried again, and ends in the queue, when nobody can say what is declared:', () => {
  test.each<[string, (world: MemoryWorld) => void]>([
    ['the manifest may not be read', (world) => world.break('schedule', 'denied')],
    ['the manifest is malformed', (world) => world.changeSchedule('sweep', { input: '?' })],
    ['the manifest is gone', (world) => world.removeSchedule('sweep')],
  ])('%s', async (_what, change) => {
    const world = ready();
    change(world);

    await expect(askToOpen(world, access)).rejects.toThrow();

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(madeAtRunTime(world)).toEqual([]);
  });

  test('leases cannot be made', async () => {
    const world = ready().break('create', 'throttled');

    await expect(askToOpen(world, access)).rejects.toThrow('throttled');

    expect(world.times('create')).toBe(4);
    expect(world.times('assume')).toBe(0);
  });

  test('holds and leases cannot be read', async () => {
    const world = ready();
    world.before('schedule', 2, () => world.break('schedule', 'unavailable'));

    await expect(askToOpen(world, access)).rejects.toThrow('unavailable');

    expect(world.times('create')).toBe(0);
    expect(world.times('assume')).toBe(0);
  });
});

describe('a window on demand', () => {
  test.each<[string, (world: MemoryWorld) => void]>([
    ['whose declaration is gone from its own schedule', (world) => world.removeSchedule('release-0-start')],
    [
      'whose own schedule carries another declaration',
      (world) => {
        const another = askable({ maxMinutes: 30 });
        world.schedule(another, another.windows[0]!, 'start');
      },
    ],
    ['whose sweep is disabled', (world) => world.changeSchedule('sweep', { enabled: false })],
  ])('%s does not open', async (_what, change) => {
    const world = ready();
    change(world);

    await askToOpen(world, access);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toContain('refused');
  });

  test('opens although its own schedule is disabled, which it always is', async () => {
    const world = ready();
    expect(world.plannedSchedules.get('release-0-start')?.enabled).toBe(false);

    await askToOpen(world, access);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
  });

  test('within hours hears requests then only, and is leased until they end', async () => {
    const hours = once('2026-12-01T19:00:00Z', '2026-12-01T21:00:00Z', '1');
    const confined = askable({ within: hours as never });
    const [before, inside, after] = ['2026-12-01T18:59:00Z', NOW, '2026-12-01T21:00:00Z'].map((now) =>
      ready(now, confined),
    );

    await askToOpen(before!, confined, { time: '2026-12-01T18:59:00Z' });
    await askToOpen(inside!, confined);
    await askToOpen(after!, confined, { time: '2026-12-01T20:59:59Z' });

    expect(before!.attached(DEPLOYER)).toEqual([READ]);
    expect(before!.reasons()).toEqual([expect.stringContaining('no request is heard now')]);
    expect(inside!.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(leasesIn(inside!, confined)).toMatchObject([{ end: '2026-12-01T21:00:00Z' }]);
    expect(after!.attached(DEPLOYER)).toEqual([READ]);
  });

  test('of several opens by its own number', async () => {
    const two = declare({ windows: [onDemand(), onDemand({ id: '1', maxMinutes: 15 })] });
    const world = ready(NOW, two);

    await askToOpen(world, two, { window: '1' });

    expect(leasesIn(world, two)).toMatchObject([{ window: '1', end: '2026-12-01T20:15:00Z' }]);
  });
});

describe('breaking glass', () => {
  const glass = askable({ breakGlass: true });

  test('with a reason opens, and calls people before anything is attached', async () => {
    const world = ready(NOW, glass).before('attach', 1, () => {
      expect(world.alerts).toEqual([{ access: 'release', open: true }]);
    });

    await askToOpen(world, glass, { reason: 'the shop is down' });

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.alerts).toEqual([{ access: 'release', open: true }]);
    expect(leasesIn(world, glass)).toMatchObject([{ request: { reason: 'the shop is down' } }]);
  });

  test('calls people also where a window of the clock has it open already', async () => {
    const both = declare({
      windows: [once('2026-12-01T19:00:00Z', '2026-12-01T21:00:00Z', '1'), onDemand({ breakGlass: true })],
    });
    const world = ready(NOW, both).role(DEPLOYER, WRITE);

    await askToOpen(world, both, { reason: 'the shop is down' });

    expect(world.alerts).toEqual([{ access: 'release', open: true }]);
  });

  test('beside another window that is not, is silent for that one', async () => {
    const both = declare({ windows: [onDemand(), onDemand({ id: '1', breakGlass: true })] });
    const world = ready(NOW, both);

    await askToOpen(world, both);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.alerts).toEqual([]);
  });
});

test('attaches every policy or none', async () => {
  const two = askable({}, { policies: [WRITE, INVOKE] });
  const world = ready(NOW, two);
  world.before('attach', 2, () => world.fail('attach', 'refused'));

  await expect(askToOpen(world, two)).rejects.toMatchObject({ failure: 'refused' });

  expect(world.attached(DEPLOYER)).toEqual([READ]);

  world.pass(MINUTE);
  await askToOpen(world, two);

  expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
  expect(madeAtRunTime(world)).toEqual(['lease-release-1']);
});

test('a request in the last minutes of the hours is refused before it is given a lease', async () => {
  const hours = closable('2026-12-01T18:00:00Z', '2026-12-01T20:10:00Z');
  const late = askable({ within: hours }, { lastStartMinutes: 15 });
  const world = new MemoryWorld(NOW).deploy(late).role(DEPLOYER, READ);

  await askToOpen(world, late);

  expect(world.records).toMatchObject([{ event: 'refused', reason: expect.stringContaining('comes too late') }]);
  expect(madeAtRunTime(world)).toEqual([]);
});
