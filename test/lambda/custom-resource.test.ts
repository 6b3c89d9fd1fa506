import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE, SECOND } from '../../lib/core/interval';
import { answer, readRequest } from '../../lambda/custom-resource';
import { declare, DEPLOYER, INVOKE, MemoryWorld, once, READ, ROTATOR, WRITE } from './memory-world';
import { askable, askToOpen, madeAtRunTime } from './requests';

const BEFORE = '2026-12-01T19:00:00Z';
const INSIDE = '2026-12-01T21:00:00Z';
const AFTER = '2026-12-01T23:00:00Z';
const OWN_ID = 'temporary-access:release';

const COMMON = {
  ResponseURL: 'https://cloudformation.example/answer?signature=presigned',
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1',
  RequestId: 'request-1',
  LogicalResourceId: 'ReleaseAccess',
  ResourceType: 'Custom::TemporaryAccess',
};

/** CloudFormation hands every property over as a string. */
function properties(access: DeclaredAccess): object {
  return { ServiceToken: 'opener', ...access, version: String(access.version) };
}

const create = (access: DeclaredAccess): object => ({
  ...COMMON,
  RequestType: 'Create',
  ResourceProperties: properties(access),
});
const update = (old: DeclaredAccess, access: DeclaredAccess): object => ({
  ...COMMON,
  RequestType: 'Update',
  PhysicalResourceId: OWN_ID,
  ResourceProperties: properties(access),
  OldResourceProperties: properties(old),
});
const remove = (access: DeclaredAccess, id = OWN_ID): object => ({
  ...COMMON,
  RequestType: 'Delete',
  PhysicalResourceId: id,
  ResourceProperties: properties(access),
});

interface Answer {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
}

async function send(world: MemoryWorld, request: object, inMs = 10 * MINUTE): Promise<Answer> {
  await answer(world.run('update', world.in(inMs)), readRequest(request)!);
  expect(world.answers).toHaveLength(1);
  return world.answers[0]!.body as unknown as Answer;
}

describe('a create', () => {
  test('succeeds with an id of its own, and attaches nothing even inside a window', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare());

    expect(await send(world, create(declare()))).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: OWN_ID,
      StackId: COMMON.StackId,
      RequestId: 'request-1',
      LogicalResourceId: 'ReleaseAccess',
    });

    expect(world.answers[0]?.url).toBe(COMMON.ResponseURL);
    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.calls.map((call) => call.operation)).toEqual(['respond']);
  });
});

describe('an update', () => {
  test('that changes only words changes nothing', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE);

    expect(await send(world, update(declare({ purpose: 'before' }), declare()))).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: OWN_ID,
    });

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.records).toEqual([]);
  });

  test.each<[string, Partial<DeclaredAccess>]>([
    ['policy', { policies: [INVOKE] }],
    ['role', { role: ROTATOR }],
  ])('detaches the pair of an old %s, through the attachment role of its time', async (_what, different) => {
    const old = declare({ attachmentRole: 'arn:aws:iam::111122223333:role/attach-before' });
    const now = declare({ ...different, attachmentRole: 'arn:aws:iam::111122223333:role/attach-after' });
    const world = new MemoryWorld(INSIDE).deploy(now).role(DEPLOYER, WRITE, READ);

    expect(await send(world, update(old, now))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OWN_ID });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toMatchObject([
      { event: 'detached', trigger: 'update', policies: [WRITE] },
      { event: 'verified', trigger: 'update', policies: [WRITE] },
    ]);
    expect(world.calls.find((call) => call.operation === 'assume')?.detail).toBe(
      'arn:aws:iam::111122223333:role/attach-before as close-release',
    );
  });

  test('detaches only what is no longer declared', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE, INVOKE);

    await send(world, update(declare({ policies: [INVOKE, WRITE] }), declare()));

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('reads back for longer than an opener that checked before it may attach', async () => {
    const old = declare();
    const world = new MemoryWorld(INSIDE).deploy(declare({ policies: [INVOKE] })).role(DEPLOYER, WRITE);
    world.when('2026-12-01T21:00:10Z', () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    expect(await send(world, update(old, declare({ policies: [INVOKE] })))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(Date.parse(world.now)).toBeGreaterThanOrEqual(Date.parse('2026-12-01T21:00:30Z'));
  });

  test('reads back an absent pair too, as it may be attached in this very moment', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare({ policies: [INVOKE] }));
    world.when('2026-12-01T21:00:09Z', () => {
      world.attachByHand(DEPLOYER, WRITE);
    });

    await send(world, update(declare(), declare({ policies: [INVOKE] })));

    expect(world.attached(DEPLOYER)).toEqual([]);
  });

  test('waits until the old attachment role may be assumed', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare({ policies: [INVOKE] })).role(DEPLOYER, WRITE);
    world.fail('assume', 'denied', 10);

    expect(await send(world, update(declare(), declare({ policies: [INVOKE] })))).toMatchObject({ Status: 'SUCCESS' });
    expect(world.attached(DEPLOYER)).toEqual([]);
  });

  test('fails under the same id when an old pair cannot be detached', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare({ policies: [INVOKE] })).role(DEPLOYER, WRITE);
    world.gone.add(declare().attachmentRole);

    expect(await send(world, update(declare(), declare({ policies: [INVOKE] })))).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: OWN_ID,
      Reason: `${WRITE} still attached to ${DEPLOYER}`,
    });
    expect(world.sum('OpenPastEnd')).toBe(1);
  });

  test.each<[string, (world: MemoryWorld) => void]>([
    ['old role', (world) => world.removeRole(ROTATOR)],
    ['old attachment role', (world) => world.gone.add(declare().attachmentRole)],
    ['old attachment role and role', (world) => world.removeRole(ROTATOR).gone.add(declare().attachmentRole)],
  ])('succeeds when the %s has vanished and nothing is attached', async (_what, vanish) => {
    const world = new MemoryWorld(INSIDE).deploy(declare()).role(ROTATOR);
    vanish(world);

    expect(await send(world, update(declare({ role: ROTATOR }), declare()))).toMatchObject({ Status: 'SUCCESS' });
  });

  test('leaves a pair that another access declares now', async () => {
    const now = declare({ policies: [INVOKE] });
    const world = new MemoryWorld(INSIDE).deploy(now, declare({ access: 'moved' })).role(DEPLOYER, WRITE);

    expect(await send(world, update(declare({ policies: [WRITE, INVOKE] }), now))).toMatchObject({ Status: 'SUCCESS' });
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('that shortens a window closes what the new one no longer holds open', async () => {
    const short = declare({ windows: [once('2026-12-01T20:00:00Z', '2026-12-01T20:30:00Z')] });
    const world = new MemoryWorld(INSIDE).deploy(short).role(DEPLOYER, WRITE);

    expect(await send(world, update(declare(), short))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.happened()).toEqual(['detached', 'verified']);
  });

  test('fails when the old declaration is malformed, rather than leaving what it stood for', async () => {
    const request = { ...update(declare(), declare()), OldResourceProperties: { access: 'release' } };
    const world = new MemoryWorld(INSIDE).deploy(declare());

    expect(await send(world, request)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: OWN_ID });
  });
});

describe('a delete', () => {
  test.each([
    ['inside a window', INSIDE],
    ['outside every window', AFTER],
  ])('detaches and verifies, %s, for longer than an opener may attach', async (_when, now) => {
    const world = new MemoryWorld(now).deploy(declare()).role(DEPLOYER, WRITE, READ);

    expect(await send(world, remove(declare()))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OWN_ID });

    expect(world.attached(DEPLOYER)).toEqual([READ]);
    expect(world.records).toMatchObject([
      { event: 'detached', trigger: 'delete' },
      { event: 'verified', trigger: 'delete', reads: 7 },
    ]);
  });

  test.each(['refused:request-1', 'temporary-access:other', 'temporary-access:release-2', 'invented', ''])(
    'of the foreign id "%s" succeeds and does nothing: never detach what we did not attach',
    async (id) => {
      const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE);

      expect(await send(world, remove(declare(), id))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });

      expect(world.attached(DEPLOYER)).toEqual([WRITE]);
      expect(world.calls.map((call) => call.operation)).toEqual(['respond']);
    },
  );

  test.each<[string, (world: MemoryWorld) => void]>([
    ['role', (world) => world.removeRole(DEPLOYER)],
    ['policy', (world) => world.gone.add(WRITE)],
    ['attachment role', (world) => world.gone.add(declare().attachmentRole)],
    ['manifest', (world) => world.removeSchedule('sweep')],
  ])('succeeds when the %s has vanished', async (_what, vanish) => {
    const world = new MemoryWorld(AFTER).deploy(declare());
    vanish(world);

    expect(await send(world, remove(declare()))).toMatchObject({ Status: 'SUCCESS' });
    expect(world.happened()).toEqual(['verified']);
  });

  test('tries again for as long as there is time', async () => {
    const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE);
    world.gone.add(declare().attachmentRole);
    world.when('2026-12-01T23:05:00Z', () => {
      world.gone.clear();
    });

    expect(await send(world, remove(declare()))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([]);
    expect(world.happened().slice(-2)).toEqual(['detached', 'verified']);
    expect(world.happened()).toContain('close-failed');
  });

  test('tries again when nothing can be read for a while', async () => {
    const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE).break('list', 'denied');
    world.when('2026-12-01T23:02:00Z', () => world.mend('list'));

    expect(await send(world, remove(declare()))).toMatchObject({ Status: 'SUCCESS' });
    expect(world.attached(DEPLOYER)).toEqual([]);
  });

  test('fails shortly before its time is up, and not after', async () => {
    const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE);
    world.gone.add(declare().attachmentRole);

    expect(await send(world, remove(declare()))).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: OWN_ID,
      Reason: `${WRITE} still attached to ${DEPLOYER}`,
    });

    const answeredAt = Date.parse(world.calls.at(-1)!.at);
    expect(answeredAt).toBeGreaterThan(Date.parse('2026-12-01T23:08:00Z'));
    expect(answeredAt).toBeLessThanOrEqual(Date.parse('2026-12-01T23:09:30Z'));
  });

  test('leaves a pair that the present manifest gives to another access', async () => {
    const old = declare({ policies: [WRITE, INVOKE] });
    const world = new MemoryWorld(INSIDE).deploy(declare({ access: 'moved' })).role(DEPLOYER, WRITE, INVOKE);

    expect(await send(world, remove(old))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('does nothing where every pair has moved', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare({ access: 'moved' })).role(DEPLOYER, WRITE);

    expect(await send(world, remove(declare()))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.records).toEqual([]);
  });
});

/** A request about the accesses of the stack as a whole. */
const ofStack =
  (resourceType: string) =>
  (type: string, accesses: object[], old?: object[]): object => ({
    ...COMMON,
    RequestType: type,
    ResourceType: resourceType,
    PhysicalResourceId: resourceType,
    ResourceProperties: { accesses },
    OldResourceProperties: { accesses: old },
  });

describe('an admission', () => {
  const admission = ofStack('Custom::TemporaryAccessAdmission');
  const creation = admission('Create', [properties(declare())]);

  test('lets in what is not attached', async () => {
    const world = new MemoryWorld(BEFORE).role(DEPLOYER, READ);

    expect(await send(world, creation)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'Custom::TemporaryAccessAdmission',
    });
    expect(world.calls.map((call) => call.operation)).toEqual(['list', 'respond']);
  });

  test.each([
    ['before the window', BEFORE],
    ['after the window', AFTER],
  ])('refuses a policy that is attached already %s, and leaves it', async (_when, now) => {
    const world = new MemoryWorld(now).role(DEPLOYER, WRITE);

    const answered = await send(world, creation);

    expect(answered).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'refused:request-1' });
    expect(answered.Reason).toContain(`${WRITE} is attached to ${DEPLOYER} already, outside every window of release`);
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('refuses on any page of what is attached', async () => {
    const world = new MemoryWorld(BEFORE).role(DEPLOYER, READ, INVOKE, WRITE);
    world.pageSize = 1;

    expect(await send(world, creation)).toMatchObject({ Status: 'FAILED' });
  });

  test('names all that it refuses', async () => {
    const world = new MemoryWorld(BEFORE).role(DEPLOYER, WRITE).role(ROTATOR, READ);
    const other = declare({ access: 'other', role: ROTATOR, policies: [READ] });

    const { Reason } = await send(world, admission('Create', [declare(), other].map(properties)));

    expect(Reason).toMatch(/policy\/write is attached .*; .*policy\/read is attached/);
  });

  test('does not refuse inside a window, where a moved access may be open', async () => {
    const world = new MemoryWorld(INSIDE).role(DEPLOYER, WRITE);

    expect(await send(world, creation)).toMatchObject({ Status: 'SUCCESS' });
    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('waits for a role that has just been made', async () => {
    const world = new MemoryWorld(BEFORE);
    world.when('2026-12-01T19:01:00Z', () => world.role(DEPLOYER));

    expect(await send(world, creation)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('refuses a role that does not exist, after two minutes', async () => {
    const world = new MemoryWorld(BEFORE);

    const answered = await send(world, creation);

    expect(answered).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'refused:request-1' });
    expect(answered.Reason).toBe(`there is no role ${DEPLOYER}: check the role of release`);
    expect(world.now).toBe('2026-12-01T19:02:00.000Z');
  });

  test('fails when a role cannot be read', async () => {
    const world = new MemoryWorld(BEFORE).role(DEPLOYER).break('list', 'denied');

    expect(await send(world, creation)).toMatchObject({ Status: 'FAILED', Reason: 'list: denied by the test' });
  });

  test.each<[string, Partial<DeclaredAccess>, Partial<DeclaredAccess>]>([
    ['policy', { policies: [WRITE] }, { policies: [WRITE, INVOKE] }],
    ['role', { role: ROTATOR, policies: [INVOKE] }, { policies: [INVOKE] }],
    ['access', { access: 'other', role: ROTATOR }, { policies: [INVOKE] }],
  ])('refuses an added %s that is attached already, under the same id', async (_what, before, after) => {
    const world = new MemoryWorld(BEFORE).role(DEPLOYER, INVOKE);

    expect(
      await send(world, admission('Update', [properties(declare(after))], [properties(declare(before))])),
    ).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'Custom::TemporaryAccessAdmission',
      Reason: expect.stringContaining(`${INVOKE} is attached to ${DEPLOYER} already`),
    });
    expect(world.attached(DEPLOYER)).toEqual([INVOKE]);
  });

  test('does not look again at what was let in before, under whatever name', async () => {
    const world = new MemoryWorld(AFTER).role(DEPLOYER, WRITE);
    const moved = declare({ access: 'moved' });

    expect(await send(world, admission('Update', [properties(moved)], [properties(declare())]))).toMatchObject({
      Status: 'SUCCESS',
    });
    expect(world.times('list')).toBe(0);
  });

  test('does nothing when it is deleted', async () => {
    const world = new MemoryWorld(AFTER).role(DEPLOYER, WRITE);

    expect(await send(world, admission('Delete', [properties(declare())]))).toMatchObject({ Status: 'SUCCESS' });
    expect(world.calls.map((call) => call.operation)).toEqual(['respond']);
  });

  test('fails on a malformed manifest', async () => {
    const world = new MemoryWorld(BEFORE);

    expect(await send(world, admission('Create', [{ access: 'release' }]))).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^the manifest is malformed: 0\.version: /),
    });
  });
});

describe('a deployment', () => {
  const deployment = ofStack('Custom::TemporaryAccessDeployment');
  const other = declare({ access: 'other', role: ROTATOR, policies: [READ] });
  const later = declare({
    access: 'later',
    policies: [INVOKE],
    windows: [once('2026-12-05T20:00:00Z', '2026-12-05T22:00:00Z')],
  });

  test('opens what is inside a window, and nothing else', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare(), later, other);
    const accesses = [declare(), later, other].map(properties);

    expect(await send(world, deployment('Create', accesses))).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'Custom::TemporaryAccessDeployment',
    });

    expect([world.attached(DEPLOYER), world.attached(ROTATOR)]).toEqual([[WRITE], [READ]]);
    expect(world.records[0]).toMatchObject({ event: 'attached', trigger: 'deployment' });
  });

  test('succeeds although an access does not open, which is recorded and counted', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare(), other);
    world.gone.add(declare().attachmentRole);

    expect(await send(world, deployment('Create', [declare(), other].map(properties)))).toMatchObject({
      Status: 'SUCCESS',
    });

    expect(world.attached(ROTATOR)).toEqual([READ]);
    expect(world.happened()).toContain('open-failed');
    expect(world.sum('FailedOpens')).toBe(1);
  });

  test('detaches what has left the manifest, and leaves what only changed hands', async () => {
    const moved = declare({ access: 'moved' });
    const world = new MemoryWorld(INSIDE).deploy(moved).role(DEPLOYER, WRITE).role(ROTATOR, READ);

    await send(world, deployment('Update', [properties(moved)], [declare(), other].map(properties)));

    expect([world.attached(DEPLOYER), world.attached(ROTATOR)]).toEqual([[WRITE], []]);
    expect(world.records).toMatchObject([
      { event: 'detached', access: 'other' },
      { event: 'verified' },
      { event: 'opened', access: 'moved', reason: 'attached already' },
    ]);
  });

  test('removes the leases and holds of what has left, which the stack may have retained', async () => {
    const [gone, stays] = [askable(), askable({}, { access: 'stays', role: ROTATOR })];
    const world = new MemoryWorld(INSIDE).deploy(gone, stays);
    await askToOpen(world, gone, { time: INSIDE });
    await askToOpen(world, stays, { time: INSIDE });
    world.deploy(stays);

    expect(await send(world, deployment('Update', [properties(stays)], [gone, stays].map(properties)))).toMatchObject({
      Status: 'SUCCESS',
    });

    expect(madeAtRunTime(world)).toEqual(['lease-stays-1']);
  });

  test('fails when it cannot detach what has left, and still detaches the rest', async () => {
    const world = new MemoryWorld(AFTER).deploy().role(DEPLOYER, WRITE).role(ROTATOR, READ);
    world.gone.add(declare().attachmentRole);

    expect(await send(world, deployment('Update', [], [declare(), other].map(properties)))).toMatchObject({
      Status: 'FAILED',
      Reason: `${WRITE} still attached to ${DEPLOYER}`,
    });

    expect(world.attached(ROTATOR)).toEqual([]);
  });

  test('does nothing when it is deleted', async () => {
    const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE);

    expect(await send(world, deployment('Delete', [properties(declare())]))).toMatchObject({ Status: 'SUCCESS' });

    expect(world.attached(DEPLOYER)).toEqual([WRITE]);
    expect(world.calls.map((call) => call.operation)).toEqual(['respond']);
  });

  test('fails on a malformed manifest', async () => {
    const world = new MemoryWorld(INSIDE);

    expect(await send(world, deployment('Create', [{ access: 'release' }]))).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'refused:request-1',
      Reason: expect.stringMatching(/^the manifest is malformed: 0\.version: /),
    });
  });
});

describe('the answer', () => {
  test.each<[string, object]>([
    ['an attached role', { ...declare(), role: '*' }],
    ['no version', { ...declare(), version: undefined }],
    ['a version to come', { ...declare(), version: '2' }],
    ['no policies', { ...declare(), policies: [] }],
    ['nothing', {}],
  ])('is FAILED for malformed properties: %s', async (_what, malformed) => {
    const world = new MemoryWorld(BEFORE);

    expect(await send(world, { ...create(declare()), ResourceProperties: malformed })).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'refused:request-1',
      Reason: expect.stringContaining('the declared access is malformed'),
    });
  });

  test.each(['unavailable', 'throttled'] as const)('is sent again while CloudFormation is %s', async (kind) => {
    const world = new MemoryWorld(BEFORE).deploy(declare()).fail('respond', kind, 7);

    expect(await send(world, create(declare()))).toMatchObject({ Status: 'SUCCESS' });
  });

  test('fails when it is refused, so that Lambda tries again', async () => {
    const world = new MemoryWorld(BEFORE).deploy(declare()).fail('respond', 'unknown');

    await expect(answer(world.run('create', world.in(10 * MINUTE)), readRequest(create(declare()))!)).rejects.toThrow(
      'respond',
    );

    expect(world.times('respond')).toBe(1);
  });

  test('is sent in the time kept for it, when all the rest has been used up', async () => {
    const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE).fail('respond', 'unavailable', 6);
    world.gone.add(declare().attachmentRole);

    expect(await send(world, remove(declare()), 90 * SECOND)).toMatchObject({ Status: 'FAILED' });

    expect(Date.parse(world.now)).toBeLessThan(Date.parse(AFTER) + 90 * SECOND);
  });

  test('fits in the 4,096 bytes that CloudFormation takes, whatever the reason', async () => {
    const world = new MemoryWorld(BEFORE);
    const windows = [{ ...once(BEFORE, AFTER), kind: '😀'.repeat(3_000) }];

    const answered = await send(world, { ...create(declare()), ResourceProperties: { ...declare(), windows } });

    expect(answered.Reason.length).toBeGreaterThan(300);
    expect(Buffer.byteLength(JSON.stringify(answered))).toBeLessThanOrEqual(4_096);
  });

  test('is noted when it is a failure', async () => {
    const world = new MemoryWorld(BEFORE);

    await send(world, { ...create(declare()), ResourceProperties: {} });

    expect(world.notes).toMatchObject([
      { message: 'custom resource failed', fields: { resource: 'ReleaseAccess', reason: expect.any(String) } },
    ]);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a start', { event: 'start' }],
  ['a request about another resource', { ...create(declare()), ResourceType: 'Custom::S3AutoDeleteObjects' }],
  ['an update without an id', { ...update(declare(), declare()), PhysicalResourceId: undefined }],
  ['an unknown type', { ...create(declare()), RequestType: 'Read' }],
])('%s is no request', (_what, event) => {
  expect(readRequest(event)).toBeUndefined();
});

test('an update that finds another access id under the same logical id answers the new one, and so gets the old one deleted', async () => {
  const world = new MemoryWorld(BEFORE).deploy(declare());
  const renamed = declare({ access: 'release.renamed' });

  expect(await send(world, update(declare(), renamed))).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'temporary-access:release.renamed',
  });
});
