import { changeOf, typeChangeRefusal } from '../../../../lib/rehearsal/stack/resource-change';
import type { AskedResource, Maker } from '../../../../lib/rehearsal/stack/standing-resource';
import type { JsonObject } from '../../../../lib/assembly/template';

function asked(type: string, properties: JsonObject, maker: Maker = 'service'): AskedResource {
  const policies = { deletionPolicy: undefined, updateReplacePolicy: undefined };
  return { logicalId: 'Thing', type, maker, properties, ...policies, after: new Set() };
}

test.each<[string, string, JsonObject, JsonObject, string]>([
  ['nothing changed', 'AWS::IAM::Role', { Tags: [{ Key: 'a' }] }, { Tags: [{ Key: 'a' }] }, 'none'],
  ['a role’s trust', 'AWS::IAM::Role', { AssumeRolePolicyDocument: 1 }, { AssumeRolePolicyDocument: 2 }, 'update'],
  ['a role’s path', 'AWS::IAM::Role', { Path: '/a/' }, { Path: '/b/' }, 'replace'],
  ['a role’s name', 'AWS::IAM::Role', { RoleName: 'a' }, { RoleName: 'b' }, 'replace'],
  ['a role that loses its name', 'AWS::IAM::Role', { RoleName: 'a' }, {}, 'replace'],
  ['a policy’s document', 'AWS::IAM::ManagedPolicy', { PolicyDocument: 1 }, { PolicyDocument: 2 }, 'update'],
  ['a policy’s description', 'AWS::IAM::ManagedPolicy', { Description: '' }, { Description: 'x' }, 'replace'],
  ['a schedule’s expression', 'AWS::Scheduler::Schedule', { ScheduleExpression: 1 }, {}, 'update'],
  ['a schedule’s group', 'AWS::Scheduler::Schedule', { GroupName: 'a' }, { GroupName: 'b' }, 'replace'],
  ['a group’s name', 'AWS::Scheduler::ScheduleGroup', { Name: 'a' }, { Name: 'b' }, 'replace'],
  ['a function’s code', 'AWS::Lambda::Function', { Code: 1 }, { Code: 2 }, 'update'],
  ['a type that nobody looks into', 'AWS::Made::Up', { A: 1 }, { A: 2 }, 'update'],
])('%s', (_what, type, before, after, expected) => {
  expect(changeOf(asked(type, before), asked(type, after))).toBe(expected);
});

test('what did not stand is created', () => {
  expect(changeOf(undefined, asked('AWS::IAM::Role', {}))).toBe('create');
});

test('a nested stack is always looked into', () => {
  expect(
    changeOf(asked('AWS::CloudFormation::Stack', {}, 'stack'), asked('AWS::CloudFormation::Stack', {}, 'stack')),
  ).toBe('update');
});

test('fails when what replaces a resource would bear the name that it was given', () => {
  const named = (Path: string): AskedResource => asked('AWS::IAM::Role', { RoleName: 'deploy', Path });
  expect(changeOf(named('/a/'), named('/b/'))).toEqual({
    refused:
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. ' +
      'Rename deploy and update the stack again.',
  });
});

test('fails when a custom resource is given another function', () => {
  const custom = (ServiceToken: string): AskedResource => asked('Custom::Thing', { ServiceToken }, 'function');
  expect(changeOf(custom('arn:a'), custom('arn:b'))).toEqual({ refused: 'Modifying service token is not allowed.' });
});

test('fails when a resource is given another type, and names it', () => {
  const standing = new Map([['Thing', asked('AWS::SNS::Topic', {})]]);
  expect(typeChangeRefusal(standing, { Resources: { Thing: { Type: 'AWS::SQS::Queue' } } })).toBe(
    'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Thing]',
  );
  expect(typeChangeRefusal(standing, { Resources: { Thing: { Type: 'AWS::SNS::Topic' } } })).toBeUndefined();
  expect(typeChangeRefusal(standing, { Resources: { Other: { Type: 'AWS::SQS::Queue' } } })).toBeUndefined();
});
