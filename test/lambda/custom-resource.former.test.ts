/** The rollback of an upgrade: this version undoes what a later one has declared, in a format that it does not know. */
import type { DeclaredAccess } from '../../lib/core/declaration';
import { MINUTE } from '../../lib/core/interval';
import { answer, readRequest } from '../../lambda/custom-resource';
import { declare, DEPLOYER, INVOKE, MemoryWorld, WRITE } from './memory-world';

const INSIDE = '2026-12-01T21:00:00Z';
const AFTER = '2026-12-01T23:00:00Z';

/** As a version to come may write it. */
const later = (access: DeclaredAccess): object => ({
  ...access,
  version: '2',
  windows: [{ kind: 'lunar', id: '0', phase: 'full' }],
  endingSoonMinutes: 'ten',
  team: 'shop',
});
const now = (access: DeclaredAccess): object => ({ ...access, version: '1' });

async function send(world: MemoryWorld, type: string, request: object): Promise<object> {
  const event = {
    ResponseURL: 'https://cloudformation.example/answer',
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1',
    RequestId: 'request-1',
    LogicalResourceId: 'It',
    PhysicalResourceId: type === 'Custom::TemporaryAccess' ? 'temporary-access:release' : type,
    ResourceType: type,
    RequestType: 'Update',
    ...request,
  };
  await answer(world.run('update', world.in(10 * MINUTE)), readRequest(event)!);
  return world.answers[0]!.body;
}

const both = declare({ policies: [WRITE, INVOKE] });

test('what the later version has let in is let in again', async () => {
  const world = new MemoryWorld(AFTER).deploy(declare()).role(DEPLOYER, WRITE);

  const answered = await send(world, 'Custom::TemporaryAccessAdmission', {
    ResourceProperties: { accesses: [now(declare())] },
    OldResourceProperties: { accesses: [later(declare())] },
  });

  expect(answered).toMatchObject({ Status: 'SUCCESS' });
});

test('a policy that only the later version has given is detached', async () => {
  const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE, INVOKE);

  const answered = await send(world, 'Custom::TemporaryAccess', {
    ResourceProperties: now(declare()),
    OldResourceProperties: later(both),
  });

  expect(answered).toMatchObject({ Status: 'SUCCESS' });
  expect(world.attached(DEPLOYER)).toEqual([WRITE]);
  expect(world.happened()).toEqual(['detached', 'verified']);
});

test('an access that only the later version has is detached when it is deleted', async () => {
  const world = new MemoryWorld(INSIDE).deploy().role(DEPLOYER, WRITE);

  const answered = await send(world, 'Custom::TemporaryAccess', {
    RequestType: 'Delete',
    ResourceProperties: later(declare()),
  });

  expect(answered).toMatchObject({ Status: 'SUCCESS' });
  expect(world.attached(DEPLOYER)).toEqual([]);
});

test('a deployment detaches what has left the stack with the later version', async () => {
  const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE, INVOKE);

  const answered = await send(world, 'Custom::TemporaryAccessDeployment', {
    ResourceProperties: { accesses: [now(declare())] },
    OldResourceProperties: { accesses: [later(both)] },
  });

  expect(answered).toMatchObject({ Status: 'SUCCESS' });
  expect(world.attached(DEPLOYER)).toEqual([WRITE]);
});

test('fails where not even role and policies read as they do here, and what is to be is never read so', async () => {
  const world = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE);
  const request = { ResourceProperties: now(declare()), OldResourceProperties: { ...later(declare()), role: '*' } };
  expect(await send(world, 'Custom::TemporaryAccess', request)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^the declared access is malformed: role: /),
  });

  const forward = new MemoryWorld(INSIDE).deploy(declare()).role(DEPLOYER, WRITE);
  const next = { ResourceProperties: later(declare()), OldResourceProperties: now(declare()) };
  expect(await send(forward, 'Custom::TemporaryAccess', next)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^the declared access is malformed: version: /),
  });
  expect(forward.attached(DEPLOYER)).toEqual([WRITE]);
});
