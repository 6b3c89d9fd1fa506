import { SECOND } from '../../lib/core/interval';
import type { AccessRecord, Happening } from '../../lib/core/world';
import { Outbox, telling } from '../../lambda/outbox';
import { declare, instant, MemoryWorld } from './memory-world';

const NOW = '2026-12-01T22:00:00Z';

function happened(event: Happening): AccessRecord {
  const { access, purpose, role, policies } = declare();
  return { event, trigger: 'end', at: instant(NOW), access, purpose, role, policies, reads: 2 };
}

function setUp(): { world: MemoryWorld; outbox: Outbox } {
  const world = new MemoryWorld(NOW);
  return { world, outbox: new Outbox(world, world.in(60 * SECOND)) };
}

test('what happened is sent, with role and policies as its resources', async () => {
  const { world, outbox } = setUp();

  outbox.send(happened('verified'));
  await outbox.settled();

  const { role, policies } = declare();
  expect(world.sent).toMatchObject([
    { detailType: 'Removal Verified', at: instant(NOW), resources: [role, ...policies], detail: { reads: 2 } },
  ]);
});

test('what is only a step on the way is not sent', async () => {
  const { world, outbox } = setUp();

  outbox.send(happened('attached'));
  await outbox.settled();

  expect(world.sent).toEqual([]);
});

test('what is not taken at first is sent again, twice', async () => {
  const { world, outbox } = setUp();
  world.fail('put', 'throttled', 2);

  outbox.send(happened('verified'));
  await outbox.settled();

  expect(world.sent).toHaveLength(1);
  expect(world.notes).toEqual([]);
});

test.each(['throttled', 'denied', 'unknown'] as const)(
  'what is not taken at all (%s) is noted and measured, and nothing fails',
  async (kind) => {
    const { world, outbox } = setUp();
    world.break('put', kind);

    outbox.send(happened('verified'));
    await outbox.settled();

    expect(world.sent).toEqual([]);
    expect(world.notes).toMatchObject([
      { message: 'event not sent', fields: { access: 'release', detailType: 'Removal Verified' } },
    ]);
    expect(world.sum('LostEvents')).toBe(1);
  },
);

test('an invocation waits for its events, but not for long, and says which have not arrived', async () => {
  const { world, outbox } = setUp();
  world.events.put = () => new Promise(() => undefined);

  outbox.send(happened('verified'));
  await outbox.settled();

  expect(world.now).toBe('2026-12-01T22:00:05.000Z');
  expect(world.notes).toMatchObject([
    { message: 'event not sent', fields: { detailType: 'Removal Verified', error: 'no answer within 5 s' } },
  ]);
  expect(world.sum('LostEvents')).toBe(1);
});

test('nothing waits where nothing was sent', async () => {
  const { world, outbox } = setUp();

  await outbox.settled();

  expect(world.now).toBe('2026-12-01T22:00:00.000Z');
});

test('what fails has told of it before, and fails all the same', async () => {
  const { world } = setUp();

  await expect(
    telling(world, world.in(60 * SECOND), (outbox) => {
      outbox.send(happened('close-failed'));
      return Promise.reject(new Error('still attached'));
    }),
  ).rejects.toThrow('still attached');

  expect(world.sent).toMatchObject([{ detailType: 'Close Failed' }]);
});
