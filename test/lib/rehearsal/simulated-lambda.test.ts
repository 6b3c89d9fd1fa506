import { epochMs, HOUR, iso, plus, SECOND } from '../../../lib/core/interval';
import type { World } from '../../../lib/core/world';
import { Faults } from '../../../lib/rehearsal/faults/faults';
import type { Rates } from '../../../lib/rehearsal/faults/rates';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { AsyncConfig, Handle } from '../../../lib/rehearsal/simulated-lambda';

const START = epochMs(Date.parse('2026-12-01T20:00:00Z'));
const arn = 'arn:aws:lambda:eu-west-2:123456789012:function:opener';
const roleArn = 'arn:aws:iam::123456789012:role/opener';

interface Troubles {
  readonly rates: Rates;
  readonly may?: (id: string) => boolean;
  /** Whether the function serves closes. */
  readonly closes?: boolean;
}

function awsWith(
  handle: Handle,
  config?: AsyncConfig,
  trusted = 'lambda.amazonaws.com',
  { rates, may, closes = false }: Troubles = { rates: {} },
  seed = 1,
): SimulatedAws {
  const aws = new SimulatedAws({ from: START, seed, faults: new Faults(seed, rates, may) });
  aws.iam.putRole({
    arn: roleArn,
    trust: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: trusted } }] },
  });
  aws.lambda.putFunction({ arn, name: 'opener', roleArn, timeoutMs: 60 * SECOND, environment: {}, closes, handle });
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

describe('what goes wrong with a run', () => {
  const troubled = (handle: Handle, troubles: Troubles, seed = 1): SimulatedAws =>
    awsWith(handle, undefined, undefined, troubles, seed);
  const answer = (world: World): Promise<void> => world.cloudFormation.respond('https://nowhere', '{}');
  const firstTry = (id: string): boolean => !id.includes('attempt');
  const end = { event: 'end' };

  describe('a crash', () => {
    test('is tried again after a minute, like any failure', async () => {
      const at: number[] = [];
      const aws = troubled(
        (world) => {
          at.push(seconds(aws));
          return answer(world);
        },
        { rates: { crash: 1 }, may: firstTry },
      );
      await play(aws);
      expect(at).toEqual([0, 60]);
      expect(aws.lambda.failed).toEqual([]);
    });

    test('at every try ends the event in the queue', async () => {
      const aws = troubled(answer, { rates: { crash: 1 } });
      await play(aws);
      expect(aws.lambda.failed).toMatchObject([{ cause: 'test', reason: 'the function crashed' }]);
      expect(aws.faults.struck.map(({ id }) => id)).toEqual([
        'crash opener, test, call 0: respond https://nowhere',
        'crash opener, test, attempt 2, call 0: respond https://nowhere',
        'crash opener, test, attempt 3, call 0: respond https://nowhere',
      ]);
    });

    test('is the last thing that the function does, though its call may still have been made', async () => {
      const outcomes = new Set<string>();
      for (let seed = 1; seed <= 20; seed++) {
        const log: string[] = [];
        const aws = troubled(
          async (world) => {
            await answer(world);
            log.push('went on');
          },
          { rates: { crash: 1 } },
          seed,
        );
        void aws.answerAt('https://nowhere').then(() => log.push('answered'));
        await play(aws);
        outcomes.add(log.join());
      }
      expect(outcomes).toEqual(new Set(['', 'answered']));
    });
  });

  test('one that hangs goes no further, and is stopped at its time-out', async () => {
    const log: string[] = [];
    const aws = troubled(
      async (world) => {
        await answer(world);
        log.push('went on');
      },
      { rates: { hang: 1 }, closes: true },
    );
    await play(aws, end);
    expect(log).toEqual([]);
    expect(aws.lambda.failed).toMatchObject([{ reason: 'timed out after 60 s' }]);
    const [{ from, to }] = aws.faults.struck as [Faults['struck'][0]];
    expect(to! - from).toBe(60 * SECOND);
  });

  describe('one that is throttled', () => {
    test('begins later, within five minutes, and is tried no less often', async () => {
      const at: number[] = [];
      for (let seed = 1; seed <= 20; seed++) {
        const aws = troubled(
          () => {
            at.push(seconds(aws));
            return Promise.resolve();
          },
          { rates: { 'function-throttled': 1 } },
          seed,
        );
        await play(aws);
      }
      expect(at).toHaveLength(20);
      expect(Math.min(...at)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...at)).toBeGreaterThan(120);
      expect(Math.max(...at)).toBeLessThanOrEqual(300);
    });

    test('is an event of its own age: one that has become too old is not handled', async () => {
      const handle = jest.fn(() => Promise.resolve());
      const config = { maximumAgeMs: 500, maximumRetries: 2 };
      const aws = awsWith(handle, config, undefined, { rates: { 'function-throttled': 1 } });
      await play(aws);
      expect(handle).not.toHaveBeenCalled();
      expect(aws.lambda.failed).toMatchObject([{ reason: 'the event had become too old' }]);
    });

    test.each<[string, boolean, unknown, object]>([
      ['to open', false, { event: 'start' }, { side: 'opening' }],
      ['to close at an end', true, end, { side: 'closing', spoilsEnds: true }],
      ['to sweep', true, { event: 'sweep' }, { side: 'closing', hinders: {} }],
    ])('may have been about %s', async (_what, closes, event, effect) => {
      const aws = troubled(() => Promise.resolve(), { rates: { 'function-throttled': 1 }, closes });
      await play(aws, event);
      const [{ id: _id, ...fault }] = aws.faults.struck as [Faults['struck'][0]];
      expect(_id).toBe('function-throttled opener, test');
      expect(fault).toEqual({
        kind: 'function-throttled',
        words: expect.stringContaining('waits until 2026-12-01T20:0'),
        from: START,
        to: expect.any(Number),
        ...effect,
      });
    });
  });

  describe('an event that is handed over twice', () => {
    const twice: Troubles = { rates: { 'invocation-repeated': 1 } };

    test('is handled twice, the second time within half a minute', async () => {
      const at: number[] = [];
      const aws = troubled(() => {
        at.push(seconds(aws));
        return Promise.resolve();
      }, twice);
      await play(aws);
      expect(at).toHaveLength(2);
      expect(at[0]).toBe(0);
      expect(at[1]).toBeLessThanOrEqual(30);
      expect(aws.lambda.inFlight).toBe(0);
    });

    test('is the same event both times, whatever was done to it', async () => {
      const events: string[] = [];
      const aws = troubled((_world, event) => {
        events.push(JSON.stringify(event));
        (event as { hello: string }).hello = 'changed';
        return Promise.resolve();
      }, twice);
      await play(aws);
      expect(events).toEqual(['{"hello":"there"}', '{"hello":"there"}']);
    });

    test('has a name of its own, so that one may go wrong and the other not', async () => {
      const aws = troubled(answer, { rates: { 'invocation-repeated': 1, 'call-slow': 1 } });
      await play(aws);
      expect(aws.faults.struck.map(({ id }) => id)).toEqual([
        'invocation-repeated opener, test',
        'call-slow opener, test, call 0: respond https://nowhere',
        'call-slow opener, test, again, call 0: respond https://nowhere',
      ]);
    });
  });

  describe('a clock that is wrong', () => {
    /** By how many milliseconds it was ahead, and how long before the true time-out the deadline was. */
    async function skews(): Promise<{ skew: number; deadline: number }[]> {
      const found: { skew: number; deadline: number }[] = [];
      for (let seed = 1; seed <= 40; seed++) {
        const aws = troubled(
          (world, _event, deadline) => {
            const [now, skewed] = [aws.clock.now(), world.clock.now()];
            found.push({ skew: skewed - now, deadline: deadline - skewed });
            return Promise.resolve();
          },
          { rates: { 'clock-skewed': 1 } },
          seed,
        );
        await play(aws);
      }
      return found;
    }

    test('is wrong by at most 20 s, in either direction', async () => {
      const found = (await skews()).map(({ skew }) => skew);
      expect(Math.min(...found)).toBeLessThan(-10 * SECOND);
      expect(Math.max(...found)).toBeGreaterThan(10 * SECOND);
      expect(Math.max(...found.map(Math.abs))).toBeLessThanOrEqual(20 * SECOND);
    });

    test('is the one by which the deadline is given, so that as much time is left', async () => {
      for (const { deadline } of await skews()) {
        expect(deadline).toBe(45 * SECOND);
      }
    });

    test('is wrong from the beginning of the run to its end, and for as long only', async () => {
      const aws = troubled((world) => world.clock.sleep(10 * SECOND), { rates: { 'clock-skewed': 1 }, closes: true });
      await play(aws, end);
      const [{ from, to, ...fault }] = aws.faults.struck as [Faults['struck'][0]];
      expect(to! - from).toBe(10 * SECOND);
      expect(fault).toMatchObject({ kind: 'clock-skewed', side: 'closing', spoilsEnds: true });
    });

    test('says what is recorded by the true clock too', async () => {
      const aws = troubled(
        (world) => {
          const record = {
            event: 'opened',
            trigger: 'start',
            access: 'Release',
            purpose: '',
            role: 'r',
            policies: [],
          } as const;
          world.telemetry.record({ ...record, at: world.clock.now() });
          return Promise.resolve();
        },
        { rates: { 'clock-skewed': 1 } },
      );
      await play(aws);
      const [{ at, writtenAt }] = aws.telemetered.records as [(typeof aws.telemetered.records)[0]];
      expect(writtenAt - START).toBeLessThan(SECOND);
      expect(at).not.toBe(writtenAt);
    });
  });

  test('an answer that is lost was to a call that was made, and is a failure all the same', async () => {
    let heard = '';
    const failures: unknown[] = [];
    const aws = troubled((world) => answer(world).catch((error: unknown) => void failures.push(error)), {
      rates: { 'answer-lost': 1 },
    });
    void aws.answerAt('https://nowhere').then((body) => (heard = body));
    await play(aws);
    expect(heard).toBe('{}');
    expect(failures).toMatchObject([{ failure: 'unavailable', operation: 'respond' }]);
  });

  test('a call that fails is not made', async () => {
    let heard = false;
    const aws = troubled(answer, { rates: { 'call-throttled': 1 } });
    void aws.answerAt('https://nowhere').then(() => (heard = true));
    await play(aws);
    expect(heard).toBe(false);
    expect(aws.lambda.failed).toMatchObject([{ reason: expect.stringContaining('throttled') }]);
  });
});

test('the roles of the functions that serve closes are known', () => {
  const aws = awsWith(() => Promise.resolve(), undefined, undefined, { rates: {}, closes: true });
  aws.lambda.putFunction({ ...aws.lambda.find(arn)!, arn: `${arn}-2`, roleArn: `${roleArn}-2`, closes: false });
  expect([...aws.lambda.closers]).toEqual([roleArn]);
});
