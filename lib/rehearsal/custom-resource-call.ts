/**
 * CloudFormation's conversation with the function of a custom resource.
 *
 * The function is called as by any event, so it is tried again when it throws; the answer comes back at a presigned
 * address, or never. All scalars of the properties are texts by then.
 */
import { HOUR, plus } from '../core/interval';
import { shortHash } from './physical-resource';
import type { SimulatedAws } from './simulated-aws';
import { isObject, type Json, type JsonObject, textsOf } from './template';

/** CloudFormation's own limit for a custom resource. */
const LONGEST_WAIT = HOUR;

export interface CustomResourceCall {
  readonly type: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly region: string;
  readonly serviceToken: string;
  readonly properties: JsonObject;
}

export type CustomResourceAnswer = { readonly physicalId: string } | { readonly failed: string };

export async function createCustomResource(aws: SimulatedAws, call: CustomResourceCall): Promise<CustomResourceAnswer> {
  const { type, logicalId, stackId, region, serviceToken, properties } = call;
  if (aws.lambda.find(serviceToken) === undefined) {
    return { failed: `its ServiceToken names no handler of this library: ${serviceToken}` };
  }
  const requestId = uuid(stackId, logicalId, 'Create');
  const url = `https://cloudformation-custom-resource-response-${region}.s3.amazonaws.com/${requestId}`;
  const answered = aws.answerAt(url);
  const request = {
    RequestType: 'Create',
    ServiceToken: serviceToken,
    ResponseURL: url,
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResourceProperties: properties,
  };
  aws.lambda.invokeAsync(serviceToken, request, `create of ${logicalId}`);
  const body = await Promise.race([answered, tooLate(aws)]);
  if (body === undefined) {
    return { failed: 'the function did not answer within an hour' };
  }
  const answer = JSON.parse(body) as { Status: string; Reason?: string; PhysicalResourceId: string };
  return answer.Status === 'SUCCESS'
    ? { physicalId: answer.PhysicalResourceId }
    : { failed: answer.Reason ?? 'the function gave no reason' };
}

function tooLate(aws: SimulatedAws): Promise<undefined> {
  return new Promise((done) => {
    aws.clock.at(plus(aws.clock.now(), LONGEST_WAIT), () => {
      done(undefined);
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
