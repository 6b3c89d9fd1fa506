/**
 * What an update does with a resource: nothing, a change in place, or another one in its place.
 *
 * Which properties replace is written under each property in the template reference, as `Update requires:
 * Replacement`; here for the types that take part in the rehearsal and those around them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
import { isDeepStrictEqual } from 'node:util';
import { nameProperty } from '../physical-resource';
import { type Template, textsOf } from '../../assembly/template';
import type { AskedResource } from './standing-resource';

export type Change = 'none' | 'create' | 'update' | 'replace' | { readonly refused: string };

/** Besides the property that names it. */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::ManagedPolicy': ['Description', 'Path'],
  'AWS::IAM::Role': ['Path'],
  'AWS::IAM::RolePolicy': ['PolicyName', 'RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Lambda::Alias': ['FunctionName'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::Function': ['PackageType'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  'AWS::Lambda::Version': ['FunctionName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::Events::Rule': ['EventBusName', 'Name'],
  'AWS::Scheduler::Schedule': ['GroupName'],
  'AWS::SNS::Topic': ['FifoTopic'],
  'AWS::SQS::Queue': ['FifoQueue'],
  'AWS::StepFunctions::StateMachine': ['StateMachineType'],
};

export function changeOf(standing: AskedResource | undefined, asked: AskedResource): Change {
  if (standing === undefined) {
    return 'create';
  }
  // CloudFormation looks into every nested stack: only there does it show whether anything changes.
  if (asked.maker === 'stack') {
    return 'update';
  }
  const changed = changedProperties(standing, asked);
  if (changed.length === 0) {
    return 'none';
  }
  if (asked.maker === 'function') {
    return changed.includes('ServiceToken') ? { refused: 'Modifying service token is not allowed.' } : 'update';
  }
  const name = nameProperty(asked.type);
  const replacedBy = [...(REPLACED_BY[asked.type] ?? []), ...(name === undefined ? [] : [name])];
  if (!changed.some((property) => replacedBy.includes(property))) {
    return 'update';
  }
  const [given] = name === undefined ? [] : textsOf(asked.properties[name]);
  return given !== undefined && !changed.includes(name ?? '')
    ? {
        refused:
          'CloudFormation cannot update a stack when a custom-named resource requires replacing. ' +
          `Rename ${given} and update the stack again.`,
      }
    : 'replace';
}

/** CloudFormation refuses a template that gives a resource another type, before anything is done. */
export function typeChangeRefusal(
  standing: ReadonlyMap<string, AskedResource>,
  { Resources = {} }: Template,
): string | undefined {
  const changed = Object.entries(Resources).filter(([id, { Type }]) => (standing.get(id)?.type ?? Type) !== Type);
  return changed.length === 0
    ? undefined
    : 'Update of resource type is not permitted. The new template modifies resource type of the following resources: ' +
        `[${changed.map(([id]) => id).join(', ')}]`;
}

function changedProperties({ properties: old }: AskedResource, { properties }: AskedResource): string[] {
  const names = new Set([...Object.keys(old), ...Object.keys(properties)]);
  return [...names].filter((name) => !isDeepStrictEqual(old[name], properties[name]));
}
