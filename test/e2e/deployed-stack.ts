/**
 * A stack of this library, deployed to moto from its synthesized template.
 *
 * moto's CloudFormation makes what it can; groups and schedules are made from the same template through the SDK, and
 * custom resources by calling their function, each after what it refers to.
 */
import { randomUUID } from 'node:crypto';
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateScheduleCommand, CreateScheduleGroupCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type DeclaredAccess, type Manifest, scheduleName } from '../../lib/core/declaration';
import { type EpochMs, iso } from '../../lib/core/interval';
import { isMalformed, MATCHED_EVENT, readManifest, SCHEDULED_TIME } from '../../lib/core/message';
import { asTexts } from '../../lib/rehearsal/custom-resource-call';
import { createOrder } from '../../lib/rehearsal/deployment-order';
import { resolve, type Scope } from '../../lib/rehearsal/intrinsics';
import { type PhysicalResource, physicalResource } from '../../lib/rehearsal/physical-resource';
import { type JsonObject, type Template as TemplateJson, textsOf } from '../../lib/assembly/template';
import { ACCOUNT, type Aws, awsAt, motoEndpoint, REGION } from './aws';
import { DeployedFunction, type How, type Invocation } from './function';
import { type Answer, ResponseServer } from './response-server';
import { split } from './split-template';

/** A part of a template. Tests look into it freely; a wrong guess fails them anyway. */
type Untyped = ReturnType<typeof JSON.parse>;

export interface Answered extends Invocation {
  readonly answer: Answer;
}

export interface Deployment {
  /** Custom resources that are not asked for: a test asks for them itself, or does without. */
  readonly without?: readonly string[];
}

export class DeployedStack {
  private readonly functions = new Map<string, DeployedFunction>();
  private readonly physicalIds = new Map<string, string>();

  private constructor(
    readonly aws: Aws,
    readonly template: TemplateJson,
    private readonly scope: Scope,
    private readonly responses: ResponseServer,
  ) {}

  static async create(aws: Aws, stack: Stack, deployment: Deployment = {}): Promise<DeployedStack> {
    const template = Template.fromStack(stack).toJSON() as TemplateJson;
    const deployed = new DeployedStack(
      aws,
      template,
      await createInMoto(aws, stack.stackName, template),
      await ResponseServer.start(),
    );
    await deployed.createTheRest(deployment.without ?? []);
    return deployed;
  }

  /** The resolved properties of a resource. */
  propertiesOf(id: string): Untyped {
    return resolve(this.template.Resources?.[id]?.Properties ?? {}, this.scope);
  }

  /** What a resource is called in the account. */
  refOf(id: string): string {
    return String(this.scope.refOf(id));
  }

  /** The logical ids of a type. */
  ofType(type: string): string[] {
    return Object.entries(this.template.Resources ?? {}).flatMap(([id, resource]) =>
      resource.Type === type ? [id] : [],
    );
  }

  /** The accesses that the stack declares. */
  get manifest(): Manifest {
    const [id = ''] = this.ofType('Custom::TemporaryAccessDeployment');
    const manifest = readManifest((asTexts(this.propertiesOf(id)) as JsonObject)['accesses']);
    if (isMalformed(manifest)) {
      throw new Error(manifest.malformed);
    }
    return manifest;
  }

  access(id: string): DeclaredAccess {
    const access = this.manifest.find((one) => one.access === id);
    if (access === undefined) {
      throw new Error(`the stack declares no access ${id}`);
    }
    return access;
  }

  get group(): string {
    const [id = ''] = this.ofType('AWS::Scheduler::ScheduleGroup');
    return this.propertiesOf(id).Name as string;
  }

  /** Calls the target of a schedule with its input, both as they stand in Scheduler, as if it were due. */
  async fire(name: string, due: EpochMs, how: How = {}): Promise<Invocation> {
    const { Target } = await this.aws.scheduler.send(new GetScheduleCommand({ GroupName: this.group, Name: name }));
    const input = Target!.Input!.replaceAll(SCHEDULED_TIME, iso(due));
    return this.functionNamed(Target!.Arn!).invoke(JSON.parse(input) as object, how);
  }

  /** The only window of an access starts or ends. */
  edge(access: string, edge: 'start' | 'end', due: EpochMs, how: How = {}): Promise<Invocation> {
    return this.fire(scheduleName(access, this.access(access).windows[0]!.id, edge), due, how);
  }

  /** Hands an event on as a rule says, as EventBridge would. */
  async handOn(rule: string, event: object, how: How = {}): Promise<Invocation> {
    const [target] = this.propertiesOf(rule).Targets;
    const input = target.InputTransformer.InputTemplate.replace(MATCHED_EVENT, () => JSON.stringify(event));
    return this.functionNamed(target.Arn).invoke(JSON.parse(input) as object, how);
  }

  /** CloudFormation asks the function of a custom resource; answers what came back at the presigned address. */
  async request(type: 'Create' | 'Update' | 'Delete', id: string, more: object = {}, how: How = {}): Promise<Answered> {
    const requestId = randomUUID();
    const properties = asTexts(this.propertiesOf(id)) as JsonObject;
    const invocation = await this.functionNamed(textsOf(properties['ServiceToken'])[0] ?? '').invoke(
      {
        RequestType: type,
        ServiceToken: properties['ServiceToken'],
        ResponseURL: this.responses.urlOf(requestId),
        StackId: this.scope.pseudo['AWS::StackId'],
        RequestId: requestId,
        LogicalResourceId: id,
        ResourceType: this.template.Resources?.[id]?.Type,
        ResourceProperties: properties,
        ...(type === 'Create' ? {} : { PhysicalResourceId: this.physicalIds.get(id) ?? 'not made' }),
        ...more,
      },
      how,
    );
    const answer = this.responses.answerTo(requestId);
    if (answer === undefined) {
      throw new Error(`no answer about ${id}: ${JSON.stringify(invocation)}`);
    }
    this.physicalIds.set(id, answer.PhysicalResourceId);
    return { ...invocation, answer };
  }

  /** Somebody calls a function of the controller by its name. */
  async call(name: string, event: object, how: How = {}): Promise<Invocation> {
    const arn = [...this.functions.keys()].find((one) => one.endsWith(`:function:${name}`));
    return this.functionNamed(arn ?? name).invoke(event, how);
  }

  private functionNamed(arn: string): DeployedFunction {
    const found = this.functions.get(arn);
    if (found === undefined) {
      throw new Error(`${arn} is none of the controller's functions`);
    }
    return found;
  }

  private async createTheRest(without: readonly string[]): Promise<void> {
    for (const id of createOrder(this.template)) {
      const type = this.template.Resources?.[id]?.Type ?? '';
      if (type === 'AWS::Lambda::Function') {
        await this.readyFunction(id);
      } else if (type === 'AWS::Scheduler::ScheduleGroup') {
        await this.aws.scheduler.send(new CreateScheduleGroupCommand(this.propertiesOf(id)));
      } else if (type === 'AWS::Scheduler::Schedule') {
        await this.aws.scheduler.send(new CreateScheduleCommand(this.propertiesOf(id)));
      } else if (type.startsWith('Custom::') && !without.includes(type)) {
        const { answer } = await this.request('Create', id);
        if (answer.Status !== 'SUCCESS') {
          throw new Error(`${id} was not made: ${answer.Reason ?? ''}`);
        }
      }
    }
  }

  private async readyFunction(id: string): Promise<void> {
    const { Environment, Handler, Role, Timeout } = this.propertiesOf(id);
    if (Environment?.Variables?.CONTROLLER !== undefined) {
      const settings = {
        handler: Handler,
        roleArn: Role,
        timeoutMs: Timeout * 1_000,
        environment: Environment.Variables,
      };
      const arn = this.scope.attributeOf(id, 'Arn') as string;
      this.functions.set(arn, await DeployedFunction.create(this.aws, settings));
    }
  }
}

let lastStack: Promise<unknown> = Promise.resolve();

/** moto's CloudFormation loses its way when it makes several stacks at once. */
function oneAtATime<T>(make: () => Promise<T>): Promise<T> {
  const made = lastStack.then(make, make);
  lastStack = made.catch(() => undefined);
  return made;
}

/** Answers how references resolve, which is what moto's CloudFormation made of them. */
async function createInMoto({ cloudFormation }: Aws, stackName: string, template: TemplateJson): Promise<Scope> {
  const env = { partition: 'aws', account: ACCOUNT, region: REGION, stackName };
  const { forMoto, outputs } = split(template, env);
  await oneAtATime(() =>
    cloudFormation.send(new CreateStackCommand({ StackName: stackName, TemplateBody: JSON.stringify(forMoto) })),
  );
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  const [{ StackStatus, StackStatusReason, StackId, Outputs } = {}] = Stacks ?? [];
  if (StackStatus !== 'CREATE_COMPLETE') {
    throw new Error(`${stackName} is ${StackStatus ?? 'not there'}: ${StackStatusReason ?? ''}`);
  }
  const resolved = new Map(
    (Outputs ?? []).flatMap(({ OutputKey, OutputValue }) => {
      const reference = outputs.get(OutputKey ?? '');
      return reference === undefined ? [] : [[`${reference.id}.${reference.attribute}`, OutputValue ?? ''] as const];
    }),
  );
  /** A resource that moto's CloudFormation knows nothing of has the name that its properties give it. */
  const taken = (id: string): PhysicalResource | undefined => {
    const { Type, Properties = {} } = template.Resources?.[id] ?? {};
    return Type === undefined ? undefined : physicalResource(Type, id, resolve(Properties, scope) as JsonObject, env);
  };
  const scope: Scope = {
    template,
    pseudo: {
      'AWS::AccountId': ACCOUNT,
      'AWS::Region': REGION,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': StackId ?? '',
    },
    parameters: {},
    refOf: (id) => resolved.get(`${id}.`) ?? taken(id)?.ref,
    attributeOf: (id, attribute) => resolved.get(`${id}.${attribute}`) ?? taken(id)?.attribute(attribute),
    imported: () => undefined,
  };
  return scope;
}

/** Deploys to the moto_server of the suite. */
export async function deploy(stack: Stack, deployment?: Deployment): Promise<DeployedStack> {
  return DeployedStack.create(awsAt(motoEndpoint()), stack, deployment);
}

/** A stack of one access, and what its tests need of it. */
export interface SingleAccess {
  readonly stack: DeployedStack;
  readonly aws: Aws;
  readonly access: DeclaredAccess;
  readonly edge: (edge: 'start' | 'end', due: EpochMs, how?: How) => Promise<Invocation>;
}

export function singleAccess(stack: DeployedStack): SingleAccess {
  const access = stack.manifest[0]!;
  return { stack, aws: stack.aws, access, edge: (edge, due, how) => stack.edge(access.access, edge, due, how) };
}
