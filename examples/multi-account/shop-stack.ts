/** One account of the shop: its bucket, the role that deploys to it, and the access of that role, with a controller of its own. */
import { AccessController, type AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { CENTRAL_BUS_ARN } from './accounts';

export interface ShopStackProps extends StackProps {
  /** When this account may be deployed to. */
  readonly window: AccessWindow;
}

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, { window, ...props }: ShopStackProps) {
    super(scope, id, props);

    const bucket = new Bucket(this, 'ShopFront', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
    });
    const deployRole = new Role(this, 'DeployRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });

    // Alarms stay in the account of what they watch; a topic takes them from its own region only.
    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', {
      alarmActions: [new SnsAction(onCall)],
      maxWindowLength: Duration.hours(10),
      eventBus: EventBus.fromEventBusArn(this, 'CentralBus', CENTRAL_BUS_ARN),
    });

    const release = new TemporaryAccess(this, 'ReleaseAccess', {
      role: deployRole,
      purpose: 'Release train: deploy the shop front',
      windows: [window],
    });
    bucket.grantWrite(release);
  }
}
