import { DAY, type EpochMs, epochMs, HOUR, iso, MINUTE, plus, SECOND } from '../../../lib/core/interval';
import { Faults } from '../../../lib/rehearsal/faults/faults';
import type { Rates } from '../../../lib/rehearsal/faults/rates';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { Schedule } from '../../../lib/rehearsal/schedule';
import type { JsonObject } from '../../../lib/assembly/template';

const START = epochMs(Date.parse('2026-12-01T00:00:00Z'));
const target = 'arn:aws:lambda:eu-west-2:123456789012:function:opener';
const targetRole = 'arn:aws:iam::123456789012:role/start';
const group = 'arn:aws:scheduler:eu-west-2:123456789012:schedule-group/shop';

interface Call {
  readonly at: EpochMs;
  readonly event: unknown;
}

interface Setup {
  readonly seed?: number;
  readonly mayInvoke?: string;
  readonly sourceArn?: string;
  readonly playIdleSweeps?: boolean;
  /** How long the function works, but on sweeps. */
  readonly busyMs?: number;
  readonly rates?: Rates;
  /** Whether the function serves closes. */
  readonly closes?: boolean;
}

function world(setup: Setup = {}): { aws: SimulatedAws; calls: Call[] } {
  const { seed = 1, rates = {}, playIdleSweeps } = setup;
  const aws = new SimulatedAws({ from: START, seed, playIdleSweeps, faults: new Faults(seed, rates) });
  const calls: Call[] = [];
  const trust = (service: string, condition: JsonObject = {}): JsonObject => ({
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, Condition: condition }],
  });
  aws.iam.putRole({
    arn: targetRole,
    trust: trust('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceArn': setup.sourceArn ?? group } }),
  });
  aws.iam.putInlinePolicy(targetRole, 'Invoke', {
    Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: setup.mayInvoke ?? target },
  });
  const roleArn = 'arn:aws:iam::123456789012:role/opener';
  aws.iam.putRole({ arn: roleArn, trust: trust('lambda.amazonaws.com') });
  aws.lambda.putFunction({
    arn: target,
    name: 'opener',
    roleArn,
    timeoutMs: 15 * MINUTE,
    environment: {},
    closes: setup.closes ?? false,
    handle: async (now, event) => {
      calls.push({ at: now.clock.now(), event });
      await now.clock.sleep('sweep' in (event as object) ? 0 : (setup.busyMs ?? 0));
    },
  });
  return { aws, calls };
}

const daily = (more: Partial<Schedule> = {}): Schedule => ({
  arn: 'arn:aws:scheduler:eu-west-2:123456789012:schedule/shop/daily',
  group: 'shop',
  name: 'daily',
  account: '123456789012',
  expression: 'cron(0 20 * * ? *)',
  timeZone: 'UTC',
  enabled: true,
  startDate: undefined,
  endDate: undefined,
  deletedOnceDone: false,
  target,
  targetRole,
  input: '{"due":"<aws.scheduler.scheduled-time>"}',
  ...more,
});

const days = (calls: readonly Call[]): string[] => calls.map(({ at }) => iso(at).slice(0, 10));

test('a schedule fires within the minute after it is due, and says when it was due', async () => {
  const { aws, calls } = world();
  aws.scheduler.put(daily());
  await aws.clock.run(plus(START, 200 * DAY));
  const once = calls.filter(({ event }, index) => JSON.stringify(calls[index - 1]?.event) !== JSON.stringify(event));
  expect(once).toHaveLength(200);
  for (const { at, event } of once) {
    const { due } = event as { due: string };
    expect(due.slice(10)).toBe('T20:00:00Z');
    expect(at - Date.parse(due)).toBeGreaterThanOrEqual(0);
    expect(at - Date.parse(due)).toBeLessThan(MINUTE + SECOND);
  }
  // About one in twenty comes twice.
  expect(calls.length - once.length).toBeGreaterThan(3);
  expect(calls.length - once.length).toBeLessThan(25);
});

test('the same seed fires at the same times, another at others', async () => {
  const timesOf = async (seed: number): Promise<number[]> => {
    const { aws, calls } = world({ seed });
    aws.scheduler.put(daily());
    await aws.clock.run(plus(START, 10 * DAY));
    return calls.map(({ at }) => at);
  };
  expect(await timesOf(1)).toEqual(await timesOf(1));
  expect(await timesOf(1)).not.toEqual(await timesOf(2));
});

test.each<[string, Partial<Schedule>, string[]]>([
  ['until it ends', { endDate: plus(START, 2 * DAY) }, ['2026-12-01', '2026-12-02']],
  ['from when it starts', { startDate: plus(START, 3 * DAY) }, ['2026-12-04', '2026-12-05']],
  ['never when it is disabled', { enabled: false }, []],
  ['never when its only time is past', { expression: 'at(2026-11-30T00:00:00)' }, []],
  ['once at its only time', { expression: 'at(2026-12-02T00:00:00)' }, ['2026-12-02']],
])('a schedule fires %s', async (_when, more, expected) => {
  const { aws, calls } = world();
  aws.scheduler.put(daily(more));
  await aws.clock.run(plus(START, 5 * DAY));
  expect([...new Set(days(calls))]).toEqual(expected);
});

test('a schedule that is deleted no longer fires, one that deletes itself is gone', async () => {
  const { aws, calls } = world();
  aws.scheduler.put(daily());
  aws.scheduler.put(
    daily({ arn: `${daily().arn}-once`, expression: 'at(2026-12-02T00:00:00)', deletedOnceDone: true }),
  );
  aws.scheduler.remove(daily().arn);
  await aws.clock.run(plus(START, 3 * DAY));
  expect([...new Set(days(calls))]).toEqual(['2026-12-02']);
  expect(aws.scheduler.find(`${daily().arn}-once`)).toBeUndefined();
});

test.each<[string, Setup]>([
  ['may not call the function', { mayInvoke: `${target}-other` }],
  ['trusts only the schedules of another group', { sourceArn: `${group}-other` }],
])('an event ends in the queue when the role of its schedule %s', async (_why, setup) => {
  const { aws, calls } = world(setup);
  aws.scheduler.put(daily({ endDate: plus(START, DAY) }));
  await aws.clock.run(plus(START, 2 * DAY));
  expect(calls).toEqual([]);
  expect(aws.scheduler.undelivered.length).toBeGreaterThan(0);
  expect(aws.scheduler.undelivered[0]).toMatchObject({ schedule: { name: 'daily' } });
});

describe('a sweep', () => {
  const sweep = daily({
    arn: `${daily().arn}-sweep`,
    name: 'sweep',
    expression: 'rate(5 minutes)',
    input: '{"sweep":1}',
  });
  const sweeps = (calls: readonly Call[]): Call[] => calls.filter(({ event }) => 'sweep' in (event as object));

  test('comes once, and then rests while there is nothing that it could do', async () => {
    const { aws, calls } = world();
    aws.scheduler.put(sweep);
    await aws.clock.run(plus(START, DAY));
    expect(calls).toHaveLength(1);
    // All that were skipped are known all the same.
    const skipped = aws.scheduler.skipped().map(({ at }) => at);
    expect(skipped).toHaveLength(287);
    expect(Math.max(...skipped.map((at, index) => at - (skipped[index - 1] ?? at)))).toBeLessThan(6 * MINUTE);
  });

  test('can be played all the same', async () => {
    const { aws, calls } = world({ playIdleSweeps: true });
    aws.scheduler.put(sweep);
    await aws.clock.run(plus(START, DAY));
    expect(calls.length).toBeGreaterThanOrEqual(288);
  });

  test('comes when another event is about to, since the two may meet', async () => {
    const { aws, calls } = world();
    aws.scheduler.put(sweep);
    aws.scheduler.put(daily({ endDate: plus(START, 30 * DAY) }));
    await aws.clock.run(plus(START, 30 * DAY));
    const before = calls.filter(({ at, event }, index) => {
      const next = calls[index + 1];
      const followed = next !== undefined && 'due' in (next.event as object) && next.at - at < 2 * MINUTE + SECOND;
      return 'sweep' in (event as object) && followed;
    });
    // Both are due at the full hour, so on about half of the days the sweep is the first.
    expect(before.length).toBeGreaterThan(5);
  });

  test('comes every five minutes while a function is at work, and rests again after', async () => {
    const { aws, calls } = world({ busyMs: 14 * MINUTE });
    aws.scheduler.put(sweep);
    aws.scheduler.put(daily({ endDate: plus(START, DAY) }));
    await aws.clock.run(plus(START, DAY));
    const [first, second] = sweeps(calls).filter(({ at }) => at > plus(START, HOUR));
    expect(first!.at).toBeGreaterThan(plus(START, 20 * HOUR - 3 * MINUTE));
    expect(second!.at - first!.at).toBeLessThan(6 * MINUTE);
  });

  test('comes while a temporary policy is attached, and rests once it is gone', async () => {
    const { aws, calls } = world();
    const attacher = 'arn:aws:iam::123456789012:role/attacher';
    const role = 'arn:aws:iam::123456789012:role/deploy';
    const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    aws.iam.putRole({ arn: attacher, trust: {} });
    aws.iam.putRole({ arn: role, trust: {} });
    aws.iam.putInlinePolicy(attacher, 'All', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
    const caller = { roleArn: attacher, sessionName: 'open-Test' };
    aws.scheduler.put(sweep);
    aws.clock.at(plus(START, HOUR), () => {
      aws.iam.attach(caller, 'deploy', policy);
    });
    aws.clock.at(plus(START, 2 * HOUR), () => {
      aws.iam.detach(caller, 'deploy', policy);
    });
    await aws.clock.run(plus(START, DAY));
    const times = calls.slice(1).map(({ at }) => at - START);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(HOUR);
    expect(Math.max(...times)).toBeLessThan(2 * HOUR + 7 * MINUTE);
    expect(times.length).toBeGreaterThanOrEqual(11);
  });
});

test('what a function reads of a schedule is what was put', () => {
  const { aws } = world();
  aws.scheduler.put(daily());
  aws.iam.putInlinePolicy(targetRole, 'Read', {
    Statement: { Effect: 'Allow', Action: 'scheduler:GetSchedule', Resource: `${daily().arn}*` },
  });
  const caller = { roleArn: targetRole, sessionName: 'x' };
  expect(aws.scheduler.get(caller, daily().arn)).toEqual({
    enabled: true,
    expression: 'cron(0 20 * * ? *)',
    timeZone: 'UTC',
    input: '{"due":"<aws.scheduler.scheduled-time>"}',
    target: { arn: target, roleArn: targetRole, deadLetterArn: undefined },
  });
  expect(() => aws.scheduler.get(caller, `${daily().arn}-gone`)).toThrow('does not exist');
  expect(() => aws.scheduler.get(caller, 'arn:other')).toThrow('not allowed');
});

describe('what goes wrong with an event', () => {
  /** Daily at 20:00, and one day of it; the seed is one that does not call twice. */
  async function played(
    rates: Rates,
    more: Partial<Schedule> = {},
    until: EpochMs = plus(START, 3 * DAY),
  ): Promise<{ aws: SimulatedAws; calls: Call[] }> {
    const { aws, calls } = world({ seed: 3, rates });
    aws.scheduler.put(daily({ endDate: plus(START, DAY), ...more }));
    await aws.clock.run(until);
    return { aws, calls };
  }
  const due = plus(START, 20 * HOUR);

  test('nothing, unless it is told: it comes once', async () => {
    const { aws, calls } = await played({});
    expect(calls).toHaveLength(1);
    expect(aws.faults.struck).toEqual([]);
  });

  describe('a lost one', () => {
    test('never comes, and ends in the queue', async () => {
      const { aws, calls } = await played({ 'event-lost': 1 });
      expect(calls).toEqual([]);
      expect(aws.scheduler.undelivered).toMatchObject([{ schedule: { name: 'daily' }, reason: 'Scheduler gave up' }]);
    });

    test('is written down with the minute in which it should have come', async () => {
      const { aws } = await played({ 'event-lost': 1 });
      expect(aws.faults.struck).toEqual([
        {
          id: 'event-lost daily 2026-12-01T20:00:00Z',
          kind: 'event-lost',
          words: 'Scheduler gives up on daily of 2026-12-01T20:00:00Z',
          from: due,
          to: plus(due, MINUTE),
          side: 'opening',
        },
      ]);
    });

    test.each<[string, string, object]>([
      ['an end, and spoils it', 'cron(0 20 * * ? *)', { side: 'closing', spoilsEnds: true }],
      ['a sweep, and hinders every close', 'rate(1 day)', { side: 'closing', hinders: {} }],
    ])('may be %s', async (_what, expression, effect) => {
      const { aws } = world({ seed: 3, rates: { 'event-lost': 1 }, closes: true, playIdleSweeps: true });
      aws.scheduler.put(daily({ expression, endDate: plus(START, DAY - 1) }));
      await aws.clock.run(plus(START, 2 * DAY));
      expect(aws.faults.struck).toMatchObject([effect]);
    });
  });

  describe('a late one', () => {
    test('comes once, at the time that is written down, and says when it was due', async () => {
      const { aws, calls } = await played({ 'event-late': 1 });
      expect(calls).toMatchObject([{ event: { due: '2026-12-01T20:00:00Z' } }]);
      const [late] = aws.faults.struck;
      expect(late).toMatchObject({ kind: 'event-late', from: due, to: plus(due, MINUTE) });
      expect(late!.words).toContain(`late, at ${iso(calls[0]!.at).slice(0, 16)}`);
    });

    test('comes within a day, or is given up', async () => {
      const lateness: number[] = [];
      for (let seed = 1; seed <= 40; seed++) {
        const { aws, calls } = world({ seed, rates: { 'event-late': 1 } });
        aws.scheduler.put(daily({ endDate: plus(START, DAY) }));
        await aws.clock.run(plus(START, 3 * DAY));
        const given = aws.scheduler.undelivered.length;
        expect(new Set(calls.map(({ at }) => at)).size + given).toBeGreaterThanOrEqual(1);
        lateness.push(...calls.map(({ at }) => at - due));
      }
      expect(Math.max(...lateness)).toBeGreaterThan(HOUR);
      expect(Math.max(...lateness)).toBeLessThan(DAY + SECOND);
    });

    test('is dropped when it is older than its schedule lets it become', async () => {
      let dropped = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const { aws, calls } = world({ seed, rates: { 'event-late': 1 } });
        aws.scheduler.put(daily({ endDate: plus(START, DAY), maximumEventAgeMs: 2 * MINUTE }));
        await aws.clock.run(plus(START, 3 * DAY));
        const [first] = aws.scheduler.undelivered;
        // Another call of it, some seconds later, is Scheduler's own.
        const late = calls.filter(({ at }) => at > plus(due, 2 * MINUTE + 31 * SECOND));
        expect(late).toEqual([]);
        dropped += first === undefined ? 0 : 1;
        expect(first === undefined || first.reason === 'Scheduler gave up').toBe(true);
      }
      expect(dropped).toBeGreaterThan(0);
      expect(dropped).toBeLessThan(40);
    });

    test('is nobody’s any more when its schedule has been deleted', async () => {
      const { aws, calls } = world({ seed: 3, rates: { 'event-late': 1 } });
      aws.scheduler.put(daily({ endDate: plus(START, DAY) }));
      await aws.clock.run(plus(due, MINUTE));
      expect(aws.faults.struck).toHaveLength(1);
      aws.scheduler.remove(daily().arn);
      aws.lambda.removeFunction(target);
      await aws.clock.run(plus(START, 3 * DAY));
      expect([calls, aws.scheduler.undelivered]).toEqual([[], []]);
    });

    test('still comes when its schedule has been deleted and the function has not', async () => {
      const { aws, calls } = world({ seed: 3, rates: { 'event-late': 1 } });
      aws.scheduler.put(daily({ endDate: plus(START, DAY) }));
      await aws.clock.run(plus(due, MINUTE));
      aws.scheduler.remove(daily().arn);
      await aws.clock.run(plus(START, 3 * DAY));
      expect(calls).toHaveLength(1);
    });
  });

  describe('a repeated one', () => {
    test('comes in its minute, and a second time later', async () => {
      const { aws, calls } = await played({ 'event-repeated': 1 });
      expect(calls).toMatchObject([{ event: { due: iso(due) } }, { event: { due: iso(due) } }]);
      expect(calls[0]!.at).toBeLessThan(plus(due, MINUTE + SECOND));
      expect(aws.faults.struck[0]!.words).toContain(`again at ${iso(calls[1]!.at).slice(0, 16)}`);
    });

    test('hinders nothing', async () => {
      const { aws } = await played({ 'event-repeated': 1 });
      expect(aws.faults.struck).toMatchObject([{ from: due, to: due, side: 'opening' }]);
      expect(Object.keys(aws.faults.struck[0]!)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(hinders|delaysMs|spoilsEnds)$/)]),
      );
    });
  });

  test('an event that is late comes most often near the other edge of its window, where the races are', async () => {
    let near = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { aws, calls } = world({ seed, rates: { 'event-late': 1 } });
      const edge = (name: string, time: string): Schedule =>
        daily({ arn: `${daily().arn}-${name}`, name, expression: `at(2026-12-01T${time}:00)` });
      aws.scheduler.put(edge('Release-1-start', '20:00'));
      aws.scheduler.put(edge('Release-1-end', '22:00'));
      await aws.clock.run(plus(START, 3 * DAY));
      const [first] = calls.filter(({ event }) => (event as { due: string }).due === iso(due));
      const distance = Math.abs(first!.at - (due + 2 * HOUR));
      near += distance < 6 * MINUTE ? 1 : 0;
    }
    expect(near).toBeGreaterThan(20);
  });
});

describe('by hand', () => {
  test('a schedule that is disabled fires no more, and does again once it is enabled', async () => {
    const { aws, calls } = world();
    aws.scheduler.put(daily());
    aws.scheduler.enable(daily().arn, false);
    await aws.clock.run(plus(START, 2 * DAY));
    expect(calls).toEqual([]);
    aws.scheduler.enable(daily().arn, true);
    await aws.clock.run(plus(START, 3 * DAY));
    expect([...new Set(days(calls))]).toEqual(['2026-12-03']);
  });

  test('to enable a schedule that is not there makes none', () => {
    const { aws } = world();
    aws.scheduler.enable(daily().arn, true);
    expect(aws.scheduler.schedules).toEqual([]);
  });

  test.each<[string, (aws: SimulatedAws) => void]>([
    [
      'changed',
      ({ scheduler }) => {
        scheduler.put(daily({ input: '{}' }));
      },
    ],
    [
      'disabled',
      ({ scheduler }) => {
        scheduler.enable(daily().arn, false);
      },
    ],
    [
      'removed',
      ({ scheduler }) => {
        scheduler.remove(daily().arn);
      },
    ],
    [
      'removed with its group',
      ({ scheduler }) => {
        scheduler.removeGroup(group);
      },
    ],
  ])('it is known when a schedule was last %s', async (_how, change) => {
    const { aws } = world();
    aws.scheduler.put(daily());
    expect(aws.scheduler.changedAt(daily().arn)).toBe(START);
    await aws.clock.run(plus(START, HOUR));
    change(aws);
    expect(aws.scheduler.changedAt(daily().arn)).toBe(plus(START, HOUR));
  });
});
