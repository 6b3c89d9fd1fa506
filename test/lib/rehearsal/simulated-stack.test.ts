/** CloudFormation's habits with a create and a delete, each once, on templates written by hand. */
import { HOUR, plus, SECOND } from '../../../lib/core/interval';
import {
  ACCOUNT,
  custom,
  FUNCTION,
  kindsOf,
  play,
  type Request,
  role,
  seconds,
  START,
  succeed,
  thing,
} from './stack-fixture';

describe('a create', () => {
  test('makes each resource after what it refers to', async () => {
    const { create, events, stack } = play({ resources: { User: thing({ A: { Ref: 'Used' } }), Used: thing() } });
    expect(await create()).toBeUndefined();
    expect(events()).toEqual([
      'CREATE_IN_PROGRESS Shop',
      'CREATE_IN_PROGRESS Used',
      'CREATE_COMPLETE Used',
      'CREATE_IN_PROGRESS User',
      'CREATE_COMPLETE User',
      'CREATE_COMPLETE Shop',
    ]);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test('has independent custom resources made at once', async () => {
    const answer = (request: Request) => ({ ...succeed(request)!, ms: 60 * SECOND });
    const { aws, create } = play({ resources: { A: custom(), B: custom() }, answer });
    await create();
    expect(aws.clock.now() - START).toBeLessThan(61 * SECOND);
  });

  test('takes as long as its habits say', async () => {
    const { aws, create } = play({ resources: { A: thing(), B: thing({}, ['A']) }, takesMs: () => 5 * SECOND });
    await create();
    expect(aws.clock.now() - START).toBe(10 * SECOND);
  });

  test('that fails is rolled back, from the last to the first', async () => {
    const { create, events, stack } = play({
      resources: { A: thing(), B: thing({}, ['A']), C: thing({}, ['B']) },
      fails: { 'create C in main': 'no room' },
    });
    expect(await create()).toEqual({ stack: 'Shop', resource: 'C', reason: 'no room' });
    expect(events().slice(-6)).toEqual([
      'ROLLBACK_IN_PROGRESS Shop',
      'DELETE_IN_PROGRESS B',
      'DELETE_COMPLETE B',
      'DELETE_IN_PROGRESS A',
      'DELETE_COMPLETE A',
      'ROLLBACK_COMPLETE Shop',
    ]);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
  });

  test('that fails deletes a custom resource by the id that its failed create answered', async () => {
    const refuse = (request: Request) =>
      request['RequestType'] === 'Create'
        ? { body: { Status: 'FAILED', Reason: 'attached already', PhysicalResourceId: 'refused' } }
        : succeed(request);
    const { create, requests } = play({ resources: { A: custom() }, answer: refuse });
    expect(await create()).toMatchObject({ resource: 'A', reason: 'attached already' });
    expect(requests.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([undefined, 'refused']);
  });

  test('that fails does not wait for a custom resource, and deletes it by an invented id', async () => {
    const slow = (request: Request) =>
      request['RequestType'] === 'Create' ? { ...succeed(request)!, ms: 60 * SECOND } : succeed(request);
    const { aws, create, requests, events } = play({
      resources: { Slow: custom(), Bad: thing() },
      takesMs: seconds(5, 'Bad'),
      fails: { 'create Bad in main': 'no room' },
      answer: slow,
    });
    await create();
    expect(aws.clock.now() - START).toBeLessThan(10 * SECOND);
    expect(events()).toContain('CREATE_FAILED Slow');
    expect(requests[1]).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: expect.stringMatching(/^Shop-Slow-/),
    });
  });

  test('that fails takes no notice of an answer that comes later', async () => {
    const {
      aws,
      create,
      delete: remove,
      requests,
    } = play({
      resources: { Slow: custom(), Bad: thing() },
      takesMs: seconds(5, 'Bad'),
      fails: { 'create Bad in main': 'no room' },
      answer: (request) => ({ ...succeed(request)!, ms: request['RequestType'] === 'Create' ? 60 * SECOND : 0 }),
    });
    await create();
    await aws.clock.run(plus(START, 2 * 60 * SECOND));
    await remove();
    expect(kindsOf(requests)).toEqual(['Create Slow', 'Delete Slow']);
  });

  test('that cannot be rolled back ends loudly, and says both', async () => {
    const { create, stack } = play({
      resources: { A: thing(), B: thing({}, ['A']) },
      fails: { 'create B in main': 'no room', 'delete A in rollback': 'in use' },
    });
    expect((await create())?.reason).toBe('no room; and the rollback failed: A: in use');
    expect(stack.status).toBe('ROLLBACK_FAILED');
  });

  test('fails when a custom resource takes longer than its ServiceTimeout', async () => {
    const { aws, create } = play({ resources: { A: custom({ ServiceTimeout: 30 }) }, answer: () => undefined });
    expect((await create())?.reason).toMatch(/^the function did not answer within 30 s/);
    expect(aws.clock.now() - START).toBeLessThan(HOUR);
  });

  test('anew, after a delete, gives a new stack id, new names and new ids', async () => {
    const {
      aws,
      create,
      delete: remove,
      deployments,
    } = play({
      resources: { Role: role(), Fixed: role({ RoleName: 'deploy' }) },
      more: {
        Outputs: {
          Id: { Value: { Ref: 'AWS::StackId' }, Export: { Name: 'id' } },
          Role: { Value: { Ref: 'Role' }, Export: { Name: 'role' } },
        },
      },
    });
    const seen = async () => {
      await create();
      return [...deployments.exports.values(), aws.iam.idOf(`${ACCOUNT}role/deploy`)];
    };
    const first = await seen();
    await remove();
    expect(deployments.exports.size).toBe(0);
    const second = await seen();
    expect(second).toHaveLength(3);
    expect(second.filter((value) => first.includes(value))).toEqual([]);
  });
});

describe('a delete', () => {
  const chain = { A: thing(), B: thing({}, ['A']), C: thing({}, ['B']), Apart: thing() };

  test('goes from the last to the first', async () => {
    const { create, delete: remove, events, stack } = play({ resources: chain });
    await create();
    events();
    await remove();
    const completed = events().filter((event) => event.startsWith('DELETE_COMPLETE'));
    expect(completed.filter((event) => !event.endsWith('Apart'))).toEqual([
      'DELETE_COMPLETE C',
      'DELETE_COMPLETE B',
      'DELETE_COMPLETE A',
      'DELETE_COMPLETE Shop',
    ]);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });

  test('that fails leaves what the failed one depends on, and can be had again without it', async () => {
    const {
      create,
      delete: remove,
      events,
      stack,
    } = play({
      resources: chain,
      fails: { 'delete B in main': 'in use' },
    });
    await create();
    events();
    expect(await remove()).toEqual({ stack: 'Shop', resource: 'B', reason: 'in use' });
    expect(stack.status).toBe('DELETE_FAILED');
    expect(
      events()
        .filter((event) => event.startsWith('DELETE_COMPLETE'))
        .sort(),
    ).toEqual(['DELETE_COMPLETE Apart', 'DELETE_COMPLETE C']);
    expect(await remove(['B'])).toBeUndefined();
    expect(events()).toEqual([
      'DELETE_IN_PROGRESS Shop',
      'DELETE_SKIPPED B',
      'DELETE_IN_PROGRESS A',
      'DELETE_COMPLETE A',
      'DELETE_COMPLETE Shop',
    ]);
  });

  test('fails when it is to retain something at the first try', async () => {
    const { create, delete: remove } = play({ resources: chain });
    await create();
    expect((await remove(['B']))?.reason).toBe(
      'it is in status CREATE_COMPLETE and cannot be deleted with retained resources',
    );
  });

  test('asks the function of a custom resource before the function goes', async () => {
    const { create, delete: remove, requests } = play({ resources: { A: custom() } });
    await create();
    await remove();
    expect(requests[1]).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: 'A-id',
      ResourceProperties: { ServiceToken: FUNCTION },
    });
  });
});

describe('what is retained is forgotten, and goes on existing', () => {
  const named = (RoleName: string, policies: Record<string, string>) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName },
    ...policies,
  });
  const stands = ({ aws }: ReturnType<typeof play>, name: string): boolean => aws.iam.hasRole(`${ACCOUNT}role/${name}`);

  test.each(['Retain', 'RetainExceptOnCreate'])('when its stack is deleted, with %s', async (DeletionPolicy) => {
    const played = play({ resources: { Role: named('kept', { DeletionPolicy }) } });
    await played.create();
    await played.delete();
    expect(stands(played, 'kept')).toBe(true);
    expect((await played.create())?.reason).toMatch(/role with name kept already exists/);
  });

  test.each([
    ['Retain', true],
    ['RetainExceptOnCreate', false],
  ])('when its create is rolled back, with %s: %s', async (DeletionPolicy, kept) => {
    const played = play({
      resources: { Role: named('kept', { DeletionPolicy }), Bad: thing({}, ['Role']) },
      fails: { 'create Bad in main': 'no' },
    });
    await played.create();
    expect(stands(played, 'kept')).toBe(kept);
  });

  test.each([
    [{ UpdateReplacePolicy: 'Retain' }, true],
    [{ DeletionPolicy: 'Retain' }, false],
  ])('when it is replaced, with %j: %s', async (policies, kept) => {
    const played = play({ resources: { Role: named('old', policies) } });
    await played.create();
    await played.update({ Role: named('new', policies) });
    expect([stands(played, 'old'), stands(played, 'new')]).toEqual([kept, true]);
  });
});
