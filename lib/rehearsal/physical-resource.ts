/**
 * What `Ref` and `Fn::GetAtt` give for a resource that has been made.
 *
 * Names that the template leaves open are made up as CloudFormation does: stack, logical id and a few letters, here
 * always the same; one that is made anew gets other letters. ARNs are right for what the rehearsal looks into and plausible for the rest.
 */
import { createHash } from 'node:crypto';
import type { Generation } from './generations';
import type { Json, JsonObject } from '../assembly/template';

export interface Environment {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

export interface PhysicalResource {
  readonly ref: string;
  readonly attribute: (name: string) => Json | undefined;
}

/** Where a type keeps its name, what its `Ref` is, and what its ARN looks like after the account. */
interface Kind {
  readonly nameProperty?: string;
  readonly refIsArn?: boolean;
  readonly arn?: (name: string, properties: JsonObject) => string;
  readonly service?: string;
  readonly global?: boolean;
  readonly ref?: (name: string, env: Environment) => string;
}

/** The rules of a bus other than the default one stand in a folder of its name. */
const ofBus = (properties: JsonObject): string => {
  const bus = text(properties['EventBusName'] ?? 'default').replace(/^.*event-bus\//, '');
  return bus === 'default' ? '' : `${bus}/`;
};
const path = (properties: JsonObject): string => text(properties['Path'] ?? '/');

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    service: 'iam',
    global: true,
    arn: (name, properties) => `role${path(properties)}${name}`,
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    service: 'iam',
    global: true,
    refIsArn: true,
    arn: (name, properties) => `policy${path(properties)}${name}`,
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', service: 'lambda', arn: (name) => `function:${name}` },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    service: 'lambda',
    arn: (name, properties) => `function:${text(properties['FunctionName'] ?? 'unknown')}:${name}`,
    refIsArn: true,
  },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    service: 'scheduler',
    arn: (name) => `schedule-group/${name}`,
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    service: 'scheduler',
    arn: (name, properties) => `schedule/${text(properties['GroupName'] ?? 'default')}/${name}`,
  },
  'AWS::Events::EventBus': { nameProperty: 'Name', service: 'events', arn: (name) => `event-bus/${name}` },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    service: 'events',
    arn: (name, properties) => `rule/${ofBus(properties)}${name}`,
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    service: 'sqs',
    arn: (name) => name,
    ref: (name, env) => `https://sqs.${env.region}.amazonaws.com/${env.account}/${name}`,
  },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', service: 'sns', arn: (name) => name, refIsArn: true },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', service: 'logs', arn: (name) => `log-group:${name}:*` },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    service: 'secretsmanager',
    arn: (name) => `secret:${name}`,
    refIsArn: true,
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    service: 'states',
    arn: (name) => `stateMachine:${name}`,
    refIsArn: true,
  },
  'AWS::KMS::Key': { service: 'kms', arn: (name) => `key/${name}` },
  'AWS::S3::Bucket': { nameProperty: 'BucketName' },
};

const LONGEST_NAME = 64;

export function physicalResource(
  type: string,
  logicalId: string,
  properties: JsonObject,
  env: Environment,
  generation: Generation = [],
): PhysicalResource {
  const kind = KINDS[type] ?? {};
  const given = kind.nameProperty === undefined ? undefined : properties[kind.nameProperty];
  const name = given === undefined ? madeUpName(logicalId, env, generation) : text(given);
  const arn = arnOf(type, kind, name, properties, env);
  return {
    ref: kind.refIsArn === true ? arn : (kind.ref?.(name, env) ?? name),
    attribute: (attribute) => attributeOf(attribute, name, arn),
  };
}

/** The property in which a template may name a resource of a type. */
export function nameProperty(type: string): string | undefined {
  return KINDS[type]?.nameProperty;
}

function attributeOf(attribute: string, name: string, arn: string): string {
  if (attribute.endsWith('Arn')) {
    return arn;
  }
  if (attribute === 'PolicyId') {
    return uniqueId('ANPA', arn);
  }
  if (attribute === 'RoleId') {
    return uniqueId('AROA', arn);
  }
  return attribute.endsWith('Name') ? name : `${name}-${attribute}`;
}

function arnOf(type: string, kind: Kind, name: string, properties: JsonObject, env: Environment): string {
  if (type === 'AWS::S3::Bucket') {
    return `arn:${env.partition}:s3:::${name}`;
  }
  const service = kind.service ?? (type.split('::')[1] ?? 'aws').toLowerCase();
  const region = kind.global === true ? '' : env.region;
  return `arn:${env.partition}:${service}:${region}:${env.account}:${kind.arn?.(name, properties) ?? name}`;
}

/** The same on every run: what a rehearsal prints must not differ from one day to the next. */
function madeUpName(logicalId: string, env: Environment, generation: Generation): string {
  const suffix = shortHash(env.stackName, env.account, env.region, logicalId, ...generation);
  const room = LONGEST_NAME - suffix.length - 1;
  const stem = `${env.stackName}-${logicalId}`;
  return `${stem.length <= room ? stem : `${env.stackName.slice(0, 24)}-${logicalId}`.slice(0, room)}-${suffix}`;
}

/** IAM's own id of a role (`AROA…`) or policy (`ANPA…`), which it never gives out again. */
export function uniqueId(prefix: string, arn: string, generation: Generation = []): string {
  return `${prefix}${shortHash(arn, ...generation)}XYZAB`;
}

export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12).toUpperCase();
}

function text(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
