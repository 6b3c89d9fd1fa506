import { MINUTE, SECOND } from '../../lib/core/interval';
import { AwsFailure, type FailureKind } from '../../lib/core/world';
import { CLOSING, DEPLOYING, messageOf, OPENING, type Patience, patiently } from '../../lambda/patience';
import { instant, MemoryWorld } from './memory-world';

const NOW = '2026-12-01T20:00:00Z';

/** A call that fails in these ways, one after the other, and then succeeds. */
function failing(...kinds: FailureKind[]): { readonly call: () => Promise<string>; made: number } {
  const state = {
    made: 0,
    call: (): Promise<string> => {
      const kind = kinds[state.made++];
      return kind === undefined ? Promise.resolve('done') : Promise.reject(new AwsFailure(kind, 'call', 'by the test'));
    },
  };
  return state;
}

function many(kind: FailureKind, times: number): FailureKind[] {
  return Array<FailureKind>(times).fill(kind);
}

const waited = (world: MemoryWorld): number => world.clock.now() - instant(NOW);

describe.each<FailureKind>(['throttled', 'unavailable', 'conflict'])('a call that is %s', (kind) => {
  test.each<[string, Patience, number]>([
    ['opening', OPENING, 4],
    ['closing', CLOSING, 8],
    ['deploying', DEPLOYING, 8],
  ])('succeeds when %s at the last attempt', async (_when, patience, attempts) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many(kind, attempts - 1));

    await expect(patiently(world.run('start'), patience, calls.call)).resolves.toBe('done');

    expect(calls.made).toBe(attempts);
  });

  test.each<[string, Patience, number]>([
    ['opening', OPENING, 4],
    ['closing', CLOSING, 8],
    ['deploying', DEPLOYING, 8],
  ])('fails when %s after its last attempt', async (_when, patience, attempts) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many(kind, attempts));

    await expect(patiently(world.run('start'), patience, calls.call)).rejects.toMatchObject({ failure: kind });

    expect(calls.made).toBe(attempts);
  });
});

test('a close is tried harder than an open', () => {
  expect(CLOSING.attempts).toBeGreaterThan(OPENING.attempts);
});

test.each<FailureKind>(['refused', 'unknown', 'denied', 'absent'])(
  'fails at once when a call that closes is %s',
  async (kind) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(kind);

    await expect(patiently(world.run('end'), CLOSING, calls.call)).rejects.toMatchObject({ failure: kind });

    expect([calls.made, waited(world)]).toEqual([1, 0]);
  },
);

test('fails at once on an error that is no answer of AWS', async () => {
  const world = new MemoryWorld(NOW);

  await expect(
    patiently(world.run('end'), CLOSING, () => Promise.reject(new TypeError('a mistake of ours'))),
  ).rejects.toThrow('a mistake of ours');

  expect(waited(world)).toBe(0);
});

describe('the waits between attempts', () => {
  const waitsWith = async (random: number): Promise<number[]> => {
    const world = new MemoryWorld(NOW);
    world.random = () => random;
    const calls = failing(...many('throttled', 7));
    const times: number[] = [];
    await patiently(world.run('end'), CLOSING, () => {
      times.push(waited(world));
      return calls.call();
    });
    return times.slice(1).map((at, index) => at - times[index]!);
  };

  test('grow from 0.4 to 10 seconds at the most', async () => {
    const longest = await waitsWith(1 - Number.EPSILON);

    expect(longest.map((wait) => Math.round(wait))).toEqual([400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  test('may be as short as nothing, so that many callers spread out', async () => {
    expect(await waitsWith(0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('a refusal or an absence that may only be news that has not spread', () => {
  test.each<[FailureKind]>([['denied'], ['absent']])('is waited for two minutes by a deployment: %s', async (kind) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many(kind, 24));

    await expect(patiently(world.run('create'), DEPLOYING, calls.call)).resolves.toBe('done');

    expect(waited(world)).toBe(2 * MINUTE);
  });

  test.each<[FailureKind]>([['denied'], ['absent']])('fails a deployment after two minutes: %s', async (kind) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many(kind, 1_000));

    await expect(patiently(world.run('create'), DEPLOYING, calls.call)).rejects.toMatchObject({ failure: kind });

    expect(waited(world)).toBe(2 * MINUTE);
    expect(calls.made).toBe(25);
  });

  test('does not use up the attempts that throttling gets', async () => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many('denied', 10), 'throttled', 'absent', ...many('unavailable', 6));

    await expect(patiently(world.run('create'), DEPLOYING, calls.call)).resolves.toBe('done');
  });
});

describe('the deadline', () => {
  test.each([
    ['one ms after the wait would end, the call is made again', 5_001, 2],
    ['at the end of the wait, it is not', 5_000, 1],
    ['before the end of the wait, it is not', 4_999, 1],
    ['already over, it is made once', -1, 1],
  ])('%s', async (_when, inMs, made) => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many('denied', 100));

    await expect(patiently(world.run('create', world.in(inMs)), DEPLOYING, calls.call)).rejects.toMatchObject({
      failure: 'denied',
    });

    expect(calls.made).toBe(made);
  });

  test('bounds throttling too', async () => {
    const world = new MemoryWorld(NOW);
    const calls = failing(...many('throttled', 100));

    await expect(patiently(world.run('end', world.in(3 * SECOND)), CLOSING, calls.call)).rejects.toMatchObject({
      failure: 'throttled',
    });

    expect(waited(world)).toBeLessThan(3 * SECOND);
  });
});

test('the message of anything thrown can be told', () => {
  expect(messageOf(new AwsFailure('denied', 'iam:AttachRolePolicy', 'no'))).toBe('iam:AttachRolePolicy: no');
  expect(messageOf('plain text')).toBe('plain text');
});
