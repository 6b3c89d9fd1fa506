/** What the adapters make of AWS's answers, as AWS documents them. */
import { epochMs } from '../../lib/core/interval';
import { failedCall, type FailedCall } from '../../lib/operate/call-failure';
import type { Account } from '../../lib/operate/account';
import { connect } from '../../operate';
import { type Answer, type Asked, AwsServer } from './aws-server';

let server: AwsServer;
let account: Account;
let answer: (asked: Asked) => Answer | undefined;
const environment = { ...process.env };

beforeAll(async () => {
  server = await AwsServer.start((asked) => answer(asked));
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
  account = connect({ region: 'eu-west-1' });
});
afterAll(async () => {
  process.env = environment;
  await server.stop();
});

const xml = (body: string): Answer => ({ type: 'text/xml', body });
const json = (body: object): Answer => ({ type: 'application/x-amz-json-1.1', body: JSON.stringify(body) });
const form = (): URLSearchParams => new URLSearchParams(server.asked.at(-1)?.body);
const refusedXml = (code: string, message: string, status = 400): Answer => ({
  ...{ status, type: 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const refusedJson = (type: string, message: string, status = 400): Answer => ({
  ...{ status, type: 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, message }),
});

async function failureOf(call: Promise<unknown>): Promise<FailedCall | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return failedCall(error);
  }
}

describe('reads', () => {
  test('the resources of a stack, page by page, but for those that are gone', async () => {
    const member = (
      id: string,
      status = 'CREATE_COMPLETE',
      physical = `<PhysicalResourceId>${id}-1</PhysicalResourceId>`,
    ): string =>
      `<member><ResourceType>AWS::IAM::Role</ResourceType><LogicalResourceId>${id}</LogicalResourceId>${physical}` +
      `<ResourceStatus>${status}</ResourceStatus></member>`;
    answer = () =>
      xml(
        '<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>' +
          `${member('A')}${member('Gone', 'DELETE_COMPLETE')}${member('Coming', 'CREATE_IN_PROGRESS', '')}` +
          '</StackResourceSummaries><NextToken>next</NextToken></ListStackResourcesResult></ListStackResourcesResponse>',
      );
    expect(await account.resourcesPage('Shop', 'first')).toEqual({
      resources: [{ type: 'AWS::IAM::Role', logicalId: 'A', physicalId: 'A-1' }],
      marker: 'next',
    });
    expect(Object.fromEntries(form())).toMatchObject({ StackName: 'Shop', NextToken: 'first' });
  });

  test('an inline policy, which IAM answers encoded', async () => {
    answer = () =>
      xml(
        '<GetRolePolicyResponse><GetRolePolicyResult><PolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D' +
          '</PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>',
      );
    expect(await account.inlinePolicy('role', 'Attachments')).toBe('{"Version":"2012-10-17"}');
  });

  test('what is attached, page by page', async () => {
    answer = () =>
      xml(
        '<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult><AttachedPolicies><member>' +
          '<PolicyArn>arn:one</PolicyArn></member></AttachedPolicies><IsTruncated>true</IsTruncated>' +
          '<Marker>next</Marker></ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>',
      );
    expect(await account.roles.attachedPage('role', undefined)).toEqual({ policies: ['arn:one'], marker: 'next' });
  });

  test('a schedule, and the names that begin as told', async () => {
    answer = ({ path }) =>
      path.startsWith('/schedules/')
        ? json({
            State: 'DISABLED',
            ScheduleExpression: 'rate(5 minutes)',
            Target: { Arn: 'a', RoleArn: 'r', Input: '{}' },
          })
        : json({ Schedules: [{ Name: 'hold-a' }], NextToken: 'next' });
    const schedules = account.schedulesOf('group');
    expect(await schedules.get('sweep')).toMatchObject({ enabled: false, expression: 'rate(5 minutes)', input: '{}' });
    expect(await schedules.namesPage('hold-', undefined)).toEqual({ names: ['hold-a'], marker: 'next' });
    expect(server.asked.at(-1)?.path).toBe('/schedules?NamePrefix=hold-&ScheduleGroup=group');
  });

  test('the lines of a log', async () => {
    answer = () => json({ events: [{ message: '{"event":"leased"}' }, {}], nextToken: 'next' });
    const query = { since: epochMs(Date.parse('2026-12-01T12:00:00Z')), pattern: '{ $.access = "a" }' };
    expect(await account.linesPage('logs', query, undefined)).toEqual({
      lines: ['{"event":"leased"}'],
      marker: 'next',
    });
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
      ...{ logGroupName: 'logs', startTime: Date.parse('2026-12-01T12:00:00Z'), filterPattern: '{ $.access = "a" }' },
    });
  });
});

describe('puts a request on the bus', () => {
  const event = { source: 'temporary-access.a', detailType: 'Temporary Access Open Request', detail: { reason: 'r' } };

  test('and knows its id', async () => {
    answer = () => json({ FailedEntryCount: 0, Entries: [{ EventId: 'id-1' }] });
    expect(await account.put('bus', event)).toEqual({ id: 'id-1' });
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
      Entries: [
        {
          ...{ EventBusName: 'bus', Source: 'temporary-access.a', DetailType: 'Temporary Access Open Request' },
          Detail: '{"reason":"r"}',
        },
      ],
    });
  });

  test('and says why it was not taken', async () => {
    answer = () => json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'later' }] });
    expect(await account.put('bus', event)).toEqual({ code: 'InternalFailure', message: 'later' });
  });
});

describe('detaches', () => {
  test('with the keys of the session that it has taken', async () => {
    answer = () =>
      xml(
        '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>session</AccessKeyId>' +
          '<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>' +
          '</Credentials></AssumeRoleResult></AssumeRoleResponse>',
      );
    const session = await account.assume('arn:aws:iam::1:role/attach', 'close-a');
    expect(Object.fromEntries(form())).toMatchObject({ RoleSessionName: 'close-a', DurationSeconds: '900' });
    answer = () => xml('<DetachRolePolicyResponse/>');
    await session.detach('role', 'arn:one');
    expect(server.asked.at(-1)?.signedWith).toBe('session');
    expect(Object.fromEntries(form())).toMatchObject({ RoleName: 'role', PolicyArn: 'arn:one' });
  });

  test('with nothing, where STS answers without keys', async () => {
    answer = () => xml('<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>');
    expect(await failureOf(account.assume('arn:aws:iam::1:role/attach', 'close-a'))).toMatchObject({
      failure: 'unavailable',
    });
  });
});

describe('sorts what fails', () => {
  const stack = (): Promise<unknown> => account.resourcesPage('Shop', undefined);
  const put = (): Promise<unknown> => account.put('bus', { source: 's', detailType: 'd', detail: {} });

  test.each([
    ['a stack that is not there', refusedXml('ValidationError', 'Stack with id Shop does not exist'), 'absent'],
    ['another mistake in a call', refusedXml('ValidationError', 'something else'), 'unknown'],
    ['a missing right', refusedXml('AccessDenied', 'User is not authorized', 403), 'denied'],
    [
      'expired credentials',
      refusedXml('ExpiredToken', 'The security token included in the request is expired', 403),
      'expired',
    ],
    ['keys that are none', refusedXml('InvalidClientTokenId', 'The security token is invalid', 403), 'no-credentials'],
  ])('%s', async (_what, refusal, failure) => {
    answer = () => refusal;
    expect(await failureOf(stack())).toMatchObject({
      ...{ failure, operation: 'cloudformation:ListStackResources', resource: 'stack Shop' },
    });
  });

  test.each([
    ['a missing right', refusedJson('AccessDeniedException', 'not authorized to perform: events:PutEvents'), 'denied'],
    ['an absent bus', refusedJson('ResourceNotFoundException', 'no such bus'), 'absent'],
    ['expired credentials', refusedJson('ExpiredTokenException', 'expired'), 'expired'],
    ['keys that are none', refusedJson('UnrecognizedClientException', 'invalid'), 'no-credentials'],
  ])('%s on the bus', async (_what, refusal, failure) => {
    answer = () => refusal;
    expect(await failureOf(put())).toMatchObject({ failure, operation: 'events:PutEvents', resource: 'event bus bus' });
  });

  test('what may succeed later, after three tries', async () => {
    answer = () => refusedJson('InternalException', 'oops', 500);
    const before = server.asked.length;
    expect(await failureOf(put())).toMatchObject({ failure: 'unavailable' });
    expect(server.asked.length - before).toBe(3);
    answer = () => refusedJson('ThrottlingException', 'slow down');
    expect(await failureOf(put())).toMatchObject({ failure: 'throttled' });
  });
});

describe('locks', () => {
  const target = { arn: 'arn:closer', roleArn: 'arn:end-role', deadLetterArn: undefined };
  const expression = 'at(2199-01-01T00:00:00)';

  test('are made disabled, and never fire', async () => {
    answer = () => json({});
    await account.locksOf('Shop-1').create('lockdown', { expression, description: 'words', input: '{}', target });
    const { method, path, body } = server.asked.at(-1)!;
    expect([method, path]).toEqual(['POST', '/schedules/lockdown']);
    expect(JSON.parse(body)).toMatchObject({
      ...{ GroupName: 'Shop-1', State: 'DISABLED', ScheduleExpression: 'at(2199-01-01T00:00:00)' },
      ...{ ActionAfterCompletion: 'NONE', Target: { Arn: 'arn:closer', RoleArn: 'arn:end-role', Input: '{}' } },
    });
  });

  test('of a name that is taken are in conflict, and of one that is not there absent', async () => {
    answer = () => refusedJson('ConflictException', 'exists', 409);
    const made = account.locksOf('Shop-1').create('lockdown', { expression, description: '', input: '{}', target });
    expect(await failureOf(made)).toMatchObject({ failure: 'conflict', operation: 'scheduler:CreateSchedule' });
    answer = () => refusedJson('ResourceNotFoundException', 'none', 404);
    expect(await failureOf(account.locksOf('Shop-1').remove('lockdown'))).toMatchObject({ failure: 'absent' });
  });

  test('the closer is woken without being waited for', async () => {
    answer = () => ({ status: 202, type: 'application/json', body: '' });
    await account.wake('arn:aws:lambda:eu-west-1:111122223333:function:closer', '{"event":"sweep"}');
    const { path, body, invocation } = server.asked.at(-1)!;
    expect(decodeURIComponent(path)).toContain(
      '/functions/arn:aws:lambda:eu-west-1:111122223333:function:closer/invocations',
    );
    expect([invocation, body]).toEqual(['Event', '{"event":"sweep"}']);
  });
});
