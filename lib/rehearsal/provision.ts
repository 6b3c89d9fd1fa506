/** Makes the resources that take part in the simulation; all others exist by name only. */
import { basename } from 'node:path';
import { epochMs, SECOND } from '../core/interval';
import { type AssemblyStack, AssemblyError } from './assembly';
import { handlerIn } from './handler-bundle';
import type { Environment, PhysicalResource } from './physical-resource';
import type { SimulatedAws } from './simulated-aws';
import { isObject, type Json, type JsonObject, textsOf } from './template';

export interface Making {
  readonly aws: SimulatedAws;
  readonly env: Environment;
  readonly stack: AssemblyStack;
  /** Resolved. */
  readonly properties: JsonObject;
  readonly made: PhysicalResource;
}

type Provision = (making: Making) => void;

const PROVISIONS: Readonly<Record<string, Provision>> = {
  'AWS::IAM::Role': provisionRole,
  'AWS::IAM::Policy': ({ aws, env, properties }) => {
    for (const name of textsOf(properties['Roles'])) {
      aws.iam.putInlinePolicy(roleArn(env, name), one(properties['PolicyName']), object(properties['PolicyDocument']));
    }
  },
  'AWS::IAM::RolePolicy': ({ aws, env, properties }) => {
    const arn = roleArn(env, one(properties['RoleName']));
    aws.iam.putInlinePolicy(arn, one(properties['PolicyName']), object(properties['PolicyDocument']));
  },
  'AWS::IAM::ManagedPolicy': ({ aws, env, properties, made }) => {
    aws.iam.putManagedPolicy(made.ref, object(properties['PolicyDocument']));
    for (const name of textsOf(properties['Roles'])) {
      aws.iam.attachPermanently(roleArn(env, name), made.ref);
    }
  },
  'AWS::Lambda::Function': provisionFunction,
  'AWS::Lambda::EventInvokeConfig': ({ aws, env, properties }) => {
    const called = one(properties['FunctionName']);
    aws.lambda.configureAsync(called.startsWith('arn:') ? called : functionArn(env, called), {
      maximumAgeMs: numberOr(properties['MaximumEventAgeInSeconds'], 6 * 3_600) * SECOND,
      maximumRetries: numberOr(properties['MaximumRetryAttempts'], 2),
    });
  },
  'AWS::Scheduler::Schedule': provisionSchedule,
};

export function provision(type: string, making: Making): void {
  PROVISIONS[type]?.(making);
}

function provisionRole({ aws, properties, made }: Making): void {
  const arn = one(made.attribute('Arn'));
  const boundary = properties['PermissionsBoundary'];
  aws.iam.putRole({
    arn,
    trust: object(properties['AssumeRolePolicyDocument']),
    boundary: boundary === undefined ? undefined : one(boundary),
  });
  for (const inline of [properties['Policies'] ?? []].flat().filter(isObject)) {
    aws.iam.putInlinePolicy(arn, one(inline['PolicyName']), object(inline['PolicyDocument']));
  }
  for (const policy of textsOf(properties['ManagedPolicyArns'])) {
    aws.iam.attachPermanently(arn, policy);
  }
}

/** Functions of other constructs are not run: nothing in the simulation calls them. */
function provisionFunction({ aws, stack, properties, made }: Making): void {
  const variables = object(object(properties['Environment'])['Variables']);
  if (variables['SCHEDULE_GROUP'] === undefined || variables['CONTROLLER'] === undefined) {
    return;
  }
  const key = one(object(properties['Code'])['S3Key']);
  const folder = stack.files.get(key);
  if (folder === undefined) {
    throw new AssemblyError(`${stack.id} has no asset ${basename(key)} for its handler: run \`cdk synth\` again`);
  }
  aws.lambda.putFunction({
    arn: one(made.attribute('Arn')),
    name: made.ref,
    roleArn: one(properties['Role']),
    timeoutMs: numberOr(properties['Timeout'], 3) * SECOND,
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, one(value)])),
    handle: handlerIn(folder, one(properties['Handler'])),
  });
}

/** Schedules whose target is none of our functions have no part in the play. */
function provisionSchedule({ aws, env, properties, made }: Making): void {
  const target = object(properties['Target']);
  if (aws.lambda.find(one(target['Arn'])) === undefined) {
    return;
  }
  const zone = properties['ScheduleExpressionTimezone'];
  aws.scheduler.put({
    arn: one(made.attribute('Arn')),
    group: one(properties['GroupName'] ?? 'default'),
    name: made.ref,
    account: env.account,
    expression: one(properties['ScheduleExpression']),
    timeZone: zone === undefined ? undefined : one(zone),
    enabled: (properties['State'] ?? 'ENABLED') === 'ENABLED',
    startDate: instantOr(properties['StartDate']),
    endDate: instantOr(properties['EndDate']),
    deletedOnceDone: properties['ActionAfterCompletion'] === 'DELETE',
    target: one(target['Arn']),
    targetRole: one(target['RoleArn']),
    input: one(target['Input'] ?? '{}'),
  });
}

function roleArn({ partition, account }: Environment, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}

function functionArn({ partition, region, account }: Environment, name: string): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

function one(value: Json | undefined): string {
  return textsOf(value)[0] ?? '';
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return value === undefined ? otherwise : Number(value);
}

function instantOr(value: Json | undefined): ReturnType<typeof epochMs> | undefined {
  return value === undefined ? undefined : epochMs(Date.parse(one(value)));
}
