import { concerns, glob, listOf } from '../../../lib/core/statement';

test.each([
  ['s3:*', 's3:PutObject', true],
  ['s3:Get?', 's3:GetX', true],
  ['s3:Get?', 's3:Get', false],
  ['s3:Get', 's3:GetObject', false],
  ['arn:${Partition}:s3:::a.b', 'arn:${Partition}:s3:::a.b', true],
  ['a.b', 'axb', false],
])('the pattern %s and the text %s: %s', (pattern, text, matches) => {
  expect(glob(pattern).test(text)).toBe(matches);
});

test.each([
  [{ Action: 'sts:assume*' }, true],
  [{ Action: ['s3:*', 'STS:AssumeRole'] }, true],
  [{ Action: 'sts:TagSession' }, false],
  [{ NotAction: 's3:*' }, true],
  [{ NotAction: ['sts:*'] }, false],
  [{}, false],
])('whether %j speaks of assuming a role: %s', (statement, expected) => {
  expect(concerns(statement, 'sts:AssumeRole')).toBe(expected);
});

test('one value is a list of one, and none is an empty list', () => {
  expect([listOf('a'), listOf(['a', 'b']), listOf(undefined)]).toEqual([['a'], ['a', 'b'], []]);
});
