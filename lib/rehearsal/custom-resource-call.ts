/**
 * CloudFormation's conversation with the function of a custom resource.
 *
 * The function is called as by any event, so it is tried again when it throws; the answer comes back at a presigned
 * address, or never. All scalars of the properties are texts by then.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
import { plus, SECOND } from '../core/interval';
import { shortHash } from './physical-resource';
import type { SimulatedAws } from './simulated-aws';
import { isObject, type Json, type JsonObject, textsOf } from '../assembly/template';

/** In seconds; the resource may say otherwise. */
const SERVICE_TIMEOUT = 3_600;

export interface CustomResourceCall {
  readonly request: 'Create' | 'Update' | 'Delete';
  /** Another for every request. */
  readonly requestId: string;
  readonly type: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly region: string;
  readonly properties: JsonObject;
  /** Of an update. */
  readonly oldProperties?: JsonObject;
  /** Of all but a create. */
  readonly physicalId?: string;
}

export interface CustomResourceAnswer {
  /** Undefined where the function never answered, or named none. */
  readonly physicalId: string | undefined;
  readonly failed?: string;
}

export async function askCustomResource(aws: SimulatedAws, call: CustomResourceCall): Promise<CustomResourceAnswer> {
  const { request, requestId, type, logicalId, stackId, region, properties, oldProperties, physicalId } = call;
  const serviceToken = serviceTokenOf(properties);
  if (aws.lambda.find(serviceToken) === undefined) {
    return { physicalId: undefined, failed: `its ServiceToken names no handler of this library: ${serviceToken}` };
  }
  const url = `https://cloudformation-custom-resource-response-${region}.s3.amazonaws.com/${requestId}`;
  const answered = aws.answerAt(url);
  const event = {
    RequestType: request,
    ServiceToken: serviceToken,
    ResponseURL: url,
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResourceProperties: properties,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ...(oldProperties === undefined ? {} : { OldResourceProperties: oldProperties }),
  };
  aws.lambda.invokeAsync(serviceToken, event, `${request.toLowerCase()} of ${logicalId}`);
  const longest = Number(properties['ServiceTimeout'] ?? SERVICE_TIMEOUT);
  const body = await within(aws, longest * SECOND, answered);
  if (body === undefined) {
    return { physicalId: undefined, failed: `the function did not answer within ${longest} s` };
  }
  const answer = JSON.parse(body) as { Status: string; Reason?: string; PhysicalResourceId?: string };
  return answer.Status === 'SUCCESS'
    ? { physicalId: answer.PhysicalResourceId }
    : { physicalId: answer.PhysicalResourceId, failed: answer.Reason ?? 'the function gave no reason' };
}

export function serviceTokenOf(properties: JsonObject): string {
  return textsOf(properties['ServiceToken'])[0] ?? '';
}

function within<T>({ clock }: SimulatedAws, ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((done) => {
    const cancel = clock.at(plus(clock.now(), ms), () => {
      done(undefined);
    });
    void work.then((value) => {
      cancel();
      done(value);
    });
  });
}

/** CloudFormation hands every number and truth value of a custom resource over as a text. */
export function asTexts(value: Json | undefined): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => asTexts(item));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asTexts(item)]));
  }
  return textsOf(value)[0] ?? '';
}

/** The same on every run. */
export function uuid(...parts: readonly string[]): string {
  const digits = shortHash(...parts).toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8)}-4000-8000-${digits}`;
}
