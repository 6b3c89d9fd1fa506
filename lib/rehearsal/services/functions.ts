/** Lambda's functions, and how they take events. Functions of other constructs are not run: nothing here calls them. */
import { basename } from 'node:path';
import { SECOND } from '../../core/interval';
import { AssemblyError } from '../../assembly/assembly';
import { handlerIn } from '../handler-bundle';
import type { Environment } from '../physical-resource';
import { functionArn, type Life, type Making, numberOr, object, one } from './life';

export const FUNCTION: Life = {
  make: (making) => {
    put(making);
    return undefined;
  },
  change: (_before, after) => {
    put(after);
  },
  remove: ({ aws, made }) => {
    aws.lambda.removeFunction(one(made.attribute('Arn')));
  },
};

export const EVENT_INVOKE_CONFIG: Life = {
  make: (making) => {
    configure(making);
    return undefined;
  },
  change: (_before, after) => {
    configure(after);
  },
  remove: ({ aws, env, properties }) => {
    aws.lambda.configureAsync(functionArn(env, one(properties['FunctionName'])), {});
  },
};

/** Another service may call the function. */
export const PERMISSION: Life = {
  make: ({ aws, env, properties, made }) => {
    const sourceArn = properties['SourceArn'];
    aws.lambda.permit(permissionId(env, made.ref), {
      functionArn: functionArn(env, one(properties['FunctionName'])),
      service: one(properties['Principal']),
      sourceArn: sourceArn === undefined ? undefined : one(sourceArn),
    });
    return undefined;
  },
  // Each of its properties but one, which is not read here, makes another of it.
  change: () => undefined,
  remove: ({ aws, env, made }) => {
    aws.lambda.forbid(permissionId(env, made.ref));
  },
};

function permissionId({ account, region }: Environment, name: string): string {
  return `${account} ${region} ${name}`;
}

function configure({ aws, env, properties }: Making): void {
  aws.lambda.configureAsync(functionArn(env, one(properties['FunctionName'])), {
    maximumAgeMs: numberOr(properties['MaximumEventAgeInSeconds'], 6 * 3_600) * SECOND,
    maximumRetries: numberOr(properties['MaximumRetryAttempts'], 2),
    onFailure: one(object(object(properties['DestinationConfig'])['OnFailure'])['Destination']),
  });
}

function put({ aws, stack, properties, made }: Making): void {
  const variables = object(object(properties['Environment'])['Variables']);
  if (variables['SCHEDULE_GROUP'] === undefined || variables['CONTROLLER'] === undefined) {
    return;
  }
  const key = one(object(properties['Code'])['S3Key']);
  const folder = stack.files.get(key);
  if (folder === undefined) {
    throw new AssemblyError(
      Object.keys(stack.template.Parameters ?? {}).some((name) => name.startsWith('AssetParameters'))
        ? `${stack.id} has parameters for its assets, as the LegacyStackSynthesizer writes them, so that only a deployment ` +
            'knows where its handler is: synthesize it with the DefaultStackSynthesizer to rehearse it'
        : `${stack.id} has no asset ${basename(key)} for its handler: run \`cdk synth\` again`,
    );
  }
  aws.lambda.putFunction({
    arn: one(made.attribute('Arn')),
    name: made.ref,
    roleArn: one(properties['Role']),
    timeoutMs: numberOr(properties['Timeout'], 3) * SECOND,
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, one(value)])),
    closes: one(properties['Handler']).endsWith('.closer'),
    handle: handlerIn(folder, one(properties['Handler'])),
  });
}
