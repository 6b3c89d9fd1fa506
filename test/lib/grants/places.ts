/** Where the resources stand that are granted, and what several cases make there. */
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, type FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { TemporaryAccess } from 'cdk-temporary-access';
import type { Construct } from 'constructs';

export const HERE = { account: '111111111111', region: 'eu-west-1' };
export const ELSEWHERE = { account: '222222222222', region: 'eu-west-1' };

/** Where a case may put its resources: in the access's stack, in another one of its account, or of another account. */
export interface Places {
  readonly own: Construct;
  readonly shared: Construct;
  readonly elsewhere: Construct;
}

/** Makes the resources of a case, and returns what grants them. */
export type Arrange = (places: Places) => (access: TemporaryAccess) => unknown;

export const functionIn = (scope: Construct, props: Partial<FunctionProps> = {}): LambdaFunction =>
  new LambdaFunction(scope, 'Function', {
    code: Code.fromInline('exports.handler = () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    ...props,
  });
export const keyed = (scope: Construct): { encryptionKey: Key } => ({ encryptionKey: new Key(scope, 'Key') });
