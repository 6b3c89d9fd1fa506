import { conditionHolds, resolve, type Scope } from '../../../lib/rehearsal/intrinsics';
import type { Json } from '../../../lib/assembly/template';

const scope: Scope = {
  template: {
    Parameters: { Stage: { Type: 'String', Default: 'test' }, Bare: { Type: 'String' } },
    Mappings: { Sizes: { test: { Memory: 128 } } },
    Conditions: {
      IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
      IsProd: { 'Fn::Not': [{ Condition: 'IsTest' }] },
      Both: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsProd' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsProd' }] },
    },
  },
  pseudo: { 'AWS::Region': 'eu-west-2', 'AWS::StackId': 'arn:aws:cloudformation:eu-west-2:1:stack/Shop/0123' },
  parameters: {},
  refOf: (id) => (id === 'Role' ? 'shop-role' : undefined),
  attributeOf: (id, attribute) => (id === 'Role' && attribute === 'Arn' ? 'arn:role' : undefined),
  imported: (name) => (name === 'Shared' ? 'shared-value' : undefined),
};

test.each<[string, Json, Json | undefined]>([
  ['a literal', 'text', 'text'],
  ['Ref of a resource', { Ref: 'Role' }, 'shop-role'],
  ['Ref of a parameter', { Ref: 'Stage' }, 'test'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-2'],
  ['Ref of a parameter without a default', { Ref: 'Bare' }, 'stand-in-parameter-Bare'],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:role'],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:role'],
  ['Fn::GetAtt of nothing known', { 'Fn::GetAtt': ['Other', 'Url'] }, 'stand-in-Other-Url'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Role' }, 7]] }, 'a-shop-role-7'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }, '0123'],
  [
    'Fn::Sub',
    { 'Fn::Sub': '${Role}/${Role.Arn}/${AWS::Region}/${!Literal}' },
    'shop-role/arn:role/eu-west-2/${Literal}',
  ],
  ['Fn::Sub with names of its own', { 'Fn::Sub': ['${Own}-${Role}', { Own: { Ref: 'Stage' } }] }, 'test-shop-role'],
  ['Fn::If, yes', { 'Fn::If': ['IsTest', 'yes', 'no'] }, 'yes'],
  ['Fn::If, no', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'Shared' }, 'shared-value'],
  ['Fn::ImportValue of a stack that is not there', { 'Fn::ImportValue': 'Gone' }, 'stand-in-imported-Gone'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] }, 128],
  ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
  ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['AWS::NoValue in a list', ['a', { 'Fn::If': ['IsProd', 'x', { Ref: 'AWS::NoValue' }] }], ['a']],
  ['an object that only looks like an intrinsic', { Ref: 'Role', Other: 1 }, { Ref: 'Role', Other: 1 }],
])('%s', (_what, value, expected) => {
  expect(resolve(value, scope)).toEqual(expected);
});

test.each([
  ['IsTest', true],
  ['IsProd', false],
  ['Both', false],
  ['Either', true],
  ['Undeclared', false],
])('condition %s is %s', (name, expected) => {
  expect(conditionHolds(name, scope)).toBe(expected);
});
