/**
 * Job 2: an integration may read one secret while that secret is rotated, and at no other time.
 *
 * A partner's API wants to be told each new key. What tells it has to read the key once per rotation; between rotations
 * its role can read nothing, whoever holds its credentials.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export class SecretRotationStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const partnerKey = new Secret(this, 'PartnerKey', { description: 'The key of our API that the partner uses' });
    const rotation = new LambdaFunction(this, 'Rotation', {
      // Yours makes a new key, stores it, has it tested and makes it the current one.
      code: Code.fromInline('exports.handler = async ({ Step }) => console.log(Step);'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    partnerKey.addRotationSchedule('Monthly', { rotationLambda: rotation, automaticallyAfter: Duration.days(30) });
    const integrationRole = new Role(this, 'IntegrationRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', { alarmActions: [new SnsAction(onCall)] });

    const access = new TemporaryAccess(this, 'PartnerSyncAccess', {
      role: integrationRole,
      purpose: 'Tell the partner the new key while it is rotated',
      windows: [
        AccessWindow.onDemand({
          openOn: [AccessSignal.rotationStarted(partnerKey)],
          closeOn: [AccessSignal.rotationFinished(partnerKey)],
          maxDuration: Duration.minutes(15),
        }),
      ],
      // Nothing else may let it read the key.
      residualCheck: true,
    });
    partnerKey.grantRead(access);
  }
}
