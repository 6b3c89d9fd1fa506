/**
 * Job 1: what deploys may write production in the release window only, and where a pipeline does it, only while it runs.
 *
 * `ReleaseAccess` is the plain form: on Tuesdays and Thursdays between 20:00 and 22:00 in London a role can deploy.
 * `PipelineAccess` is the narrower one: in those hours an execution of the pipeline opens it, and the end of that same
 * execution closes it, also when that is early. One Saturday a role may also write the table that a migration moves.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { CfnOutput, Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ReleasePipeline } from './release-pipeline';

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
    const { pipeline, agentRole, stock } = new ReleasePipeline(this, 'Warehouse');

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', {
      alarmActions: [new SnsAction(onCall)],
      maxWindowLength: Duration.hours(4),
    });

    const releaseWindow = AccessWindow.weekly({
      days: [Weekday.TUESDAY, Weekday.THURSDAY],
      start: '20:00',
      end: '22:00',
      timeZone: TimeZone.EUROPE_LONDON,
    });

    const release = new TemporaryAccess(this, 'ReleaseAccess', {
      role: deployRole,
      purpose: 'Release train: deploy the shop front',
      windows: [releaseWindow],
      // Whoever still deploys is told in time.
      endingSoon: Duration.minutes(10),
    });
    bucket.grantWrite(release);
    release.addStatements(new PolicyStatement({ actions: ['lambda:UpdateAlias'], resources: [live.functionArn] }));

    const whileItRuns = new TemporaryAccess(this, 'PipelineAccess', {
      role: agentRole,
      purpose: 'Release train: the pipeline deploys the warehouse',
      windows: [
        AccessWindow.onDemand({
          openOn: [AccessSignal.pipelineStarted(pipeline)],
          closeOn: [AccessSignal.pipelineFinished(pipeline)],
          maxDuration: Duration.hours(1),
          within: releaseWindow,
        }),
      ],
      endingSoon: Duration.minutes(10),
      // A deployment takes a quarter of an hour: one that starts later is refused, and not cut in half.
      lastStart: Duration.minutes(15),
    });
    stock.grantWrite(whileItRuns);

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
