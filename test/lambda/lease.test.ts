import { MINUTE } from '../../lib/core/interval';
import { LEASE_NAMES } from '../../lib/core/lease';
import type { ScheduleState } from '../../lib/core/world';
import { DEPLOYER, MemoryWorld, once, READ, WRITE } from './memory-world';
import { askable, askToClose, askToOpen, expire, holdsIn, leasesIn, madeAtRunTime } from './requests';

const NOW = '2026-12-01T20:00:30Z';
const access = askable();
const other = { id: 'event-9', execution: 'e-9', time: '2026-12-01T20:00:10Z' };

function ready(now = NOW, one = access): MemoryWorld {
  return new MemoryWorld(now).deploy(one).role(DEPLOYER, READ);
}

function isOpen(world: MemoryWorld): boolean {
  return world.attached(DEPLOYER).includes(WRITE);
}

describe('a request that comes twice', () => {
  test('finds its own lease, and never a longer one', async () => {
    const world = ready();
    await askToOpen(world, access);
    const [lease] = leasesIn(world, access);
    world.pass(30 * MINUTE);

    await askToOpen(world, access);

    expect(leasesIn(world, access)).toEqual([lease]);
    expect(world.times('create')).toBe(1);
    expect(world.times('attach')).toBe(1);
    expect(world.sum('RefusedRequests')).toBe(0);
  });

  test('finishes what a crash between lease and attach has left', async () => {
    const world = ready().fail('attach', 'unavailable', 4);
    await expect(askToOpen(world, access)).rejects.toThrow('unavailable');
    expect(madeAtRunTime(world)).toEqual(['lease-release-1']);
    world.pass(MINUTE);

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(true);
    expect(world.times('create')).toBe(1);
    expect(world.happened().at(-1)).toBe('opened');
  });

  test('opens nothing when its time is up, whether or not its lease is gone', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.detachByHand(DEPLOYER, WRITE);
    world.pass(119.5 * MINUTE);

    await askToOpen(world, access);
    expire(world);
    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(madeAtRunTime(world)).toEqual([]);
  });

  test('after its window was made shorter gets no more than is declared now', async () => {
    const world = ready();
    await askToOpen(world, access);
    const shorter = askable({ maxMinutes: 30 });
    world.deploy(shorter).pass(30 * MINUTE);
    world.detachByHand(DEPLOYER, WRITE);

    await askToOpen(world, shorter);

    expect(isOpen(world)).toBe(false);
  });
});

describe('while a lease is open', () => {
  test('another request is refused, recorded and counted, and changes nothing', async () => {
    const world = ready();
    await askToOpen(world, access);
    const before = madeAtRunTime(world);

    await askToOpen(world, access, other);

    expect(world.records.at(-1)).toMatchObject({
      event: 'refused',
      request: 'event-9',
      correlation: 'e-9',
      reason: 'request event-1 holds it open until 2026-12-01T22:00:00Z at the latest',
    });
    expect(world.sum('RefusedRequests')).toBe(1);
    expect(madeAtRunTime(world)).toEqual(before);
  });

  test('another is refused also where the first has not attached anything yet', async () => {
    const world = ready().fail('attach', 'unavailable', 4);
    await expect(askToOpen(world, access)).rejects.toThrow('unavailable');

    await askToOpen(world, access, other);

    expect(isOpen(world)).toBe(false);
    expect(world.sum('RefusedRequests')).toBe(1);
  });

  test('another is refused also by a function whose clock is behind', async () => {
    const ahead = ready();
    await askToOpen(ahead, access, { time: '2026-12-01T20:00:30Z' });
    const behind = ready('2026-12-01T20:00:10Z');
    ahead.plannedSchedules.forEach((schedule, name) => behind.plannedSchedules.set(name, schedule));

    await askToOpen(behind, access, other);

    expect(leasesIn(behind, access)).toHaveLength(1);
    expect(isOpen(behind)).toBe(false);
  });

  test('another of the same case is refused as well', async () => {
    const world = ready();
    await askToOpen(world, access);

    await askToOpen(world, access, { ...other, execution: 'e-1' });

    expect(world.sum('RefusedRequests')).toBe(1);
    expect(leasesIn(world, access)).toHaveLength(1);
  });

  test('another window of the same access is refused as well', async () => {
    const window = access.windows[0]!;
    const two = { ...access, windows: [window, { ...window, id: '1' }] };
    const world = ready(NOW, two);
    await askToOpen(world, two);

    await askToOpen(world, two, { ...other, window: '1' });

    expect(leasesIn(world, two)).toHaveLength(1);
  });
});

describe('when a lease is over', () => {
  test('another request is answered, once it has run out', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.pass(2 * 60 * MINUTE);
    expire(world);
    world.detachByHand(DEPLOYER, WRITE);

    await askToOpen(world, access, { ...other, time: '2026-12-01T22:00:10Z' });

    expect(isOpen(world)).toBe(true);
    expect(leasesIn(world, access)).toMatchObject([{ request: { id: 'event-9' }, end: '2026-12-02T00:00:10Z' }]);
  });

  test('another is answered under another name, once it was closed early', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.pass(10 * MINUTE);
    await askToClose(world, access, { time: '2026-12-01T20:10:00Z' });

    await askToOpen(world, access, { ...other, time: '2026-12-01T20:10:20Z' });

    expect(isOpen(world)).toBe(true);
    expect(madeAtRunTime(world).filter((name) => name.startsWith('lease-'))).toEqual([
      'lease-release-1',
      'lease-release-2',
    ]);
  });

  test('one more than there are names for within the time of the first is refused', async () => {
    const world = ready();
    for (let minute = 1; minute <= LEASE_NAMES.length + 1; minute++) {
      const sent = { id: `open-${minute}`, execution: `e-${minute}`, time: `2026-12-01T20:0${minute}:00Z` };
      world.pass(MINUTE);
      await askToOpen(world, access, sent);
      expect(isOpen(world)).toBe(minute <= LEASE_NAMES.length);
      await askToClose(world, access, { ...sent, id: `close-${minute}` });
    }
    expect(world.reasons()).toContain('8 leases have been given whose time is not up yet');
  });
});

test('the next request opens also where the list still shows what the last one had', async () => {
  const world = ready();
  await askToOpen(world, access);
  world.pass(MINUTE);
  await askToClose(world, access, { time: '2026-12-01T20:01:00Z' });
  world.attachByHand(DEPLOYER, WRITE);
  world.lagMs = MINUTE;
  world.detachByHand(DEPLOYER, WRITE);

  await askToOpen(world, access, { id: 'open-2', execution: 'e-2', time: '2026-12-01T20:01:30Z' });

  expect(isOpen(world)).toBe(true);
  expect(world.happened().at(-1)).toBe('opened');
});

describe('a pause', () => {
  const pausing = askable({ cooldownMinutes: 30 });

  test('refuses requests for so long after the last lease has run out', async () => {
    const world = ready(NOW, pausing);
    await askToOpen(world, pausing);
    world.detachByHand(DEPLOYER, WRITE);
    world.pass(149 * MINUTE);
    expire(world);

    await askToOpen(world, pausing, { ...other, time: '2026-12-01T22:29:20Z' });
    expect(world.reasons().at(-1)).toBe('it may be opened again at 2026-12-01T22:30:00Z');
    expect(isOpen(world)).toBe(false);

    world.pass(MINUTE);
    await askToOpen(world, pausing, { ...other, time: '2026-12-01T22:30:20Z' });
    expect(isOpen(world)).toBe(true);
  });

  test('is armed before the lease, so that no crash can leave it out', async () => {
    const world = ready(NOW, pausing);

    await askToOpen(world, pausing);

    const made = world.calls.filter(({ operation }) => operation === 'create').map(({ detail }) => detail);
    expect(made).toEqual([expect.stringMatching(/^hold-/), 'lease-release-1']);
    expect(holdsIn(world)).toEqual([{ key: '0 pause', until: '2026-12-01T22:30:00Z', request: 'event-1' }]);
  });

  test('lets the request that it was armed for finish what a crash has left', async () => {
    const world = ready(NOW, pausing);
    world.before('create', 2, () => world.fail('create', 'unavailable', 4));
    await expect(askToOpen(world, pausing)).rejects.toThrow('unavailable');
    expect(leasesIn(world, pausing)).toEqual([]);

    await askToOpen(world, pausing);

    expect(isOpen(world)).toBe(true);
  });

  test('goes on after an early close', async () => {
    const world = ready(NOW, pausing);
    await askToOpen(world, pausing);
    world.pass(10 * MINUTE);
    await askToClose(world, pausing, { time: '2026-12-01T20:10:00Z' });
    expect(isOpen(world)).toBe(false);

    await askToOpen(world, pausing, { ...other, time: '2026-12-01T20:10:20Z' });

    expect(isOpen(world)).toBe(false);
  });
});

describe('the answer to a call for a lease', () => {
  test('may be lost: then the lease is found to be ours', async () => {
    const world = ready();
    const made = world.schedules.create;
    world.schedules.create = async (name, schedule) => {
      world.schedules.create = made;
      await made(name, schedule);
      world.fail('create', 'unavailable');
      await made(name, schedule);
    };

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(true);
    expect(madeAtRunTime(world)).toEqual(['lease-release-1']);
  });

  test('may be that another request has taken the name', async () => {
    const world = ready();
    const interrupted = ready();
    await askToOpen(interrupted, access, other);
    const theirs = interrupted.plannedSchedules.get('lease-release-1')!;
    world.before('create', 1, () => world.plannedSchedules.set('lease-release-1', theirs));

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(world.reasons()).toEqual(['another request came first']);
    expect(world.sum('RefusedRequests')).toBe(1);
  });

  test('may be that it was made, while it cannot be read back yet: then it is tried again', async () => {
    const world = ready();
    const { get } = world.schedules;
    world.before('create', 1, () => {
      world.schedules.get = (name) => get(name === 'lease-release-1' ? 'nothing' : name);
    });
    await expect(askToOpen(world, access)).rejects.toThrow('cannot be read back');
    expect(isOpen(world)).toBe(false);
    world.schedules.get = get;

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(true);
  });
});

describe('a lease that would not close what it opens', () => {
  test.each([
    ['is disabled', { enabled: false }],
    ['fires at another time', { expression: 'at(2026-12-01T23:00:00)' }],
    ['fires in another zone', { timeZone: 'America/New_York' }],
    ['carries something else', { input: '{}' }],
  ])('opens nothing: one that %s', async (_what, change) => {
    const world = ready().fail('attach', 'unavailable', 4);
    await expect(askToOpen(world, access)).rejects.toThrow('unavailable');
    world.changeSchedule('lease-release-1', change);
    const before = leasesIn(world, access).length;

    await askToOpen(world, access);

    // It is armed anew, under a name of its own.
    expect(before).toBe(1);
    expect(leasesIn(world, access)).toHaveLength(2);
    expect(world.plannedSchedules.get('lease-release-2')).toMatchObject({ enabled: true, timeZone: 'UTC' });
  });
});

describe('two requests at the same moment', () => {
  /** Both are answered at once, and every call takes its time, in one order or the other. */
  async function race(world: MemoryWorld, first: object, second: object): Promise<void> {
    world.latencyMs = 10;
    const answers = [askToOpen(world, access, first)];
    await world.clock.sleep(5);
    answers.push(askToOpen(world, access, second));
    await Promise.all(answers);
    world.latencyMs = 0;
  }

  test.each([
    ['the first', {}, other],
    ['the second', other, {}],
  ])('never both have a lease that is open, where %s is ahead', async (_which, first, second) => {
    const world = ready();

    await race(world, first, second);

    const held = holdsIn(world).map(({ key }) => key);
    const live = leasesIn(world, access).filter((lease) => !held.includes(`0 request ${lease!.request.id}`));
    expect(live.length).toBeLessThanOrEqual(1);
    expect(world.happened().filter((event) => event === 'opened').length).toBeLessThanOrEqual(1);
    expect(isOpen(world)).toBe(live.length === 1);
    expect(world.sum('RefusedRequests')).toBeGreaterThanOrEqual(1);
  });

  /** What stands where another request saw the first name taken, by a lease that runs out at that moment. */
  async function underTheSecondName(): Promise<ScheduleState> {
    const elsewhere = ready();
    elsewhere.plannedSchedules.set('lease-release-1', elsewhere.plannedSchedules.get('sweep')!);
    await askToOpen(elsewhere, access, other);
    return elsewhere.plannedSchedules.get('lease-release-2')!;
  }

  test('give way to each other when both got a name', async () => {
    const theirs = await underTheSecondName();
    const world = ready().before('create', 1, () => world.plannedSchedules.set('lease-release-2', theirs));

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(world.times('assume')).toBe(0);
    expect(holdsIn(world)).toEqual([{ key: '0 request event-1', until: '2026-12-01T22:00:00Z' }]);
    expect(world.reasons()).toEqual(['request event-9 holds it open until 2026-12-01T22:00:10Z at the latest']);
  });

  test('a crash before the second look does not spare it', async () => {
    const theirs = await underTheSecondName();
    const world = ready();
    world.before('create', 1, () => {
      world.plannedSchedules.set('lease-release-2', theirs);
      // Everything after the lease was named fails.
      world.before('schedule', world.times('schedule') + 1, () => world.break('schedule', 'unavailable'));
    });
    await expect(askToOpen(world, access)).rejects.toThrow('unavailable');
    world.mend('schedule').pass(MINUTE);

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(holdsIn(world)).toMatchObject([{ key: '0 request event-1' }]);
  });

  test('one that gives way leaves open what the other holds open', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.plannedSchedules.set('lease-release-2', await underTheSecondName());

    await askToOpen(world, access);

    expect(holdsIn(world)).toMatchObject([{ key: '0 request event-1' }]);
    expect(isOpen(world)).toBe(true);
  });

  test('one that gives way closes what it had opened before, where the other gives way as well', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.plannedSchedules.set('lease-release-2', await underTheSecondName());
    world.before('create', world.times('create') + 1, () => world.removeSchedule('lease-release-2'));

    await askToOpen(world, access);

    expect(holdsIn(world)).toMatchObject([{ key: '0 request event-1' }]);
    expect(isOpen(world)).toBe(false);
    expect(world.happened().slice(-2)).toEqual(['detached', 'verified']);
  });
});

test('a lease is given within hours that are one-time as well, and only in them', async () => {
  const hours = once('2026-12-01T20:00:00Z', '2026-12-01T20:30:00Z', '1');
  const confined = askable({ within: hours as never });
  const world = ready(NOW, confined);

  await askToOpen(world, confined, { time: '2026-12-01T19:58:00Z' });

  expect(leasesIn(world, confined)).toMatchObject([{ start: '2026-12-01T20:00:00Z', end: '2026-12-01T20:30:00Z' }]);
});
