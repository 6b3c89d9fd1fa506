import type { Lease } from '../../lib/core/lease';
import { AwsFailure } from '../../lib/core/world';
import { failed, record, type Target } from '../../lambda/run';
import { declare, instant, MemoryWorld, once } from './memory-world';
import { askable } from './requests';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';
const NOW = '2026-12-01T22:00:42Z';

const window = once(START, END);
const occurrence = { start: instant(START), end: instant(END) };

test('a record says who, what, what for, when and why', () => {
  const world = new MemoryWorld(NOW);

  record(world.run('sweep'), 'drift', declare(), { reason: 'by hand' });

  expect(world.records).toEqual([
    {
      event: 'drift',
      trigger: 'sweep',
      at: instant(NOW),
      access: 'release',
      purpose: 'Deploy the shop front',
      role: 'arn:aws:iam::111122223333:role/deployer',
      policies: ['arn:aws:iam::111122223333:policy/write'],
      reason: 'by hand',
    },
  ]);
});

test('a record names the occurrence that it belongs to, and how long that has been over', () => {
  const world = new MemoryWorld(NOW);

  record(world.run('end'), 'verified', { ...declare(), opening: { window, occurrence }, due: occurrence.end });

  expect(world.records[0]).toMatchObject({
    window: window.id,
    words: 'once',
    start: START,
    end: END,
    secondsPastEnd: 42,
  });
});

test('a record of what a clock ahead of this one was asked to end is not before its end', () => {
  const world = new MemoryWorld(START);

  record(world.run('early-close'), 'verified', { ...declare(), due: instant(END) });

  expect(world.records[0]?.secondsPastEnd).toBe(0);
});

test('a record names the request on whose say-so it was opened', () => {
  const world = new MemoryWorld(START);
  const access = askable();
  const request = { id: 'event-1', at: START, source: 'ci', correlation: 'e-1', reason: 'release 7' };
  const lease: Lease = { window: '1', request, start: START, end: END };
  const target: Target = { ...access, opening: { window: access.windows[0]!, occurrence, lease } };

  record(world.run('request'), 'opened', target);

  expect(world.records[0]).toMatchObject({
    request: 'event-1',
    correlation: 'e-1',
    requestedAt: START,
    requestedBy: 'ci',
    requestReason: 'release 7',
  });
});

test('what is recorded is told to the bus and measured', async () => {
  const world = new MemoryWorld(NOW);
  const run = world.run('end');

  record(run, 'detached', { ...declare(), due: occurrence.end }, { awsRequestIds: ['call-1'] });
  await run.outbox.settled();

  expect(world.sent).toMatchObject([{ detailType: 'Access Closed', detail: { awsRequestIds: ['call-1'] } }]);
  expect(world.counts).toEqual([
    ['Closed', 1],
    ['Overrun', 42],
  ]);
});

test('what failed names the call that failed, where AWS answered', () => {
  expect(failed(new AwsFailure('denied', 'iam:AttachRolePolicy', 'no', 'call-1'))).toEqual({
    reason: 'iam:AttachRolePolicy: no',
    awsRequestIds: ['call-1'],
  });
  expect(failed(new AwsFailure('unavailable', 'iam:AttachRolePolicy', 'timed out'))).toEqual({
    reason: 'iam:AttachRolePolicy: timed out',
  });
  expect(failed('plain text')).toEqual({ reason: 'plain text' });
});
