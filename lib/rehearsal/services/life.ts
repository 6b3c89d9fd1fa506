/** The life of a resource in the service that it belongs to: what the simulated services need to know of it. */
import type { Json, JsonObject } from '../../assembly/template';
import { isObject, textsOf } from '../../assembly/template';
import type { AssemblyStack } from '../../assembly/assembly';
import type { Environment, PhysicalResource } from '../physical-resource';
import type { SimulatedAws } from '../simulated-aws';

export interface Making {
  readonly aws: SimulatedAws;
  readonly env: Environment;
  readonly stack: AssemblyStack;
  /** Resolved. */
  readonly properties: JsonObject;
  readonly made: PhysicalResource;
}

/** Attributes that only the service knows. */
export type Attributes = Readonly<Record<string, string>>;

/** Each fails with the service's own refusal, and then has changed nothing that counts. */
export interface Life {
  readonly make: (making: Making) => Attributes | undefined;
  /** In place. */
  readonly change: (before: Making, after: Making) => void;
  /** What is gone already is as good as removed. */
  readonly remove: (making: Making) => void;
}

export function roleArn({ partition, account }: Environment, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}

export function functionArn({ partition, region, account }: Environment, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:${partition}:lambda:${region}:${account}:function:${nameOrArn}`;
}

export function one(value: Json | undefined): string {
  return textsOf(value)[0] ?? '';
}

export function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function numberOr(value: Json | undefined, otherwise: number): number {
  return value === undefined ? otherwise : Number(value);
}
