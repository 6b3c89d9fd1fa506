import { createOrder, deleteOrder, dependenciesOf, reachable } from '../../../lib/rehearsal/deployment-order';
import type { Resource, Template } from '../../../lib/assembly/template';

const thing = (properties: Resource['Properties'] = {}, dependsOn?: string | string[]): Resource => ({
  Type: 'AWS::S3::Bucket',
  Properties: properties,
  ...(dependsOn === undefined ? {} : { DependsOn: dependsOn }),
});

describe('what a resource depends on', () => {
  test.each([
    ['Ref', { Name: { Ref: 'Target' } }],
    ['Fn::GetAtt with a list', { Arn: { 'Fn::GetAtt': ['Target', 'Arn'] } }],
    ['Fn::GetAtt with a text', { Arn: { 'Fn::GetAtt': 'Target.Arn' } }],
    ['Fn::Sub with an id', { Text: { 'Fn::Sub': 'name: ${Target}' } }],
    ['Fn::Sub with an attribute', { Text: { 'Fn::Sub': 'arn: ${Target.Arn}/*' } }],
    ['Fn::Sub with a reference among its own names', { Text: { 'Fn::Sub': ['${Own}', { Own: { Ref: 'Target' } }] } }],
    ['a reference deep inside', { A: [{ B: { 'Fn::Join': ['', ['x', { 'Fn::GetAtt': ['Target', 'Arn'] }]] } }] }],
    ['either branch of Fn::If', { A: { 'Fn::If': ['Cond', { Ref: 'AWS::NoValue' }, { Ref: 'Target' }] } }],
  ])('follows %s', (_how, properties) => {
    const dependencies = dependenciesOf({ Resources: { User: thing(properties), Target: thing() } });
    expect(dependencies.get('User')).toEqual(new Set(['Target']));
  });

  test.each([
    ['one', 'Target', ['Target']],
    ['a list', ['Target', 'Other'], ['Target', 'Other']],
  ])('follows DependsOn with %s', (_how, dependsOn, expected) => {
    const template = { Resources: { User: thing({}, dependsOn), Target: thing(), Other: thing() } };
    expect(dependenciesOf(template).get('User')).toEqual(new Set(expected));
  });

  test('leaves out pseudo parameters, parameters, literals of Fn::Sub and its own names', () => {
    const template: Template = {
      Parameters: { Stage: { Type: 'String' } },
      Resources: {
        User: thing({
          A: { Ref: 'AWS::Region' },
          B: { Ref: 'Stage' },
          C: { 'Fn::Sub': ['${!Target} ${Own} ${AWS::Partition}', { Own: 'x' }] },
        }),
        Target: thing(),
      },
    };
    expect(dependenciesOf(template).get('User')).toEqual(new Set());
  });

  test('fails on a reference to nothing, and names both sides', () => {
    expect(() => dependenciesOf({ Resources: { User: thing({ A: { Ref: 'Gone' } }) } })).toThrow(
      'User refers to Gone, which is no resource and no parameter of the template',
    );
  });

  test('reaches over any number of steps', () => {
    const dependencies = dependenciesOf({
      Resources: { A: thing({}, 'B'), B: thing({}, 'C'), C: thing(), Apart: thing() },
    });
    expect(reachable(dependencies, 'A')).toEqual(new Set(['B', 'C']));
    expect(reachable(dependencies, 'C')).toEqual(new Set());
  });
});

describe('the order', () => {
  const template: Template = {
    Resources: { Last: thing({}, ['Middle', 'First']), Middle: thing({ A: { Ref: 'First' } }), First: thing() },
  };

  test('creates a resource after all that it depends on', () => {
    expect(createOrder(template)).toEqual(['First', 'Middle', 'Last']);
  });

  test('deletes in reverse', () => {
    expect(deleteOrder(template)).toEqual(['Last', 'Middle', 'First']);
  });

  test('keeps the order of the template where nothing else is said', () => {
    expect(createOrder({ Resources: { B: thing(), A: thing(), C: thing() } })).toEqual(['B', 'A', 'C']);
  });

  test('is empty for a template without resources', () => {
    expect(createOrder({})).toEqual([]);
  });

  test('fails on a circle, and names it', () => {
    const circle = {
      Resources: { Entry: thing({}, 'A'), A: thing({}, 'B'), B: thing({ X: { Ref: 'C' } }), C: thing({}, 'A') },
    };
    expect(() => createOrder(circle)).toThrow('the template has a circular dependency: A -> B -> C -> A');
  });

  test('fails on a resource that refers to itself', () => {
    expect(() => createOrder({ Resources: { A: thing({ X: { Ref: 'A' } }) } })).toThrow('A -> A');
  });
});
