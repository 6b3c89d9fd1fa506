import { handleCloser } from '../../lambda/closer';
import { holdInput } from '../../lib/core/message';
import { declare, DEPLOYER, edgeEvent, INVOKE, MemoryWorld, once, sweepEvent, WRITE } from './memory-world';
import { askable, asking } from './requests';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';
/** When an end is not on its way any more. */
const LATER = '2026-12-01T22:04:00Z';
const access = declare();
const open = declare({ access: 'open', policies: [INVOKE], windows: [once(START, '2026-12-03T22:00:00Z')] });

function standing(now = END): MemoryWorld {
  return new MemoryWorld(now).deploy(access, open).role(DEPLOYER, WRITE, INVOKE);
}

test('closes at the event of an end, in five calls', async () => {
  const world = standing();

  await handleCloser(world, edgeEvent('end', access, END), world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
  expect(world.records).toMatchObject([
    { event: 'detached', trigger: 'end' },
    { event: 'verified', trigger: 'end' },
  ]);
  expect(world.calls).toHaveLength(5);
});

test('closes at the event of a sweep', async () => {
  const world = standing(LATER);

  await handleCloser(world, sweepEvent([access, open], LATER), world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
  expect(world.records[0]).toMatchObject({ event: 'drift', trigger: 'sweep' });
  expect(world.sum('SweepHeartbeat')).toBe(1);
});

test.each<[string, unknown]>([
  ['an end', edgeEvent('end', access, END)],
  ['a sweep', sweepEvent([access], END)],
])('takes the time at which %s was due for the present when its own clock is behind', async (_what, event) => {
  const world = standing('2026-12-01T21:59:59.900Z');

  await handleCloser(world, event, world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
});

test.each<[string, unknown]>([
  ['an end', edgeEvent('end', access, START)],
  ['a sweep', sweepEvent([access], START)],
])('does not go back to the time at which %s was due', async (_what, event) => {
  const world = standing();

  await handleCloser(world, event, world.in(60_000));

  expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
});

const MALFORMED: [string, unknown, RegExp][] = [
  ['a start', edgeEvent('start', access, END), /the closer opens nothing/],
  ['nothing', undefined, /malformed/],
  ['an empty object', {}, /malformed: event/],
  ['a version to come', { ...(edgeEvent('end', access, END) as object), version: 2 }, /malformed: version/],
  ['a request to open', asking('open', askable()), /the closer opens nothing/],
  ['an end of nobody', { version: 1, event: 'end', window: '0', scheduledTime: END }, /malformed: access/],
];

test.each(MALFORMED)('fails on %s, after it has swept', async (_what, event, message) => {
  const world = standing(LATER);

  await expect(handleCloser(world, event, world.in(60_000))).rejects.toThrow(message);

  expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
  expect(world.happened()).toEqual(['drift', 'detached', 'verified', 'drift-removed']);
});

test.each(MALFORMED)('fails on %s without a heartbeat when the manifest cannot be read', async (_what, event) => {
  const world = standing().changeSchedule('sweep', { input: '?' });

  await expect(handleCloser(world, event, world.in(60_000))).rejects.toThrow('cannot read the manifest');

  expect(world.counts).toEqual([]);
  expect(world.notes[0]?.message).toContain('malformed');
});

test('never attaches, whatever it is sent', async () => {
  const world = new MemoryWorld(START).deploy(access, open);
  const events = [
    edgeEvent('end', access, START),
    sweepEvent([access, open], START),
    edgeEvent('start', access, START),
  ];

  for (const event of events) {
    await handleCloser(world, event, world.in(60_000)).catch(() => undefined);
  }

  expect(world.attached(DEPLOYER)).toEqual([]);
  expect(world.calls.filter((call) => call.operation === 'attach' || call.detail.includes(' as open-'))).toEqual([]);
});

test('does nothing when a hold runs out: it has held for as long as it should', async () => {
  const world = standing();

  const ended = JSON.parse(holdInput('release', { key: '0 occurrence', until: END }));
  await handleCloser(world, ended, world.in(60_000));

  expect(world.calls).toEqual([]);
});

describe('a sweep that comes shortly before an end', () => {
  const soon = { ...access, endingSoonMinutes: 10 };
  const swept = async (now: string, ...attached: string[]): Promise<MemoryWorld> => {
    const world = new MemoryWorld(now).deploy(soon).role(DEPLOYER, ...attached);
    await handleCloser(world, sweepEvent([soon], now, { every: 5 }), world.in(60_000));
    return world;
  };

  test('says that it is near, and leaves it open', async () => {
    const world = await swept('2026-12-01T21:47:00Z', WRITE);

    expect(world.records).toMatchObject([{ event: 'ending-soon', trigger: 'sweep', end: END, until: END }]);
    expect(world.sent).toMatchObject([{ detailType: 'Ending Soon', detail: { until: END } }]);
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('says nothing of what is not attached', async () => {
    expect((await swept('2026-12-01T21:47:00Z')).records).toEqual([]);
  });

  test('says nothing yet when the next one is early enough', async () => {
    expect((await swept('2026-12-01T21:44:00Z', WRITE)).records).toEqual([]);
  });
});
