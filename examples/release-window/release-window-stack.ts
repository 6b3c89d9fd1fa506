/**
 * Job 1: a deploy role may write the shop front's bucket and move its Lambda alias in the release window only.
 *
 * The role is what a pipeline assumes. On its own it can do nothing; on Tuesdays and Thursdays between 20:00 and 22:00
 * in London it can deploy. One Saturday it may also write the table that a migration moves.
 */
import { AccessController, AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { CfnOutput, Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export class ReleaseWindowStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bucket = new Bucket(this, 'ShopFront', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
    });
    const backend = new LambdaFunction(this, 'Backend', {
      code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    const live = new Alias(this, 'Live', { aliasName: 'live', version: backend.currentVersion });
    const orders = new Table(this, 'Orders', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const deployRole = new Role(this, 'DeployRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', {
      alarmActions: [new SnsAction(onCall)],
      maxWindowLength: Duration.hours(4),
    });

    const release = new TemporaryAccess(this, 'ReleaseAccess', {
      role: deployRole,
      purpose: 'Release train: deploy the shop front',
      windows: [
        AccessWindow.weekly({
          days: [Weekday.TUESDAY, Weekday.THURSDAY],
          start: '20:00',
          end: '22:00',
          timeZone: TimeZone.EUROPE_LONDON,
        }),
      ],
    });
    bucket.grantWrite(release);
    release.addStatements(new PolicyStatement({ actions: ['lambda:UpdateAlias'], resources: [live.functionArn] }));

    const migration = new TemporaryAccess(this, 'MigrationAccess', {
      role: deployRole,
      purpose: 'CHG-2041: move the orders to the new table',
      windows: [
        AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: TimeZone.EUROPE_LONDON }),
      ],
    });
    orders.grantReadWriteData(migration);

    new CfnOutput(this, 'DeployRoleArn', { value: deployRole.roleArn });
  }
}
