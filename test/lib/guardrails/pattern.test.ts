import { overlap } from '../../../lib/guardrails/pattern';

test.each([
  ['iam:putrole', 'iam:putrole', true],
  ['iam:putrole', 'iam:getrole', false],
  ['*', 'iam:putrole', true],
  ['*', '*', true],
  ['iam:*', 'iam:put*', true],
  ['iam:*role', 'iam:put*', true],
  ['iam:*role', 'iam:*policy', false],
  ['iam:*role*', 'iam:*policy', true],
  ['iam:?etrole', 'iam:getrole', true],
  ['iam:?etrole', 'iam:etrole', false],
  ['iam:?etrole', 'iam:*', true],
  ['s3:get', 's3:get*', true],
  ['s3:ge', 's3:get*', false],
  ['a.c', 'abc', false],
])('%s and %s can mean the same: %s', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

test('many stars take no time', () => {
  const stars = 'a*'.repeat(200);
  expect(overlap(`${stars}b`, `${stars}c`)).toBe(false);
});
