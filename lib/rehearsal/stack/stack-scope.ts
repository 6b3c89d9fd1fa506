/** What intrinsics resolve to in one stack: who and where it is, its parameters, and what of it is made. */
import type { AssemblyStack } from '../../assembly/assembly';
import { uuid } from '../custom-resource-call';
import type { Generation } from '../generations';
import { resolveText, type Scope } from '../intrinsics';
import type { Environment, PhysicalResource } from '../physical-resource';
import { isObject } from '../../assembly/template';
import type { Exports } from './deployments';

/** A template, and what it is made with. */
export interface Blueprint {
  readonly stack: AssemblyStack;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Stands in for what only `cdk deploy` would know. */
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

export function environmentOf({ account = ACCOUNT, region = REGION }: AssemblyStack, stackName: string): Environment {
  return { partition: partitionOf(region), account, region, stackName };
}

export function stackIdOf({ partition, account, region, stackName }: Environment, generation: Generation): string {
  const id = uuid(account, region, stackName, ...generation);
  return `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${id}`;
}

export interface Surroundings {
  readonly env: Environment;
  readonly stackId: string;
  readonly exports: Exports;
  readonly made: (logicalId: string) => PhysicalResource | undefined;
}

export function scopeOf({ stack, parameters }: Blueprint, { env, stackId, exports, made }: Surroundings): Scope {
  const { partition, account, region, stackName } = env;
  return {
    template: stack.template,
    parameters,
    pseudo: {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': stackId,
    },
    refOf: (id) => made(id)?.ref,
    attributeOf: (id, attribute) => made(id)?.attribute(attribute),
    imported: (name) => exports.get(`${region} ${name}`),
  };
}

/** By region and name. */
export function exportsOf(scope: Scope): [name: string, value: string][] {
  return Object.values(scope.template.Outputs ?? {}).flatMap((output): [string, string][] => {
    const exported = output['Export'];
    return isObject(exported)
      ? [
          [
            `${scope.pseudo['AWS::Region'] ?? ''} ${resolveText(exported['Name'], scope)}`,
            resolveText(output['Value'], scope),
          ],
        ]
      : [];
  });
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
