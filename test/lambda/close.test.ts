import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE, SECOND } from '../../lib/core/interval';
import { SCHEDULED_TIME } from '../../lib/core/message';
import { closeAtEnd, sweep } from '../../lambda/close';
import { handleCloser } from '../../lambda/closer';
import { declare, DEPLOYER, instant, INVOKE, MemoryWorld, once, READ, ROTATOR, WRITE } from './memory-world';
import { askable, askToClose, askToOpen, onDemand } from './requests';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';

function end(world: MemoryWorld, access: DeclaredAccess): Promise<void> {
  return closeAtEnd(world.run('end'), { access }, world.clock.now());
}

function sweepNow(world: MemoryWorld, accesses: readonly DeclaredAccess[] = []): Promise<void> {
  return sweep(world.run('sweep'), { accesses, locked: false }, world.clock.now());
}

describe('the end of a window', () => {
  test('detaches and verifies, in five calls', async () => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE, READ);

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.calls.map(({ operation }) => operation)).toEqual(['schedule', 'assume', 'detach', 'list', 'list']);
  });

  test.each([
    ['one ms before the end', '2026-12-01T21:59:59.999Z', [WRITE]],
    ['at the end', '2026-12-01T22:00:00Z', []],
    ['hours late', '2026-12-02T03:00:00Z', []],
  ])('leaves what is open, and detaches the rest: %s', async (_when, now, left) => {
    const access = declare();
    const world = new MemoryWorld(now).deploy(access).role(DEPLOYER, WRITE);

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual(left);
  });

  test('that comes twice proves it twice', async () => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE);

    await end(world, access);
    await end(world, access);

    expect(world.happened()).toEqual(['detached', 'verified', 'verified']);
  });

  test('that a deployment has moved leaves the access open', async () => {
    const before = declare();
    const after = declare({ windows: [once(START, '2026-12-01T23:00:00Z')] });
    const world = new MemoryWorld(END).deploy(after).role(DEPLOYER, WRITE);

    await end(world, before);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.records).toEqual([]);
  });

  test.each([
    ['the policy', DEPLOYER, declare({ policies: [INVOKE] }), INVOKE],
    ['the role', ROTATOR, declare({ role: ROTATOR }), WRITE],
  ])('closes what a deployment has put in the place of %s, too', async (_what, role, after, policy) => {
    const world = new MemoryWorld(END).deploy(after).role(DEPLOYER, WRITE).role(role, policy);

    await end(world, declare());

    expect([world.attached(DEPLOYER), world.attached(role)]).toEqual([[], []]);
  });

  test.each([
    ['overlaps', '2026-12-01T21:00:00Z'],
    ['touches', '2026-12-01T22:00:00Z'],
    ['starts within the clocks’ tolerance', '2026-12-01T22:00:05Z'],
  ])('leaves what another window holds open that %s', async (_how, start) => {
    const access = declare({ windows: [once(START, END, '0'), once(start, '2026-12-01T23:00:00Z', '1')] });
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE);

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('closes by the present owner of the pair, in whose name and with whose windows', async () => {
    const before = declare({ access: 'old' });
    const after = declare({ access: 'new' });
    const world = new MemoryWorld(END).deploy(after).role(DEPLOYER, WRITE);
    world.gone.add(before.attachmentRole);

    await end(world, before);

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.records).toMatchObject([{ access: 'new' }, { access: 'new' }]);
  });

  test('leaves a pair that its present owner holds open', async () => {
    const before = declare({ access: 'old' });
    const after = declare({ access: 'new', windows: [once(START, '2026-12-01T23:00:00Z')] });
    const world = new MemoryWorld(END).deploy(after).role(DEPLOYER, WRITE);

    await end(world, before);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('closes a pair that is declared no longer', async () => {
    const before = declare({ policies: [WRITE, INVOKE], windows: [once(START, '2026-12-01T23:00:00Z')] });
    const after = { ...before, policies: [INVOKE] };
    const world = new MemoryWorld(END).deploy(after).role(DEPLOYER, WRITE, INVOKE);

    await end(world, before);

    expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
  });

  test.each<[string, (world: MemoryWorld) => void]>([
    ['may not be read', (world) => world.break('schedule', 'denied')],
    ['is throttled', (world) => world.break('schedule', 'throttled')],
    ['is malformed', (world) => world.changeSchedule('sweep', { input: '?' })],
    ['is gone', (world) => world.removeSchedule('sweep')],
  ])('closes by what the event declares when the manifest %s', async (_how, change) => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE);
    change(world);

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.notes[0]?.message).toContain('cannot read the manifest');
  });

  test('closes although the sweep is disabled', async () => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE).changeSchedule('sweep', { enabled: false });

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([]);
  });

  test('needs no readable role to detach, and fails as it cannot prove it', async () => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE).break('list', 'denied');

    await expect(end(world, access)).rejects.toThrow('list: denied by the test');

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.happened()).toEqual(['detached', 'close-failed']);
  });

  test('does not close a window that opened while the manifest was read', async () => {
    const access = declare({
      windows: [once(START, END, '0'), once('2026-12-01T22:01:00Z', '2026-12-01T23:00:00Z', '1')],
    });
    const world = new MemoryWorld('2026-12-01T22:00:50Z').deploy(access).before('schedule', 1, () => {
      world.pass(15 * SECOND);
      world.attachByHand(DEPLOYER, WRITE);
    });

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('does not close a window that opened while the one before it was read back, and fails to prove that one', async () => {
    const access = declare({
      windows: [once(START, END, '0'), once('2026-12-01T22:01:00Z', '2026-12-01T23:00:00Z', '1')],
    });
    const world = new MemoryWorld('2026-12-01T22:00:54Z').deploy(access).role(DEPLOYER, WRITE);
    world.when('2026-12-01T22:01:00Z', () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    await expect(end(world, access)).rejects.toThrow('opened again');

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.happened()).toEqual(['detached', 'close-failed']);
  });
});

describe('a sweep', () => {
  const closed = declare({ access: 'closed' });
  const opened = declare({ access: 'opened', policies: [INVOKE], windows: [once(START, '2026-12-02T22:00:00Z')] });
  const other = declare({ access: 'other', role: ROTATOR, policies: [READ] });

  test('detaches what is attached outside its windows, as drift, and nothing else', async () => {
    const world = new MemoryWorld('2026-12-01T22:03:00Z')
      .deploy(closed, opened, other)
      .role(DEPLOYER, WRITE, INVOKE, READ)
      .role(ROTATOR, WRITE);

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([INVOKE, READ]);
    expect(world.attached(ROTATOR)).toEqual([WRITE]);
    expect(world.records).toMatchObject([
      { event: 'drift', trigger: 'sweep', access: 'closed', policies: [WRITE], secondsPastEnd: 180 },
      { event: 'detached', access: 'closed' },
      { event: 'verified', access: 'closed' },
      { event: 'drift-removed', access: 'closed', secondsPastEnd: 186 },
    ]);
  });

  test('that comes just before an end closes as the end would: nothing was lost', async () => {
    const world = new MemoryWorld('2026-12-01T22:00:20Z').deploy(closed).role(DEPLOYER, WRITE);

    await sweepNow(world);

    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.records.at(-1)).toMatchObject({ event: 'verified', secondsPastEnd: 26 });
    expect(world.sum('Drift')).toBe(0);
  });

  test('never attaches: what a person took off stays off', async () => {
    const world = new MemoryWorld('2026-12-01T21:00:00Z').deploy(closed, opened, other);

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.times('assume')).toBe(0);
    expect(world.counts).toEqual([
      ['SweepHeartbeat', 1],
      ['OpenPastEnd', 0],
    ]);
  });

  test('reads a role once for all its accesses', async () => {
    const world = new MemoryWorld('2026-12-01T21:00:00Z').deploy(closed, opened, other);

    await sweepNow(world);

    expect(world.calls.map(({ operation, detail }) => `${operation} ${detail}`)).toEqual([
      'schedule sweep',
      'list deployer',
      'list rotator',
    ]);
  });

  test('beats its heart with nothing to look at', async () => {
    const world = new MemoryWorld(END).manifest();

    await sweepNow(world);

    expect(world.sum('SweepHeartbeat')).toBe(1);
  });

  test('takes a role that is gone for closed', async () => {
    const world = new MemoryWorld('2026-12-01T23:00:00Z').deploy(closed, other).removeRole(ROTATOR);

    await sweepNow(world);

    expect(world.records).toEqual([]);
    expect(world.sum('SweepHeartbeat')).toBe(1);
  });

  test('goes by the present manifest, not by the one that its event carries', async () => {
    const world = new MemoryWorld(END).deploy(opened).role(DEPLOYER, INVOKE, WRITE);

    await sweepNow(world, [closed, { ...opened, windows: [] }]);

    expect(world.attached(DEPLOYER)).toEqual([INVOKE, WRITE]);
  });

  test('goes by its event when the manifest cannot be read, and says so', async () => {
    const world = new MemoryWorld(END).deploy(closed, opened).role(DEPLOYER, INVOKE, WRITE).break('schedule', 'denied');

    await sweepNow(world, [closed, opened]);

    expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
    expect(world.notes).toMatchObject([
      { fields: { why: 'schedule: denied by the test' } },
      { message: 'cannot read whether it is locked', fields: { access: opened.access } },
    ]);
  });

  test('fails without a heartbeat when neither manifest nor event names anybody', async () => {
    const world = new MemoryWorld(END).deploy(closed).role(DEPLOYER, WRITE).changeSchedule('sweep', { input: '?' });

    await expect(sweep(world.run('sweep'), undefined, world.clock.now())).rejects.toThrow('manifest');

    expect(world.counts).toEqual([]);
  });

  test('goes on when one access cannot be closed, fails, and beats no heart', async () => {
    const world = new MemoryWorld(END).deploy(closed, other).role(DEPLOYER, WRITE).role(ROTATOR, READ);
    world.gone.add(closed.attachmentRole);

    await expect(sweepNow(world)).rejects.toThrow(`${WRITE} still attached to ${DEPLOYER}`);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.attached(ROTATOR)).toEqual([]);
    expect(world.counted('SweepHeartbeat')).toEqual([]);
    expect(world.counted('OpenPastEnd')).toEqual([1]);
  });

  test('proves many removals side by side', async () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      declare({ access: `access-${n}`, role: `${DEPLOYER}-${n}`, policies: [WRITE] }),
    );
    const world = new MemoryWorld(END).deploy(...many);
    many.forEach(({ role }) => world.role(role, WRITE));

    await sweepNow(world);

    expect(many.flatMap(({ role }) => world.attached(role))).toEqual([]);
    expect(world.sum('Verified')).toBe(20);
    expect(world.now).toBe('2026-12-01T22:00:06.000Z');
  });

  describe('that cannot read a role', () => {
    test('detaches blind what is past its end, and fails as it cannot prove it', async () => {
      const world = new MemoryWorld(END).deploy(closed).role(DEPLOYER, WRITE).break('list', 'denied');

      await expect(sweepNow(world)).rejects.toThrow('denied');

      expect(world.attached(DEPLOYER)).toEqual([]);
      expect(world.happened()).toEqual(['detached', 'close-failed']);
      expect(world.counted('SweepHeartbeat')).toEqual([]);
    });

    test('leaves what is open, and beats no heart', async () => {
      const world = new MemoryWorld(END).deploy(opened).role(DEPLOYER, INVOKE).break('list', 'denied');

      await sweepNow(world);

      expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
      expect(world.counts).toEqual([]);
      expect(world.notes).toMatchObject([{ fields: { role: DEPLOYER } }]);
    });

    test('looks at the other roles all the same', async () => {
      const world = new MemoryWorld(END).deploy(opened, other).role(ROTATOR, READ).fail('list', 'denied');

      await sweepNow(world);

      expect(world.attached(ROTATOR)).toEqual([]);
      expect(world.counted('SweepHeartbeat')).toEqual([]);
    });
  });

  test('does not close a window that opened while the sweep was reading', async () => {
    const world = new MemoryWorld('2026-12-01T19:59:50Z').deploy(closed).before('list', 1, () => {
      world.pass(12 * SECOND);
      world.attachByHand(DEPLOYER, WRITE);
    });

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.records).toEqual([]);
  });

  test('does not close a window that opened while it was reading back drift', async () => {
    const world = new MemoryWorld('2026-12-01T19:59:54Z').deploy(closed).role(DEPLOYER, WRITE);
    world.when(START, () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    await expect(sweepNow(world)).rejects.toThrow('opened again');

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('does not close a window that opened while its session was slow to come', async () => {
    const world = new MemoryWorld('2026-12-01T19:59:50Z')
      .deploy(closed)
      .role(DEPLOYER, WRITE)
      .before('assume', 1, () => {
        world.pass(MINUTE);
      });

    await expect(sweepNow(world)).rejects.toThrow('opened again');

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.times('detach')).toBe(0);
  });

  test('leaves an access open that is due at the later of clock and scheduled time', async () => {
    const world = new MemoryWorld('2026-12-01T21:59:50Z').deploy(closed).role(DEPLOYER, WRITE);

    await sweep(world.run('sweep'), undefined, instant(END));

    expect(world.attached(DEPLOYER)).toEqual([]);
  });
});

describe('a lease', () => {
  const asked = askable();
  const LEASE_END = '2026-12-01T22:00:00Z';

  /** Opened on request at 20:00:30 until 22:00. */
  async function opened(access = asked): Promise<MemoryWorld> {
    const world = new MemoryWorld('2026-12-01T20:00:30Z').deploy(access).role(DEPLOYER, READ);
    await askToOpen(world, access);
    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    return world;
  }

  function passTo(world: MemoryWorld, at: string): void {
    world.pass(instant(at) - instant(world.now));
    world.records.length = 0;
    world.counts.length = 0;
  }

  /** As Scheduler sends what the lease carries. */
  function leaseEnd(world: MemoryWorld, name = 'lease-release-1'): Promise<void> {
    const { input } = world.plannedSchedules.get(name)!;
    return handleCloser(world, JSON.parse(input.replaceAll(SCHEDULED_TIME, LEASE_END)), world.in(2 * MINUTE));
  }

  test('that is running is left alone by a sweep', async () => {
    const world = await opened();
    passTo(world, '2026-12-01T21:59:54Z');

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.sum('SweepHeartbeat')).toBe(1);
  });

  test('whose end never came is closed by a sweep', async () => {
    const world = await opened();
    passTo(world, LEASE_END);
    world.pass(4 * MINUTE);

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['drift', 'detached', 'verified', 'drift-removed']);
  });

  test('that is gone is closed by a sweep', async () => {
    const world = await opened();
    world.removeSchedule('lease-release-1');

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('that is disabled closes nothing any more, so a sweep closes it at once', async () => {
    const world = await opened();
    world.changeSchedule('lease-release-1', { enabled: false });

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('that is held is closed by a sweep, where the early close could not', async () => {
    const world = await opened();
    world.break('detach', 'denied');
    passTo(world, '2026-12-01T20:10:00Z');
    await expect(askToClose(world, asked, { time: '2026-12-01T20:10:00Z' })).rejects.toThrow('still attached');
    world.mend('detach');

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('whose case is over is closed by a sweep, where its opener crashed before it looked again', async () => {
    const world = new MemoryWorld('2026-12-01T20:00:30Z').deploy(asked).role(DEPLOYER, READ);
    await askToClose(world, asked, { time: '2026-12-01T20:00:20Z' });
    const open = await opened();
    world.plannedSchedules.set('lease-release-1', open.plannedSchedules.get('lease-release-1')!);
    world.attachByHand(DEPLOYER, WRITE);

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('that cannot be read is left as it is by a sweep, which fails loudly and beats no heart', async () => {
    const world = await opened();
    passTo(world, '2026-12-01T21:00:00Z');
    world.before('schedule', world.times('schedule') + 2, () => world.break('schedule', 'denied'));

    await expect(sweepNow(world)).rejects.toThrow('denied');

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.counted('SweepHeartbeat')).toEqual([]);
  });

  test('that cannot be read does not keep a sweep from the other accesses', async () => {
    const other = declare({ access: 'other', role: ROTATOR, policies: [INVOKE] });
    const world = await opened();
    world.deploy(asked, other).role(ROTATOR, INVOKE);
    passTo(world, '2026-12-01T22:30:00Z');
    world.before('schedule', world.times('schedule') + 2, () => world.break('schedule', 'denied'));

    await expect(sweepNow(world)).rejects.toThrow('denied');

    expect(world.attached(ROTATOR)).toEqual([]);
  });

  test('is not read where nothing is attached: a sweep costs no more', async () => {
    const world = new MemoryWorld('2026-12-01T20:00:30Z').deploy(asked).role(DEPLOYER, READ);

    await sweepNow(world);

    expect(world.calls.map(({ operation, detail }) => `${operation} ${detail}`)).toEqual([
      'schedule sweep',
      'list deployer',
    ]);
  });

  test('closes at its end', async () => {
    const world = await opened();
    passTo(world, LEASE_END);

    await leaseEnd(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toMatchObject([
      { event: 'detached', trigger: 'end' },
      { event: 'verified', trigger: 'end' },
    ]);
  });

  test('closes at its end by a function whose clock is behind', async () => {
    const world = await opened();
    passTo(world, '2026-12-01T21:59:59.900Z');

    await leaseEnd(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test.each<[string, (world: MemoryWorld) => void]>([
    [
      'leases and holds cannot be read',
      (world) => world.before('schedule', world.times('schedule') + 2, () => world.break('schedule', 'denied')),
    ],
    ['nothing of Scheduler can be read', (world) => world.break('schedule', 'unavailable')],
    ['the manifest is gone', (world) => world.removeSchedule('sweep')],
  ])('closes at its end although %s', async (_what, change) => {
    const world = await opened();
    passTo(world, LEASE_END);
    change(world);

    await leaseEnd(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['detached', 'verified']);
  });

  test('that was closed early leaves alone at its end what the next one opened', async () => {
    const world = await opened();
    passTo(world, '2026-12-01T20:10:00Z');
    await askToClose(world, asked, { time: '2026-12-01T20:10:00Z' });
    await askToOpen(world, asked, { id: 'event-3', execution: 'e-3', time: '2026-12-01T20:10:10Z' });
    passTo(world, LEASE_END);

    await leaseEnd(world);
    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);

    await leaseEnd(world, 'lease-release-2');
    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    passTo(world, '2026-12-01T22:10:10Z');
    await leaseEnd(world, 'lease-release-2');
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('that follows at once keeps what it attached while the end of the last one is still being proved', async () => {
    const world = await opened();
    passTo(world, LEASE_END);
    const closing = leaseEnd(world);
    await world.clock.sleep(2 * SECOND);
    await askToOpen(world, asked, { id: 'event-3', execution: 'e-3', time: '2026-12-01T22:00:01Z' });

    await closing.catch(() => undefined);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
  });

  test('leaves open at its end what a window of the clock holds', async () => {
    const both = declare({ windows: [onDemand(), once('2026-12-01T21:00:00Z', '2026-12-01T23:00:00Z', '1')] });
    const world = await opened(both);
    passTo(world, LEASE_END);

    await leaseEnd(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
  });

  test('holds open what the end of a window of the clock would close', async () => {
    const both = declare({ windows: [onDemand(), once('2026-12-01T20:00:00Z', '2026-12-01T21:00:00Z', '1')] });
    const world = await opened(both);
    passTo(world, '2026-12-01T21:00:00Z');

    await end(world, both);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
  });

  test('is capped by a window that has become shorter since, also before its own end', async () => {
    const world = await opened();
    world.deploy(askable({ maxMinutes: 30 }));
    passTo(world, '2026-12-01T20:30:00Z');

    await sweepNow(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('that broke glass calls people at its end', async () => {
    const glass = askable({ breakGlass: true });
    const world = new MemoryWorld('2026-12-01T20:00:30Z').deploy(glass).role(DEPLOYER, READ);
    await askToOpen(world, glass, { reason: 'the shop is down' });
    passTo(world, LEASE_END);

    await leaseEnd(world);

    expect(world.alerts).toEqual([
      { access: 'release', open: true },
      { access: 'release', open: false },
    ]);
  });

  test('that broke glass calls people at its end, also where a window of the clock keeps the access open', async () => {
    const both = declare({
      windows: [once('2026-12-01T19:00:00Z', '2026-12-01T23:00:00Z', '1'), onDemand({ breakGlass: true })],
    });
    const world = new MemoryWorld('2026-12-01T20:00:30Z').deploy(both).role(DEPLOYER, READ, WRITE);
    await askToOpen(world, both, { reason: 'the shop is down' });
    passTo(world, LEASE_END);

    await leaseEnd(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE]);
    expect(world.alerts.at(-1)).toEqual({ access: 'release', open: false });
  });
});
