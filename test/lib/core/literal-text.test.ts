import { literally } from '../../../lib/core/literal-text';

test.each([
  ['a reference', { Ref: 'DeployRole' }, '${DeployRole}'],
  ['an attribute', { 'Fn::GetAtt': ['DeployRole', 'Arn'] }, '${DeployRole.Arn}'],
  ['an attribute in one text', { 'Fn::GetAtt': 'DeployRole.Arn' }, '${DeployRole.Arn}'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, '${AWS::Region}'],
  ['an import', { 'Fn::ImportValue': 'Shop:Role' }, '${"Shop:Role"}'],
  ['a choice', { 'Fn::Select': [2, ['a', 'b']] }, '${[2,["a","b"]]}'],
])('%s stands in braces', (_what, value, text) => {
  expect(literally(value)).toBe(text);
});

test('a join is read through, also one within another, with its separator', () => {
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::1:role/x']] };
  expect(literally(arn)).toBe('arn:${AWS::Partition}:iam::1:role/x');
  expect(literally({ 'Fn::Join': ['-', ['a', { 'Fn::Join': ['/', ['b', { Ref: 'C' }]] }]] })).toBe('a-b/${C}');
});

test('a join of what only the deployment knows stands in braces', () => {
  const join = { 'Fn::Join': [',', { 'Fn::GetAtt': ['Zones', 'Names'] }] };
  expect(literally(join)).toBe('${[",",{"Fn::GetAtt":["Zones","Names"]}]}');
});

test.each([['text'], [''], [3], [true], [null], [undefined]])('%p stays what it is', (value) => {
  expect(literally(value)).toBe(value);
});

test('lists and objects are read through', () => {
  expect(literally({ windows: [{ id: '1', pattern: { Ref: 'Pattern' } }], none: [] })).toEqual({
    windows: [{ id: '1', pattern: '${Pattern}' }],
    none: [],
  });
});

test('an object that only looks like a reference, or has one among others, stays an object', () => {
  expect(literally({ Ref: 'A', Other: 'B' })).toEqual({ Ref: 'A', Other: 'B' });
  expect(literally({ 'Fn::': 'A' })).toEqual({ 'Fn::': 'A' });
  expect(literally({})).toEqual({});
});
