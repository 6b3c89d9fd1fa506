/** Fifty accesses with a role each: IAM's and CloudFormation's limits, and the order that must hold in spite of them. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { AccessWindow } from 'cdk-temporary-access';
import { createOrder, dependenciesOf, reachable } from '../../lib/rehearsal/deployment-order';
import { measuresOf } from '../stack-measures';
import { accessIn, type Json, nightly, roleIn, stackOf } from './fixture';
import { pipelineSignals } from './on-request';

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

test('with roles imported by their ARNs, and one on demand, stay within the inline policies of a role', () => {
  const imported = new Stack(new App(), 'Shop', { env: { account: '111122223333', region: 'eu-west-2' } });
  const { started } = pipelineSignals(imported);
  for (let index = 0; index < 50; index++) {
    const arn = `arn:aws:iam::111122223333:role/teams/${`release-${index}-`.padEnd(64, 'x')}`;
    const role = Role.fromRoleArn(imported, `Role${index}`, arn);
    const asked = AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [started] });
    accessIn(imported, { role, windows: [index === 0 ? asked : nightly()] }, `Access${index}`);
  }
  const { 'inline policies of the role of a function': inline } = measuresOf(imported);
  // The CDK fills them up to 10,000 itself.
  expect(inline).toBeGreaterThan(9_000);
  expect(inline).toBeLessThanOrEqual(10_240);
});
