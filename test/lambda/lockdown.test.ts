/** Locks: by the deployment, on a stack, on one access; whatever opens stops at them, and whatever stands goes. */
import { attach } from '../../lambda/attach';
import { closeAtEnd, sweep } from '../../lambda/close';
import { handleCloser } from '../../lambda/closer';
import { handleOpener } from '../../lambda/opener';
import { OPENING } from '../../lambda/patience';
import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE } from '../../lib/core/interval';
import { LOCK_EXPRESSION, lockName, STACK_LOCK } from '../../lib/core/lock';
import { lockInput, sweepInput } from '../../lib/core/message';
import type { ScheduleState } from '../../lib/core/world';
import { CLOSES, declare, DEPLOYER, INVOKE, instant, MemoryWorld, once, WRITE } from './memory-world';
import { asking, askable } from './requests';

const INSIDE = '2026-12-01T21:00:00Z';
const LOCK = { at: '2026-12-01T20:59:00Z', by: 'arn:aws:sts::111122223333:assumed-role/OnCall/me', reason: 'INC-7' };
const WORDS = `locked down since ${LOCK.at} by ${LOCK.by}: INC-7`;
const access = declare();
const other = declare({ access: 'other', policies: [INVOKE] });

function lock(world: MemoryWorld, name: string = STACK_LOCK, change: Partial<ScheduleState> = {}): MemoryWorld {
  const state = { enabled: false, expression: LOCK_EXPRESSION, timeZone: 'UTC', target: CLOSES };
  world.plannedSchedules.set(name, { ...state, input: lockInput(LOCK), ...change });
  return world;
}

function lockByDeployment(world: MemoryWorld, ...accesses: DeclaredAccess[]): MemoryWorld {
  return world.changeSchedule('sweep', { input: JSON.stringify(sweepInput(accesses, { locked: true })) });
}

const ready = (...accesses: DeclaredAccess[]): MemoryWorld =>
  new MemoryWorld(INSIDE).deploy(...(accesses.length > 0 ? accesses : [access]));
const start = (world: MemoryWorld, one = access): Promise<void> =>
  attach(world.run('start'), one, instant(INSIDE), OPENING);
const sweepNow = (world: MemoryWorld): Promise<void> => sweep(world.run('sweep'), undefined, world.clock.now());

describe('a start', () => {
  test.each<[string, (world: MemoryWorld) => MemoryWorld, string]>([
    ['the stack is locked', (world) => lock(world), WORDS],
    ['the access is locked', (world) => lock(world, lockName('release')), WORDS],
    ['the deployment locks', (world) => lockByDeployment(world, access), 'locked down by deployment'],
    ['a lock was enabled', (world) => lock(world, STACK_LOCK, { enabled: true }), WORDS],
    [
      'a lock cannot be read',
      (world) => lock(world, STACK_LOCK, { input: 'Do not open!' }),
      'whose text cannot be read',
    ],
  ])('opens nothing where %s, takes off what stands, and says why', async (_what, locks, reason) => {
    const world = locks(ready()).role(DEPLOYER, WRITE);
    await start(world);
    expect([world.attached(DEPLOYER), world.times('attach')]).toEqual([[], 0]);
    expect(world.records[0]).toMatchObject({ event: 'refused', reason: expect.stringContaining(reason) });
    expect(world.happened()).toEqual(['refused', 'detached', 'verified']);
  });

  test('opens where another access is locked', async () => {
    const world = lock(ready(access, other), lockName('other'));
    await start(world);
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('opens nothing where nobody can say whether anything is locked', async () => {
    const world = ready().before('schedule', 2, () => world.break('schedule', 'unavailable'));
    await expect(start(world)).rejects.toMatchObject({ failure: 'unavailable' });
    expect([world.attached(DEPLOYER), world.happened()]).toEqual([[], ['open-failed']]);
  });

  test.each<[string, (world: MemoryWorld) => void]>([
    ['somebody locks the stack', (world) => lock(world)],
    ['somebody locks the access', (world) => lock(world, lockName('release'))],
    ['a deployment locks', (world) => lockByDeployment(world, access)],
  ])('that is attaching while %s takes off again what it attached', async (_what, locks) => {
    const world = ready().before('attach', 1, () => {
      locks(world);
    });
    await start(world);
    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.happened()).toEqual(['attached', 'refused', 'detached', 'verified']);
    expect(world.records[1]?.reason).toContain('attached, and taken off at once: locked down');
  });
});

describe('a sweep', () => {
  test.each<[string, (world: MemoryWorld) => MemoryWorld, string[]]>([
    ['the stack', (world) => lock(world), []],
    ['one access', (world) => lock(world, lockName('release')), [INVOKE]],
    ['by deployment', (world) => lockByDeployment(world, access, other), []],
  ])('closes what a lock keeps closed: %s', async (_what, locks, left) => {
    const world = locks(ready(access, other).role(DEPLOYER, WRITE, INVOKE));
    await sweepNow(world);
    expect(world.attached(DEPLOYER)).toEqual(left);
    expect(world.records.filter((one) => one.access === 'release').map(({ event }) => event)).toEqual([
      ...['held', 'detached', 'verified'],
    ]);
    expect([world.sum('Drift'), world.sum('SweepHeartbeat')]).toEqual([0, 1]);
  });

  test('counts the time since the lock, not since the end of the window', async () => {
    const world = lock(ready().role(DEPLOYER, WRITE));
    await sweepNow(world);
    expect(world.records).toContainEqual(expect.objectContaining({ event: 'held', reason: WORDS }));
    expect(world.records).toContainEqual(expect.objectContaining({ event: 'detached', secondsPastEnd: 60 }));
  });

  test('leaves open what the clock opens where nobody can say whether it is locked, and says so', async () => {
    const world = ready().role(DEPLOYER, WRITE);
    world.before('schedule', 2, () => world.break('schedule', 'unavailable'));
    await sweepNow(world);
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.notes).toMatchObject([{ message: 'cannot read whether it is locked', fields: { access: 'release' } }]);
  });

  test('reads no lock where nothing is attached', async () => {
    const world = lock(ready());
    await sweepNow(world);
    expect(world.calls.map(({ detail }) => detail)).toEqual(['sweep', 'deployer']);
  });

  test('that is at it while somebody unlocks fails nobody', async () => {
    const world = lock(ready().role(DEPLOYER, WRITE)).before('detach', 1, () => world.removeSchedule(STACK_LOCK));
    await sweepNow(world);
    expect(world.happened()).not.toContain('close-failed');
    expect(world.notes).toMatchObject([]);
  });
});

test('the end of a window closes what another one would hold open, were nothing locked', async () => {
  const long = declare({ windows: [once(INSIDE, '2026-12-01T22:00:00Z'), once(INSIDE, '2026-12-01T23:00:00Z', '1')] });
  const world = lock(new MemoryWorld('2026-12-01T22:00:00Z').deploy(long).role(DEPLOYER, WRITE));
  await closeAtEnd(world.run('end'), { access: long }, world.clock.now());
  expect(world.attached(DEPLOYER)).toEqual([]);
});

describe('a request', () => {
  const asked = askable();
  const ask = (world: MemoryWorld): Promise<void> =>
    handleOpener(world, asking('open', asked, { time: INSIDE }), world.in(MINUTE));

  test('is refused while anything is locked, is counted, and is given no lease', async () => {
    const world = lock(new MemoryWorld(INSIDE).deploy(asked));
    await ask(world);
    expect(world.records).toMatchObject([{ event: 'refused', reason: WORDS, request: expect.any(String) }]);
    expect([world.sum('RefusedRequests'), world.times('create')]).toEqual([1, 0]);
  });

  test('that was answered before is over with the lock, and another one opens once it is lifted', async () => {
    const world = new MemoryWorld(INSIDE).deploy(asked);
    await ask(world);
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    await sweepNow(lock(world));
    world.removeSchedule(STACK_LOCK);
    await ask(world);
    expect(world.attached(DEPLOYER)).toEqual([]);
    await handleOpener(world, asking('open', asked, { time: INSIDE, id: 'event-2' }), world.in(MINUTE));
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('that comes again closes what it had opened before', async () => {
    const world = lock(new MemoryWorld(INSIDE).deploy(asked).role(DEPLOYER, WRITE));
    await ask(world);
    expect(world.attached(DEPLOYER)).toEqual([]);
  });
});

test('the closer leaves a lock alone that is sent to it', async () => {
  const world = ready().role(DEPLOYER, WRITE);
  await handleCloser(world, JSON.parse(lockInput(LOCK)), world.in(MINUTE));
  expect([world.calls, world.attached(DEPLOYER)]).toEqual([[], [WRITE]]);
});

describe('a deployment', () => {
  const deploy = (world: MemoryWorld, locked?: string): Promise<void> =>
    handleOpener(
      world,
      {
        ...{ RequestType: 'Create', RequestId: 'request-1', ResponseURL: 'https://cloudformation.example/answer' },
        ...{ StackId: 'stack', LogicalResourceId: 'Deployment', ResourceType: 'Custom::TemporaryAccessDeployment' },
        ResourceProperties: { accesses: [access, other], ...(locked === undefined ? {} : { locked }) },
      },
      world.in(10 * MINUTE),
    );
  const standing = (): MemoryWorld =>
    lockByDeployment(ready(access, other).role(DEPLOYER, WRITE, INVOKE), access, other);

  test('that locks closes everything, proves it for longer than an opener may attach, and opens nothing', async () => {
    const world = standing();
    const began = world.clock.now();
    await deploy(world, 'true');
    expect([world.attached(DEPLOYER), world.times('attach')]).toEqual([[], 0]);
    expect(world.happened().filter((one) => one === 'verified')).toHaveLength(2);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(20_000);
    expect(world.answers[0]?.body['Status']).toBe('SUCCESS');
  });

  test('that cannot close one access closes the others and still locks: a rollback would open them again', async () => {
    const world = standing();
    world.gone.add(other.attachmentRole);
    await deploy(world, 'true');
    expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
    expect(world.records).toContainEqual(expect.objectContaining({ event: 'close-failed', access: 'other' }));
    expect(world.answers[0]?.body['Status']).toBe('SUCCESS');
  });

  test('that unlocks opens what is inside a window', async () => {
    const world = ready(access, other);
    await deploy(world);
    expect(world.attached(DEPLOYER).sort()).toEqual([INVOKE, WRITE].sort());
  });

  test('of a stack that somebody has locked opens nothing inside a window, and closes what stands', async () => {
    const world = lock(ready(access, other).role(DEPLOYER, WRITE));
    await deploy(world);
    expect([world.attached(DEPLOYER), world.times('attach')]).toEqual([[], 0]);
    expect(world.records).toContainEqual(expect.objectContaining({ event: 'refused', reason: WORDS }));
    expect(world.answers[0]?.body['Status']).toBe('SUCCESS');
  });
});
