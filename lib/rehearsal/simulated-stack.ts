/**
 * CloudFormation makes a stack: each resource after what it refers to, custom resources by calling their function.
 *
 * The first resource that fails ends the deployment, as a rollback would: what the stack had scheduled is taken away
 * again, so nothing of it is played.
 */
import { ACCESS_RESOURCE, type DeclaredAccess } from '../core/declaration';
import { isMalformed, readDeclaration, readManifest } from '../core/message';
import { AssemblyError, type AssemblyStack, nestedTemplate } from './assembly';
import { asTexts, createCustomResource, uuid } from './custom-resource-call';
import { createOrder } from './deployment-order';
import { conditionHolds, resolve, resolveText, type Scope } from './intrinsics';
import { type Environment, type PhysicalResource, physicalResource } from './physical-resource';
import { provision } from './provision';
import type { SimulatedAws } from './simulated-aws';
import { isObject, type JsonObject, type Resource, textsOf } from './template';

/** An access of a stack, and the function that serves it. */
export interface DeployedAccess {
  readonly stack: string;
  readonly declared: DeclaredAccess;
  readonly openerArn: string;
}

/** The resource that ended a deployment, and why. */
export interface DeploymentFailure {
  readonly stack: string;
  readonly resource: string;
  readonly reason: string;
}

/** The outputs that stacks export, by region and name. */
export type Exports = Map<string, string>;

/** Stands in for what only `cdk deploy` would know. */
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

class ResourceFailed extends Error {
  constructor(
    readonly resource: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** What all deployments of a rehearsal share. */
export interface Deployments {
  readonly aws: SimulatedAws;
  readonly exports: Exports;
  /** Each access, from the moment at which the first resource names it. */
  readonly accesses: DeployedAccess[];
}

/** Answers why the stack could not be made, if so. */
export async function deploy(deployments: Deployments, stack: AssemblyStack): Promise<DeploymentFailure | undefined> {
  const made = new StackInTheMaking(deployments, stack, stack.name, {});
  try {
    await made.make();
    return undefined;
  } catch (error) {
    if (!(error instanceof ResourceFailed)) {
      throw error;
    }
    made.rollBack();
    return { stack: stack.id, resource: error.resource, reason: error.message };
  }
}

class StackInTheMaking {
  private readonly aws: SimulatedAws;
  private readonly env: Environment;
  private readonly stackId: string;
  private readonly scope: Scope;
  private readonly resources = new Map<string, PhysicalResource>();
  private readonly schedules: string[] = [];
  private readonly nested: StackInTheMaking[] = [];

  constructor(
    private readonly deployments: Deployments,
    private readonly stack: AssemblyStack,
    stackName: string,
    parameters: Readonly<Record<string, string>>,
  ) {
    this.aws = deployments.aws;
    const [account, region] = [stack.account ?? ACCOUNT, stack.region ?? REGION];
    const partition = partitionOf(region);
    this.env = { partition, account, region, stackName };
    this.stackId = `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${uuid(account, region, stackName)}`;
    this.scope = {
      template: stack.template,
      parameters,
      pseudo: {
        'AWS::AccountId': account,
        'AWS::Region': region,
        'AWS::Partition': partition,
        'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
        'AWS::StackName': stackName,
        'AWS::StackId': this.stackId,
      },
      refOf: (id) => this.resources.get(id)?.ref,
      attributeOf: (id, attribute) => this.resources.get(id)?.attribute(attribute),
      imported: (name) => this.deployments.exports.get(`${region} ${name}`),
    };
  }

  async make(): Promise<void> {
    const resources = this.stack.template.Resources ?? {};
    for (const id of this.order()) {
      const resource = resources[id] as Resource;
      if (resource.Condition === undefined || conditionHolds(resource.Condition, this.scope)) {
        this.resources.set(id, await this.makeResource(id, resource));
      }
    }
    for (const output of Object.values(this.stack.template.Outputs ?? {})) {
      if (isObject(output['Export'])) {
        const name = resolveText(output['Export']['Name'], this.scope);
        this.deployments.exports.set(`${this.env.region} ${name}`, resolveText(output['Value'], this.scope));
      }
    }
  }

  rollBack(): void {
    this.schedules.forEach((arn) => {
      this.aws.scheduler.remove(arn);
    });
    this.nested.forEach((nested) => {
      nested.rollBack();
    });
  }

  output(name: string): string | undefined {
    const output = this.stack.template.Outputs?.[name];
    return output === undefined ? undefined : resolveText(output['Value'], this.scope);
  }

  private order(): string[] {
    try {
      return createOrder(this.stack.template);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AssemblyError(`${this.stack.id} cannot be deployed: ${reason}`);
    }
  }

  private async makeResource(id: string, resource: Resource): Promise<PhysicalResource> {
    const resolved = resolve(resource.Properties ?? {}, this.scope);
    const properties = isObject(resolved) ? resolved : {};
    if (resource.Type === 'AWS::CloudFormation::Stack') {
      return this.makeNested(id, properties);
    }
    const serviceToken = textsOf(properties['ServiceToken'])[0] ?? '';
    if (resource.Type === ACCESS_RESOURCE || this.aws.lambda.find(serviceToken) !== undefined) {
      return this.makeCustom(id, resource.Type, serviceToken, properties);
    }
    const made = physicalResource(resource.Type, id, properties, this.env);
    provision(resource.Type, { aws: this.aws, env: this.env, stack: this.stack, properties, made });
    if (resource.Type === 'AWS::Scheduler::Schedule') {
      this.schedules.push(textsOf(made.attribute('Arn'))[0] ?? '');
    }
    return made;
  }

  private async makeNested(id: string, properties: JsonObject): Promise<PhysicalResource> {
    const made = physicalResource('AWS::CloudFormation::Stack', id, {}, this.env);
    const template = nestedTemplate(this.stack, textsOf(properties['TemplateURL'])[0] ?? '');
    if (template === undefined) {
      return made;
    }
    const parameters = isObject(properties['Parameters']) ? properties['Parameters'] : {};
    const texts = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, textsOf(value).join(',')]),
    );
    const nested = new StackInTheMaking(this.deployments, { ...this.stack, template }, made.ref, texts);
    this.nested.push(nested);
    await nested.make();
    return { ref: nested.stackId, attribute: (name) => nested.output(name.replace(/^Outputs\./, '')) };
  }

  private async makeCustom(
    logicalId: string,
    type: string,
    serviceToken: string,
    resolved: JsonObject,
  ): Promise<PhysicalResource> {
    const properties = asTexts(resolved) as JsonObject;
    this.noteAccesses(properties, serviceToken);
    const { stackId, env } = this;
    const call = { type, logicalId, stackId, region: env.region, serviceToken, properties };
    const answer = await createCustomResource(this.aws, call);
    if ('failed' in answer) {
      throw new ResourceFailed(logicalId, answer.failed);
    }
    return { ref: answer.physicalId, attribute: () => undefined };
  }

  /** Each custom resource names one access or all of them; the first to come may be the one that fails. */
  private noteAccesses(properties: JsonObject, openerArn: string): void {
    const one = readDeclaration(properties);
    const all = readManifest(properties['accesses']);
    const declared = [...(isMalformed(one) ? [] : [one]), ...(isMalformed(all) ? [] : all)];
    for (const access of declared) {
      const { accesses } = this.deployments;
      if (!accesses.some((known) => known.openerArn === openerArn && known.declared.access === access.access)) {
        accesses.push({ stack: this.stack.id, declared: access, openerArn });
      }
      this.importMissing(access);
    }
  }

  /** Roles and policies that no template makes are taken to exist. */
  private importMissing(declared: DeclaredAccess): void {
    const { iam } = this.aws;
    if (!iam.hasRole(declared.role)) {
      iam.putRole({ arn: declared.role, trust: {} });
    }
    for (const policy of declared.policies) {
      if (!iam.hasPolicy(policy)) {
        iam.putManagedPolicy(policy, {});
      }
    }
  }
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
