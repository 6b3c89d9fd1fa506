/** What a template asks for, with all that it refers to resolved. */
import { ACCESS_RESOURCE, ADMISSION_RESOURCE, DEPLOYMENT_RESOURCE } from '../../core/declaration';
import { asTexts, serviceTokenOf } from '../custom-resource-call';
import { resolve, type Scope } from '../intrinsics';
import type { SimulatedAws } from '../simulated-aws';
import { isObject, type JsonObject, type Resource } from '../../assembly/template';
import type { AskedResource, Maker } from './standing-resource';

export interface Asking {
  readonly aws: SimulatedAws;
  readonly scope: Scope;
  readonly logicalId: string;
  readonly resource: Resource;
  readonly after: ReadonlySet<string>;
}

export function askedResource({ aws, scope, logicalId, resource, after }: Asking): AskedResource {
  const resolved = resolve(resource.Properties ?? {}, scope);
  const properties = isObject(resolved) ? resolved : {};
  const maker = makerOf(aws, resource.Type, properties);
  return {
    logicalId,
    type: resource.Type,
    maker,
    properties: maker === 'function' ? (asTexts(properties) as JsonObject) : properties,
    deletionPolicy: resource.DeletionPolicy,
    updateReplacePolicy: resource.UpdateReplacePolicy,
    after,
  };
}

const OURS: readonly string[] = [ADMISSION_RESOURCE, ACCESS_RESOURCE, DEPLOYMENT_RESOURCE];

/** Custom resources of other constructs exist by name only, as their functions are not run. */
function makerOf(aws: SimulatedAws, type: string, properties: JsonObject): Maker {
  if (type === 'AWS::CloudFormation::Stack') {
    return 'stack';
  }
  const ours = OURS.includes(type) || aws.lambda.find(serviceTokenOf(properties)) !== undefined;
  return ours ? 'function' : 'service';
}
