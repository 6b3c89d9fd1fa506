import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { closer, closerIn, opener, openerIn } from '../../lambda/handler';
import { declare, DEPLOYER, edgeEvent, MemoryWorld, sweepEvent, WRITE } from './memory-world';
import { catchLines } from './written-lines';

const INSIDE = '2026-12-01T21:00:00Z';
const AFTER = '2026-12-01T22:00:00Z';
const access = declare();

const iam = mockClient(IAMClient);
const sts = mockClient(STSClient);
const scheduler = mockClient(SchedulerClient);
const eventBridge = mockClient(EventBridgeClient);
let attached: Set<string>;
let lines: string[];

/** AWS in a few lines: what is attached stays attached, and the schedules are as deployed. */
function answerAsAws(): void {
  const { plannedSchedules } = new MemoryWorld(INSIDE).deploy(access);
  iam.on(ListAttachedRolePoliciesCommand).callsFake(() => ({
    AttachedPolicies: [...attached].map((policy) => ({ PolicyArn: policy })),
  }));
  iam.on(AttachRolePolicyCommand).callsFake(({ PolicyArn }: { PolicyArn: string }) => {
    attached.add(PolicyArn);
    return { $metadata: { requestId: 'the attach' } };
  });
  iam.on(DetachRolePolicyCommand).callsFake(({ PolicyArn }: { PolicyArn: string }) => {
    attached.delete(PolicyArn);
    return {};
  });
  scheduler.on(GetScheduleCommand).callsFake(({ Name }: { Name: string }) => {
    const schedule = plannedSchedules.get(Name);
    if (schedule === undefined) {
      throw Object.assign(new Error(`Schedule ${Name} does not exist.`), { name: 'ResourceNotFoundException' });
    }
    return {
      State: 'ENABLED',
      ScheduleExpression: schedule.expression,
      ScheduleExpressionTimezone: schedule.timeZone,
      Target: { Input: schedule.input },
    };
  });
  eventBridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'event-1' }] });
  sts.on(AssumeRoleCommand).resolves({
    Credentials: {
      AccessKeyId: 'ASIASESSIONKEY',
      SecretAccessKey: 'session-secret',
      SessionToken: 'session-token',
      Expiration: new Date('2026-12-01T23:00:00Z'),
    },
  });
}

/** The lines of the function itself: Node warns of its age on the same streams. */
function told(): Record<string, unknown>[] {
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

const lambda = (remainingMs = 120_000): Context =>
  ({ awsRequestId: 'request-1', getRemainingTimeInMillis: () => remainingMs }) as Context;

beforeEach(() => {
  attached = new Set();
  [iam, sts, scheduler, eventBridge].forEach((client) => client.reset());
  answerAsAws();
  process.env['SCHEDULE_GROUP'] = 'temporary-access';
  process.env['CONTROLLER'] = 'Shop';
  process.env['EVENT_BUS'] = 'default';
  process.env['VERSION'] = '1.2.3';
  process.env['AWS_REGION'] = 'us-east-1';
  lines = catchLines();
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** Plays a call of Lambda at an instant; what it sleeps passes at once. */
async function at(now: string, call: () => Promise<void>): Promise<void> {
  jest.useFakeTimers({ now: new Date(now), advanceTimers: false });
  let over = false;
  const done = call().finally(() => {
    over = true;
  });
  done.catch(() => undefined);
  for (let turns = 0; turns < 500 && !isOver(); turns++) {
    await jest.advanceTimersByTimeAsync(1_000);
  }
  await done;

  function isOver(): boolean {
    return over;
  }
}

// First, as a world that has once been made serves every later call.
test.each(['SCHEDULE_GROUP', 'CONTROLLER', 'EVENT_BUS', 'VERSION'])(
  'fails without %s in its environment, and says so',
  async (name) => {
    Reflect.deleteProperty(process.env, name);

    for (const handler of [opener, closer]) {
      await expect(handler(edgeEvent('start', access, INSIDE), lambda())).rejects.toThrow(
        'SCHEDULE_GROUP, CONTROLLER, EVENT_BUS and VERSION are not all set: this function is deployed by AccessController only',
      );
    }
  },
);

test('opens and closes at AWS, and tells of it in lines and numbers', async () => {
  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));
  expect([...attached]).toEqual([WRITE]);

  await at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()));
  expect([...attached]).toEqual([]);

  expect(told().flatMap((line) => line['event'] ?? [])).toEqual(['attached', 'opened', 'detached', 'verified']);
  expect(told().filter((line) => 'event' in line)).toEqual(
    Array(4).fill(expect.objectContaining({ access: 'release', role: DEPLOYER, service: 'Shop' })),
  );
  expect(told()).toContainEqual(expect.objectContaining({ Opened: 1, service: 'Shop' }));
  expect(told()).toContainEqual(expect.objectContaining({ Verified: 1 }));
});

test('tells the bus who did it, and by which call', async () => {
  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));
  await at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()));

  const entries = eventBridge.commandCalls(PutEventsCommand).flatMap((call) => call.args[0].input.Entries ?? []);
  expect(entries.map(({ DetailType }) => DetailType)).toEqual(['Access Opened', 'Access Closed', 'Removal Verified']);
  expect(entries[0]).toMatchObject({ EventBusName: 'default', Source: 'temporary-access', Time: new Date(INSIDE) });
  expect(JSON.parse(entries[0]?.Detail ?? '')).toMatchObject({
    controller: { name: 'Shop', version: '1.2.3' },
    access: 'release',
    awsRequestIds: ['the attach'],
  });
});

test('opens and closes where the bus takes nothing, and says what it could not tell', async () => {
  eventBridge.on(PutEventsCommand).rejects(new Error('no bus'));

  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));
  expect([...attached]).toEqual([WRITE]);
  await at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()));
  expect([...attached]).toEqual([]);

  expect(told()).toContainEqual(
    expect.objectContaining({ message: 'event not sent', detailType: 'Access Opened', access: 'release' }),
  );
  expect(told()).toContainEqual(expect.objectContaining({ LostEvents: 1 }));
});

test('takes twelve calls of AWS to open, and five to close', async () => {
  const made = (): number => [iam, sts, scheduler].reduce((sum, client) => sum + client.calls().length, 0);

  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));
  const toOpen = made();
  await at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()));

  expect([toOpen, made() - toOpen]).toEqual([12, 5]);
});

test('writes no credentials, no token and no policy document, also of what fails', async () => {
  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));
  await at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()));
  iam.on(DetachRolePolicyCommand).rejects(new Error('detach failed'));
  iam.on(AttachRolePolicyCommand).rejects(new Error('attach failed'));
  await expect(at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()))).rejects.toThrow('attach failed');
  attached.add(WRITE);
  await expect(at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda()))).rejects.toThrow('still attached');

  const everything = lines.join('\n');
  expect(everything).toContain('verified');
  expect(everything).toContain('detach failed');
  for (const secret of [
    'ASIASESSIONKEY',
    'session-secret',
    'session-token',
    'Statement',
    '2012-10-17',
    'CurrentTime',
  ]) {
    expect(everything).not.toContain(secret);
  }
});

test('asks Scheduler for schedules of its own group only', async () => {
  await at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()));

  const groups = scheduler.commandCalls(GetScheduleCommand).map((call) => call.args[0].input.GroupName);
  expect(new Set(groups)).toEqual(new Set(['temporary-access']));
});

test('is done fifteen seconds before Lambda stops it, longer than a call can hang', async () => {
  attached.add(WRITE);
  iam.on(DetachRolePolicyCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));

  await expect(at(AFTER, () => closer(edgeEvent('end', access, AFTER), lambda(35_000)))).rejects.toThrow(
    'still attached',
  );

  const reads = iam.commandCalls(ListAttachedRolePoliciesCommand).length;
  expect(reads).toBe(6);
});

test('sends its numbers, and notes the request, also when it fails', async () => {
  iam.on(AttachRolePolicyCommand).rejects(Object.assign(new Error('full'), { name: 'LimitExceeded' }));

  await expect(at(INSIDE, () => opener(edgeEvent('start', access, INSIDE), lambda()))).rejects.toThrow('full');

  expect(told()).toContainEqual(expect.objectContaining({ FailedOpens: 1 }));
  expect(told()).toContainEqual(
    expect.objectContaining({ message: 'failed', requestId: 'request-1', error: expect.stringContaining('full') }),
  );
});

test('sweeps at AWS, and beats its heart', async () => {
  attached.add(WRITE);

  await at(AFTER, () => closer(sweepEvent([access], AFTER), lambda()));

  expect([...attached]).toEqual([]);
  expect(told()).toContainEqual(expect.objectContaining({ SweepHeartbeat: 1 }));
});

test('is the same code in a world of the caller’s', async () => {
  const world = new MemoryWorld(INSIDE).deploy(access);

  await openerIn(world, edgeEvent('start', access, INSIDE), world.in(120_000));
  expect(world.attached(DEPLOYER)).toEqual([WRITE]);

  world.pass(3_600_000);
  await closerIn(world, edgeEvent('end', access, AFTER), world.in(120_000));
  expect(world.attached(DEPLOYER)).toEqual([]);
});
