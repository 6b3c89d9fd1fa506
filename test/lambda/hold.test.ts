import type { Hold } from '../../lib/core/lease';
import { holdName } from '../../lib/core/lease';
import { holdInput } from '../../lib/core/message';
import { hold } from '../../lambda/hold';
import { CLOSING } from '../../lambda/patience';
import { CLOSES, MemoryWorld } from './memory-world';
import { askable, holdsIn, madeAtRunTime } from './requests';

const NOW = '2026-12-01T20:10:00Z';
const access = askable();
const KEY = '0 case e-1';
const wanted: Hold = { key: KEY, until: '2026-12-01T22:00:00Z', over: '2026-12-01T20:10:00Z' };
const name = holdName('release', KEY);

function write(world: MemoryWorld, one: Hold): Promise<boolean> {
  return hold(world.run('early-close'), access, one, CLOSES, CLOSING);
}

function standing(one: Hold): MemoryWorld {
  const world = new MemoryWorld(NOW);
  world.plannedSchedules.set(name, {
    enabled: true,
    expression: 'at(2026-12-01T22:00:00)',
    timeZone: 'UTC',
    input: holdInput('release', one),
    target: CLOSES,
  });
  return world;
}

describe('a hold', () => {
  test('is a schedule that calls what the sweep calls, and is gone when it has fired', async () => {
    const world = new MemoryWorld(NOW);

    expect(await write(world, wanted)).toBe(true);

    expect(world.plannedSchedules.get(name)).toEqual({
      enabled: true,
      expression: 'at(2026-12-01T22:00:00)',
      timeZone: 'UTC',
      input: holdInput('release', wanted),
      target: CLOSES,
    });
    expect(world.calls).toMatchObject([{ operation: 'create', detail: name }]);
  });

  test.each<[string, Hold]>([
    ['the same', wanted],
    ['one that ends later', { ...wanted, until: '2026-12-01T23:00:00Z' }],
    ['one as of a later close', { ...wanted, over: '2026-12-01T20:20:00Z' }],
  ])('is left alone where it stands: %s', async (_what, known) => {
    const world = standing(known);

    expect(await write(world, wanted)).toBe(true);

    expect(holdsIn(world)).toEqual([known]);
    expect(world.times('remove')).toBe(0);
  });

  test.each<[string, Hold]>([
    ['one that ends sooner', { ...wanted, until: '2026-12-01T21:59:59Z' }],
    ['one as of an earlier close', { ...wanted, over: '2026-12-01T20:09:59Z' }],
    ['one as of no close', { key: KEY, until: '2026-12-01T22:00:00Z' }],
    ['one that is over', { ...wanted, until: '2026-12-01T20:10:00Z' }],
    ['one of another key that is over', { key: 'another', until: '2026-12-01T20:09:59Z' }],
  ])('is written anew over what does not hold as long: %s', async (_what, known) => {
    const world = standing(known);

    expect(await write(world, wanted)).toBe(true);

    expect(holdsIn(world)).toEqual([wanted]);
  });

  test('is written anew over what does not read', async () => {
    const world = standing(wanted).changeSchedule(name, { input: '?' });

    await write(world, wanted);

    expect(holdsIn(world)).toEqual([wanted]);
  });

  test('fails, and leaves what stands, where another hold has its name', async () => {
    const another = { key: 'another', until: '2026-12-01T22:00:00Z' };
    const world = standing(another);

    await expect(write(world, wanted)).rejects.toThrow('is taken by another hold until 2026-12-01T22:00:00Z');

    expect(holdsIn(world)).toEqual([another]);
  });

  test('that is a pause for another request stays that one’s', async () => {
    const pause = { ...wanted, request: 'event-9' };
    const world = standing(pause);

    expect(await write(world, { ...wanted, request: 'event-1' })).toBe(false);

    expect(holdsIn(world)).toEqual([pause]);
  });

  test('is written although throttled, and although the answer to that was lost', async () => {
    const world = new MemoryWorld(NOW).fail('create', 'throttled', 3);
    world.before('create', 4, () => {
      world.plannedSchedules.set(name, { ...standing(wanted).plannedSchedules.get(name)! });
      world.fail('create', 'unavailable');
    });

    expect(await write(world, wanted)).toBe(true);

    expect(holdsIn(world)).toEqual([wanted]);
  });

  test('that is gone again when it is looked at is written', async () => {
    const world = standing(wanted).before('schedule', 1, () => world.removeSchedule(name));

    expect(await write(world, wanted)).toBe(true);

    expect(holdsIn(world)).toEqual([wanted]);
  });

  test('that another removes at the same moment is written all the same', async () => {
    const world = standing({ ...wanted, over: '2026-12-01T20:00:00Z' });
    world.before('remove', 1, () => world.removeSchedule(name));

    expect(await write(world, wanted)).toBe(true);

    expect(holdsIn(world)).toEqual([wanted]);
  });

  test('fails loudly where it cannot be written', async () => {
    const world = new MemoryWorld(NOW).break('create', 'denied');

    await expect(write(world, wanted)).rejects.toThrow('denied');

    expect(madeAtRunTime(world)).toEqual([]);
  });

  test.each([
    ['one second from now', '2026-12-01T20:10:01Z', 1],
    ['now', '2026-12-01T20:10:00Z', 0],
    ['in the past, as that of a close which comes a day late', '2026-12-01T20:00:00Z', 0],
  ])('whose time is up %s is written only where it can still hold', async (_when, until, written) => {
    const world = new MemoryWorld(NOW);

    expect(await write(world, { ...wanted, until })).toBe(true);

    expect(holdsIn(world)).toHaveLength(written);
  });
});
