/** Scenery: a pipeline that takes an archive from a bucket and hands it to an agent, whose role can write nothing yet. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { BuildSpec, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction, S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ReleasePipeline extends Construct {
  public readonly pipeline: Pipeline;
  /** What the pipeline deploys with. */
  public readonly agentRole: Role;
  /** What it deploys to. */
  public readonly stock: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bucket = (name: string): Bucket =>
      new Bucket(this, name, {
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        versioned: true,
        removalPolicy: RemovalPolicy.RETAIN,
      });
    this.stock = bucket('Stock');
    this.agentRole = new Role(this, 'AgentRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    const deploy = new PipelineProject(this, 'Agent', {
      role: this.agentRole,
      environmentVariables: { STOCK: { value: this.stock.bucketName } },
      buildSpec: BuildSpec.fromObject({
        version: '0.2',
        phases: { build: { commands: ['aws s3 sync --delete . "s3://$STOCK/"'] } },
      }),
    });
    const archive = new Artifact('Archive');
    this.pipeline = new Pipeline(this, 'WarehouseRelease', {
      pipelineType: PipelineType.V2,
      artifactBucket: bucket('Artifacts'),
      stages: [
        {
          stageName: 'Source',
          actions: [
            new S3SourceAction({
              actionName: 'Archive',
              bucket: bucket('Releases'),
              bucketKey: 'warehouse.zip',
              trigger: S3Trigger.NONE,
              output: archive,
            }),
          ],
        },
        {
          stageName: 'Deploy',
          actions: [new CodeBuildAction({ actionName: 'Warehouse', project: deploy, input: archive })],
        },
      ],
    });
  }
}
