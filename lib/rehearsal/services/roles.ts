/** AWS::IAM::Role, with the policies that it names itself. */
import { isObject, textsOf } from '../../assembly/template';
import { type Life, type Making, object, one } from './life';

export const ROLE: Life = {
  make: (making) => {
    const id = making.aws.iam.createRole(definitionOf(making));
    putOwnPolicies(making);
    return { RoleId: id };
  },
  change: (before, after) => {
    takeOwnPolicies(before);
    after.aws.iam.putRole(definitionOf(after));
    putOwnPolicies(after);
  },
  remove: (making) => {
    takeOwnPolicies(making);
    making.aws.iam.removeRole(arnOf(making));
  },
};

function definitionOf(making: Making): Parameters<Making['aws']['iam']['putRole']>[0] {
  const { properties } = making;
  const boundary = properties['PermissionsBoundary'];
  return {
    arn: arnOf(making),
    trust: object(properties['AssumeRolePolicyDocument']),
    boundary: boundary === undefined ? undefined : one(boundary),
  };
}

function putOwnPolicies(making: Making): void {
  const { aws, properties } = making;
  const arn = arnOf(making);
  for (const inline of [properties['Policies'] ?? []].flat().filter(isObject)) {
    aws.iam.putInlinePolicy(arn, one(inline['PolicyName']), object(inline['PolicyDocument']));
  }
  for (const policy of textsOf(properties['ManagedPolicyArns'])) {
    aws.iam.attachPermanently(arn, policy);
  }
}

function takeOwnPolicies(making: Making): void {
  const { aws, properties } = making;
  const arn = arnOf(making);
  for (const inline of [properties['Policies'] ?? []].flat().filter(isObject)) {
    aws.iam.removeInlinePolicy(arn, one(inline['PolicyName']));
  }
  for (const policy of textsOf(properties['ManagedPolicyArns'])) {
    aws.iam.detachPermanently(arn, policy);
  }
}

function arnOf({ made }: Making): string {
  return one(made.attribute('Arn'));
}
