import { MINUTE, SECOND } from '../../lib/core/interval';
import { LEASE_NAMES } from '../../lib/core/lease';
import { attach } from '../../lambda/attach';
import { DEPLOYING, OPENING } from '../../lambda/patience';
import { declare, DEPLOYER, instant, INVOKE, MemoryWorld, once, READ, WRITE } from './memory-world';
import {
  askable,
  askToClose,
  askToOpen,
  closable,
  holdsIn,
  leasesIn,
  madeAtRunTime,
  onDemand,
  REQUEST,
  type Sent,
} from './requests';

const NOW = '2026-12-01T20:00:30Z';
const LATER: Sent = { time: '2026-12-01T20:10:00Z' };
const access = askable();
const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';

function ready(one = access, now = NOW): MemoryWorld {
  return new MemoryWorld(now).deploy(one).role(DEPLOYER, READ);
}

/** Opened for e-1 at 20:00:30, and ten minutes have passed. */
async function opened(one = access, sent: Sent = {}): Promise<MemoryWorld> {
  const world = ready(one);
  await askToOpen(world, one, sent);
  expect(isOpen(world)).toBe(true);
  world.pass(9.5 * MINUTE);
  return world;
}

function isOpen(world: MemoryWorld): boolean {
  return world.attached(DEPLOYER).includes(WRITE);
}

function callsOf(world: MemoryWorld, ...operations: string[]): string[] {
  return world.calls.filter(({ operation }) => operations.includes(operation)).map(({ operation }) => operation);
}

describe('the end of the task', () => {
  test('holds the opening, then detaches, and proves it for longer than any session could attach', async () => {
    const world = await opened();
    world.calls.length = 0;
    world.records.length = 0;

    await askToClose(world, access, LATER);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(holdsIn(world)).toEqual(
      expect.arrayContaining([
        { key: '0 case e-1', over: '2026-12-01T20:10:00Z', until: '2026-12-01T22:10:01Z' },
        { key: '0 request event-1', until: END },
      ]),
    );
    expect(callsOf(world, 'create', 'assume', 'detach').join()).toBe('create,create,assume,detach');
    expect(world.records).toMatchObject([
      { event: 'held', trigger: 'early-close', request: 'event-2', correlation: 'e-1', until: END },
      { event: 'detached' },
      { event: 'verified' },
    ]);
    expect(instant(world.now) - instant('2026-12-01T20:10:00Z')).toBeGreaterThanOrEqual(20 * SECOND);
  });

  test('leaves the lease as it is, so that its name stays taken', async () => {
    const world = await opened();

    await askToClose(world, access, LATER);

    expect(leasesIn(world, access)).toMatchObject([{ request: { id: 'event-1' }, end: END }]);
  });

  test('that comes twice holds and proves once more, and changes nothing', async () => {
    const world = await opened();
    await askToClose(world, access, LATER);
    const before = holdsIn(world);

    await askToClose(world, access, LATER);

    expect(holdsIn(world)).toEqual(before);
    expect(world.happened().filter((event) => event === 'close-failed')).toEqual([]);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('of another case closes nothing, and is reported', async () => {
    const world = await opened();

    await askToClose(world, access, { ...LATER, execution: 'e-2' });

    expect(isOpen(world)).toBe(true);
    expect(world.times('detach')).toBe(0);
    expect(world.records.at(-1)).toMatchObject({
      event: 'unmatched',
      request: 'event-2',
      correlation: 'e-2',
      reason: 'nothing that it belongs to is open',
    });
  });

  test('of no case in particular closes every one', async () => {
    const world = await opened();

    await askToClose(world, access, { ...LATER, execution: undefined, signal: '2' });

    expect(isOpen(world)).toBe(false);
    expect(holdsIn(world).map(({ key }) => key)).toEqual(expect.arrayContaining(['0 any case', '0 request event-1']));
  });

  test('whose case does not read closes nobody’s', async () => {
    const world = await opened();

    await askToClose(world, access, { ...LATER, execution: 7, signal: '2' });

    expect(isOpen(world)).toBe(true);
    expect(world.records.at(-1)).toMatchObject({ event: 'unmatched' });
    expect(world.sum('RefusedRequests')).toBe(1);
  });

  test('that is older than the lease closes nothing', async () => {
    const world = await opened(access, { time: '2026-12-01T20:00:10Z' });

    await askToClose(world, access, { time: '2026-12-01T20:00:09Z' });

    expect(isOpen(world)).toBe(true);
    expect(world.records.at(-1)).toMatchObject({ event: 'unmatched' });
  });

  test('of an earlier round of a case, late, closes no later round of it', async () => {
    const world = await opened();
    await askToClose(world, access, LATER);
    world.pass(MINUTE);
    await askToOpen(world, access, { id: 'event-3', time: '2026-12-01T20:11:00Z' });
    expect(isOpen(world)).toBe(true);

    await askToClose(world, access, LATER);

    expect(isOpen(world)).toBe(true);
  });

  test('in the same second as its request closes', async () => {
    const world = await opened();

    await askToClose(world, access, { time: START });

    expect(isOpen(world)).toBe(false);
  });

  test.each<[string, Sent]>([
    ['from another account', { account: '999999999999' }],
    ['that is replayed', { more: { 'replay-name': 'again' } }],
    ['more than five minutes ahead', { time: '2026-12-01T20:15:01Z' }],
    ['that is malformed', { more: { detail: 'x' } }],
  ])('%s closes nothing, is recorded and counted', async (_what, sent) => {
    const world = await opened();

    await askToClose(world, access, { ...LATER, ...sent });

    expect(isOpen(world)).toBe(true);
    expect(world.records.at(-1)).toMatchObject({ event: 'unmatched' });
    expect(world.sum('RefusedRequests')).toBe(1);
    expect(holdsIn(world)).toEqual([]);
  });

  test('of what is not declared is noted and counted', async () => {
    const world = await opened();

    await askToClose(world, access, { ...LATER, signal: '9' });

    expect(isOpen(world)).toBe(true);
    expect(world.notes.at(-1)?.message).toContain('cannot close');
    expect(world.sum('RefusedRequests')).toBe(1);
  });
});

describe('after an early close, until its time is up,', () => {
  async function closed(): Promise<MemoryWorld> {
    const world = await opened();
    await askToClose(world, access, LATER);
    world.pass(20 * MINUTE);
    return world;
  }

  test('a late repetition of the request opens nothing', async () => {
    const world = await closed();

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(world.reasons().at(-1)).toBe('it was closed early, and stays closed until 2026-12-01T22:00:00Z');
  });

  test('another request for the same case, sent before the close, opens nothing', async () => {
    const world = await closed();

    await askToOpen(world, access, { id: 'event-3', time: '2026-12-01T20:09:59Z' });

    expect(isOpen(world)).toBe(false);
    expect(world.reasons().at(-1)).toBe('what it asks for was closed before it came');
    expect(leasesIn(world, access)).toHaveLength(1);
  });

  test('a deployment opens nothing', async () => {
    const world = await closed();

    await attach(world.run('deployment'), access, world.clock.now(), DEPLOYING);

    expect(isOpen(world)).toBe(false);
    expect(world.times('attach')).toBe(1);
  });

  test('a new request, of the same case as well, opens', async () => {
    const world = await closed();

    await askToOpen(world, access, { id: 'event-3', time: '2026-12-01T20:30:00Z' });

    expect(isOpen(world)).toBe(true);
  });
});

describe('a close that comes before its open', () => {
  test('opens and detaches nothing, and refuses the open that comes late', async () => {
    const world = ready();

    await askToClose(world, access, { time: '2026-12-01T20:00:20Z' });
    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(world.times('attach')).toBe(0);
    expect(world.happened()).toEqual(['unmatched', 'refused']);
    expect(world.reasons()[1]).toBe('what it asks for was closed before it came');
    expect(leasesIn(world, access)).toEqual([]);
  });

  test('refuses it for as long as it could still come, and no request that is newer', async () => {
    const world = ready();
    await askToClose(world, access, { time: '2026-12-01T20:00:20Z' });

    expect(holdsIn(world)).toMatchObject([{ until: '2026-12-01T22:00:21Z' }]);
    await askToOpen(world, access, { id: 'event-3', time: '2026-12-01T20:00:21Z' });

    expect(isOpen(world)).toBe(true);
  });

  test('by the clock of its sender, which is ahead of ours, still refuses it', async () => {
    const world = ready();
    await askToClose(world, access, { time: '2026-12-01T20:02:00Z' });

    await askToOpen(world, access, { time: '2026-12-01T20:01:59Z' });

    expect(isOpen(world)).toBe(false);
  });
});

describe('an opener that is under way when the close comes', () => {
  /** The close is played as a whole between two calls of the opener. */
  function closeBefore(world: MemoryWorld, operation: 'create' | 'assume' | 'attach' | 'schedule', nth: number): void {
    world.before(operation, nth, () => {
      const theirs = new MemoryWorld(world.now).deploy(access).role(DEPLOYER);
      world.plannedSchedules.forEach((schedule, name) => theirs.plannedSchedules.set(name, schedule));
      closes.push(
        askToClose(theirs, access, { time: '2026-12-01T20:00:29Z' }).then(() => {
          theirs.plannedSchedules.forEach((schedule, name) => world.plannedSchedules.set(name, schedule));
        }),
      );
    });
  }
  const closes: Promise<void>[] = [];

  test.each([
    ['before its lease is made', 'create', 1],
    ['before its session is made', 'assume', 1],
    ['before it attaches', 'attach', 1],
  ] as const)('takes off what it attached: a close %s', async (_when, operation, nth) => {
    const world = ready();
    world.latencyMs = 1;
    closeBefore(world, operation, nth);
    // The close does not find anything attached yet; the opener goes on when it is through.
    const { assume } = world.sessions;
    world.sessions.assume = async (...asked) => {
      const session = await assume(...asked);
      return {
        ...session,
        attach: async (role, policy) => {
          await session.attach(role, policy);
          await Promise.all(closes);
        },
      };
    };

    await askToOpen(world, access);

    expect(isOpen(world)).toBe(false);
    expect(world.happened()).not.toContain('opened');
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('and crashes after it has attached leaves it to the close, which reads for longer than it may attach', async () => {
    const world = ready();
    await askToOpen(world, access);
    world.detachByHand(DEPLOYER, WRITE);
    world.pass(9.5 * MINUTE);
    // The session of an opener that crashes then is good for ten seconds after its check.
    world.when('2026-12-01T20:10:10Z', () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    await askToClose(world, access, LATER);

    expect(isOpen(world)).toBe(false);
    expect(world.happened().at(-1)).toBe('verified');
  });
});

describe('what another window holds open', () => {
  const both = declare({ windows: [onDemand(), once(START, '2026-12-01T20:30:00Z', '1')] });

  test('stays when this one is closed, whose opening is held all the same', async () => {
    const world = await opened(both);

    await askToClose(world, both, LATER);

    expect(isOpen(world)).toBe(true);
    expect(world.times('detach')).toBe(0);
    expect(holdsIn(world).map(({ key }) => key)).toContain('0 request event-1');
  });

  test('is all that stays: a lease is not closed with a window of the clock either', async () => {
    const two = declare({ windows: [onDemand(), closable(START, '2026-12-01T21:00:00Z', '1')] });
    const world = await opened(two);

    await askToClose(world, two, { ...LATER, window: '1' });
    expect(isOpen(world)).toBe(true);

    await askToClose(world, two, LATER);
    expect(isOpen(world)).toBe(false);
  });
});

describe('a window of the clock', () => {
  const scheduled = declare({ windows: [closable(START, END)] });

  function standing(): MemoryWorld {
    return ready(scheduled, '2026-12-01T20:10:00Z').role(DEPLOYER, WRITE);
  }

  test('is closed by whatever is declared to close it, until its end', async () => {
    const world = standing();

    await askToClose(world, scheduled, LATER);

    expect(isOpen(world)).toBe(false);
    expect(holdsIn(world)).toEqual([{ key: '0 occurrence', until: END }]);
  });

  test('is not closed by a request that names the case of another window', async () => {
    const closesOn = [{ ...REQUEST, id: '1' }];
    const both = declare({ windows: [{ ...closable(START, END), closesOn }, onDemand({ id: '1', closesOn })] });
    const world = ready(both, '2026-12-01T20:10:00Z').role(DEPLOYER, WRITE);

    await askToClose(world, both, { ...LATER, execution: 'e-7' });

    expect(isOpen(world)).toBe(true);
    expect(world.happened()).toEqual(['unmatched']);

    await askToClose(world, both, { ...LATER, execution: undefined });

    expect(isOpen(world)).toBe(false);
  });

  test('is not closed by what was over before it started', async () => {
    const world = standing();

    await askToClose(world, scheduled, { time: '2026-12-01T19:59:59Z' });

    expect(isOpen(world)).toBe(true);
    expect(world.happened()).toEqual(['unmatched']);
  });

  test.each([
    ['a repetition of its start', 'start', OPENING],
    ['a deployment', 'deployment', DEPLOYING],
  ] as const)('is not opened again by %s', async (_what, trigger, patience) => {
    const world = standing();
    await askToClose(world, scheduled, LATER);

    await attach(world.run(trigger), scheduled, instant(START), patience);

    expect(isOpen(world)).toBe(false);
  });

  test('is not opened again by a deployment that changes its start', async () => {
    const world = standing();
    await askToClose(world, scheduled, LATER);
    const moved = declare({ windows: [closable('2026-12-01T19:30:00Z', END)] });
    world.deploy(moved);

    await attach(world.run('deployment'), moved, world.clock.now(), DEPLOYING);

    expect(isOpen(world)).toBe(false);
  });

  test('opens the next time', async () => {
    const { id, words, closesOn } = closable(START, END);
    const edges = { start: 'cron(0 20 * * ? *)', end: 'cron(0 22 * * ? *)', timeZone: 'UTC' };
    const daily = { kind: 'recurring' as const, id, words, ...edges, closesOn };
    const every = declare({ windows: [daily] });
    const world = ready(every, '2026-12-01T20:10:00Z').role(DEPLOYER, WRITE);
    await askToClose(world, every, LATER);
    world.pass(24 * 60 * MINUTE);

    await attach(world.run('start'), every, world.clock.now(), OPENING);

    expect(isOpen(world)).toBe(true);
  });
});

describe('breaking glass', () => {
  const glass = askable({ breakGlass: true });

  test('calls people when it is closed as when it was opened', async () => {
    const world = await opened(glass, { reason: 'the shop is down' });

    await askToClose(world, glass, LATER);

    expect(world.alerts).toEqual([
      { access: 'release', open: true },
      { access: 'release', open: false },
    ]);
  });

  test('calls people also where a window of the clock keeps the access open', async () => {
    const both = declare({
      windows: [once('2026-12-01T19:00:00Z', '2026-12-01T23:00:00Z', '1'), onDemand({ breakGlass: true })],
    });
    const world = await opened(both, { reason: 'the shop is down' });

    await askToClose(world, both, LATER);

    expect(isOpen(world)).toBe(true);
    expect(world.alerts.at(-1)).toEqual({ access: 'release', open: false });
  });
});

describe('when a service does not answer', () => {
  test('what cannot be held is closed all the same, and the event fails, so that it is tried again', async () => {
    const world = await opened();
    world.break('create', 'denied');

    await expect(askToClose(world, access, LATER)).rejects.toThrow('denied');

    expect(isOpen(world)).toBe(false);
    expect(world.happened()).not.toContain('held');
    expect(world.happened().at(-1)).toBe('verified');

    world.mend('create');
    await askToClose(world, access, LATER);

    expect(holdsIn(world)).toHaveLength(2);
  });

  test('what cannot be read is tried again: nothing says then what is open', async () => {
    const world = await opened();
    world.before('schedule', world.times('schedule') + 2, () => world.break('schedule', 'denied'));

    await expect(askToClose(world, access, LATER)).rejects.toThrow('denied');

    world.mend('schedule');
    await askToClose(world, access, LATER);
    expect(isOpen(world)).toBe(false);
  });

  test('what else keeps it open cannot be read: it is closed by what is known, and the event fails', async () => {
    const world = await opened();
    // The manifest, every name of a lease, and from then on nothing.
    const known = 1 + LEASE_NAMES.length;
    world.before('schedule', world.times('schedule') + known + 1, () => world.break('schedule', 'denied'));

    await expect(askToClose(world, access, LATER)).rejects.toThrow('denied');

    expect(isOpen(world)).toBe(false);
    expect(world.happened().at(-1)).toBe('verified');
  });

  test('a removal that cannot be proved is loud', async () => {
    const world = await opened();
    world.break('detach', 'denied');

    await expect(askToClose(world, access, LATER)).rejects.toThrow('still attached');

    expect(world.sum('OpenPastEnd')).toBe(1);
    expect(holdsIn(world)).toHaveLength(2);
  });

  test('a manifest that is gone fails', async () => {
    const world = await opened();
    world.removeSchedule('sweep');

    await expect(askToClose(world, access, LATER)).rejects.toThrow('cannot close release: there is no sweep schedule');
  });
});

describe('the next task', () => {
  const next: Sent = { id: 'event-3', execution: 'e-3' };

  test('keeps what it attached while the close of the last one is still being proved', async () => {
    const world = await opened();
    const closing = askToClose(world, access, LATER);
    await world.clock.sleep(5 * SECOND);
    await askToOpen(world, access, { ...next, time: '2026-12-01T20:10:04Z' });

    await closing;

    expect(isOpen(world)).toBe(true);
    expect(world.sum('OpenPastEnd')).toBe(0);
  });
});

test('every policy is detached, of several', async () => {
  const two = askable({}, { policies: [WRITE, INVOKE] });
  const world = await opened(two);

  await askToClose(world, two, LATER);

  expect(world.attached(DEPLOYER)).toEqual([READ]);
  expect(madeAtRunTime(world)).toHaveLength(3);
});
