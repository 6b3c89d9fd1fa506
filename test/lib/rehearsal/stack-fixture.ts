/** Hand-written stacks in a simulated AWS, with a function that answers custom resources as a test says. */
import { epochMs, SECOND } from '../../../lib/core/interval';
import type { AssemblyStack } from '../../../lib/assembly/assembly';
import { DeclarationHistory } from '../../../lib/rehearsal/declaration-history';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import { type DeploymentFailure, SimulatedStack } from '../../../lib/rehearsal/simulated-stack';
import type { Deployments } from '../../../lib/rehearsal/stack/deployments';
import { type StackHabits, type Step, UNTROUBLED } from '../../../lib/rehearsal/stack/stack-habits';
import { type JsonObject, type Resource, type Template, textsOf } from '../../../lib/assembly/template';

export const START = epochMs(Date.parse('2026-12-01T00:00:00Z'));
export const ACCOUNT = 'arn:aws:iam::123456789012:';
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:custom';

/** A request as the function gets it. */
export type Request = Readonly<Record<string, string>> & {
  readonly ResourceProperties: JsonObject;
  readonly OldResourceProperties?: JsonObject;
};
/** Undefined where it never answers; the number says after how many ms. */
export type Answer = (request: Request) => { readonly ms?: number; readonly body: object } | undefined;

export const succeed: Answer = ({ LogicalResourceId, PhysicalResourceId }) => ({
  body: { Status: 'SUCCESS', PhysicalResourceId: PhysicalResourceId ?? `${LogicalResourceId}-id` },
});

export interface Play {
  readonly aws: SimulatedAws;
  readonly deployments: Deployments;
  readonly stack: SimulatedStack;
  readonly requests: Request[];
  readonly create: () => Promise<DeploymentFailure | undefined>;
  readonly update: (resources: Template['Resources'], more?: Template) => Promise<DeploymentFailure | undefined>;
  readonly delete: (retain?: readonly string[]) => Promise<DeploymentFailure | undefined>;
  /** `UPDATE_COMPLETE Role`, in order; those of the stack itself bear its name, `Shop`. */
  readonly events: () => string[];
}

export interface Setup {
  readonly resources: Template['Resources'];
  readonly more?: Template;
  /** Of nested stacks, by object key. */
  readonly files?: ReadonlyMap<string, string>;
  readonly takesMs?: StackHabits['takesMs'];
  /** `delete Role in clean-up`, and why. */
  readonly fails?: Readonly<Record<string, string>>;
  readonly answer?: Answer;
}

export function play({ resources, more, files, takesMs, fails = {}, answer = succeed }: Setup): Play {
  const aws = new SimulatedAws({ from: START, seed: 1 });
  const requests: Request[] = [];
  putFunction(aws, requests, answer);
  const deployments: Deployments = {
    aws,
    exports: new Map(),
    history: new DeclarationHistory(aws.clock),
    habits: { takesMs: takesMs ?? UNTROUBLED.takesMs, fails: (step) => fails[nameOf(step)] },
  };
  const stack = new SimulatedStack(deployments, stackOf({ ...more, Resources: resources ?? {} }, files));
  return {
    aws,
    deployments,
    stack,
    requests,
    create: () => aws.clock.finish(stack.create()),
    update: (next, also) => aws.clock.finish(stack.update(stackOf({ ...also, Resources: next ?? {} }, files))),
    delete: (retain = []) => aws.clock.finish(stack.delete({ retain })),
    events: () => stack.events.splice(0).map(({ status, logicalId }) => `${status} ${logicalId}`),
  };
}

export function stackOf(template: Template, files: ReadonlyMap<string, string> = new Map()): AssemblyStack {
  return { id: 'Shop', name: 'Shop', account: undefined, region: undefined, template, files, metadata: {} };
}

export function custom(properties: JsonObject = {}, dependsOn: readonly string[] = []): Resource {
  return { Type: 'Custom::Thing', Properties: { ServiceToken: FUNCTION, ...properties }, DependsOn: dependsOn };
}

export function thing(properties: JsonObject = {}, dependsOn: readonly string[] = []): Resource {
  return { Type: 'AWS::S3::Bucket', Properties: properties, DependsOn: dependsOn };
}

export function role(properties: JsonObject = {}): Resource {
  return { Type: 'AWS::IAM::Role', Properties: properties };
}

/** `Create Thing`, in order. */
export function kindsOf(requests: readonly Request[]): string[] {
  return requests.map(({ RequestType, LogicalResourceId }) => `${RequestType} ${LogicalResourceId}`);
}

/** A property of the resource, as the function is asked for it. */
export function asked(request: Request, property: string): string {
  return textsOf(request.ResourceProperties[property]).join();
}

/** One resource takes so long, the others no time. */
export function seconds(count: number, id: string): StackHabits['takesMs'] {
  return ({ logicalId }) => (logicalId === id ? count * SECOND : 0);
}

function nameOf({ operation, logicalId, phase }: Step): string {
  return `${operation} ${logicalId} in ${phase}`;
}

function putFunction(aws: SimulatedAws, requests: Request[], answer: Answer): void {
  const roleArn = `${ACCOUNT}role/custom`;
  const Principal = { Service: 'lambda.amazonaws.com' };
  aws.iam.putRole({ arn: roleArn, trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal } } });
  aws.lambda.putFunction({
    arn: FUNCTION,
    name: 'custom',
    roleArn,
    timeoutMs: 900_000,
    environment: {},
    handle: async (world, event) => {
      const request = event as Request;
      requests.push(request);
      const answered = answer(request);
      if (answered !== undefined) {
        await world.clock.sleep(answered.ms ?? 0);
        await world.cloudFormation.respond(request['ResponseURL']!, JSON.stringify(answered.body));
      }
    },
  });
}
