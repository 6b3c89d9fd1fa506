/** A template as CloudFormation would make it: names given, references resolved, so that policies can be evaluated. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createOrder } from '../../lib/rehearsal/deployment-order';
import { decide, type Decision, type PolicyDocument } from '../../lib/rehearsal/iam-policy';
import type { RequestContext } from '../../lib/rehearsal/iam-condition';
import { resolve, type Scope } from '../../lib/rehearsal/intrinsics';
import { type PhysicalResource, physicalResource } from '../../lib/rehearsal/physical-resource';
import type { JsonObject, Template as TemplateJson } from '../../lib/assembly/template';
import type { Json } from './fixture';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-2';
const STACK_ID = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Shop/123e4567-e89b-12d3-a456-426614174000`;

export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  readonly ref: string;
  readonly arn: string;
  readonly properties: Json;
}

export class Deployed {
  public readonly resources: readonly DeployedResource[];

  /** References to other stacks become what `given` says of their parameters and exports. */
  constructor(stack: Stack, given: Readonly<Record<string, string>> = {}) {
    const template = Template.fromStack(stack).toJSON() as TemplateJson;
    const made = new Map<string, PhysicalResource>();
    const scope: Scope = {
      template,
      pseudo: {
        'AWS::AccountId': ACCOUNT,
        'AWS::Region': REGION,
        'AWS::Partition': 'aws',
        'AWS::StackId': STACK_ID,
        'AWS::StackName': 'Shop',
      },
      parameters: given,
      refOf: (id) => made.get(id)?.ref,
      attributeOf: (id, attribute) => made.get(id)?.attribute(attribute),
      imported: (name) => given[name],
    };
    const env = { partition: 'aws', account: ACCOUNT, region: REGION, stackName: 'Shop' };
    this.resources = createOrder(template).map((id) => {
      const { Type: type, Properties: written = {} } = template.Resources![id]!;
      const properties = resolve(written, scope) as JsonObject;
      const one = physicalResource(type, id, properties, env);
      made.set(id, one);
      return { id, type, ref: one.ref, arn: one.attribute('Arn') as string, properties };
    });
  }

  public all(type: string): DeployedResource[] {
    return this.resources.filter((one) => one.type === type);
  }

  /** The one resource of a type whose logical id matches. */
  public one(type: string, id: RegExp = /./): DeployedResource {
    const [found, ...more] = this.all(type).filter((one) => id.test(one.id));
    if (found === undefined || more.length > 0) {
      throw new Error(
        `expected one ${type} like ${String(id)}, found ${[found, ...more].map((one) => one?.id).join()}`,
      );
    }
    return found;
  }

  /** Everything that a role of the stack may do, whichever resource says so. */
  public policiesOf(role: DeployedResource): PolicyDocument[] {
    return [...this.inlinePoliciesOf(role), ...this.managedPoliciesOf(role)];
  }

  /** Those that have no ARN of their own. */
  public inlinePoliciesOf(role: DeployedResource): PolicyDocument[] {
    const inline = (role.properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
    return [...inline.map((one) => one.PolicyDocument), ...this.naming(role, 'AWS::IAM::Policy')];
  }

  /** Those of the stack that are attached to it by CloudFormation. */
  public managedPoliciesOf(role: DeployedResource): PolicyDocument[] {
    return this.naming(role, 'AWS::IAM::ManagedPolicy');
  }

  private naming(role: DeployedResource, type: string): PolicyDocument[] {
    const policies = this.all(type).filter(({ properties }) => properties.Roles?.includes(role.ref));
    return policies.map(({ properties }) => properties.PolicyDocument as PolicyDocument);
  }

  /** What its own policies say to a role that wants to do something. */
  public decide(role: DeployedResource, action: string, resource: string, context: RequestContext = {}): Decision {
    return decide({ policies: this.policiesOf(role) }, { action, resource, context });
  }
}
