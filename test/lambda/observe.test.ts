import { holdName } from '../../lib/core/lease';
import { holdInput } from '../../lib/core/message';
import type { ScheduleState } from '../../lib/core/world';
import {
  leasesAndHolds,
  attachedPolicies,
  currentManifest,
  edgeProblem,
  holdNames,
  holdsWith,
  observe,
} from '../../lambda/observe';
import { CLOSING, DEPLOYING } from '../../lambda/patience';
import { onDemand } from '../lib/core/samples';
import { CLOSES, declare, DEPLOYER, INVOKE, MemoryWorld, READ, ROTATOR, WRITE } from './memory-world';

const NOW = '2026-12-01T20:00:00Z';

describe('the policies attached to a role', () => {
  test('are those of every page', async () => {
    const world = new MemoryWorld(NOW).role(ROTATOR, WRITE, INVOKE, READ);
    world.pageSize = 1;

    expect(await attachedPolicies(world.run('sweep'), world.roles, ROTATOR, CLOSING)).toEqual(
      new Set([WRITE, INVOKE, READ]),
    );

    expect(world.calls.map((call) => call.detail)).toEqual(['rotator', 'rotator from 1', 'rotator from 2']);
  });

  test('are none on a role without any', async () => {
    const world = new MemoryWorld(NOW).role(DEPLOYER);

    expect(await attachedPolicies(world.run('sweep'), world.roles, DEPLOYER, CLOSING)).toEqual(new Set());
  });

  test('are those of every page although the second was throttled', async () => {
    const world = new MemoryWorld(NOW).role(DEPLOYER, WRITE, INVOKE);
    world.pageSize = 1;
    world.before('list', 2, () => world.fail('list', 'throttled', 3));

    expect(await attachedPolicies(world.run('sweep'), world.roles, DEPLOYER, CLOSING)).toEqual(
      new Set([WRITE, INVOKE]),
    );
  });

  test('of a role that does not exist are told apart from none', async () => {
    const world = new MemoryWorld(NOW);

    expect(await attachedPolicies(world.run('sweep'), world.roles, DEPLOYER, CLOSING)).toBe('role-gone');
  });

  test('of a role that vanishes between two pages are those of no role', async () => {
    const world = new MemoryWorld(NOW).role(DEPLOYER, WRITE, INVOKE);
    world.pageSize = 1;
    world.before('list', 2, () => world.removeRole(DEPLOYER));

    expect(await attachedPolicies(world.run('sweep'), world.roles, DEPLOYER, CLOSING)).toBe('role-gone');
  });

  test('of a role that has just been made are found once it is known', async () => {
    const world = new MemoryWorld(NOW).when('2026-12-01T20:01:30Z', () => world.role(DEPLOYER, WRITE));

    expect(await attachedPolicies(world.run('create'), world.roles, DEPLOYER, DEPLOYING)).toEqual(new Set([WRITE]));
  });

  test('fails when a page cannot be read, rather than answering with half a list', async () => {
    const world = new MemoryWorld(NOW).role(DEPLOYER, WRITE, INVOKE);
    world.pageSize = 1;
    world.before('list', 2, () => world.fail('list', 'denied'));

    await expect(attachedPolicies(world.run('sweep'), world.roles, DEPLOYER, CLOSING)).rejects.toMatchObject({
      failure: 'denied',
    });
  });

  test('fails on a list that never ends', async () => {
    const world = new MemoryWorld(NOW);
    const endless = { attachedPage: () => Promise.resolve({ policies: [WRITE], marker: 'again' }) };

    await expect(attachedPolicies(world.run('sweep'), endless, DEPLOYER, CLOSING)).rejects.toThrow(
      'did not end after 50 pages',
    );
  });

  test('are unknown to an observer whose read failed, and that is noted', async () => {
    const world = new MemoryWorld(NOW).role(DEPLOYER, WRITE).fail('list', 'denied');

    expect(await observe(world.run('sweep'), DEPLOYER, CLOSING)).toBe('unknown');

    expect(world.notes).toEqual([
      { message: 'cannot read the policies of a role', fields: { role: DEPLOYER, error: 'list: denied by the test' } },
    ]);
  });
});

describe('the current manifest', () => {
  test('is the input of the sweep schedule', async () => {
    const world = new MemoryWorld(NOW).deploy(declare());

    expect(await currentManifest(world.run('end'), CLOSING)).toEqual({
      accesses: [declare()],
      enabled: true,
      locked: false,
      target: CLOSES,
    });
  });

  test('may be without any access', async () => {
    const world = new MemoryWorld(NOW).manifest();

    expect(await currentManifest(world.run('end'), CLOSING)).toEqual({
      accesses: [],
      enabled: true,
      locked: false,
      target: CLOSES,
    });
  });

  test('is told to be disabled with its schedule', async () => {
    const world = new MemoryWorld(NOW).deploy(declare()).changeSchedule('sweep', { enabled: false });

    expect(await currentManifest(world.run('end'), CLOSING)).toMatchObject({ enabled: false });
  });

  test.each<[string, (world: MemoryWorld) => void, string]>([
    ['its schedule is gone', (world) => world.removeSchedule('sweep'), 'there is no sweep schedule'],
    ['it is no JSON', (world) => world.changeSchedule('sweep', { input: '{"' }), 'malformed: its input is not JSON'],
    ['it has no input', (world) => world.changeSchedule('sweep', { input: '' }), 'malformed: its input is not JSON'],
    ['it is null', (world) => world.changeSchedule('sweep', { input: 'null' }), 'malformed: the whole'],
    [
      'one access of it is malformed',
      (world) => world.manifest(declare(), declare({ role: 'deployer' })),
      'malformed: accesses.1.role: expected the ARN of a role',
    ],
    [
      'another schedule stands in its place',
      (world) => world.plannedSchedules.set('sweep', world.plannedSchedules.get('release-0-end')!),
      'carries no manifest',
    ],
  ])('is unknown when %s', async (_when, change, unknown) => {
    const world = new MemoryWorld(NOW).deploy(declare());
    change(world);

    expect(await currentManifest(world.run('end'), CLOSING)).toEqual({ unknown: expect.stringContaining(unknown) });
  });

  test('fails when it cannot be read', async () => {
    const world = new MemoryWorld(NOW).deploy(declare()).fail('schedule', 'denied');

    await expect(currentManifest(world.run('end'), CLOSING)).rejects.toMatchObject({ failure: 'denied' });
  });
});

describe.each(['start', 'end'] as const)('the %s schedule of a window', (edge) => {
  const access = declare();
  const [window] = access.windows;
  const name = `release-0-${edge}`;
  const problemAfter = async (change: (world: MemoryWorld) => void): Promise<string | undefined> => {
    const world = new MemoryWorld(NOW).deploy(access);
    change(world);
    return edgeProblem(world.run('start'), access, window!, edge, CLOSING);
  };
  const unlike = (different: Partial<typeof access>) => (world: MemoryWorld) =>
    world.schedule({ ...access, ...different }, window!, edge);

  test('does its work as deployed', async () => {
    expect(await problemAfter(() => undefined)).toBeUndefined();
  });

  test.each<[string, (world: MemoryWorld) => void, string]>([
    ['missing', (world) => world.removeSchedule(name), `there is no schedule ${name}`],
    ['disabled', (world) => world.changeSchedule(name, { enabled: false }), `schedule ${name} is disabled`],
    [
      'set for another time',
      (world) => world.changeSchedule(name, { expression: 'at(2027-01-01T00:00:00)' }),
      `schedule ${name} fires at at(2027-01-01T00:00:00) UTC, not at at(2026-12-01T2`,
    ],
    [
      'in another zone',
      (world) => world.changeSchedule(name, { timeZone: 'Asia/Tokyo' }),
      'Asia/Tokyo, not at at(2026-12-01T2',
    ],
    ['in no zone', (world) => world.changeSchedule(name, { timeZone: undefined }), 'not at at(2026-12-01T2'],
    ['for another role', unlike({ role: ROTATOR }), `schedule ${name} carries another declaration`],
    ['for another policy', unlike({ policies: [READ] }), 'another declaration'],
    ['for one policy more', unlike({ policies: [WRITE, READ] }), 'another declaration'],
    ['for another attachment role', unlike({ attachmentRole: ROTATOR }), 'another declaration'],
    ['for other windows', unlike({ windows: [] }), 'another declaration'],
    ['malformed', (world) => world.changeSchedule(name, { input: '[]' }), 'another declaration'],
    [
      'for the other edge',
      (world) => {
        const other = edge === 'start' ? 'end' : 'start';
        world.changeSchedule(name, { input: world.plannedSchedules.get(`release-0-${other}`)!.input });
      },
      'another declaration',
    ],
  ])('has a problem when it is %s', async (_what, change, problem) => {
    expect(await problemAfter(change)).toContain(problem);
  });

  test('fails when it cannot be read', async () => {
    await expect(problemAfter((world) => world.fail('schedule', 'denied'))).rejects.toMatchObject({
      failure: 'denied',
    });
  });
});

describe('leases and holds', () => {
  test('that are not there are not waited for, as a schedule is that a deployment has just made', async () => {
    const access = declare({ windows: [onDemand({ id: '0' })] });
    const world = new MemoryWorld(NOW).deploy(access);
    const before = world.clock.now();
    await leasesAndHolds(world.run('create'), access, before, DEPLOYING);
    expect(world.clock.now()).toBe(before);
  });
});

describe('the holds of an access', () => {
  const KEY = '0 occurrence';
  const hold = { key: KEY, until: '2026-12-01T22:00:00Z' };
  const name = holdName('release', KEY);
  const standing = (change: Partial<ScheduleState> = {}): MemoryWorld => {
    const world = new MemoryWorld(NOW);
    const once = { enabled: true, expression: 'at(2026-12-01T22:00:00)', timeZone: 'UTC', target: CLOSES };
    world.plannedSchedules.set(name, { ...once, input: holdInput('release', hold), ...change });
    return world;
  };
  const read = (world: MemoryWorld): Promise<unknown> => holdsWith(world.run('end'), 'release', [KEY, KEY], CLOSING);

  test('are read by what they hold, each once', async () => {
    const world = standing();

    expect(await read(world)).toEqual([hold]);

    expect(world.calls).toHaveLength(1);
  });

  test('hold also when they are disabled: what is closed stays closed in doubt', async () => {
    expect(await read(standing({ enabled: false }))).toEqual([hold]);
  });

  test.each<[string, string]>([
    ['is for something else', holdInput('release', { ...hold, key: 'another' })],
    ['does not read', '?'],
    ['is an end', '{"version":1,"event":"end"}'],
  ])('are none where what has their name %s', async (_what, input) => {
    expect(await read(standing({ input }))).toEqual([]);
  });

  test('are none where there are none, and fail where nobody can say', async () => {
    expect(await read(new MemoryWorld(NOW))).toEqual([]);
    await expect(read(standing().break('schedule', 'denied'))).rejects.toMatchObject({ failure: 'denied' });
  });

  test('are named on every page, without those of others', async () => {
    const world = standing();
    const names = ['a', 'b', 'c'].map((key) => holdName('release', key));
    [...names, holdName('release-1', 'a'), holdName('releases', 'a'), 'hold-release-'].forEach((one) =>
      world.plannedSchedules.set(one, world.plannedSchedules.get(name)!),
    );
    world.pageSize = 2;

    expect((await holdNames(world.run('delete'), 'release', CLOSING)).sort()).toEqual([name, ...names].sort());
  });

  test('fail to be named where the list has no end', async () => {
    const world = standing();
    world.schedules.namesPage = () => Promise.resolve({ names: [], marker: 'more' });

    await expect(holdNames(world.run('delete'), 'release', CLOSING)).rejects.toThrow('did not end after 50 pages');
  });
});
