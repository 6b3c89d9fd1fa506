/** EventBridge's buses, who may put events on them, and the rules that hand events on. */
import { SECOND } from '../../core/interval';
import { AssemblyError } from '../../assembly/assembly';
import type { Environment } from '../physical-resource';
import { checkPattern, UnknownFilter } from '../signals/event-pattern';
import { isObject, type Json, type JsonObject } from '../../assembly/template';
import { type Life, type Making, numberOr, object, one } from './life';

/** In seconds: EventBridge's own. */
const LONGEST_EVENT_AGE = 86_400;

export const EVENT_BUS: Life = {
  make: (making) => {
    making.aws.events.putBus(arnOf(making), policyOf(making));
    return undefined;
  },
  change: (_before, after) => {
    after.aws.events.putBus(arnOf(after), policyOf(after));
  },
  remove: (making) => {
    making.aws.events.removeBus(arnOf(making));
  },
};

export const EVENT_BUS_POLICY: Life = {
  make: (making) => {
    putStatement(making);
    return undefined;
  },
  change: (before, after) => {
    takeStatement(before);
    putStatement(after);
  },
  remove: (making) => {
    takeStatement(making);
  },
};

export const RULE: Life = {
  make: (making) => {
    putRule(making);
    return undefined;
  },
  change: (before, after) => {
    before.aws.events.removeRule(arnOf(before));
    putRule(after);
  },
  remove: (making) => {
    making.aws.events.removeRule(arnOf(making));
  },
};

/** The policy that the bus names itself; its statements may also be resources of their own. */
function policyOf({ properties }: Making): readonly JsonObject[] {
  return [object(properties['Policy'])['Statement'] ?? []].flat().filter(isObject);
}

/** One statement, or the parts of one as the oldest form of the resource has them. */
function putStatement({ aws, env, properties }: Making): void {
  const { Statement: statement, Principal: principal, Action: action } = properties;
  const whole = isObject(statement)
    ? statement
    : {
        Effect: 'Allow',
        Action: one(action ?? 'events:PutEvents'),
        Principal: principal === '*' ? '*' : { AWS: one(principal) },
      };
  aws.events.putStatement(busArn(env, properties['EventBusName']), one(properties['StatementId']), whole);
}

function takeStatement({ aws, env, properties }: Making): void {
  aws.events.removeStatement(busArn(env, properties['EventBusName']), one(properties['StatementId']));
}

/** Rules that call none of our functions have no part in the play. */
function putRule(making: Making): void {
  const { aws, env, stack, properties, made } = making;
  const targets = [properties['Targets'] ?? []]
    .flat()
    .map(object)
    .filter((target) => aws.lambda.find(one(target['Arn'])) !== undefined);
  if (targets.length === 0) {
    return;
  }
  const pattern = object(properties['EventPattern']);
  try {
    checkPattern(pattern);
  } catch (error) {
    if (error instanceof UnknownFilter) {
      throw new AssemblyError(`${stack.id} cannot be played: rule ${made.ref}: ${error.message}`);
    }
    throw error;
  }
  aws.events.putRule({
    arn: arnOf(making),
    name: made.ref,
    busArn: busArn(env, properties['EventBusName']),
    enabled: (properties['State'] ?? 'ENABLED') === 'ENABLED',
    pattern,
    targets: targets.map((target) => {
      const template = object(target['InputTransformer'])['InputTemplate'];
      return {
        functionArn: one(target['Arn']),
        inputTemplate: template === undefined ? undefined : one(template),
        ...deadLetters(object(target['DeadLetterConfig'])['Arn']),
        maximumEventAgeMs:
          numberOr(object(target['RetryPolicy'])['MaximumEventAgeInSeconds'], LONGEST_EVENT_AGE) * SECOND,
      };
    }),
  });
}

function deadLetters(arn: Json | undefined): { readonly deadLetterArn?: string } {
  return arn === undefined ? {} : { deadLetterArn: one(arn) };
}

export function busArn({ partition, region, account }: Environment, nameOrArn: Json | undefined): string {
  const bus = one(nameOrArn ?? 'default');
  return bus.startsWith('arn:') ? bus : `arn:${partition}:events:${region}:${account}:event-bus/${bus}`;
}

function arnOf({ made }: Making): string {
  return one(made.attribute('Arn'));
}
