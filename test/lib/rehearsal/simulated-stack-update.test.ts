/** CloudFormation's habits with an update and its rollback, each once, on templates written by hand. */
import { SECOND } from '../../../lib/core/interval';
import { asked, custom, kindsOf, play, type Request, role, seconds, START, succeed, thing } from './stack-fixture';

const policy = (properties = {}) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: properties });

describe('an update', () => {
  test('touches only what has changed, and deletes what is asked for no more at the end', async () => {
    const { create, update, events } = play({ resources: { Same: thing(), Old: thing(), Changed: thing({ A: 1 }) } });
    await create();
    events();
    expect(await update({ New: thing(), Same: thing(), Changed: thing({ A: 2 }) })).toBeUndefined();
    expect(events()).toEqual([
      'UPDATE_IN_PROGRESS Shop',
      'CREATE_IN_PROGRESS New',
      'CREATE_COMPLETE New',
      'UPDATE_IN_PROGRESS Changed',
      'UPDATE_COMPLETE Changed',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Shop',
      'DELETE_IN_PROGRESS Old',
      'DELETE_COMPLETE Old',
      'UPDATE_COMPLETE Shop',
    ]);
  });

  test('makes a replacement first, hands its name on, and deletes the old one in the clean-up', async () => {
    const resources = (Description: string) => ({
      Policy: policy({ Description }),
      User: custom({ policy: { Ref: 'Policy' } }),
    });
    const { aws, create, update, requests } = play({ resources: resources('') });
    await create();
    await update(resources('changed'));
    const [first, second] = requests.map((request) => asked(request, 'policy'));
    expect(requests[1]).toMatchObject({ RequestType: 'Update', OldResourceProperties: { policy: first } });
    expect(second).not.toBe(first);
    expect([first, second].map((arn) => aws.iam.hasPolicy(arn!))).toEqual([false, true]);
  });

  test('asks nothing of a custom resource whose properties are the same', async () => {
    const { create, update, requests } = play({ resources: { A: custom({ a: 1 }) } });
    await create();
    await update({ A: custom({ a: '1' }) });
    expect(kindsOf(requests)).toEqual(['Create A']);
  });

  test('deletes the old one where a custom resource answers another id, with its old properties', async () => {
    const answer = (request: Request) => ({
      body: { Status: 'SUCCESS', PhysicalResourceId: `id-${asked(request, 'a')}` },
    });
    const { create, update, requests } = play({ resources: { A: custom({ a: 1 }) }, answer });
    await create();
    await update({ A: custom({ a: 2 }) });
    expect(requests[2]).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: 'id-1',
      ResourceProperties: { a: '1' },
    });
  });

  test('tries a delete of the clean-up three times, and then forgets it without a word', async () => {
    const answer = (request: Request) =>
      request['RequestType'] === 'Delete' ? { body: { Status: 'FAILED', Reason: 'no' } } : succeed(request);
    const { create, update, requests, stack } = play({ resources: { A: custom() }, answer });
    await create();
    expect(await update({})).toBeUndefined();
    expect(kindsOf(requests)).toEqual(['Create A', 'Delete A', 'Delete A', 'Delete A']);
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('that is not allowed is not begun', async () => {
    const { create, update, stack } = play({ resources: { A: thing() } });
    await create();
    expect((await update({ A: role() }))?.reason).toMatch(/^Update of resource type is not permitted/);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test('fails on a stack whose create was rolled back', async () => {
    const { create, update } = play({ resources: { A: thing() }, fails: { 'create A in main': 'no' } });
    await create();
    expect((await update({}))?.reason).toBe('it is in status ROLLBACK_COMPLETE and cannot be updated');
  });
});

describe('the rollback of an update', () => {
  test('asks a custom resource for its old properties, and deletes what was made', async () => {
    const { create, update, requests, stack, events } = play({
      resources: { A: custom({ a: 1 }), Last: thing({ a: 1 }, ['A', 'New']), New: thing() },
      fails: { 'update Last in main': 'no room' },
    });
    await create();
    events();
    const failure = await update({
      A: custom({ a: 2 }),
      Added: thing(),
      Last: thing({ a: 2 }, ['A', 'Added', 'New']),
      New: thing(),
    });
    expect(failure).toEqual({ stack: 'Shop', resource: 'Last', reason: 'no room' });
    expect(requests.slice(1)).toMatchObject([
      { RequestType: 'Update', ResourceProperties: { a: '2' }, OldResourceProperties: { a: '1' } },
      { RequestType: 'Update', ResourceProperties: { a: '1' }, OldResourceProperties: { a: '2' } },
    ]);
    expect(events().slice(-7)).toEqual([
      'UPDATE_ROLLBACK_IN_PROGRESS Shop',
      'UPDATE_IN_PROGRESS A',
      'UPDATE_COMPLETE A',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS Shop',
      'DELETE_IN_PROGRESS Added',
      'DELETE_COMPLETE Added',
      'UPDATE_ROLLBACK_COMPLETE Shop',
    ]);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('goes back to what was replaced, by its old name', async () => {
    const resources = (Description: string, a: number) => ({
      Policy: policy({ Description }),
      Seen: custom({ policy: { Ref: 'Policy' }, a }),
      Bad: thing({ a }, ['Seen']),
    });
    const { aws, create, update, requests } = play({
      resources: resources('', 1),
      fails: { 'update Bad in main': 'no' },
    });
    await create();
    await update(resources('changed', 2));
    const policies = requests.map((request) => asked(request, 'policy'));
    expect(policies[2]).toBe(policies[0]);
    expect(policies.map((arn) => aws.iam.hasPolicy(arn))).toEqual([true, false, true]);
  });

  test('updates back what was under way, whose function is still at work', async () => {
    const slow = (request: Request) =>
      request.ResourceProperties['a'] === '2' ? { ...succeed(request)!, ms: 60 * SECOND } : succeed(request);
    const { create, update, requests, aws } = play({
      resources: { Slow: custom({ a: 1 }), Bad: thing({ a: 1 }) },
      takesMs: seconds(5, 'Bad'),
      fails: { 'update Bad in main': 'no' },
      answer: slow,
    });
    await create();
    await update({ Slow: custom({ a: 2 }), Bad: thing({ a: 2 }) });
    expect(kindsOf(requests)).toEqual(['Create Slow', 'Update Slow', 'Update Slow']);
    expect(aws.clock.now() - START).toBeLessThan(15 * SECOND);
  });

  test('that fails ends loudly', async () => {
    const { create, update, stack } = play({
      resources: { A: custom({ a: 1 }), Bad: thing({ a: 1 }, ['A']) },
      fails: { 'update Bad in main': 'no', 'update A in rollback': 'neither' },
    });
    await create();
    const failure = await update({ A: custom({ a: 2 }), Bad: thing({ a: 2 }, ['A']) });
    expect(failure?.reason).toBe('no; and the rollback failed: A: neither');
    expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  });
});
