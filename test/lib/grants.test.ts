/**
 * The grant matrix: what the CDK's own grants do when they are given to an access, whoever its role is.
 *
 * An app is synthesized twice for each kind of role, with the grants and without, and the templates are compared. So a
 * right that lands anywhere but in the access's own policy is found, whatever kind of resource it lands in.
 */
import { App, CfnElement, type Environment, PhysicalName, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ReportGroup } from 'aws-cdk-lib/aws-codebuild';
import { AttributeType, Table, TableEncryption, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnKey, Key, KeyGrants } from 'aws-cdk-lib/aws-kms';
import { Alias, Code, Function as LambdaFunction, type FunctionProps, Runtime, Version } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AccessController, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Construct } from 'constructs';

// TableV2 uses deprecated properties of its own package.
process.env['JSII_DEPRECATED'] = 'quiet';

const HERE = { account: '111111111111', region: 'eu-west-1' };
const ELSEWHERE = { account: '222222222222', region: 'eu-west-1' };
/** For the synths of one kind of role, on a busy machine. */
const PATIENCE = 60_000;
const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN_ELSEWHERE = KEY_ARN.replace(HERE.account, ELSEWHERE.account);

/** Where a case may put its resources: in the access's stack, in another one of its account, or of another account. */
interface Places {
  readonly own: Construct;
  readonly shared: Construct;
  readonly elsewhere: Construct;
}

/** Makes the resources of a case, and returns what grants them. */
type Arrange = (places: Places) => (access: TemporaryAccess) => unknown;

const functionIn = (scope: Construct, props: Partial<FunctionProps> = {}): LambdaFunction =>
  new LambdaFunction(scope, 'Function', {
    code: Code.fromInline('exports.handler = () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    ...props,
  });
const keyed = (scope: Construct): { encryptionKey: Key } => ({ encryptionKey: new Key(scope, 'Key') });
const partitionKey = { name: 'id', type: AttributeType.STRING };
const twice =
  (give: (access: TemporaryAccess) => Grant) =>
  (access: TemporaryAccess): Grant => {
    give(access);
    return give(access);
  };

/** What can be given, and which actions the access's own policy has of it. */
const GIVEN: [name: string, actions: string[], arrange: Arrange][] = [
  [
    'S3 grantRead of a bucket',
    ['s3:GetObject*', 's3:List*'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket');
      return (access) => bucket.grantRead(access);
    },
  ],
  [
    'S3 grantWrite of a bucket',
    ['s3:PutObject', 's3:DeleteObject*'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket');
      return (access) => bucket.grantWrite(access);
    },
  ],
  [
    'S3 grantReadWrite of a bucket with a customer key',
    ['s3:GetObject*', 's3:PutObject', 'kms:Decrypt', 'kms:GenerateDataKey*'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket', { encryption: BucketEncryption.KMS, ...keyed(own) });
      return (access) => bucket.grantReadWrite(access);
    },
  ],
  [
    'S3 grantReadWrite of a bucket of another stack, with a customer key',
    ['s3:GetObject*', 's3:PutObject', 'kms:Decrypt'],
    ({ shared }) => {
      const bucket = new Bucket(shared, 'Bucket', { encryption: BucketEncryption.KMS, ...keyed(shared) });
      return (access) => bucket.grantReadWrite(access);
    },
  ],
  [
    'S3 grantRead of a bucket imported by name',
    ['s3:GetObject*'],
    ({ own }) => {
      const bucket = Bucket.fromBucketName(own, 'Bucket', 'photos');
      return (access) => bucket.grantRead(access);
    },
  ],
  [
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
  ],
  [
    'S3 grantDelete and grantPut, one after the other',
    ['s3:DeleteObject*', 's3:PutObject'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket');
      return (access) => bucket.grantDelete(access).combine(bucket.grantPut(access));
    },
  ],
  [
    'DynamoDB grantReadWriteData of a table',
    ['dynamodb:GetItem', 'dynamodb:PutItem'],
    ({ own }) => {
      const table = new Table(own, 'Table', { partitionKey });
      return (access) => table.grantReadWriteData(access);
    },
  ],
  [
    'DynamoDB grantReadWriteData of a table with a customer key',
    ['dynamodb:GetItem', 'dynamodb:PutItem', 'kms:Decrypt'],
    ({ own }) => {
      const encryption = TableEncryption.CUSTOMER_MANAGED;
      const table = new Table(own, 'Table', { partitionKey, encryption, ...keyed(own) });
      return (access) => table.grantReadWriteData(access);
    },
  ],
  [
    'DynamoDB grantWriteData of a TableV2',
    ['dynamodb:PutItem'],
    ({ own }) => {
      const table = new TableV2(own, 'Table', { partitionKey });
      return (access) => table.grantWriteData(access);
    },
  ],
  [
    'DynamoDB grantReadData of a TableV2 with a customer key',
    ['dynamodb:GetItem', 'kms:Decrypt'],
    ({ own }) => {
      const encryption = TableEncryptionV2.customerManagedKey(new Key(own, 'Key'));
      const table = new TableV2(own, 'Table', { partitionKey, encryption });
      return (access) => table.grantReadData(access);
    },
  ],
  [
    'Lambda grantInvoke of a function, twice',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const fn = functionIn(own);
      return twice((access) => fn.grantInvoke(access));
    },
  ],
  [
    'Lambda grantInvoke of a function of another stack',
    ['lambda:InvokeFunction'],
    ({ shared }) => {
      const fn = functionIn(shared);
      return (access) => fn.grantInvoke(access);
    },
  ],
  [
    'Lambda grantInvoke of an alias',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const version = new Version(own, 'Version', { lambda: functionIn(own) });
      const alias = new Alias(own, 'Alias', { aliasName: 'live', version });
      return (access) => alias.grantInvoke(access);
    },
  ],
  [
    'Lambda grantInvoke of a version',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const version = new Version(own, 'Version', { lambda: functionIn(own) });
      return (access) => version.grantInvoke(access);
    },
  ],
  [
    'Lambda grantInvoke of an imported function',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const fn = LambdaFunction.fromFunctionName(own, 'Function', 'refund');
      return (access) => fn.grantInvoke(access);
    },
  ],
  [
    'Lambda grantInvoke of a function imported from another account, which has agreed',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const functionArn = `arn:aws:lambda:eu-west-1:${ELSEWHERE.account}:function:refund`;
      const fn = LambdaFunction.fromFunctionAttributes(own, 'Function', { functionArn, skipPermissions: true });
      return (access) => fn.grantInvoke(access);
    },
  ],
  [
    'Lambda grantInvokeUrl of a function',
    ['lambda:InvokeFunctionUrl'],
    ({ own }) => {
      const url = functionIn(own).addFunctionUrl();
      return (access) => url.grantInvokeUrl(access);
    },
  ],
  [
    'SQS grantSendMessages of a queue',
    ['sqs:SendMessage'],
    ({ own }) => {
      const queue = new Queue(own, 'Queue', { enforceSSL: true });
      return (access) => queue.grantSendMessages(access);
    },
  ],
  [
    'SQS grantConsumeMessages of a queue with a customer key',
    ['sqs:ReceiveMessage', 'kms:Decrypt'],
    ({ own }) => {
      const queue = new Queue(own, 'Queue', {
        encryption: QueueEncryption.KMS,
        encryptionMasterKey: new Key(own, 'Key'),
      });
      return (access) => queue.grantConsumeMessages(access);
    },
  ],
  [
    'SNS grantPublish of a topic',
    ['sns:Publish'],
    ({ own }) => {
      const topic = new Topic(own, 'Topic', { enforceSSL: true });
      return (access) => topic.grantPublish(access);
    },
  ],
  [
    'SNS grantPublish of a topic with a customer key',
    ['sns:Publish'],
    ({ own }) => {
      const topic = new Topic(own, 'Topic', { masterKey: new Key(own, 'Key') });
      return (access) => topic.grantPublish(access);
    },
  ],
  [
    'Secrets Manager grantRead of a secret, of its current version',
    ['secretsmanager:GetSecretValue'],
    ({ own }) => {
      const secret = new Secret(own, 'Secret');
      return (access) => secret.grantRead(access, ['AWSCURRENT']);
    },
  ],
  [
    'Secrets Manager grantWrite of a secret',
    ['secretsmanager:PutSecretValue'],
    ({ own }) => {
      const secret = new Secret(own, 'Secret');
      return (access) => secret.grantWrite(access);
    },
  ],
  [
    'Secrets Manager grantRead of an imported secret under an imported customer key',
    ['secretsmanager:GetSecretValue'],
    ({ own }) => {
      const secret = Secret.fromSecretAttributes(own, 'Secret', {
        secretCompleteArn: `arn:aws:secretsmanager:eu-west-1:${HERE.account}:secret:psp-AbCdEf`,
        encryptionKey: Key.fromKeyArn(own, 'Key', KEY_ARN),
      });
      return (access) => secret.grantRead(access);
    },
  ],
  [
    'KMS grantEncryptDecrypt of a key',
    ['kms:Decrypt', 'kms:Encrypt'],
    ({ own }) => {
      const key = new Key(own, 'Key');
      return (access) => key.grantEncryptDecrypt(access);
    },
  ],
  [
    'KMS grantSign of a key of another stack',
    ['kms:Sign'],
    ({ shared }) => {
      const key = new Key(shared, 'Key');
      return (access) => key.grantSign(access);
    },
  ],
  [
    'KMS grantEncryptDecrypt of an imported key',
    ['kms:Decrypt', 'kms:Encrypt'],
    ({ own }) => {
      const key = Key.fromKeyArn(own, 'Key', KEY_ARN);
      return (access) => key.grantEncryptDecrypt(access);
    },
  ],
  [
    'ECR grantPull of a repository',
    ['ecr:BatchGetImage', 'ecr:GetAuthorizationToken'],
    ({ own }) => {
      const repository = new Repository(own, 'Repository');
      return (access) => repository.grantPull(access);
    },
  ],
  [
    'ECR grantPullPush of a repository of another stack',
    ['ecr:PutImage', 'ecr:GetAuthorizationToken'],
    ({ shared }) => {
      const repository = new Repository(shared, 'Repository');
      return (access) => repository.grantPullPush(access);
    },
  ],
  [
    'Step Functions grantStartExecution of a state machine',
    ['states:StartExecution'],
    ({ own }) => {
      const machine = machineIn(own);
      return (access) => machine.grantStartExecution(access);
    },
  ],
  [
    'Step Functions grantTaskResponse of a state machine',
    ['states:SendTaskSuccess'],
    ({ own }) => {
      const machine = machineIn(own);
      return (access) => machine.grantTaskResponse(access);
    },
  ],
  [
    'SSM grantRead of a parameter',
    ['ssm:GetParameter'],
    ({ own }) => {
      const parameter = new StringParameter(own, 'Parameter', { stringValue: 'blue' });
      return (access) => parameter.grantRead(access);
    },
  ],
  [
    'SSM grantRead of a secure parameter under an imported key',
    ['ssm:GetParameter', 'kms:Decrypt'],
    ({ own }) => {
      const parameter = StringParameter.fromSecureStringParameterAttributes(own, 'Parameter', {
        parameterName: '/shop/token',
        encryptionKey: Key.fromKeyArn(own, 'Key', KEY_ARN),
      });
      return (access) => parameter.grantRead(access);
    },
  ],
  [
    'EventBridge grantPutEventsTo of a bus',
    ['events:PutEvents'],
    ({ own }) => {
      const bus = new EventBus(own, 'Bus');
      return (access) => bus.grantPutEventsTo(access);
    },
  ],
  [
    'Kinesis grantWrite of a stream with a customer key',
    ['kinesis:PutRecord', 'kms:Encrypt'],
    ({ own }) => {
      const stream = new Stream(own, 'Stream', keyed(own));
      return (access) => stream.grantWrite(access);
    },
  ],
  [
    'CloudWatch Logs grantWrite of a log group',
    ['logs:PutLogEvents'],
    ({ own }) => {
      const logGroup = new LogGroup(own, 'Logs');
      return (access) => logGroup.grantWrite(access);
    },
  ],
  ['CloudWatch grantPutMetricData', ['cloudwatch:PutMetricData'], () => (access) => Metric.grantPutMetricData(access)],
  [
    'CodeBuild grantWrite of a report group',
    ['codebuild:CreateReport'],
    ({ own }) => {
      const reports = new ReportGroup(own, 'Reports');
      return (access) => {
        reports.grantWrite(access);
      };
    },
  ],
  [
    'Route 53 grantDelegation of a zone',
    ['route53:ChangeResourceRecordSets'],
    ({ own }) => {
      const zone = new HostedZone(own, 'Zone', { zoneName: 'example.com' });
      return (access) => zone.grantDelegation(access);
    },
  ],
  [
    'IAM grantAssumeRole of another role',
    ['sts:AssumeRole'],
    ({ own }) => {
      const other = new Role(own, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
      return (access) => {
        other.grantAssumeRole(access.grantPrincipal);
      };
    },
  ],
  [
    'IAM grantPassRole of another role',
    ['iam:PassRole'],
    ({ own }) => {
      const other = new Role(own, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
      return (access) => other.grantPassRole(access.grantPrincipal);
    },
  ],
  [
    'IAM Grant.addToPrincipal',
    ['ce:GetCostAndUsage'],
    () => (access) => Grant.addToPrincipal({ grantee: access, actions: ['ce:GetCostAndUsage'], resourceArns: ['*'] }),
  ],
];

const CONSENT = [
  'it is in another account, which has to agree: trust the account of the access in its policy, by new AccountPrincipal(',
];

/** What cannot be given without a resource policy: the resource that would carry it, and what the mend spells out. */
const REFUSED: [name: string, resource: string, mend: string[], arrange: Arrange][] = [
  [
    'Secrets Manager grantRead of a secret under a customer key',
    'Shop/Key',
    ['kms:Decrypt', "conditions: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } }"],
    ({ own }) => {
      const secret = new Secret(own, 'Secret', keyed(own));
      return (access) => secret.grantRead(access);
    },
  ],
  [
    'Secrets Manager grantWrite of a secret under a customer key',
    'Shop/Key',
    ['kms:Encrypt', 'kms:GenerateDataKey*', "{ 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' }"],
    ({ own }) => {
      const secret = new Secret(own, 'Secret', keyed(own));
      return (access) => secret.grantWrite(access);
    },
  ],
  [
    'KMS decrypt of a bare CfnKey, which the CDK grants on both sides',
    'Shop/Key',
    ['kms:Decrypt'],
    ({ own }) => {
      const key = new CfnKey(own, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } });
      return (access) => KeyGrants.fromKey(key).decrypt(access);
    },
  ],
  [
    'Grant.addToPrincipalAndResource',
    'Shop/Bucket',
    ['s3:GetObject'],
    ({ own }) => {
      const bucket = new Bucket(own, 'Bucket');
      return (grantee) =>
        Grant.addToPrincipalAndResource({
          grantee,
          actions: ['s3:GetObject'],
          resourceArns: [bucket.arnForObjects('*')],
          resource: bucket,
        });
    },
  ],
  [
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
  ],
  [
    'a trust policy that names the access',
    'Shop/Other',
    [
      'sts:AssumeRole',
      'it is a role, which has to agree: trust the account of the access in its policy, by new AccountPrincipal(',
    ],
    ({ own }) =>
      ({ grantPrincipal }) =>
        new Role(own, 'Other', { assumedBy: grantPrincipal }),
  ],
  [
    'a permission of a function that names the access',
    'Shop/Function',
    ['lambda:InvokeFunction'],
    ({ own }) => {
      const fn = functionIn(own);
      return ({ grantPrincipal }) => {
        fn.addPermission('Invoke', { principal: grantPrincipal });
      };
    },
  ],
  [
    'S3 grantRead of a bucket of another account',
    'Elsewhere/Bucket',
    ['s3:GetObject*', 's3:List*', ...CONSENT],
    ({ elsewhere }) => {
      const bucket = new Bucket(elsewhere, 'Bucket', { bucketName: PhysicalName.GENERATE_IF_NEEDED });
      return (access) => bucket.grantRead(access);
    },
  ],
  [
    'SQS grantSendMessages of a queue of another account',
    'Elsewhere/Queue',
    ['sqs:SendMessage', ...CONSENT],
    ({ elsewhere }) => {
      const queue = new Queue(elsewhere, 'Queue', { queueName: 'orders' });
      return (access) => queue.grantSendMessages(access);
    },
  ],
  [
    'Lambda grantInvoke of a function of another account',
    'Elsewhere/Function',
    ['lambda:InvokeFunction', ...CONSENT],
    ({ elsewhere }) => {
      const role = Role.fromRoleArn(elsewhere, 'Role', `arn:aws:iam::${ELSEWHERE.account}:role/refund`);
      const fn = functionIn(elsewhere, { functionName: 'refund', role });
      return (access) => fn.grantInvoke(access);
    },
  ],
  [
    'ECR grantPull of a repository of another account',
    'Elsewhere/Repository',
    ['ecr:BatchGetImage', ...CONSENT],
    ({ elsewhere }) => {
      const repository = new Repository(elsewhere, 'Repository', { repositoryName: 'images' });
      return (access) => repository.grantPull(access);
    },
  ],
  [
    // Its policy would name the whole account, and not the access.
    'CloudWatch Logs grantWrite of a log group of another account',
    'Elsewhere/Logs',
    ['logs:CreateLogStream', 'logs:PutLogEvents', ...CONSENT],
    ({ elsewhere }) => {
      const logGroup = new LogGroup(elsewhere, 'Logs', { logGroupName: 'audit' });
      return (access) => logGroup.grantWrite(access);
    },
  ],
];

function machineIn(scope: Construct): StateMachine {
  return new StateMachine(scope, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(scope, 'Pass')) });
}

/** Who may have an access. */
interface Kind {
  readonly env: Environment;
  readonly context?: Record<string, unknown>;
  readonly role: (scope: Construct, roles: Construct) => IRole;
}

const newRole = (scope: Construct): Role =>
  new Role(scope, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const importedRole =
  (account: string, mutable: boolean) =>
  (scope: Construct): IRole =>
    Role.fromRoleArn(scope, 'Role', `arn:aws:iam::${account}:role/deploy`, { mutable });

const KINDS: [name: string, kind: Kind][] = [
  ['a role of the stack', { env: HERE, role: newRole }],
  ['a role of another stack', { env: HERE, role: (_scope, roles) => newRole(roles) }],
  ['a role imported as mutable', { env: HERE, role: importedRole(HERE.account, true) }],
  ['a role imported as immutable', { env: HERE, role: importedRole(HERE.account, false) }],
  [
    'a role imported by name into a stack of any account',
    { env: { region: HERE.region }, role: (scope) => Role.fromRoleName(scope, 'Role', 'deploy') },
  ],
  [
    'a role of the stack, with policies minimized',
    { env: HERE, context: { '@aws-cdk/aws-iam:minimizePolicies': true }, role: newRole },
  ],
];
const OF_ANOTHER_ACCOUNT: Kind = { env: HERE, role: importedRole(ELSEWHERE.account, false) };

/** An app with an access for each case, and whatever the cases grant to it. */
class World {
  public readonly app: App;
  public readonly accesses: TemporaryAccess[];

  constructor(
    { env, context, role }: Kind,
    cases: readonly Arrange[],
    give: (grant: (access: TemporaryAccess) => unknown, access: TemporaryAccess) => void,
  ) {
    this.app = new App({ context: context ?? {}, analyticsReporting: false, stackTraces: false, treeMetadata: false });
    const shop = new Stack(this.app, 'Shop', { env });
    const shared = new Stack(this.app, 'Shared', { env });
    const roles = new Stack(this.app, 'Roles', { env });
    const elsewhere = new Stack(this.app, 'Elsewhere', { env: ELSEWHERE });
    this.accesses = cases.map((arrange, index) => {
      const [own, ofShared, ofRoles, ofElsewhere] = [shop, shared, roles, elsewhere].map(
        (stack) => new Construct(stack, `Case${index}`),
      ) as [Construct, Construct, Construct, Construct];
      const grant = arrange({ own, shared: ofShared, elsewhere: ofElsewhere });
      const access = new TemporaryAccess(own, 'Access', {
        role: role(own, ofRoles),
        purpose: 'See what a grant does',
        windows: [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON })],
        statements: [new PolicyStatement({ actions: ['sts:GetCallerIdentity'], resources: ['*'] })],
      });
      give(grant, access);
      return access;
    });
  }

  /** Every part of every template, under the path of the case's construct that it belongs to. */
  public parts({ skipValidation }: { skipValidation: boolean }): Map<string, Part> {
    const templates = new Map(
      this.app.synth({ skipValidation }).stacks.map(({ stackName, template }) => [stackName, template]),
    );
    const paths = new Map(
      this.app.node
        .findAll()
        .filter((node) => CfnElement.isCfnElement(node))
        .map((element) => [
          `${element.stack.stackName} ${String(element.stack.resolve(element.logicalId))}`,
          element.node.path,
        ]),
    );
    return new Map(
      [...templates].flatMap(([stack, template]) =>
        Object.entries(template as Record<string, Json>).flatMap(([section, entries]) =>
          Object.entries(entries as Record<string, Json>).map(([id, value]): [string, Part] => [
            `${stack} ${section} ${id}`,
            { path: paths.get(`${stack} ${id}`) ?? stack, section, value },
          ]),
        ),
      ),
    );
  }

  /** The problems that stop the synth, by the path of the construct that has them. */
  public problems(): Map<string, string[]> {
    const problems = new Map<string, string[]>();
    try {
      this.app.synth();
    } catch (error) {
      for (const [, path, problem] of (error as Error).message.matchAll(/^ *\[([^\]]+)\] (.*)$/gm)) {
        problems.set(path!, [...(problems.get(path!) ?? []), problem!]);
      }
      if (problems.size === 0) {
        throw error;
      }
    }
    return problems;
  }
}

type Json = ReturnType<typeof JSON.parse>;
interface Part {
  readonly path: string;
  readonly section: string;
  readonly value: Json;
}

const withGrants = (grant: (access: TemporaryAccess) => unknown, access: TemporaryAccess): void => {
  const result = grant(access);
  if (result instanceof Grant) {
    result.assertSuccess();
  }
};
const withoutGrants = (): void => undefined;

/** The parts that the grants added, changed or took away. Exports, by which stacks refer to each other, are none. */
function changes(before: Map<string, Part>, after: Map<string, Part>): Part[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => JSON.stringify(before.get(key)?.value) !== JSON.stringify(after.get(key)?.value))
    .map((key) => (after.get(key) ?? before.get(key))!)
    .filter(({ section, value }) => !(section === 'Outputs' && value.Export !== undefined));
}

describe.each(KINDS)('an access of %s', (_kind, kind) => {
  let changed: Part[];
  beforeAll(() => {
    const arranged = GIVEN.map(([, , arrange]) => arrange);
    const before = new World(kind, arranged, withoutGrants).parts({ skipValidation: true });
    const after = new World(kind, arranged, withGrants).parts({ skipValidation: false });
    changed = changes(before, after);
  }, PATIENCE);

  test.each(GIVEN.map(([name, actions], index) => [name, index, actions] as const))(
    'holds %s in its own policy, and nothing holds it elsewhere',
    (_name, index, actions) => {
      const ofCase = changed.filter(({ path }) => path.split('/')[1] === `Case${index}`);
      expect(ofCase.map(({ path }) => path)).toEqual([`Shop/Case${index}/Access/Policy/Resource`]);
      const [{ value: policy }] = ofCase as [Part];
      expect(Object.keys(policy.Properties)).toEqual(['Description', 'Path', 'PolicyDocument']);
      const statements = policy.Properties.PolicyDocument.Statement as Json[];
      const granted = statements.flatMap(({ Action }) => Action as string | string[]);
      expect(granted).toEqual(expect.arrayContaining(['sts:GetCallerIdentity', ...actions]));
      expect(statements.filter(({ Effect, Principal }) => Effect !== 'Allow' || Principal !== undefined)).toEqual([]);
    },
  );

  test('changes nothing beside its own policy by being granted something', () => {
    const policies = GIVEN.map((_row, index) => `Shop/Case${index}/Access/Policy/Resource`);
    expect(changed.map(({ path }) => path).filter((path) => !policies.includes(path))).toEqual([]);
  });
});

describe.each(KINDS)('an access of %s', (_kind, kind) => {
  let problems: Map<string, string[]>;
  beforeAll(() => {
    const arranged = REFUSED.map(([, , , arrange]) => arrange);
    problems = new World(kind, arranged, withGrants).problems();
  }, PATIENCE);

  test.each(REFUSED.map(([name, resource, mend], index) => [name, index, resource, mend] as const))(
    'fails at synth for %s, and is told how to mend it',
    (_name, index, resource, mend) => {
      const own = problems.get(`Shop/Case${index}/Access`) ?? [];
      const where = resource.replace('/', `/Case${index}/`);
      expect(own).toHaveLength(1);
      const [said = '', mended = ''] = own[0]!.split(
        '; leave out the grant that asks for this and write all of it as statements, ',
      );
      expect(said).toMatch(/ for good: a resource's policy has no window, so nothing would take it away$/);
      expect(said).toContain(`the policy of ${where} would allow `);
      expect(mended).toMatch(/addStatements\(new PolicyStatement\(\{ actions: \['.*\[permanent-grant\]$/);
      expect(mended).toContain(`resources: [the ARN of ${where}]`);
      for (const part of mend) {
        expect(mended).toContain(part);
      }
    },
  );

  test('has no other problem', () => {
    expect([...problems.keys()]).toEqual(REFUSED.map((_row, index) => `Shop/Case${index}/Access`));
  });
});

describe('an access of a role of another account', () => {
  let problems: Map<string, string[]>;
  beforeAll(() => {
    const arranged = GIVEN.map(([, , arrange]) => arrange);
    problems = new World(OF_ANOTHER_ACCOUNT, arranged, withGrants).problems();
  }, PATIENCE);

  test.each(GIVEN.map(([name], index) => [name, index] as const))('fails with one error for %s', (_name, index) => {
    expect(problems.get(`Shop/Case${index}/Access`)).toEqual([expect.stringMatching(/\[role-of-another-account\]$/)]);
  });
});

describe('a grant', () => {
  const stack = (): Stack => new Stack(new App(), 'Shop', { env: HERE });
  const accessIn = (scope: Construct, id = 'Access'): TemporaryAccess =>
    new TemporaryAccess(scope, id, {
      role: Role.fromRoleName(scope, `${id}Role`, id),
      purpose: 'See what a grant does',
      windows: [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON })],
    });
  const documents = (template: Template): Json[] =>
    Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map((one) => one['Properties'].PolicyDocument);

  test.each([
    ['before the controller', ['grant', 'controller']],
    ['after the controller', ['controller', 'grant']],
  ])('works %s is made', (_when, steps) => {
    const shop = stack();
    const access = accessIn(shop);
    const bucket = new Bucket(shop, 'Bucket');
    for (const step of steps) {
      if (step === 'grant') {
        bucket.grantRead(access);
      } else {
        new AccessController(shop, 'Controller');
      }
    }
    expect(documents(Template.fromStack(shop))[0].Statement[0].Action).toContain('s3:GetObject*');
  });

  test('that has to come first makes what needs it wait for the policy', () => {
    const shop = stack();
    const queue = new Queue(shop, 'Queue');
    new Bucket(shop, 'Bucket').grantRead(accessIn(shop)).applyBefore(queue);
    const queues = Template.fromStack(shop).findResources('AWS::SQS::Queue', { DependsOn: Match.anyValue() });
    expect(Object.values(queues).map(({ DependsOn: on }) => on)).toEqual([[expect.stringMatching(/^AccessPolicy/)]]);
  });

  test('may still narrow its statement after it has handed it over', () => {
    const shop = stack();
    const access = accessIn(shop);
    new Secret(shop, 'Secret').grantRead(access, ['AWSCURRENT']);
    const late = new PolicyStatement({ actions: ['ce:GetCostAndUsage'], resources: ['*'] });
    access.addStatements(late);
    late.addCondition('StringEquals', { 'aws:RequestedRegion': 'us-east-1' });
    expect(documents(Template.fromStack(shop))[0].Statement.map(({ Condition }: Json) => Condition)).toEqual([
      { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT'] } },
      { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
    ]);
  });

  test('of one function to two accesses is two, each in its own policy', () => {
    const shop = stack();
    const fn = functionIn(shop);
    const [one, two] = ['One', 'Two'].map((id) => accessIn(shop, id)) as [TemporaryAccess, TemporaryAccess];
    expect(fn.grantInvoke(one)).not.toBe(fn.grantInvoke(two));
    const template = Template.fromStack(shop);
    expect(documents(template).map(({ Statement }) => Statement[0].Action)).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunction',
    ]);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('of the role itself is none of the access: it is permanent, and stays where it is put', () => {
    const shop = stack();
    const access = accessIn(shop);
    const bucket = new Bucket(shop, 'Bucket');
    bucket.grantRead(access);
    bucket.grantWrite(access.role);
    const template = Template.fromStack(shop);
    expect(JSON.stringify(documents(template))).not.toContain('s3:PutObject');
    template.resourcePropertiesCountIs('AWS::IAM::Policy', { Roles: ['Access'] }, 1);
  });

  test('that another account has not agreed to fails at once, by the CDK itself', () => {
    const shop = stack();
    const arn = `arn:aws:lambda:eu-west-1:${ELSEWHERE.account}:function:refund`;
    const fn = LambdaFunction.fromFunctionArn(shop, 'Function', arn);
    expect(() => fn.grantInvoke(accessIn(shop))).toThrow(
      'use `fromFunctionAttributes()` API with the `skipPermissions`',
    );
  });
});
