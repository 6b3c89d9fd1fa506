import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE, SECOND } from '../../lib/core/interval';
import { closeAtEnd, sweep } from '../../lambda/close';
import { declare, DEPLOYER, instant, INVOKE, MemoryWorld, once, READ, ROTATOR, WRITE } from './memory-world';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';

function end(world: MemoryWorld, access: DeclaredAccess): Promise<void> {
  return closeAtEnd(world.run('end'), access, world.clock.now());
}

function sweepNow(world: MemoryWorld, lastKnown: readonly DeclaredAccess[] | undefined = []): Promise<void> {
  return sweep(world.run('sweep'), lastKnown, world.clock.now());
}

describe('the end of a window', () => {
  test('detaches and verifies, in five calls', async () => {
    const access = declare();
    const world = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE, READ);

    await end(world, access);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.events()).toEqual(['detached', 'verified']);
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

    expect(world.events()).toEqual(['detached', 'verified', 'verified']);
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
    expect(world.events()).toEqual(['detached', 'verified']);
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
    expect(world.events()).toEqual(['detached', 'close-failed']);
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
    expect(world.events()).toEqual(['detached', 'close-failed']);
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
      { event: 'drift', trigger: 'sweep', access: 'closed', policies: [WRITE] },
      { event: 'detached', access: 'closed' },
      { event: 'verified', access: 'closed' },
    ]);
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
    expect(world.notes).toMatchObject([{ fields: { why: 'schedule: denied by the test' } }]);
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
      expect(world.events()).toEqual(['detached', 'close-failed']);
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

    await sweep(world.run('sweep'), [], instant(END));

    expect(world.attached(DEPLOYER)).toEqual([]);
  });
});
