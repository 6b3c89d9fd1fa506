import { epochMs, HOUR, iso, plus, SECOND } from '../../../lib/core/interval';
import type { World } from '../../../lib/core/world';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { AsyncConfig, Handle } from '../../../lib/rehearsal/simulated-lambda';

const START = epochMs(Date.parse('2026-12-01T20:00:00Z'));
const arn = 'arn:aws:lambda:eu-west-2:123456789012:function:opener';
const roleArn = 'arn:aws:iam::123456789012:role/opener';

function awsWith(handle: Handle, config?: AsyncConfig, trusted = 'lambda.amazonaws.com'): SimulatedAws {
  const aws = new SimulatedAws({ from: START, seed: 1 });
  aws.iam.putRole({
    arn: roleArn,
    trust: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: trusted } }] },
  });
  aws.lambda.putFunction({ arn, name: 'opener', roleArn, timeoutMs: 60 * SECOND, environment: {}, handle });
  if (config !== undefined) {
    aws.lambda.configureAsync(arn, config);
  }
  return aws;
}

/** Seconds after the start, rounded down. */
function seconds(aws: SimulatedAws): number {
  return Math.floor((aws.clock.now() - START) / SECOND);
}

async function play(aws: SimulatedAws, event: unknown = { hello: 'there' }): Promise<void> {
  aws.lambda.invokeAsync(arn, event, 'test');
  await aws.clock.run(plus(START, HOUR));
}

test('an event is handled once, soon, and with a deadline fifteen seconds before the time-out', async () => {
  const calls: string[] = [];
  const aws = awsWith((world, event, deadline) => {
    calls.push(`${JSON.stringify(event)} with ${(deadline - world.clock.now()) / SECOND} s`);
    expect(world.clock.now() - START).toBeLessThan(SECOND);
    return Promise.resolve();
  });
  await play(aws);
  expect(calls).toEqual(['{"hello":"there"} with 45 s']);
  expect(aws.lambda.failed).toEqual([]);
  expect(aws.lambda.inFlight).toBe(0);
});

test('a failed event comes again after one minute and after two more, then ends in the queue', async () => {
  const at: number[] = [];
  const aws = awsWith(() => {
    at.push(seconds(aws));
    return Promise.reject(new Error('broken'));
  });
  await play(aws);
  expect(at).toEqual([0, 60, 180]);
  expect(aws.lambda.failed).toMatchObject([{ functionName: 'opener', cause: 'test', reason: 'broken' }]);
  expect(aws.lambda.inFlight).toBe(0);
});

test('an event that succeeds the second time is not tried again', async () => {
  let calls = 0;
  const aws = awsWith(() => (++calls === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()));
  await play(aws);
  expect(calls).toBe(2);
  expect(aws.lambda.failed).toEqual([]);
});

test.each([
  ['fewer tries', { maximumRetries: 1, maximumAgeMs: HOUR }, 2],
  ['no second try', { maximumRetries: 0, maximumAgeMs: HOUR }, 1],
  ['a short life of events', { maximumRetries: 2, maximumAgeMs: 90 * SECOND }, 2],
])('the settings of the template count: %s', async (_what, config, expected) => {
  let calls = 0;
  const aws = awsWith(() => {
    calls++;
    return Promise.reject(new Error('broken'));
  }, config);
  await play(aws);
  expect(calls).toBe(expected);
  expect(aws.lambda.failed).toHaveLength(1);
});

test('a function at its time-out is stopped where it stands', async () => {
  const log: string[] = [];
  const aws = awsWith(
    async (world: World) => {
      log.push('began');
      await world.clock.sleep(2 * 60 * SECOND);
      log.push('went on');
    },
    { maximumRetries: 0, maximumAgeMs: HOUR },
  );
  await play(aws);
  expect(log).toEqual(['began']);
  expect(aws.lambda.failed).toMatchObject([{ reason: 'timed out after 60 s' }]);
  expect(iso(aws.lambda.failed[0]!.at)).toMatch(/^2026-12-01T20:01:00/);
});

test('fails a function whose role does not trust Lambda', async () => {
  const handle = jest.fn(() => Promise.resolve());
  const aws = awsWith(handle, { maximumRetries: 0, maximumAgeMs: HOUR }, 'scheduler.amazonaws.com');
  await play(aws);
  expect(handle).not.toHaveBeenCalled();
  expect(aws.lambda.failed).toHaveLength(1);
});

test('every port call of a run takes its time', async () => {
  const took: number[] = [];
  const aws = awsWith(async (world) => {
    const before = world.clock.now();
    await world.cloudFormation.respond('https://nowhere', '{}');
    took.push(world.clock.now() - before);
  });
  await play(aws);
  expect(took).toHaveLength(1);
  expect(took[0]).toBeGreaterThanOrEqual(20);
  expect(took[0]).toBeLessThanOrEqual(50);
});
