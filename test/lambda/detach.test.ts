import { MINUTE, SECOND } from '../../lib/core/interval';
import { AT_END, detach } from '../../lambda/detach';
import { DEPLOYING } from '../../lambda/patience';
import { declare, DEPLOYER, INVOKE, MemoryWorld, READ, WRITE } from './memory-world';

const NOW = '2026-12-01T22:00:00Z';
const access = declare({ policies: [WRITE, INVOKE] });

/** The access as it stands at its end, with a policy on the role that is none of ours. */
function standing(): MemoryWorld {
  return new MemoryWorld(NOW).deploy(access).role(DEPLOYER, READ, WRITE, INVOKE);
}

test('takes the policies off, proves it over six seconds, and leaves every other policy', async () => {
  const world = standing();

  await detach(world.run('end'), access, AT_END);

  expect(world.attached(DEPLOYER)).toEqual([READ]);
  expect(world.records).toMatchObject([
    {
      event: 'detached',
      trigger: 'end',
      access: 'release',
      policies: [WRITE, INVOKE],
      awsRequestIds: ['detach-1', 'detach-2'],
    },
    {
      event: 'verified',
      trigger: 'end',
      access: 'release',
      policies: [WRITE, INVOKE],
      reads: 2,
      awsRequestIds: ['list-1', 'list-2'],
    },
  ]);
  expect(world.counts).toEqual([
    ['Closed', 1],
    ['Verified', 1],
  ]);
  expect(world.now).toBe('2026-12-01T22:00:06.000Z');
});

test('says in the name of the session what it does, and for whom', async () => {
  const world = standing();

  await detach(world.run('end'), access, AT_END);

  expect(world.calls.find((call) => call.operation === 'assume')?.detail).toBe(
    'arn:aws:iam::111122223333:role/attach-release as close-release',
  );
  expect(world.sessionPolicies).toEqual([undefined]);
});

test('takes five calls: one to assume, one for each policy, two to read back', async () => {
  const world = standing();

  await detach(world.run('end'), access, AT_END);

  expect(world.calls.map((call) => call.operation)).toEqual(['assume', 'detach', 'detach', 'list', 'list']);
});

test('proves what is absent already, and does not claim to have detached it', async () => {
  const world = new MemoryWorld(NOW).deploy(access);

  await detach(world.run('end'), access, AT_END);

  expect(world.happened()).toEqual(['verified']);
});

test('records as detached only what it detached', async () => {
  const world = new MemoryWorld(NOW).deploy(access).role(DEPLOYER, INVOKE);

  await detach(world.run('end'), access, AT_END);

  expect(world.records[0]).toMatchObject({ event: 'detached', policies: [INVOKE] });
});

test('proves that policies are gone with the role that had them', async () => {
  const world = standing().removeRole(DEPLOYER);

  await detach(world.run('end'), access, AT_END);

  expect(world.happened()).toEqual(['verified']);
});

describe('the read-back', () => {
  test('reads every page', async () => {
    const world = standing();
    world.pageSize = 1;
    world.break('detach', 'denied');

    await expect(detach(world.run('end'), access, AT_END)).rejects.toThrow(`${WRITE}, ${INVOKE} still attached`);
  });

  test('waits for lists that lag behind', async () => {
    const world = standing();
    world.lagMs = 10 * SECOND;

    await detach(world.run('end'), access, AT_END);

    expect(world.happened().at(-1)).toBe('verified');
    expect(world.clock.now() - world.records[0]!.at).toBeGreaterThanOrEqual(10 * SECOND);
  });

  test('does not take one absent read for proof', async () => {
    const world = standing().before('list', 2, () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    await detach(world.run('end'), access, AT_END);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records.at(-1)).toMatchObject({ event: 'verified', reads: 4 });
  });

  test('wants two absent reads, however slow each of them is', async () => {
    const world = standing();
    world.latencyMs = 7 * SECOND;

    await detach(world.run('end'), access, AT_END);

    expect(world.records.at(-1)).toMatchObject({ event: 'verified', reads: 2 });
  });

  test('wants two absent reads in a row, however slow each of them is', async () => {
    const world = standing().before('list', 2, () => {
      world.attachByHand(DEPLOYER, WRITE);
    });
    world.latencyMs = 7 * SECOND;

    await detach(world.run('end'), access, AT_END);

    expect(world.records.at(-1)).toMatchObject({ event: 'verified', reads: 4 });
  });

  test('takes off again what somebody attached again, and starts to count anew', async () => {
    const world = standing();
    for (const at of ['2026-12-01T22:00:02Z', '2026-12-01T22:00:08Z', '2026-12-01T22:00:14Z']) {
      world.when(at, () => {
        world.attachByHand(DEPLOYER, INVOKE);
      });
    }

    await detach(world.run('end'), access, AT_END);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records.filter((one) => one.event === 'detached').map((one) => one.policies)).toEqual([
      [WRITE, INVOKE],
      [INVOKE],
      [INVOKE],
      [INVOKE],
    ]);
    expect(world.now).toBe('2026-12-01T22:00:21.000Z');
  });

  test('detaches what the first detach did not', async () => {
    const world = standing().fail('detach', 'refused').fail('detach', 'unknown');

    await detach(world.run('end'), access, AT_END);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['detached', 'verified']);
    expect(world.notes.map((note) => note.message)).toEqual(['cannot detach', 'cannot detach']);
  });

  test('settles for as long as it is told', async () => {
    const world = standing();

    await detach(world.run('delete'), access, { ...AT_END, settleMs: 20 * SECOND });

    expect(world.now).toBe('2026-12-01T22:00:21.000Z');
    expect(world.records.at(-1)).toMatchObject({ event: 'verified', reads: 7 });
  });
});

test('goes on with the other policies when one cannot be detached', async () => {
  const world = standing().fail('detach', 'denied', 1);

  await detach(world.run('end'), access, AT_END);

  expect(world.calls.filter((call) => call.operation === 'detach').map((call) => call.detail)).toEqual([
    WRITE,
    INVOKE,
    WRITE,
  ]);
});

test.each(['throttled', 'unavailable', 'conflict'] as const)('keeps at it seven times when %s', async (kind) => {
  const world = standing().fail('detach', kind, 7);

  await detach(world.run('end'), access, AT_END);

  expect(world.happened()).toEqual(['detached', 'verified']);
  expect(world.notes).toEqual([]);
});

test('reads back as the attachment role, which alone may look at the role of an old pair', async () => {
  const world = standing();
  world.hidden.add(DEPLOYER);

  await detach(world.run('update'), access, AT_END);

  expect(world.happened()).toEqual(['detached', 'verified']);
  expect(world.calls.at(-1)?.detail).toBe('deployer as close-release');
});

describe('without the attachment role', () => {
  test('what is absent can still be proved to be', async () => {
    const world = new MemoryWorld(NOW).deploy(access);
    world.gone.add(access.attachmentRole);

    await detach(world.run('end'), access, AT_END);

    expect(world.happened()).toEqual(['verified']);
    expect(world.notes).toMatchObject([
      { message: 'cannot assume the attachment role', fields: { access: 'release' } },
    ]);
  });

  test('fails loudly when the policies are still attached', async () => {
    const world = standing();
    world.gone.add(access.attachmentRole);

    await expect(detach(world.run('end'), access, AT_END)).rejects.toThrow(`${WRITE}, ${INVOKE} still attached`);

    expect(world.records).toMatchObject([
      { event: 'close-failed', reason: `${WRITE}, ${INVOKE} still attached to ${DEPLOYER}` },
    ]);
    expect(world.counts).toEqual([
      ['FailedCloses', 1],
      ['OpenPastEnd', 2],
    ]);
  });

  test('closes once it can be assumed again, within the same run', async () => {
    const world = standing().break('assume', 'unavailable');
    world.when('2026-12-01T22:01:00Z', () => world.mend('assume'));

    await detach(world.run('end'), access, AT_END);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['detached', 'verified']);
  });

  test('a deployment waits until a new one is known', async () => {
    const world = standing().fail('assume', 'denied', 20);

    await detach(world.run('update'), access, { patience: DEPLOYING, settleMs: 20 * SECOND });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });
});

describe('fails loudly', () => {
  test('when the policies stay, after about two minutes', async () => {
    const world = standing().break('detach', 'denied');

    await expect(detach(world.run('end'), access, AT_END)).rejects.toThrow('still attached');

    expect(world.times('list')).toBe(40);
    expect(world.now).toBe('2026-12-01T22:02:00.000Z');
    expect(world.happened()).toEqual(['close-failed']);
  });

  test('when nothing can be read, as nothing is proved by a detach', async () => {
    const world = standing().break('list', 'denied');

    await expect(detach(world.run('end'), access, AT_END)).rejects.toMatchObject({ failure: 'denied' });

    expect(world.happened()).toEqual(['detached', 'close-failed']);
    expect(world.sum('OpenPastEnd')).toBe(2);
    expect(world.sum('Verified')).toBe(0);
  });

  test.each([
    ['no time for a read', 3 * SECOND, 0],
    ['time for one read only', 6 * SECOND, 1],
  ])('when the deadline leaves %s', async (_what, inMs, reads) => {
    const world = standing();

    await expect(detach(world.run('end', world.in(inMs)), access, AT_END)).rejects.toThrow(
      `no time left to prove that ${WRITE}, ${INVOKE} is gone from ${DEPLOYER}`,
    );

    expect(world.times('list')).toBe(reads);
    expect(world.happened()).toEqual(['detached', 'close-failed']);
  });

  test('at the deadline, however often somebody attaches again', async () => {
    const world = standing();
    const again = (n: number): void => {
      world.before('list', n, () => {
        world.attachByHand(DEPLOYER, WRITE);
      });
    };
    Array.from({ length: 100 }, (_, n) => n).forEach(again);

    const deadline = world.in(MINUTE);
    await expect(detach(world.run('end', deadline), access, AT_END)).rejects.toThrow('still attached');

    expect(world.clock.now()).toBeLessThan(deadline);
    expect(world.happened().at(-1)).toBe('close-failed');
  });
});
