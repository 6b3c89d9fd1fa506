/**
 * Job 5: the build that signs a release may use the signing key while it runs, and not a minute longer.
 *
 * The role belongs to the project, not to one build: whatever runs under it has the right while a build is under way.
 * So the project signs and does nothing else, one build at a time, and cannot start a build itself.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { BuildSpec, Project, Source } from 'aws-cdk-lib/aws-codebuild';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The change is in IAM when the event has come, which is a little after the build has begun. */
const SIGN_WHEN_ALLOWED =
  'for try in $(seq 60); do ' +
  'aws kms sign --key-id "$KEY" --message fileb://digest --message-type DIGEST ' +
  '--signing-algorithm ECDSA_SHA_256 --query Signature --output text > shop.sig && break; sleep 2; done; test -s shop.sig';

export class ArtifactSigningStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const releases = new Bucket(this, 'Releases', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
    });
    const signingKey = new Key(this, 'SigningKey', {
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const signerRole = new Role(this, 'SignerRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    const signer = new Project(this, 'Signer', {
      role: signerRole,
      source: Source.s3({ bucket: releases, path: 'shop.zip' }),
      concurrentBuildLimit: 1,
      timeout: Duration.minutes(20),
      queuedTimeout: Duration.minutes(5),
      environmentVariables: { KEY: { value: signingKey.keyArn } },
      buildSpec: BuildSpec.fromObject({
        version: '0.2',
        phases: { build: { commands: ['openssl dgst -sha256 -binary shop.tar > digest', SIGN_WHEN_ALLOWED] } },
      }),
    });

    const onCall = new Topic(this, 'OnCall', { enforceSSL: true });
    new AccessController(this, 'AccessController', { alarmActions: [new SnsAction(onCall)] });

    const access = new TemporaryAccess(this, 'SigningAccess', {
      role: signerRole,
      purpose: 'Sign the release that is being built',
      windows: [
        AccessWindow.onDemand({
          openOn: [AccessSignal.buildStarted(signer)],
          closeOn: [AccessSignal.buildFinished(signer)],
          maxDuration: Duration.minutes(30),
        }),
      ],
    });
    signingKey.grantSign(access);
  }
}
