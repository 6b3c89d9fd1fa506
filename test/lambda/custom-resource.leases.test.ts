/** What deployments do to accesses that are opened on request, or closed before their time. */
import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE, SECOND } from '../../lib/core/interval';
import { answer, readRequest } from '../../lambda/custom-resource';
import { declare, DEPLOYER, INVOKE, MemoryWorld, once, READ, ROTATOR, WRITE } from './memory-world';
import { askable, askToClose, askToOpen, closable, madeAtRunTime } from './requests';

const NOW = '2026-12-01T20:00:30Z';
const access = askable();
const LATER = { time: '2026-12-01T20:10:00Z' };

const COMMON = {
  ResponseURL: 'https://cloudformation.example/answer',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'ReleaseAccess',
  ResourceType: 'Custom::TemporaryAccess',
};

/** CloudFormation hands numbers and booleans over as strings. */
function properties(one: DeclaredAccess): object {
  return JSON.parse(JSON.stringify(one).replaceAll(/:(\d+|true)(?=[,}])/g, ':"$1"')) as object;
}
const update = (old: DeclaredAccess, one: DeclaredAccess): object => ({
  ...COMMON,
  RequestType: 'Update',
  PhysicalResourceId: `temporary-access:${old.access}`,
  ResourceProperties: properties(one),
  OldResourceProperties: properties(old),
});
const remove = (one: DeclaredAccess): object => ({
  ...COMMON,
  RequestType: 'Delete',
  PhysicalResourceId: `temporary-access:${one.access}`,
  ResourceProperties: properties(one),
});
const deployment = (...accesses: DeclaredAccess[]): object => ({
  ...COMMON,
  ResourceType: 'Custom::TemporaryAccessDeployment',
  RequestType: 'Create',
  ResourceProperties: { accesses: accesses.map(properties) },
});

async function send(world: MemoryWorld, request: object): Promise<Record<string, string>> {
  await answer(world.run('update', world.in(10 * MINUTE)), readRequest(request)!);
  return world.answers.at(-1)!.body;
}

/** Opened for e-1 at 20:00:30, and ten minutes have passed. */
async function opened(one = access): Promise<MemoryWorld> {
  const world = new MemoryWorld(NOW).deploy(one).role(DEPLOYER, READ);
  await askToOpen(world, one);
  expect(isOpen(world)).toBe(true);
  world.pass(9.5 * MINUTE);
  return world;
}

function isOpen(world: MemoryWorld): boolean {
  return world.attached(DEPLOYER).includes(WRITE);
}

describe('an update', () => {
  test('that changes only words leaves a lease open', async () => {
    const world = await opened();
    const after = askable({}, { purpose: 'Another' });
    world.deploy(after);

    expect(await send(world, update(access, after))).toMatchObject({ Status: 'SUCCESS' });

    expect(isOpen(world)).toBe(true);
  });

  test.each<[string, DeclaredAccess, boolean]>([
    ['longer than it has been open', askable({ maxMinutes: 11 }), true],
    ['just as long as it has been open', askable({ maxMinutes: 10 }), false],
    ['shorter', askable({ maxMinutes: 5 }), false],
    ['none any more', declare({ windows: [once('2026-12-09T20:00:00Z', '2026-12-09T22:00:00Z')] }), false],
    [
      'within hours that are not now',
      askable({ within: closable('2026-12-09T20:00:00Z', '2026-12-09T21:00:00Z') }),
      false,
    ],
  ])('closes a lease that is longer than the window is now: %s', async (_what, after, stays) => {
    const world = await opened();
    world.deploy(after);

    expect(await send(world, update(access, after))).toMatchObject({ Status: 'SUCCESS' });

    expect(isOpen(world)).toBe(stays);
  });

  test('fails when nobody can say whether a lease holds it open, and leaves it', async () => {
    const world = await opened();
    const after = askable({}, { purpose: 'Another' });
    world.deploy(after).break('schedule', 'denied');

    expect(await send(world, update(access, after))).toMatchObject({ Status: 'FAILED' });

    expect(isOpen(world)).toBe(true);
  });
});

describe('the delete of an access', () => {
  test('detaches, and then removes its leases and its holds', async () => {
    const world = await opened();
    await askToClose(world, access, LATER);
    await askToOpen(world, access, { id: 'event-3', execution: 'e-3', time: '2026-12-01T20:10:10Z' });
    expect(isOpen(world)).toBe(true);
    expect(madeAtRunTime(world)).toHaveLength(4);
    world.calls.length = 0;

    expect(await send(world, remove(access))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(madeAtRunTime(world)).toEqual([]);
    const calls = world.calls.map(({ operation }) => operation);
    expect(calls.indexOf('remove')).toBeGreaterThan(calls.lastIndexOf('list'));
  });

  test('removes the holds of every page', async () => {
    const world = await opened();
    for (let one = 3; one < 8; one++) {
      await askToClose(world, access, { ...LATER, execution: `e-${one}` });
    }
    world.pageSize = 2;

    await send(world, remove(access));

    expect(madeAtRunTime(world)).toEqual([]);
  });

  test('leaves those of an access whose id only begins the same', async () => {
    const alike = askable({}, { access: 'release-1', role: ROTATOR, policies: [INVOKE] });
    const world = await opened();
    world.deploy(access, alike);
    await askToOpen(world, alike, LATER);
    await askToClose(world, alike, { ...LATER, execution: 'e-2' });
    const theirs = madeAtRunTime(world).filter((name) => name.includes('release-1-'));
    expect(theirs).toHaveLength(2);

    await send(world, remove(access));

    expect(madeAtRunTime(world)).toEqual(theirs);
  });

  test('removes the hold of a window of the clock', async () => {
    const scheduled = declare({ windows: [closable('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z')] });
    const world = new MemoryWorld('2026-12-01T20:10:00Z').deploy(scheduled).role(DEPLOYER, WRITE);
    await askToClose(world, scheduled, LATER);
    expect(madeAtRunTime(world)).toHaveLength(1);

    await send(world, remove(scheduled));

    expect(madeAtRunTime(world)).toEqual([]);
  });

  test('asks for no schedules where none can have been made', async () => {
    const world = new MemoryWorld(NOW).deploy(declare()).role(DEPLOYER, WRITE);

    await send(world, remove(declare()));

    expect(world.times('names') + world.times('remove')).toBe(0);
  });

  test('tries again what it could not remove, and fails where it never can', async () => {
    const world = await opened();
    world.fail('remove', 'denied');
    expect(await send(world, remove(access))).toMatchObject({ Status: 'SUCCESS' });
    expect(madeAtRunTime(world)).toEqual([]);

    const stuck = await opened();
    stuck.break('remove', 'denied');
    expect(await send(stuck, remove(access))).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('denied'),
    });
    expect(stuck.attached(DEPLOYER)).toEqual([READ]);
  });

  test('removes nothing as long as it cannot detach: the lease is what closes', async () => {
    const world = await opened();
    world.break('detach', 'denied');

    expect(await send(world, remove(access))).toMatchObject({ Status: 'FAILED' });

    expect(madeAtRunTime(world)).toEqual(['lease-release-1']);
  });
});

describe('a deployment', () => {
  test('opens nothing on demand without a lease', async () => {
    const world = new MemoryWorld(NOW).deploy(access).role(DEPLOYER, READ);

    expect(await send(world, deployment(access))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toEqual([]);
  });

  test('attaches again what a lease holds open, as after another policy was declared', async () => {
    const world = await opened();
    const after = askable({}, { policies: [WRITE, INVOKE] });
    world.deploy(after);

    expect(await send(world, deployment(after))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([READ, WRITE, INVOKE]);
  });

  test('opens nothing that was closed early', async () => {
    const world = await opened();
    await askToClose(world, access, LATER);

    expect(await send(world, deployment(access))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
  });

  test('leaves closed what nobody can say is open, and records it as any opening that failed', async () => {
    const world = await opened();
    world.detachByHand(DEPLOYER, WRITE);
    world.break('schedule', 'denied');

    expect(await send(world, deployment(access))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records.at(-1)).toMatchObject({ event: 'open-failed', trigger: 'deployment' });
    expect(world.sum('FailedOpens')).toBe(1);
  });

  test('calls people where it opens what broke glass', async () => {
    const glass = askable({ breakGlass: true });
    const world = new MemoryWorld(NOW).deploy(glass).role(DEPLOYER, READ);
    await askToOpen(world, glass, { reason: 'the shop is down' });
    world.detachByHand(DEPLOYER, WRITE);
    world.pass(SECOND);

    await send(world, deployment(glass));

    expect(isOpen(world)).toBe(true);
    expect(world.alerts.at(-1)).toEqual({ access: 'release', open: true });
  });
});

test('an admission takes what a lease holds open for ours', async () => {
  const world = await opened();
  const request = {
    ...deployment(access),
    ResourceType: 'Custom::TemporaryAccessAdmission',
  };

  expect(await send(world, request)).toMatchObject({ Status: 'SUCCESS' });
});

test('a deployment after which nothing closes early takes away what was made for the windows before', async () => {
  const world = await opened();
  const after = declare({ windows: [once('2026-12-02T20:00:00Z', '2026-12-02T22:00:00Z')] });
  world.deploy(after);

  expect(await send(world, update(access, after))).toMatchObject({ Status: 'SUCCESS' });

  expect(isOpen(world)).toBe(false);
  expect(madeAtRunTime(world)).toEqual([]);
});
