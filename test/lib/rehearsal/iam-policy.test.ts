/** The cases follow AWS's documentation of how policies are evaluated and what each condition operator means. */
import { conditionHolds } from '../../../lib/rehearsal/iam-condition';
import { type Asking, decide, decideTrust, type Identity } from '../../../lib/rehearsal/iam-policy';
import type { JsonObject } from '../../../lib/assembly/template';

const allow = (more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...more,
});
const deny = (more: JsonObject = {}): JsonObject => ({ ...allow(more), Effect: 'Deny' });
const policy = (...statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });
const identity = (...statements: JsonObject[]): Identity => ({ policies: [policy(...statements)] });
const request = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::shop/index.html',
  context: { 'aws:userid': 'AROA1:me' },
};

describe('the decision', () => {
  test.each<[string, Identity, string]>([
    ['nothing is said', identity(), 'not allowed'],
    ['there is no policy', { policies: [] }, 'not allowed'],
    ['something else is allowed', identity(allow({ Action: 's3:PutObject' })), 'not allowed'],
    ['it is allowed', identity(allow()), 'allowed'],
    ['one of two policies allows it', { policies: [policy(), policy(allow())] }, 'allowed'],
    ['a single statement is no list', { policies: [{ Statement: allow() }] }, 'allowed'],
    ['it is allowed and denied', identity(allow(), deny()), 'explicitly denied'],
    ['it is denied first and allowed after', { policies: [policy(deny()), policy(allow())] }, 'explicitly denied'],
    ['a session policy does not allow it', { ...identity(allow()), sessionPolicy: policy() }, 'not allowed'],
    ['a session policy allows it too', { ...identity(allow()), sessionPolicy: policy(allow()) }, 'allowed'],
    ['only the session policy allows it', { ...identity(), sessionPolicy: policy(allow()) }, 'not allowed'],
    ['a session policy denies it', { ...identity(allow()), sessionPolicy: policy(deny()) }, 'explicitly denied'],
    ['a boundary does not allow it', { ...identity(allow()), boundary: policy() }, 'not allowed'],
    ['a boundary allows it too', { ...identity(allow()), boundary: policy(allow()) }, 'allowed'],
    ['only the boundary allows it', { ...identity(), boundary: policy(allow()) }, 'not allowed'],
    ['the organisation allows nothing', { ...identity(allow()), organisation: [] }, 'not allowed'],
    ['one of its policies allows it', { ...identity(allow()), organisation: [policy(), policy(allow())] }, 'allowed'],
    [
      'another denies it',
      { ...identity(allow()), organisation: [policy(allow()), policy(deny())] },
      'explicitly denied',
    ],
    ['only the organisation allows it', { ...identity(), organisation: [policy(allow())] }, 'not allowed'],
  ])('when %s', (_when, who, expected) => {
    expect(decide(who, request)).toBe(expected);
  });
});

describe('a statement', () => {
  test.each<[string, JsonObject, boolean]>([
    ['action of another case', { Action: 'S3:getobject' }, true],
    ['action with an asterisk', { Action: 's3:Get*' }, true],
    ['action with a question mark', { Action: 's3:GetObjec?' }, true],
    ['question mark that stands for nothing', { Action: 's3:GetObject?' }, false],
    ['one of several actions', { Action: ['s3:PutObject', 's3:GetObject'] }, true],
    ['dot that is no wildcard', { Resource: 'arn:aws:s3:::shop/indexxhtml' }, false],
    ['resource with an asterisk over slashes', { Resource: 'arn:aws:s3:::*' }, true],
    ['resource of another case', { Resource: 'arn:aws:s3:::Shop/*' }, false],
    ['resource that only begins alike', { Resource: 'arn:aws:s3:::shop' }, false],
    ['resource with a variable', { Resource: 'arn:aws:s3:::${aws:userid}/*' }, false],
    ['resource with a variable that the request lacks', { Resource: '${aws:username}*' }, false],
  ])('with an %s', (_what, more, matches) => {
    expect(decide(identity(allow(more)), request) === 'allowed').toBe(matches);
  });

  test.each<[string, JsonObject, string]>([
    ['NotAction that names it', { NotAction: 's3:GetObject', Resource: '*' }, 'not allowed'],
    ['NotAction that names another', { NotAction: 's3:PutObject', Resource: '*' }, 'allowed'],
    ['NotResource that names it', { Action: '*', NotResource: 'arn:aws:s3:::shop/*' }, 'not allowed'],
    ['NotResource that names another', { Action: '*', NotResource: 'arn:aws:s3:::other/*' }, 'allowed'],
  ])('with %s', (_what, statement, expected) => {
    expect(decide(identity({ Effect: 'Allow', ...statement }), request)).toBe(expected);
  });

  test('that is not understood allows nothing and denies everything', () => {
    const odd = { Condition: { SoonEquals: { 'aws:userid': 'AROA1:me' } } };
    expect(decide(identity(allow(odd)), request)).toBe('not allowed');
    expect(decide(identity(allow(), deny(odd)), request)).toBe('explicitly denied');
    expect(decide(identity(allow(), { Effect: 'Deny', Action: '*' }), request)).toBe('explicitly denied');
  });
});

describe('a condition', () => {
  const context = {
    'aws:userid': 'AROA1:open-Release',
    'aws:CurrentTime': '2026-12-01T20:00:00Z',
    'iam:PolicyARN': 'arn:aws:iam::123456789012:policy/Release',
    'aws:SecureTransport': 'true',
    'aws:TagKeys': ['team', 'stage'],
    's3:max-keys': '10',
  };
  test.each<[string, JsonObject, string]>([
    ['StringEquals, same', { StringEquals: { 'aws:userid': 'AROA1:open-Release' } }, 'holds'],
    ['StringEquals, other case', { StringEquals: { 'aws:userid': 'AROA1:OPEN-Release' } }, 'fails'],
    ['StringEquals, an asterisk is an asterisk', { StringEquals: { 'aws:userid': '*:open-Release' } }, 'fails'],
    ['StringEquals, one of several', { StringEquals: { 'aws:userid': ['x', 'AROA1:open-Release'] } }, 'holds'],
    ['StringEquals, key of another case', { StringEquals: { 'AWS:UserId': 'AROA1:open-Release' } }, 'holds'],
    ['StringEquals, key missing', { StringEquals: { 'aws:username': 'x' } }, 'fails'],
    ['StringEqualsIfExists, key missing', { StringEqualsIfExists: { 'aws:username': 'x' } }, 'holds'],
    ['StringEqualsIfExists, key there', { StringEqualsIfExists: { 'aws:userid': 'x' } }, 'fails'],
    ['StringNotEquals, none of several', { StringNotEquals: { 'aws:userid': ['x', 'y'] } }, 'holds'],
    ['StringNotEquals, one of several', { StringNotEquals: { 'aws:userid': ['x', 'AROA1:open-Release'] } }, 'fails'],
    ['StringNotEquals, key missing', { StringNotEquals: { 'aws:username': 'x' } }, 'holds'],
    ['StringLike, an asterisk', { StringLike: { 'aws:userid': '*:open-Release' } }, 'holds'],
    ['StringLike, not in the middle', { StringLike: { 'aws:userid': 'open-*' } }, 'fails'],
    ['StringNotLike', { StringNotLike: { 'aws:userid': '*:close-*' } }, 'holds'],
    [
      'two operators, one fails',
      { StringLike: { 'aws:userid': '*' }, Bool: { 'aws:SecureTransport': 'false' } },
      'fails',
    ],
    ['two keys, one fails', { StringLike: { 'aws:userid': '*', 's3:max-keys': '11' } }, 'fails'],
    ['ArnEquals', { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::123456789012:policy/Release' } }, 'holds'],
    ['ArnEquals, with an asterisk as ArnLike', { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::*:policy/*' } }, 'holds'],
    [
      'ArnLike, an asterisk does not reach over a colon',
      { ArnLike: { 'iam:PolicyARN': 'arn:*:policy/Release' } },
      'fails',
    ],
    ['ArnNotLike', { ArnNotLike: { 'iam:PolicyARN': 'arn:aws:iam::*:policy/Release' } }, 'fails'],
    ['DateLessThan, one second before', { DateLessThan: { 'aws:CurrentTime': '2026-12-01T20:00:01Z' } }, 'holds'],
    ['DateLessThan, at the time', { DateLessThan: { 'aws:CurrentTime': '2026-12-01T20:00:00Z' } }, 'fails'],
    [
      'DateGreaterThanEquals, at the time',
      { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-12-01T20:00:00Z' } },
      'holds',
    ],
    ['DateGreaterThan, at the time', { DateGreaterThan: { 'aws:CurrentTime': '2026-12-01T20:00:00Z' } }, 'fails'],
    ['DateLessThan, in seconds since 1970', { DateLessThan: { 'aws:CurrentTime': '1796155201' } }, 'holds'],
    ['DateLessThan, without a zone', { DateLessThan: { 'aws:CurrentTime': '2026-12-01T20:00:01' } }, 'fails'],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 's3:max-keys': '10' } }, 'holds'],
    ['NumericGreaterThan', { NumericGreaterThan: { 's3:max-keys': '10' } }, 'fails'],
    ['Bool', { Bool: { 'aws:SecureTransport': true } }, 'holds'],
    ['Null, true for a missing key', { Null: { 'aws:username': 'true' } }, 'holds'],
    ['Null, false for a missing key', { Null: { 'aws:username': 'false' } }, 'fails'],
    ['Null, false for a key that is there', { Null: { 'aws:userid': false } }, 'holds'],
    ['ForAnyValue, one matches', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }, 'holds'],
    ['ForAnyValue, key missing', { 'ForAnyValue:StringNotEquals': { 'aws:Nothing': ['team'] } }, 'fails'],
    ['ForAllValues, one does not match', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, 'fails'],
    ['ForAllValues, all match', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage', 'x'] } }, 'holds'],
    ['ForAllValues, key missing', { 'ForAllValues:StringEquals': { 'aws:Nothing': ['team'] } }, 'holds'],
    ['a variable', { StringEquals: { 'aws:userid': '${aws:userid}' } }, 'holds'],
    ['an operator that nobody knows', { SoonEquals: { 'aws:userid': 'x' } }, 'unknown'],
    [
      'an unknown operator beside one that fails',
      { SoonEquals: { a: 'x' }, StringEquals: { 'aws:userid': 'x' } },
      'fails',
    ],
  ])('%s', (_what, condition, expected) => {
    expect(conditionHolds(condition, context)).toBe(expected);
  });
});

describe('a trust policy', () => {
  const role = 'arn:aws:iam::123456789012:role/Opener';
  const asking: Asking = {
    aws: [
      'arn:aws:sts::123456789012:assumed-role/Opener/opener',
      role,
      'arn:aws:iam::123456789012:root',
      '123456789012',
    ],
  };
  const trust = (more: JsonObject): JsonObject => policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more });
  const toAssume = { action: 'sts:AssumeRole', resource: 'role', context: { 'sts:RoleSessionName': 'open-Release' } };

  test.each<[string, JsonObject, Asking, string]>([
    ['the role', { Principal: { AWS: role } }, asking, 'allowed'],
    ['the account', { Principal: { AWS: ['arn:aws:iam::123456789012:root'] } }, asking, 'allowed'],
    ['another role', { Principal: { AWS: 'arn:aws:iam::123456789012:role/Closer' } }, asking, 'not allowed'],
    ['a service, and a role asks', { Principal: { Service: 'lambda.amazonaws.com' } }, asking, 'not allowed'],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, { service: 'lambda.amazonaws.com' }, 'allowed'],
    ['everybody', { Principal: '*' }, asking, 'allowed'],
    ['nobody', {}, asking, 'not allowed'],
    [
      'the role in a session of another name',
      { Principal: { AWS: role }, Condition: { StringEquals: { 'sts:RoleSessionName': 'close-Release' } } },
      asking,
      'not allowed',
    ],
  ])('that names %s', (_who, more, by, expected) => {
    expect(decideTrust(trust(more), by, toAssume)).toBe(expected);
  });
});
