import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { rolesOf, sessionsOf } from '../../../lambda/aws/iam';

const iam = mockClient(IAMClient);
const sts = mockClient(STSClient);
const READ = 'arn:aws:iam::111122223333:policy/read';
const WRITE = 'arn:aws:iam::111122223333:policy/write';
const ATTACHER = 'arn:aws:iam::111122223333:role/attach-release';
const EXPIRES = new Date('2026-12-01T20:15:00Z');

beforeEach(() => {
  iam.reset();
  sts.reset();
});

describe('a page of the policies attached to a role', () => {
  const page = rolesOf(new IAMClient({ region: 'us-east-1' }));

  test('is asked for by name, and tells where the next one starts', async () => {
    iam.on(ListAttachedRolePoliciesCommand).resolves({
      AttachedPolicies: [{ PolicyName: 'read', PolicyArn: READ }, { PolicyArn: WRITE }],
      IsTruncated: true,
      Marker: 'next',
      $metadata: { requestId: 'call-1' },
    });

    expect(await page.attachedPage('deployer', undefined)).toEqual({
      policies: [READ, WRITE],
      marker: 'next',
      requestId: 'call-1',
    });

    expect(iam.call(0).args[0].input).toEqual({ RoleName: 'deployer', Marker: undefined });
  });

  test('is asked for from a marker', async () => {
    iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [], IsTruncated: false });

    await page.attachedPage('deployer', 'next');

    expect(iam.call(0).args[0].input).toEqual({ RoleName: 'deployer', Marker: 'next' });
  });

  test.each([
    ['without a list', {}],
    ['with an empty list', { AttachedPolicies: [], IsTruncated: false }],
    ['with a marker that means nothing', { AttachedPolicies: [], IsTruncated: false, Marker: 'left over' }],
  ])('is the last: %s', async (_how, answer) => {
    iam.on(ListAttachedRolePoliciesCommand).resolves(answer);

    expect(await page.attachedPage('deployer', undefined)).toEqual({
      policies: [],
      marker: undefined,
      requestId: undefined,
    });
  });

  test('fails when it is truncated and does not say how to go on: half a list proves nothing', async () => {
    iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [], IsTruncated: true });

    await expect(page.attachedPage('deployer', undefined)).rejects.toThrow('truncated');
  });

  test('fails as absent for a role that does not exist', async () => {
    iam
      .on(ListAttachedRolePoliciesCommand)
      .rejects(new NoSuchEntityException({ message: 'no such role', $metadata: { httpStatusCode: 404 } }));

    await expect(page.attachedPage('deployer', undefined)).rejects.toMatchObject({
      failure: 'absent',
      operation: 'iam:ListAttachedRolePolicies',
    });
  });
});

describe('a session', () => {
  const sessions = sessionsOf(new STSClient({ region: 'us-east-1' }));
  const answerWithCredentials = (): void => {
    sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: 'token', Expiration: EXPIRES },
    });
  };

  test('is as short as STS allows, and narrowed by its policy', async () => {
    answerWithCredentials();

    await sessions.assume(ATTACHER, 'open-release', '{"Version":"2012-10-17"}');

    expect(sts.call(0).args[0].input).toEqual({
      RoleArn: ATTACHER,
      RoleSessionName: 'open-release',
      DurationSeconds: 900,
      Policy: '{"Version":"2012-10-17"}',
    });
  });

  test('attaches, detaches and reads with its own credentials', async () => {
    answerWithCredentials();
    iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn: READ }] });

    const session = await sessions.assume(ATTACHER, 'close-release', undefined);
    iam.on(AttachRolePolicyCommand).resolves({ $metadata: { requestId: 'call-1' } });
    iam.on(DetachRolePolicyCommand).resolves({ $metadata: { requestId: 'call-2' } });
    expect(await session.attach('deployer', WRITE)).toBe('call-1');
    expect(await session.detach('deployer', WRITE)).toBe('call-2');
    expect(await session.attachedPage('deployer', undefined)).toMatchObject({ policies: [READ], marker: undefined });

    const input = { RoleName: 'deployer', PolicyArn: WRITE };
    expect(iam.commandCalls(AttachRolePolicyCommand).map((call) => call.args[0].input)).toEqual([input]);
    expect(iam.commandCalls(DetachRolePolicyCommand).map((call) => call.args[0].input)).toEqual([input]);
    for (const call of iam.calls()) {
      const { accessKeyId, sessionToken } = await (call.thisValue as IAMClient).config.credentials();
      expect([accessKeyId, sessionToken]).toEqual(['key', 'token']);
    }
  });

  test.each([
    ['no credentials', {}],
    [
      'no key',
      { Credentials: { AccessKeyId: undefined, SecretAccessKey: 's', SessionToken: 't', Expiration: EXPIRES } },
    ],
    [
      'no token',
      { Credentials: { AccessKeyId: 'k', SecretAccessKey: 's', SessionToken: undefined, Expiration: EXPIRES } },
    ],
  ])('fails as unavailable when STS answers with %s, rather than acting as the function', async (_what, answer) => {
    sts.on(AssumeRoleCommand).resolves(answer);

    await expect(sessions.assume(ATTACHER, 'open-release', undefined)).rejects.toMatchObject({
      failure: 'unavailable',
    });
  });

  test.each([
    ['attach', 'iam:AttachRolePolicy'],
    ['detach', 'iam:DetachRolePolicy'],
  ] as const)('fails to %s in terms of what can be done about it', async (action, operation) => {
    answerWithCredentials();
    iam.onAnyCommand().rejects(Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }));
    const session = await sessions.assume(ATTACHER, 'open-release', undefined);

    await expect(session[action]('deployer', WRITE)).rejects.toMatchObject({ failure: 'throttled', operation });
  });

  test('fails to be assumed in terms of what can be done about it', async () => {
    sts
      .on(AssumeRoleCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }));

    await expect(sessions.assume(ATTACHER, 'open-release', undefined)).rejects.toMatchObject({
      failure: 'denied',
      operation: 'sts:AssumeRole',
    });
  });
});
