/** What the CDK can grant by the access's own policy alone. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ReportGroup } from 'aws-cdk-lib/aws-codebuild';
import { AttributeType, Table, TableEncryption, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Alias, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { TemporaryAccess } from 'cdk-temporary-access';
import type { Construct } from 'constructs';
import { type Arrange, ELSEWHERE, functionIn, HERE, keyed } from './places';

// TableV2 uses deprecated properties of its own package.
process.env['JSII_DEPRECATED'] = 'quiet';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN_ELSEWHERE = KEY_ARN.replace(HERE.account, ELSEWHERE.account);
const partitionKey = { name: 'id', type: AttributeType.STRING };
const machineIn = (scope: Construct): StateMachine =>
  new StateMachine(scope, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(scope, 'Pass')) });
const twice =
  (give: (access: TemporaryAccess) => Grant) =>
  (access: TemporaryAccess): Grant => {
    give(access);
    return give(access);
  };

type Given = readonly [name: string, actions: string[], arrange: Arrange];
const given = (name: string, actions: string[], arrange: Arrange): Given => [name, actions, arrange];

/** What can be given, and which actions the access's own policy has of it. */
export const GIVEN: Given[] = [
  given('S3 grantRead of a bucket', ['s3:GetObject*', 's3:List*'], ({ own }) => {
    const bucket = new Bucket(own, 'Bucket');
    return (access) => bucket.grantRead(access);
  }),
  given('S3 grantWrite of a bucket', ['s3:PutObject', 's3:DeleteObject*'], ({ own }) => {
    const bucket = new Bucket(own, 'Bucket');
    return (access) => bucket.grantWrite(access);
  }),
  given(
    'S3 grantReadWrite of a bucket with a customer key',
    ['s3:GetObject*', 's3:PutObject', 'kms:Decrypt', 'kms:GenerateDataKey*'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket', { encryption: BucketEncryption.KMS, ...keyed(own) });
      return (access) => bucket.grantReadWrite(access);
    },
  ),
  given(
    'S3 grantReadWrite of a bucket of another stack, with a customer key',
    ['s3:GetObject*', 's3:PutObject', 'kms:Decrypt'],
    ({ shared }) => {
      const bucket = new Bucket(shared, 'Bucket', { encryption: BucketEncryption.KMS, ...keyed(shared) });
      return (access) => bucket.grantReadWrite(access);
    },
  ),
  given('S3 grantRead of a bucket imported by name', ['s3:GetObject*'], ({ own }) => {
    const bucket = Bucket.fromBucketName(own, 'Bucket', 'photos');
    return (access) => bucket.grantRead(access);
  }),
  given(
    'S3 grantReadWrite of a bucket imported from another account, with its key',
    ['s3:GetObject*', 's3:PutObject', 'kms:Decrypt'],
    ({ own }) => {
      const bucket = Bucket.fromBucketAttributes(own, 'Bucket', {
        bucketArn: 'arn:aws:s3:::photos-elsewhere',
        account: ELSEWHERE.account,
        encryptionKey: Key.fromKeyArn(own, 'Key', KEY_ARN_ELSEWHERE),
      });
      return (access) => bucket.grantReadWrite(access);
    },
  ),
  given('S3 grantDelete and grantPut, one after the other', ['s3:DeleteObject*', 's3:PutObject'], ({ own }) => {
    const bucket = new Bucket(own, 'Bucket');
    return (access) => bucket.grantDelete(access).combine(bucket.grantPut(access));
  }),
  given('DynamoDB grantReadWriteData of a table', ['dynamodb:GetItem', 'dynamodb:PutItem'], ({ own }) => {
    const table = new Table(own, 'Table', { partitionKey });
    return (access) => table.grantReadWriteData(access);
  }),
  given(
    'DynamoDB grantReadWriteData of a table with a customer key',
    ['dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Decrypt'],
    ({ own }) => {
      const encryption = TableEncryption.CUSTOMER_MANAGED;
      const table = new Table(own, 'Table', { partitionKey, encryption, ...keyed(own) });
      return (access) => table.grantReadWriteData(access);
    },
  ),
  given('DynamoDB grantWriteData of a TableV2', ['dynamodb:PutItem'], ({ own }) => {
    const table = new TableV2(own, 'Table', { partitionKey });
    return (access) => table.grantWriteData(access);
  }),
  given('DynamoDB grantReadData of a TableV2 with a customer key', ['dynamodb:GetItem', 'kms:Decrypt'], ({ own }) => {
    const encryption = TableEncryptionV2.customerManagedKey(new Key(own, 'Key'));
    const table = new TableV2(own, 'Table', { partitionKey, encryption });
    return (access) => table.grantReadData(access);
  }),
  given('Lambda grantInvoke of a function, twice', ['lambda:InvokeFunction'], ({ own }) => {
    const fn = functionIn(own);
    return twice((access) => fn.grantInvoke(access));
  }),
  given('Lambda grantInvoke of a function of another stack', ['lambda:InvokeFunction'], ({ shared }) => {
    const fn = functionIn(shared);
    return (access) => fn.grantInvoke(access);
  }),
  given('Lambda grantInvoke of an alias', ['lambda:InvokeFunction'], ({ own }) => {
    const version = new Version(own, 'Version', { lambda: functionIn(own) });
    const alias = new Alias(own, 'Alias', { aliasName: 'live', version });
    return (access) => alias.grantInvoke(access);
  }),
  given('Lambda grantInvoke of a version', ['lambda:InvokeFunction'], ({ own }) => {
    const version = new Version(own, 'Version', { lambda: functionIn(own) });
    return (access) => version.grantInvoke(access);
  }),
  given('Lambda grantInvoke of an imported function', ['lambda:InvokeFunction'], ({ own }) => {
    const fn = LambdaFunction.fromFunctionName(own, 'Function', 'refund');
    return (access) => fn.grantInvoke(access);
  }),
  given(
    'Lambda grantInvoke of a function imported from another account, which has agreed',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const functionArn = `arn:aws:lambda:eu-west-1:${ELSEWHERE.account}:function:refund`;
      const fn = LambdaFunction.fromFunctionAttributes(own, 'Function', { functionArn, skipPermissions: true });
      return (access) => fn.grantInvoke(access);
    },
  ),
  given('Lambda grantInvokeUrl of a function', ['lambda:InvokeFunctionUrl'], ({ own }) => {
    const url = functionIn(own).addFunctionUrl();
    return (access) => url.grantInvokeUrl(access);
  }),
  given('SQS grantSendMessages of a queue', ['sqs:SendMessage'], ({ own }) => {
    const queue = new Queue(own, 'Queue', { enforceSSL: true });
    return (access) => queue.grantSendMessages(access);
  }),
  given('SQS grantConsumeMessages of a queue with a customer key', ['sqs:ReceiveMessage', 'kms:Decrypt'], ({ own }) => {
    const queue = new Queue(own, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: new Key(own, 'Key'),
    });
    return (access) => queue.grantConsumeMessages(access);
  }),
  given('SNS grantPublish of a topic', ['sns:Publish'], ({ own }) => {
    const topic = new Topic(own, 'Topic', { enforceSSL: true });
    return (access) => topic.grantPublish(access);
  }),
  given('SNS grantPublish of a topic with a customer key', ['sns:Publish'], ({ own }) => {
    const topic = new Topic(own, 'Topic', { masterKey: new Key(own, 'Key') });
    return (access) => topic.grantPublish(access);
  }),
  given(
    'Secrets Manager grantRead of a secret, of its current version',
    ['secretsmanager:GetSecretValue'],
    ({ own }) => {
      const secret = new Secret(own, 'Secret');
      return (access) => secret.grantRead(access, ['AWSCURRENT']);
    },
  ),
  given('Secrets Manager grantWrite of a secret', ['secretsmanager:PutSecretValue'], ({ own }) => {
    const secret = new Secret(own, 'Secret');
    return (access) => secret.grantWrite(access);
  }),
  given(
    'Secrets Manager grantRead of an imported secret under an imported customer key',
    ['secretsmanager:GetSecretValue'],
    ({ own }) => {
      const secret = Secret.fromSecretAttributes(own, 'Secret', {
        secretCompleteArn: `arn:aws:secretsmanager:eu-west-1:${HERE.account}:secret:psp-AbCdEf`,
        encryptionKey: Key.fromKeyArn(own, 'Key', KEY_ARN),
      });
      return (access) => secret.grantRead(access);
    },
  ),
  given('KMS grantEncryptDecrypt of a key', ['kms:Decrypt', 'kms:Encrypt'], ({ own }) => {
    const key = new Key(own, 'Key');
    return (access) => key.grantEncryptDecrypt(access);
  }),
  given('KMS grantSign of a key of another stack', ['kms:Sign'], ({ shared }) => {
    const key = new Key(shared, 'Key');
    return (access) => key.grantSign(access);
  }),
  given('KMS grantEncryptDecrypt of an imported key', ['kms:Decrypt', 'kms:Encrypt'], ({ own }) => {
    const key = Key.fromKeyArn(own, 'Key', KEY_ARN);
    return (access) => key.grantEncryptDecrypt(access);
  }),
  given('ECR grantPull of a repository', ['ecr:BatchGetImage', 'ecr:GetAuthorizationToken'], ({ own }) => {
    const repository = new Repository(own, 'Repository');
    return (access) => repository.grantPull(access);
  }),
  given(
    'ECR grantPullPush of a repository of another stack',
    ['ecr:PutImage', 'ecr:GetAuthorizationToken'],
    ({ shared }) => {
      const repository = new Repository(shared, 'Repository');
      return (access) => repository.grantPullPush(access);
    },
  ),
  given('Step Functions grantStartExecution of a state machine', ['states:StartExecution'], ({ own }) => {
    const machine = machineIn(own);
    return (access) => machine.grantStartExecution(access);
  }),
  given('Step Functions grantTaskResponse of a state machine', ['states:SendTaskSuccess'], ({ own }) => {
    const machine = machineIn(own);
    return (access) => machine.grantTaskResponse(access);
  }),
  given('SSM grantRead of a parameter', ['ssm:GetParameter'], ({ own }) => {
    const parameter = new StringParameter(own, 'Parameter', { stringValue: 'blue' });
    return (access) => parameter.grantRead(access);
  }),
  given('SSM grantRead of a secure parameter under an imported key', ['ssm:GetParameter', 'kms:Decrypt'], ({ own }) => {
    const parameter = StringParameter.fromSecureStringParameterAttributes(own, 'Parameter', {
      parameterName: '/shop/token',
      encryptionKey: Key.fromKeyArn(own, 'Key', KEY_ARN),
    });
    return (access) => parameter.grantRead(access);
  }),
  given('EventBridge grantPutEventsTo of a bus', ['events:PutEvents'], ({ own }) => {
    const bus = new EventBus(own, 'Bus');
    return (access) => bus.grantPutEventsTo(access);
  }),
  given('Kinesis grantWrite of a stream with a customer key', ['kinesis:PutRecord', 'kms:Encrypt'], ({ own }) => {
    const stream = new Stream(own, 'Stream', keyed(own));
    return (access) => stream.grantWrite(access);
  }),
  given('CloudWatch Logs grantWrite of a log group', ['logs:PutLogEvents'], ({ own }) => {
    const logGroup = new LogGroup(own, 'Logs');
    return (access) => logGroup.grantWrite(access);
  }),
  ['CloudWatch grantPutMetricData', ['cloudwatch:PutMetricData'], () => (access) => Metric.grantPutMetricData(access)],
  given('CodeBuild grantWrite of a report group', ['codebuild:CreateReport'], ({ own }) => {
    const reports = new ReportGroup(own, 'Reports');
    return (access) => {
      reports.grantWrite(access);
    };
  }),
  given('Route 53 grantDelegation of a zone', ['route53:ChangeResourceRecordSets'], ({ own }) => {
    const zone = new HostedZone(own, 'Zone', { zoneName: 'example.com' });
    return (access) => zone.grantDelegation(access);
  }),
  given('IAM grantAssumeRole of another role', ['sts:AssumeRole'], ({ own }) => {
    const other = new Role(own, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    return (access) => {
      other.grantAssumeRole(access.grantPrincipal);
    };
  }),
  given('IAM grantPassRole of another role', ['iam:PassRole'], ({ own }) => {
    const other = new Role(own, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    return (access) => other.grantPassRole(access.grantPrincipal);
  }),
  given(
    'IAM Grant.addToPrincipal',
    ['ce:GetCostAndUsage'],
    () => (access) => Grant.addToPrincipal({ grantee: access, actions: ['ce:GetCostAndUsage'], resourceArns: ['*'] }),
  ),
];
