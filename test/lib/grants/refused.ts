/** What the CDK grants by the policy of a resource. */
import { PhysicalName } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Grant, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnKey, KeyGrants } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Arrange, ELSEWHERE, functionIn, keyed } from './places';

const CONSENT = [
  'it is in another account, which has to agree: trust the account of the access in its policy, by new AccountPrincipal(',
];

type Refused = readonly [name: string, resource: string, mend: string[], arrange: Arrange];
const refused = (name: string, resource: string, mend: string[], arrange: Arrange): Refused => [
  name,
  resource,
  mend,
  arrange,
];

/** What cannot be given without a resource policy: the resource that would carry it, and what the mend spells out. */
export const REFUSED: Refused[] = [
  refused(
    'Secrets Manager grantRead of a secret under a customer key',
    'Shop/Key',
    ['kms:Decrypt', "conditions: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } }"],
    ({ own }) => {
      const secret = new Secret(own, 'Secret', keyed(own));
      return (access) => secret.grantRead(access);
    },
  ),
  refused(
    'Secrets Manager grantWrite of a secret under a customer key',
    'Shop/Key',
    ['kms:Encrypt', 'kms:GenerateDataKey*', "{ 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' }"],
    ({ own }) => {
      const secret = new Secret(own, 'Secret', keyed(own));
      return (access) => secret.grantWrite(access);
    },
  ),
  refused(
    'KMS decrypt of a bare CfnKey, which the CDK grants on both sides',
    'Shop/Key',
    ['kms:Decrypt'],
    ({ own }) => {
      const key = new CfnKey(own, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } });
      return (access) => KeyGrants.fromKey(key).decrypt(access);
    },
  ),
  refused('Grant.addToPrincipalAndResource', 'Shop/Bucket', ['s3:GetObject'], ({ own }) => {
    const bucket = new Bucket(own, 'Bucket');
    return (grantee) =>
      Grant.addToPrincipalAndResource({
        grantee,
        actions: ['s3:GetObject'],
        resourceArns: [bucket.arnForObjects('*')],
        resource: bucket,
      });
  }),
  refused(
    'a bucket policy that names the access',
    'Shop/Bucket',
    ['s3:GetObject', "conditions: { Bool: { 'aws:SecureTransport': 'true' } }"],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket');
      return ({ grantPrincipal }) =>
        bucket.addToResourcePolicy(
          new PolicyStatement({
            principals: [grantPrincipal],
            actions: ['s3:GetObject'],
            resources: [bucket.arnForObjects('*')],
            conditions: { Bool: { 'aws:SecureTransport': 'true' } },
          }),
        );
    },
  ),
  refused(
    'a trust policy that names the access',
    'Shop/Other',
    [
      'sts:AssumeRole',
      'it is a role, which has to agree: trust the account of the access in its policy, by new AccountPrincipal(',
    ],
    ({ own }) =>
      ({ grantPrincipal }) =>
        new Role(own, 'Other', { assumedBy: grantPrincipal }),
  ),
  refused('a permission of a function that names the access', 'Shop/Function', ['lambda:InvokeFunction'], ({ own }) => {
    const fn = functionIn(own);
    return ({ grantPrincipal }) => {
      fn.addPermission('Invoke', { principal: grantPrincipal });
    };
  }),
  refused(
    'S3 grantRead of a bucket of another account',
    'Elsewhere/Bucket',
    ['s3:GetObject*', 's3:List*', ...CONSENT],
    ({ elsewhere }) => {
      const bucket = new Bucket(elsewhere, 'Bucket', { bucketName: PhysicalName.GENERATE_IF_NEEDED });
      return (access) => bucket.grantRead(access);
    },
  ),
  refused(
    'SQS grantSendMessages of a queue of another account',
    'Elsewhere/Queue',
    ['sqs:SendMessage', ...CONSENT],
    ({ elsewhere }) => {
      const queue = new Queue(elsewhere, 'Queue', { queueName: 'orders' });
      return (access) => queue.grantSendMessages(access);
    },
  ),
  refused(
    'Lambda grantInvoke of a function of another account',
    'Elsewhere/Function',
    ['lambda:InvokeFunction', ...CONSENT],
    ({ elsewhere }) => {
      const role = Role.fromRoleArn(elsewhere, 'Role', `arn:aws:iam::${ELSEWHERE.account}:role/refund`);
      const fn = functionIn(elsewhere, { functionName: 'refund', role });
      return (access) => fn.grantInvoke(access);
    },
  ),
  refused(
    'ECR grantPull of a repository of another account',
    'Elsewhere/Repository',
    ['ecr:BatchGetImage', ...CONSENT],
    ({ elsewhere }) => {
      const repository = new Repository(elsewhere, 'Repository', { repositoryName: 'images' });
      return (access) => repository.grantPull(access);
    },
  ),
  refused(
    // Its policy would name the whole account, and not the access.
    'CloudWatch Logs grantWrite of a log group of another account',
    'Elsewhere/Logs',
    ['logs:CreateLogStream', 'logs:PutLogEvents', ...CONSENT],
    ({ elsewhere }) => {
      const logGroup = new LogGroup(elsewhere, 'Logs', { logGroupName: 'audit' });
      return (access) => logGroup.grantWrite(access);
    },
  ),
];
