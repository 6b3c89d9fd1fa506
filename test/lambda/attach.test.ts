import { MINUTE, SECOND } from '../../lib/core/interval';
import { attach } from '../../lambda/attach';
import { DEPLOYING, OPENING } from '../../lambda/patience';
import { declare, DEPLOYER, instant, INVOKE, MemoryWorld, once, READ, ROTATOR, WRITE } from './memory-world';
import { askToOpen, onDemand } from './requests';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';
const access = declare({ policies: [WRITE, INVOKE] });

function ready(now = START): MemoryWorld {
  return new MemoryWorld(now).deploy(access).role(DEPLOYER, READ);
}

function open(world: MemoryWorld, scheduledTime = START): Promise<void> {
  return attach(world.run('start'), access, instant(scheduledTime), OPENING);
}

describe('a start', () => {
  test('in the last minutes of a window is refused, and says why', async () => {
    const late = { ...access, lastStartMinutes: 15 };
    const world = new MemoryWorld('2026-12-01T21:45:00Z').deploy(late).role(DEPLOYER, READ);

    await attach(world.run('start'), late, instant(START), OPENING);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toMatchObject([
      { event: 'refused', reason: 'nothing is opened in the last 15 minutes before its end', window: '0' },
    ]);
    expect(world.times('assume')).toBe(0);
  });

  test('before the last minutes of a window opens it', async () => {
    const late = { ...access, lastStartMinutes: 15 };
    const world = new MemoryWorld('2026-12-01T21:44:00Z').deploy(late).role(DEPLOYER);

    await attach(world.run('start'), late, instant(START), OPENING);

    expect(world.happened()).toEqual(['attached', 'opened']);
  });

  test('attaches every policy, and says so once all was read again', async () => {
    const world = ready();

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
    expect(world.records).toMatchObject([
      { event: 'attached', trigger: 'start', access: 'release', policies: [WRITE, INVOKE] },
      { event: 'opened', trigger: 'start', access: 'release', policies: [WRITE, INVOKE] },
    ]);
    expect(world.counts).toEqual([['Opened', 1]]);
  });

  test('reads that the end is armed and nothing locked before it attaches, and that it is still due afterwards', async () => {
    const world = ready();

    await open(world);

    expect(world.calls.map(({ operation, detail }) => `${operation} ${detail}`)).toEqual([
      'schedule sweep',
      'schedule lockdown',
      'schedule lock-release-down',
      'schedule release-0-end',
      'schedule release-0-start',
      'list deployer',
      'assume arn:aws:iam::111122223333:role/attach-release as open-release',
      `attach ${WRITE}`,
      `attach ${INVOKE}`,
      'schedule sweep',
      'schedule lockdown',
      'schedule lock-release-down',
      'schedule release-0-start',
    ]);
  });

  test('attaches what is missing where some is attached already', async () => {
    const world = ready().role(DEPLOYER, WRITE);

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
    expect(world.records).toMatchObject([
      { event: 'attached', policies: [INVOKE] },
      { event: 'opened', policies: [WRITE, INVOKE] },
    ]);
  });

  test('finds attached policies on any page', async () => {
    const world = ready().role(DEPLOYER, WRITE, INVOKE);
    world.pageSize = 1;

    await open(world);

    expect(world.times('attach')).toBe(0);
  });

  test('that comes twice changes nothing the second time', async () => {
    const world = ready();
    await open(world);
    const before = world.records.length;

    await open(world);

    expect(world.times('attach')).toBe(2);
    expect(world.records.slice(before)).toMatchObject([{ event: 'opened', reason: 'attached already' }]);
    expect(world.counted('Opened')).toEqual([1]);
  });

  test('does not say that it is open where reading took until after its end', async () => {
    const world = ready('2026-12-01T21:59:59Z')
      .role(DEPLOYER, WRITE, INVOKE)
      .before('list', 1, () => {
        world.pass(2 * SECOND);
      });

    await open(world);

    expect(world.happened()).toEqual([]);
  });

  test('that Scheduler was due to send is obeyed by a function whose clock is behind', async () => {
    const world = ready('2026-12-01T19:59:57Z');

    await open(world);

    expect(world.happened()).toEqual(['attached', 'opened']);
  });

  test.each([
    ['one ms before the start', '2026-12-01T19:59:59.999Z', ['refused']],
    ['at the start', '2026-12-01T20:00:00Z', ['attached', 'opened']],
    ['in the last seconds', '2026-12-01T21:59:58Z', ['attached', 'opened']],
    ['at the end', '2026-12-01T22:00:00Z', ['refused']],
    ['a day late', '2026-12-02T20:00:00Z', ['refused']],
  ])('that is served %s', async (_when, now, events) => {
    const world = ready(now);

    await open(world, '2026-12-01T19:00:00Z');

    expect(world.happened()).toEqual(events);
    expect(world.attached(DEPLOYER)).toEqual(events.length === 1 ? [READ] : [READ, WRITE, INVOKE]);
  });

  test('that is late attaches nothing and takes off what still stands', async () => {
    const world = ready('2026-12-01T22:00:01Z').role(DEPLOYER, INVOKE);

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.times('attach')).toBe(0);
    expect(world.records).toMatchObject([
      { event: 'refused', reason: 'no window is open' },
      { event: 'detached', policies: [INVOKE] },
      { event: 'verified', policies: [INVOKE] },
    ]);
  });

  test.each(['release-0-start', 'release-0-end', 'sweep'])(
    'that finds %s disabled takes off what stands, as after a take-off that failed half way',
    async (schedule) => {
      const world = ready().role(DEPLOYER, INVOKE).changeSchedule(schedule, { enabled: false });

      await open(world);

      expect(world.attached(DEPLOYER)).toEqual([READ]);
      expect(world.happened()).toEqual(['refused', 'detached', 'verified']);
    },
  );

  test('of a declaration that another has replaced leaves what stands to that other', async () => {
    const world = ready()
      .role(DEPLOYER, INVOKE)
      .deploy(declare({ purpose: 'another' }));

    await open(world);

    expect(world.attached(DEPLOYER)).toContain(INVOKE);
    expect(world.happened()).toEqual(['refused']);
  });

  test('of any window of an access opens it, if one that is open is armed', async () => {
    const two = declare({ windows: [once(START, END, '0'), once(START, '2026-12-01T23:00:00Z', '1')] });
    const world = new MemoryWorld(START).deploy(two).removeSchedule('release-0-end');

    await attach(world.run('start'), two, instant(START), OPENING);

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });
});

describe('nothing is attached, and the reason is recorded,', () => {
  test.each<[string, (world: MemoryWorld) => void, string]>([
    ['there is no manifest', (world) => world.removeSchedule('sweep'), 'there is no sweep schedule'],
    [
      'the manifest is malformed',
      (world) => world.changeSchedule('sweep', { input: '{}' }),
      'the manifest is malformed',
    ],
    [
      'the sweep is disabled',
      (world) => world.changeSchedule('sweep', { enabled: false }),
      'the sweep schedule is disabled',
    ],
    ['the manifest is without the access', (world) => world.manifest(), 'does not list this declaration'],
    [
      'the manifest has it for another role',
      (world) => world.manifest({ ...access, role: ROTATOR }),
      'does not list this declaration',
    ],
    [
      'the manifest has it with fewer policies',
      (world) => world.manifest({ ...access, policies: [WRITE] }),
      'does not list this declaration',
    ],
    [
      'the manifest has it until earlier',
      (world) => world.manifest({ ...access, windows: [once(START, '2026-12-01T21:00:00Z')] }),
      'does not list this declaration',
    ],
    ['there is no end', (world) => world.removeSchedule('release-0-end'), 'there is no schedule release-0-end'],
    [
      'the end is disabled',
      (world) => world.changeSchedule('release-0-end', { enabled: false }),
      'schedule release-0-end is disabled',
    ],
    [
      'the end comes at another time',
      (world) => world.changeSchedule('release-0-end', { expression: 'at(2026-12-01T23:00:00)' }),
      'schedule release-0-end fires at at(2026-12-01T23:00:00) UTC, not at at(2026-12-01T22:00:00) UTC',
    ],
    [
      'the end comes in another zone',
      (world) => world.changeSchedule('release-0-end', { timeZone: 'Europe/London' }),
      'Europe/London, not at',
    ],
    [
      'the end is of another declaration',
      (world) => world.schedule({ ...access, policies: [WRITE] }, access.windows[0]!, 'end'),
      'schedule release-0-end carries another declaration',
    ],
    ['there is no start', (world) => world.removeSchedule('release-0-start'), 'there is no schedule release-0-start'],
    [
      'the start is disabled',
      (world) => world.changeSchedule('release-0-start', { enabled: false }),
      'schedule release-0-start is disabled',
    ],
    [
      'the start is of another declaration',
      (world) => world.schedule({ ...access, purpose: 'other' }, access.windows[0]!, 'start'),
      'schedule release-0-start carries another declaration',
    ],
  ])('when %s', async (_when, change, reason) => {
    const world = ready();
    change(world);

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.times('assume')).toBe(0);
    expect(world.records).toMatchObject([{ event: 'refused', reason: expect.stringContaining(reason) }]);
    expect(world.sum('Opened')).toBe(0);
  });

  test('nor is anything taken off by a start that is refused: it may be older than what is open', async () => {
    const world = ready()
      .role(DEPLOYER, WRITE, INVOKE)
      .manifest({ ...access, purpose: 'a newer declaration' });

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
  });
});

describe('fails, attaching nothing,', () => {
  test.each(['schedule', 'list', 'assume', 'attach'] as const)('when it may not: %s', async (operation) => {
    const world = ready().break(operation, 'denied');

    await expect(open(world)).rejects.toMatchObject({ failure: 'denied' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toMatchObject([{ event: 'open-failed', reason: `${operation}: denied by the test` }]);
    expect(world.counts).toEqual([['FailedOpens', 1]]);
  });

  test.each(['schedule', 'list', 'assume'] as const)('when AWS is throttling for too long: %s', async (operation) => {
    const world = ready().break(operation, 'throttled');

    await expect(open(world)).rejects.toMatchObject({ failure: 'throttled' });

    expect(world.times(operation)).toBe(4);
    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('when the role has no room for another policy', async () => {
    const world = ready().break('attach', 'refused');

    await expect(open(world)).rejects.toMatchObject({ failure: 'refused' });

    expect(world.times('attach')).toBe(1);
    expect(world.happened()).toEqual(['open-failed']);
  });

  test('when the deadline is near', async () => {
    const world = ready().break('schedule', 'throttled');

    await expect(attach(world.run('start', world.in(100)), access, instant(START), OPENING)).rejects.toThrow(
      'throttled',
    );

    expect(world.times('schedule')).toBe(1);
  });
});

describe('is recorded and left, as trying again cannot help,', () => {
  test('when the role is gone', async () => {
    const world = ready().removeRole(DEPLOYER);

    await open(world);

    expect(world.records).toMatchObject([
      { event: 'open-failed', reason: expect.stringContaining(`there is no role ${DEPLOYER}`) },
    ]);
    expect(world.sum('FailedOpens')).toBe(1);
  });

  test('when a policy is gone', async () => {
    const world = ready();
    world.gone.add(WRITE);

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).toEqual(['open-failed']);
  });
});

test.each(['schedule', 'list', 'assume', 'attach'] as const)(
  'opens although throttled three times: %s',
  async (operation) => {
    const world = ready().fail(operation, 'throttled', 3);

    await open(world);

    expect(world.happened()).toEqual(['attached', 'opened']);
  },
);

describe('an attachment that is not confirmed goes at once, and provably:', () => {
  const takenOff = (world: MemoryWorld): void => {
    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.happened()).not.toContain('opened');
    expect(world.happened().at(-1)).not.toBe('attached');
    expect(world.happened()).toContain('verified');
    expect(world.sum('Opened')).toBe(0);
  };

  test.each<[string, (world: MemoryWorld) => void, string]>([
    [
      'the window ended',
      (world) => {
        world.pass(MINUTE);
      },
      'the window ended meanwhile',
    ],
    ['the manifest changed', (world) => world.manifest(), 'the manifest does not list this declaration'],
    ['the manifest went away', (world) => world.removeSchedule('sweep'), 'there is no sweep schedule'],
    [
      'the sweep was disabled',
      (world) => world.changeSchedule('sweep', { enabled: false }),
      'sweep schedule is disabled',
    ],
    [
      'the start was disabled',
      (world) => world.changeSchedule('release-0-start', { enabled: false }),
      'schedule release-0-start is disabled',
    ],
    ['the start was removed', (world) => world.removeSchedule('release-0-start'), 'no schedule release-0-start'],
  ])('%s', async (_what, change, reason) => {
    const world = ready('2026-12-01T21:59:00Z').before('schedule', 6, () => {
      change(world);
    });

    await open(world);

    takenOff(world);
    expect(world.happened()).toEqual(['attached', 'refused', 'detached', 'verified']);
    expect(world.records[1]?.reason).toContain(reason);
  });

  test('the window ended during the very last read', async () => {
    const world = ready('2026-12-01T21:59:55Z').before('schedule', 9, () => {
      world.pass(6 * SECOND);
    });

    await open(world);

    takenOff(world);
    expect(world.records[1]?.reason).toContain('the window ended meanwhile');
  });

  test('the manifest changed between check and attach', async () => {
    const world = ready().before('assume', 1, () => world.manifest());

    await open(world);

    takenOff(world);
  });

  test('nothing could be read again', async () => {
    const world = ready().before('schedule', 6, () => world.fail('schedule', 'throttled', 4));

    await expect(open(world)).rejects.toMatchObject({ failure: 'throttled' });

    takenOff(world);
    expect(world.happened()).toEqual(['attached', 'refused', 'detached', 'verified', 'open-failed']);
  });

  test('only a part could be attached', async () => {
    const world = ready().before('attach', 2, () => world.fail('attach', 'refused'));

    await expect(open(world)).rejects.toMatchObject({ failure: 'refused' });

    takenOff(world);
    expect(world.records[0]).toMatchObject({ event: 'attached', policies: [WRITE] });
  });

  test('a second policy does not exist', async () => {
    const world = ready();
    world.gone.add(INVOKE);

    await open(world);

    takenOff(world);
    expect(world.happened().at(-1)).toBe('open-failed');
  });

  test('a part was attached, and the start disabled before the session could be renewed', async () => {
    const world = ready().before('attach', 2, () => {
      world.pass(10 * SECOND);
      world.changeSchedule('release-0-start', { enabled: false });
    });

    await open(world);

    takenOff(world);
  });

  test('IAM attached, but its answer was lost', async () => {
    const world = ready().before('attach', 1, () => {
      world.attachByHand(DEPLOYER, WRITE);
      world.fail('attach', 'unavailable', 4);
    });

    await expect(open(world)).rejects.toMatchObject({ failure: 'unavailable' });

    takenOff(world);
  });

  test('fails loudly when it cannot be taken off again', async () => {
    const world = ready()
      .break('detach', 'denied')
      .before('schedule', 6, () => world.manifest());

    await expect(open(world)).rejects.toThrow('still attached');

    expect(world.happened()).toEqual(['attached', 'refused', 'close-failed', 'open-failed']);
    expect(world.sum('OpenPastEnd')).toBe(2);
  });
});

describe('the session that attaches', () => {
  const policyAt = async (now: string): Promise<unknown> => {
    const world = ready(now);
    await open(world);
    return JSON.parse(world.sessionPolicies[0]!);
  };

  test('may attach to the role, inside the window and for ten seconds after the check, and may do nothing else', async () => {
    expect(await policyAt('2026-12-01T20:30:00Z')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iam:AttachRolePolicy',
          Resource: DEPLOYER,
          Condition: {
            DateGreaterThanEquals: { 'aws:CurrentTime': '2026-12-01T20:00:00Z' },
            DateLessThan: { 'aws:CurrentTime': '2026-12-01T20:30:10Z' },
          },
        },
      ],
    });
  });

  test.each([
    ['never past the end', '2026-12-01T21:59:55Z', '2026-12-01T22:00:00Z'],
    ['never longer than ten seconds', '2026-12-01T20:00:00.900Z', '2026-12-01T20:00:10Z'],
    ['ten seconds from the start for a clock that is behind', '2026-12-01T19:59:58Z', '2026-12-01T20:00:10Z'],
  ])('may attach %s', async (_what, now, until) => {
    expect(await policyAt(now)).toMatchObject({
      Statement: [{ Condition: { DateLessThan: { 'aws:CurrentTime': until } } }],
    });
  });

  test('counts its ten seconds from before the check, however long that takes', async () => {
    const world = ready().before('list', 1, () => {
      world.pass(4 * SECOND);
    });

    await open(world);

    expect(world.sessionPolicies[0]).toContain('"2026-12-01T20:00:10Z"');
  });

  test('cannot attach for a function that stalled, which then checks anew', async () => {
    const world = ready().before('attach', 1, () => {
      world.pass(30 * SECOND);
    });

    await expect(open(world)).rejects.toMatchObject({ failure: 'denied' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('is renewed, after another check, when its seconds ran out', async () => {
    const world = ready().before('attach', 1, () => {
      world.pass(11 * SECOND);
    });

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
    expect(world.sessionPolicies).toHaveLength(2);
    expect(world.calls.filter(({ detail }) => detail === 'release-0-end')).toHaveLength(2);
  });

  test('is not renewed when the window ended meanwhile', async () => {
    const world = ready('2026-12-01T21:59:57Z').before('attach', 1, () => {
      world.pass(4 * SECOND);
    });

    await open(world);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.reasons()).toEqual(['no window is open']);
  });
});

describe('right after a deployment', () => {
  const openInDeployment = (world: MemoryWorld): Promise<void> =>
    attach(world.run('deployment'), access, instant(START), DEPLOYING);

  test('opens once the attachment role is known, even after more than a minute', async () => {
    const world = ready().fail('assume', 'denied', 15);

    await openInDeployment(world);

    expect(world.happened()).toEqual(['attached', 'opened']);
    expect(world.now).toBe('2026-12-01T20:01:15.000Z');
  });

  test('opens once the policy is known', async () => {
    const world = ready();
    world.gone.add(WRITE);
    world.when('2026-12-01T20:00:12Z', () => world.gone.delete(WRITE));

    await openInDeployment(world);

    expect(world.happened()).toEqual(['attached', 'opened']);
  });

  test('does not open what has ended while it waited', async () => {
    const world = ready('2026-12-01T21:59:00Z').break('assume', 'denied');

    await attach(world.run('deployment'), access, instant('2026-12-01T21:59:00Z'), DEPLOYING);

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.reasons()).toEqual(['no window is open']);
  });
});

describe('of several openings at a time, the record names', () => {
  const [morning, noon] = [once('2026-12-01T18:00:00Z', END, '0'), once(START, '2026-12-01T21:00:00Z', '1')];

  test('the one whose start it was', async () => {
    const both = { ...access, windows: [morning, noon] };
    const world = new MemoryWorld(START).deploy(both).role(DEPLOYER);

    await attach(world.run('start'), both, instant(START), OPENING, { window: '1' });

    expect(world.records.at(-1)).toMatchObject({ event: 'opened', window: '1', start: START });
  });

  test('the lease, and on whose say-so it was given', async () => {
    const both = { ...access, windows: [morning, onDemand({ id: '1' })] };
    const world = new MemoryWorld(START).deploy(both).role(DEPLOYER);

    await askToOpen(world, both, { window: '1', reason: 'release 7' });

    expect(world.records.at(-1)).toMatchObject({
      event: 'opened',
      window: '1',
      request: 'event-1',
      correlation: 'e-1',
      requestReason: 'release 7',
    });
  });
});
