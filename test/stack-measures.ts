/** What AWS limits of a stack, measured as it will be once the references of its template are resolved. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Deployed, type DeployedResource } from './lib/as-deployed';
import type { Json } from './lib/fixture';

/** What CloudFormation writes around the properties of a custom resource: most of it the address to answer to. */
const ENVELOPE = 2_500;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

/** By the names that the rows of `docs/limits.md` have. */
export function measuresOf(stack: Stack): Record<string, number> {
  const template: Json = Template.fromStack(stack).toJSON();
  const deployed = new Deployed(stack);
  const all = (type: string): DeployedResource[] => deployed.all(type);
  const most = (type: string, size: (one: DeployedResource) => number): number => Math.max(...all(type).map(size));

  const functions = all('AWS::Lambda::Function');
  const rolesOfFunctions = all('AWS::IAM::Role').filter(({ arn }) =>
    functions.some(({ properties }) => properties.Role === arn),
  );
  const inline = (role: DeployedResource): number => sum(deployed.inlinePoliciesOf(role).map(bytesOf));
  const managed = (role: DeployedResource): number[] => deployed.managedPoliciesOf(role).map(bytesOf);
  const largest = (size: (role: DeployedResource) => number): number => Math.max(...rolesOfFunctions.map(size));
  const inputs = all('AWS::Scheduler::Schedule').map(({ properties }) => properties.Target.Input as string);

  return {
    resources: deployed.resources.length,
    'bytes of the template': Buffer.byteLength(JSON.stringify(template, undefined, 1)),
    outputs: Object.keys(template.Outputs ?? {}).length,
    parameters: Object.keys(template.Parameters ?? {}).length,
    'bytes of the input of a schedule': Math.max(...inputs.map((input) => Buffer.byteLength(input))),
    // An update has what was declared before, too.
    'bytes to a custom resource':
      ENVELOPE +
      2 * Math.max(...deployed.resources.map((one) => (one.type.startsWith('Custom::') ? bytesOf(one.properties) : 0))),
    'bytes of who may call a function': most('AWS::Lambda::Function', (called) =>
      sum(
        all('AWS::Lambda::Permission')
          .filter(({ properties }) => properties.FunctionName === called.arn)
          .map((permission) => bytesOf(statementOf(permission))),
      ),
    ),
    'bytes of the variables of a function': most('AWS::Lambda::Function', ({ properties }) =>
      bytesOf(properties.Environment.Variables),
    ),
    'inline policies of the role of a function': largest(inline),
    'policies attached to it': largest((role) => managed(role).length),
    'all its policies': largest((role) => inline(role) + sum(managed(role))),
    'trust policy of a role': most('AWS::IAM::Role', ({ properties }) => bytesOf(properties.AssumeRolePolicyDocument)),
    'rules on the default bus': all('AWS::Events::Rule').filter(
      ({ properties }) => properties.EventBusName === undefined,
    ).length,
    roles: all('AWS::IAM::Role').length,
    'managed policies': all('AWS::IAM::ManagedPolicy').length,
  };
}

/** What Lambda writes into the policy of a function for a permission. */
function statementOf({ ref, properties }: DeployedResource): object {
  return {
    Sid: ref,
    Effect: 'Allow',
    Principal: { Service: properties.Principal },
    Action: properties.Action,
    Resource: properties.FunctionName,
    Condition: { ArnLike: { 'AWS:SourceArn': properties.SourceArn } },
  };
}
