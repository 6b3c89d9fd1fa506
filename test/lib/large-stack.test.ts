/** Fifty accesses with a role each: IAM's and CloudFormation's limits, and the order that must hold in spite of them. */
import { Template } from 'aws-cdk-lib/assertions';
import { createOrder, dependenciesOf, reachable } from '../../lib/rehearsal/deployment-order';
import { accessIn, type Json, roleIn, stackOf } from './fixture';

const stack = stackOf();
for (let index = 0; index < 50; index++) {
  accessIn(stack, { role: roleIn(stack, `RoleOfTheService${index}`) }, `AccessOfTheService${index}`);
}
const template = Template.fromStack(stack);
const json = template.toJSON();
const idsOf = (type: string): string[] => Object.keys(template.findResources(type));

test('stay within the resources of one stack: 31 of the controller, 3 an access and 2 a window, as documented', () => {
  const roles = 50;
  // What a function may read of so many roles does not fit one policy, so the CDK makes another for each function.
  const overflow = Object.keys(json['Resources']).filter((id) => id.includes('OverflowPolicy'));
  expect(overflow).toHaveLength(2);
  expect(Object.keys(json['Resources'])).toHaveLength(31 + 50 * (3 + 2) + roles + overflow.length);
});

test('stay within what IAM takes as inline policies of a role and as a managed policy', () => {
  const size = (resource: Json): number => JSON.stringify(resource.Properties.PolicyDocument).length;
  const inline = Object.values(template.findResources('AWS::IAM::Policy')).map(size);
  // References are shorter once they are resolved, so this is the strict side.
  expect(Math.max(...inline)).toBeLessThan(10_240);
});

test('are all read with permissions that stand before the function does', () => {
  createOrder(json);
  const dependencies = dependenciesOf(json);
  const opener = idsOf('AWS::Lambda::Function').find((id) => id.includes('Opener'))!;
  const policies = [...idsOf('AWS::IAM::Policy'), ...idsOf('AWS::IAM::ManagedPolicy')].filter((id) =>
    id.includes('OpenerRole'),
  );
  expect([...reachable(dependencies, opener)]).toEqual(expect.arrayContaining(policies));
  const text = policies.map((id) => JSON.stringify(json['Resources'][id])).join();
  for (const role of idsOf('AWS::IAM::Role').filter((id) => id.startsWith('RoleOfTheService'))) {
    expect(text).toContain(role);
  }
});
