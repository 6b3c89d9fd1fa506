import { rightsIn } from '../../../lib/core/granted-rights';
import type { PolicyStatement } from '../../../lib/core/statement';

const POLICY = 'arn:aws:iam::111122223333:policy/release';
const BUCKET = 'arn:aws:s3:::shop';

function granted(...statements: PolicyStatement[]): ReturnType<typeof rightsIn> {
  return rightsIn(POLICY, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
}

const allow = (Action: string | string[], Resource: string | string[] = BUCKET): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

test('every action is asked on every resource, as both are written', () => {
  const { rights, unasked } = granted(allow(['s3:PutObject', 's3:GetObject'], [BUCKET, `${BUCKET}/*`]));

  expect(rights).toEqual([
    { policy: POLICY, action: 's3:PutObject', resource: BUCKET },
    { policy: POLICY, action: 's3:PutObject', resource: `${BUCKET}/*` },
    { policy: POLICY, action: 's3:GetObject', resource: BUCKET },
    { policy: POLICY, action: 's3:GetObject', resource: `${BUCKET}/*` },
  ]);
  expect(unasked).toEqual([]);
});

test('a policy of one statement, one action and all resources is asked as such', () => {
  const text = JSON.stringify({ Statement: allow('s3:ListAllMyBuckets', '*') });

  expect(rightsIn(POLICY, text).rights).toEqual([{ policy: POLICY, action: 's3:ListAllMyBuckets', resource: '*' }]);
});

test('what a policy denies was not granted, and is not asked', () => {
  expect(granted({ ...allow('s3:PutObject'), Effect: 'Deny' })).toEqual({ rights: [], unasked: [] });
});

test('a pattern with a last asterisk is asked by the part before it, and told to be no more than that', () => {
  const { rights, unasked } = granted(allow('s3:GetObject*'));

  expect(rights).toEqual([{ policy: POLICY, action: 's3:GetObject', resource: BUCKET, pattern: 's3:GetObject*' }]);
  expect(unasked).toEqual([{ what: 's3:GetObject*', why: expect.stringContaining('only the part before') }]);
});

test.each([
  ['all actions', '*'],
  ['all actions of a service', 's3:*'],
  ['all services', '*:*'],
  ['an asterisk in the middle', 's3:*Object'],
  ['two asterisks', 's3:*Object*'],
  ['a question mark', 's3:?etObject'],
  ['more than IAM takes as a name', `s3:${'A'.repeat(126)}`],
])('%s cannot be asked, and is told', (_what, action) => {
  const { rights, unasked } = granted(allow(action));

  expect(rights).toEqual([]);
  expect(unasked).toEqual([{ what: action, why: expect.stringContaining('one action at a time') }]);
});

test.each<[string, PolicyStatement, string]>([
  ['all actions but some', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, 'all actions but iam:*'],
  [
    'all resources but some',
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], NotResource: BUCKET },
    's3:GetObject, s3:PutObject on all resources but some',
  ],
  ['a resource that depends on the caller', allow('s3:GetObject', `${BUCKET}/\${aws:username}`), 'what is on'],
  ['a resource that is too long for IAM', allow('s3:GetObject', `${BUCKET}/${'x'.repeat(2048)}`), 'what is on'],
])('a grant of %s cannot be asked, and is told', (_what, statement, what) => {
  const { rights, unasked } = granted(statement);

  expect(rights).toEqual([]);
  expect(unasked).toEqual([{ what: expect.stringContaining(what), why: expect.any(String) }]);
});

test('one resource that cannot be asked does not keep the others from it', () => {
  const { rights, unasked } = granted(allow('s3:GetObject', [`${BUCKET}/\${aws:username}`, BUCKET]));

  expect(rights).toEqual([{ policy: POLICY, action: 's3:GetObject', resource: BUCKET }]);
  expect(unasked).toHaveLength(1);
});

test('a condition of the grant is not looked at: what the role may do without it counts', () => {
  const bounded = {
    ...allow('s3:PutObject'),
    Condition: { DateLessThan: { 'aws:CurrentTime': '2026-12-01T22:00:00Z' } },
  };

  expect(granted(bounded).rights).toEqual([{ policy: POLICY, action: 's3:PutObject', resource: BUCKET }]);
});
