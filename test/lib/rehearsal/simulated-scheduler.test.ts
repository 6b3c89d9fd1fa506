import { DAY, type EpochMs, epochMs, HOUR, iso, MINUTE, plus, SECOND } from '../../../lib/core/interval';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { Schedule } from '../../../lib/rehearsal/simulated-scheduler';
import type { JsonObject } from '../../../lib/rehearsal/template';

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
  /** How long the function works. */
  readonly busyMs?: number;
}

function world(setup: Setup = {}): { aws: SimulatedAws; calls: Call[] } {
  const aws = new SimulatedAws({ from: START, seed: setup.seed ?? 1, playIdleSweeps: setup.playIdleSweeps });
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
    handle: async (now, event) => {
      calls.push({ at: now.clock.now(), event });
      await now.clock.sleep(setup.busyMs ?? 0);
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

  test('rests while there is nothing that it could do', async () => {
    const { aws, calls } = world();
    aws.scheduler.put(sweep);
    await aws.clock.run(plus(START, DAY));
    expect(calls).toEqual([]);
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
    const [first, second] = sweeps(calls);
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
    const times = calls.map(({ at }) => at - START);
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
  });
  expect(() => aws.scheduler.get(caller, `${daily().arn}-gone`)).toThrow('does not exist');
  expect(() => aws.scheduler.get(caller, 'arn:other')).toThrow('not allowed');
});
