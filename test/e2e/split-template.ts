/**
 * A template in two parts: what moto's CloudFormation makes, and what it does not know.
 *
 * Shims, each for a gap of moto's CloudFormation:
 * - A reference from the first part to the second is an error there, so it becomes a stand-in: an ARN.
 * - `Fn::GetAtt Policy.PolicyId` is unknown there, so it becomes a stand-in too. It only ever names a path.
 * - There is no bucket with the handler in it, and no function is run there: the code of all functions is a stub.
 * - Parameters and rules are about the bootstrap stack, which is not there.
 * - Outputs are added, one for each name and attribute: what CloudFormation resolved is then read from them.
 */
import { type Environment, physicalResource, uniqueId } from '../../lib/rehearsal/physical-resource';
import {
  attributeOf,
  isObject,
  type Json,
  type JsonObject,
  type Resource,
  type Template,
  textsOf,
} from '../../lib/assembly/template';

const MADE_BY_MOTO = [
  'AWS::DynamoDB::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

export interface SplitTemplate {
  readonly forMoto: { readonly Resources: JsonObject; readonly Outputs: JsonObject };
  /** The reference behind each output: a logical id, with an attribute or without. */
  readonly outputs: ReadonlyMap<string, { readonly id: string; readonly attribute: string }>;
}

export function split(template: Template, env: Environment): SplitTemplate {
  const all = template.Resources ?? {};
  const made = Object.fromEntries(Object.entries(all).filter(([, { Type }]) => MADE_BY_MOTO.includes(Type)));
  const outputs = referencesTo(made, template);
  return {
    forMoto: {
      Resources: Object.fromEntries(
        Object.entries(made).map(([id, resource]) => [id, forMoto(resource, made, all, env)]),
      ),
      Outputs: Object.fromEntries(
        [...outputs].map(([name, { id, attribute }]) => [
          name,
          { Value: attribute === '' ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] } },
        ]),
      ),
    },
    outputs,
  };
}

type Resources = Readonly<Record<string, Resource>>;

function forMoto(resource: Resource, made: Resources, all: Resources, env: Environment): JsonObject {
  const properties = withStandIns(resource.Properties ?? {}, made, all, env) as JsonObject;
  const code = resource.Type === 'AWS::Lambda::Function' ? { Code: { ZipFile: 'exports.handler = () => {};' } } : {};
  return {
    Type: resource.Type,
    DependsOn: [resource.DependsOn ?? []].flat().filter((id) => id in made),
    Properties: { ...properties, ...code },
  };
}

function withStandIns(value: Json | undefined, made: Resources, all: Resources, env: Environment): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => withStandIns(item, made, all, env));
  }
  if (!isObject(value)) {
    return value ?? null;
  }
  const reference = referenceIn(value);
  if (reference !== undefined && reference.id in all) {
    const { id, attribute } = reference;
    if (attribute === 'PolicyId') {
      return uniqueId('ANPA', id);
    }
    if (!(id in made)) {
      return physicalResource(all[id]!.Type, id, {}, env).attribute('Arn') ?? null;
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withStandIns(item, made, all, env)]));
}

/** What moto makes, and every attribute of it that the template refers to, by the name of its output. */
function referencesTo(made: Resources, template: Template): Map<string, { id: string; attribute: string }> {
  const found = new Map(Object.keys(made).map((id) => [`${id}x`, { id, attribute: '' }]));
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isObject(value)) {
      const reference = referenceIn(value);
      if (reference !== undefined && reference.id in made && reference.attribute !== 'PolicyId') {
        found.set(`${reference.id}x${reference.attribute}`, reference);
      }
      Object.values(value).forEach(visit);
    }
  };
  visit(template.Resources);
  visit(template.Outputs);
  return found;
}

function referenceIn(value: JsonObject): { id: string; attribute: string } | undefined {
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0) {
    return undefined;
  }
  if (key === 'Ref') {
    return { id: textsOf(argument)[0] ?? '', attribute: '' };
  }
  return key === 'Fn::GetAtt' ? attributeOf(argument) : undefined;
}
