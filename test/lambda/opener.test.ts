import { handleOpener } from '../../lambda/opener';
import { holdInput } from '../../lib/core/message';
import { declare, DEPLOYER, edgeEvent, MemoryWorld, sweepEvent, WRITE } from './memory-world';
import { askable, asking } from './requests';

const START = '2026-12-01T20:00:00Z';
const access = declare();

test('opens at the event of a start, in twelve calls', async () => {
  const world = new MemoryWorld(START).deploy(access);

  await handleOpener(world, edgeEvent('start', access, START), world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  expect(world.records).toMatchObject([
    { event: 'attached', trigger: 'start' },
    { event: 'opened', trigger: 'start' },
  ]);
  expect(world.calls).toHaveLength(12);
});

test('takes the time at which Scheduler was due for the present when its own clock is behind', async () => {
  const world = new MemoryWorld('2026-12-01T19:59:59.800Z').deploy(access);

  await handleOpener(world, edgeEvent('start', access, START), world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([WRITE]);
});

test('does not go back to the time at which a late event was due', async () => {
  const world = new MemoryWorld('2026-12-01T22:00:00Z').deploy(access);

  await handleOpener(world, edgeEvent('start', access, START), world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([]);
});

test('answers a request of CloudFormation', async () => {
  const world = new MemoryWorld(START).deploy(access);

  await handleOpener(
    world,
    {
      RequestType: 'Create',
      ResponseURL: 'https://cloudformation.example/answer',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'ReleaseAccess',
      ResourceType: 'Custom::TemporaryAccess',
      ResourceProperties: { ServiceToken: 'opener', ...access, version: '1' },
    },
    world.in(600_000),
  );

  expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
});

test.each<[string, unknown]>([
  ['an end', edgeEvent('end', access, START)],
  ['a sweep', sweepEvent([access], START)],
  ['a request to close', asking('close', askable())],
  ['the end of a hold', JSON.parse(holdInput('release', { key: '0 occurrence', until: START }))],
  ['a request of no signal', { ...(asking('open', askable()) as object), signal: undefined }],
  ['nothing', undefined],
  ['an empty object', {}],
  ['a text', 'start'],
  ['a list', [edgeEvent('start', access, START)]],
  ['an unknown kind of event', { ...(edgeEvent('start', access, START) as object), event: 'begin' }],
  ['a version to come', { ...(edgeEvent('start', access, START) as object), version: 2 }],
  ['a role of no account', edgeEvent('start', declare({ role: 'arn:aws:iam::*:role/*' }), START)],
  ['no policies', edgeEvent('start', declare({ policies: [] }), START)],
  ['a time that Scheduler has not filled in', edgeEvent('start', access, '<aws.scheduler.scheduled-time>')],
  ['a time without a zone', edgeEvent('start', access, '2026-12-01T20:00:00')],
  ['a request of CloudFormation for another resource', { RequestType: 'Create', ResourceType: 'Custom::Other' }],
])('refuses %s, loudly, and changes nothing', async (_what, event) => {
  const world = new MemoryWorld(START).deploy(access);

  await expect(handleOpener(world, event, world.in(60_000))).rejects.toThrow(/^nothing opened: /);

  expect(world.calls).toEqual([]);
  expect(world.attached(DEPLOYER)).toEqual([]);
});
