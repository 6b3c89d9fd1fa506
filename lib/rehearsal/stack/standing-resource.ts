/** A resource as a stack asks for it, and as it stands once it is made. */
import type { PhysicalResource } from '../physical-resource';
import type { JsonObject } from '../../assembly/template';
import type { StackResources } from './stack-resources';

/** Who makes it: a service, the function of a custom resource, or CloudFormation once more. */
export type Maker = 'service' | 'function' | 'stack';

export interface AskedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly maker: Maker;
  /** Resolved; those of a custom resource are texts. */
  readonly properties: JsonObject;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  /** What it refers to or depends on. */
  readonly after: ReadonlySet<string>;
}

export interface StandingResource extends AskedResource {
  readonly made: PhysicalResource;
  readonly nested?: StackResources | undefined;
}

/** Why a resource goes; `kept` is one that the delete of its stack is told to leave out. */
export type Farewell = 'removed' | 'replaced' | 'undone' | 'kept';

/**
 * Whether a resource is forgotten rather than deleted.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 */
export function isRetained(
  { deletionPolicy, updateReplacePolicy }: Pick<AskedResource, 'deletionPolicy' | 'updateReplacePolicy'>,
  farewell: Farewell,
): boolean {
  switch (farewell) {
    case 'removed':
      return deletionPolicy === 'Retain' || deletionPolicy === 'RetainExceptOnCreate';
    case 'undone':
      return deletionPolicy === 'Retain';
    case 'replaced':
      return updateReplacePolicy === 'Retain';
    case 'kept':
      return true;
  }
}
