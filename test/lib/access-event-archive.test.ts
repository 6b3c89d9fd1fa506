/** The archive: what is written, that S3 would take it, that nobody can take it back, and who hears when it is not. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccessController, AccessEventArchive, type AccessEventArchiveProps } from 'cdk-temporary-access';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import type { RehearsalReport } from '../../lib/rehearsal/report';
import { accessIn, type Json, resourceNamed, stackOf } from './fixture';
import { page } from './on-request';
import { at, removeFolders, synthesized, weekly } from './rehearsal/assembly-fixture';

afterAll(removeFolders);

function archived(props?: AccessEventArchiveProps): Stack {
  const stack = stackOf();
  accessIn(stack);
  new AccessController(stack, 'Mine', { alarmActions: [page] });
  new AccessEventArchive(stack, 'Archive', props);
  return stack;
}

const template = Template.fromStack(archived());

describe('the bucket', () => {
  test('keeps every object for a year, and lets nobody read it in the open', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } },
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
  });

  test('keeps them as its author says', () => {
    Template.fromStack(
      archived({ retention: ObjectLockRetention.compliance(Duration.days(2557)) }),
    ).hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2557 } } },
    });
  });
});

describe('what writes', () => {
  test('is handed every event of the stack by a rule', () => {
    const { EventPattern: pattern, Targets: targets } = resourceNamed(
      template,
      'AWS::Events::Rule',
      'ArchiveRule',
    ).Properties;
    expect(pattern).toEqual({ source: ['temporary-access'], detail: { controller: { name: ['Shop'] } } });
    expect(targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^ArchiveWriter/), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^ArchiveUnwritten/), 'Arn'] } },
      }),
    ]);
  });

  test('may put objects of this stack and do nothing else to the bucket', () => {
    const statements = resourceNamed(template, 'AWS::IAM::Policy', 'ArchiveRole').Properties.PolicyDocument.Statement;
    const [onBucket, ...more] = statements.filter((one: Json) => JSON.stringify(one).includes('ArchiveBucket'));
    expect(more).toEqual([]);
    expect(onBucket.Action).toBe('s3:PutObject');
    expect(onBucket.Resource['Fn::Join'][1].at(-1)).toBe('/Shop/*');
  });

  test('leaves what it could not write in a queue, and people are called', () => {
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArchiveUnwritten'), 'Arn'] };
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^ArchiveWriter') },
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    const alarm = resourceNamed(template, 'AWS::CloudWatch::Alarm', 'UnwrittenEvents').Properties;
    expect(alarm.Dimensions[0].Value['Fn::GetAtt'][0]).toMatch(/^ArchiveUnwritten/);
    expect(alarm.AlarmActions).toHaveLength(1);
    expect(alarm.AlarmDescription).toMatch(/First: .*#lost-events$/);
  });
});

describe('the code of it', () => {
  const heard: {
    method?: string | undefined;
    path?: string | undefined;
    headers: IncomingHttpHeaders;
    body: string;
  }[] = [];
  let server: Server;
  let before: NodeJS.ProcessEnv;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push({
          method: request.method,
          path: request.url,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    before = process.env;
    process.env = {
      ...before,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: 'eu-west-2',
      BUCKET: 'archive',
    };
  });

  afterAll(() => {
    process.env = before;
    server.close();
  });

  test('writes an event as it came, under its stack, day and id, with the checksum that a lock asks for', async () => {
    const { ZipFile: code } = resourceNamed(template, 'AWS::Lambda::Function', 'ArchiveWriter').Properties.Code;
    const exported: { handler?: (event: unknown) => Promise<void> } = {};
    const load = runInThisContext(`(function (require, exports, process) {${String(code)}})`) as (
      ...given: unknown[]
    ) => void;
    load(require, exported, process);
    const event = {
      id: '0d2b5bd6-0000-4000-8000-000000000000',
      time: '2026-12-01T22:00:07Z',
      'detail-type': 'Removal Verified',
      detail: { access: 'Release', controller: { name: 'Shop', version: '1.0.0' } },
    };
    await exported.handler?.(event);

    const [{ method, path, headers, body } = { headers: {}, body: '' }, ...more] = heard;
    expect(more).toEqual([]);
    expect(method).toBe('PUT');
    expect(decodeURIComponent(path!.split('?')[0]!)).toBe(
      '/archive/Shop/2026/12/01/2026-12-01T22:00:07Z-0d2b5bd6-0000-4000-8000-000000000000.json',
    );
    expect(JSON.parse(body)).toEqual(event);
    expect(headers['x-amz-checksum-sha256']).toMatch(/^[\w+/]{43}=$/);
  });
});

test('a stack with an archive is played as it was without', async () => {
  const playing = (define: (stack: Stack) => void): Promise<RehearsalReport> => {
    const folder = synthesized((app) => {
      weekly(app);
      define(Stack.of(app.node.findChild('Shop')));
    });
    return rehearse({ folder, from: at('2026-12-01'), until: at('2026-12-15'), seed: 1 });
  };
  const without = await playing(() => undefined);
  expect(without.accesses[0]?.occurrences).toHaveLength(2);
  expect(await playing((stack) => new AccessEventArchive(stack, 'Archive'))).toEqual(without);
});

test('an app with an archive passes the AwsSolutions rules', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const logs = Bucket.fromBucketName(stack, 'AccessLogs', 'access-logs');
  accessIn(stack);
  new AccessEventArchive(stack, 'Archive', { serverAccessLogsBucket: logs });
  app.synth();
  const found = new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources as { constructPath?: string }[])
        .filter(({ constructPath = '' }) => constructPath.startsWith('Shop/Archive/'))
        .map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
  expect(found).toEqual([
    // It is the dead-letter queue, and has an alarm.
    'AwsSolutions-SQS3 Shop/Archive/Unwritten/Resource',
    // Objects of this stack: their names are not known before.
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::.*\/Shop\/\*] Shop\/Archive\/Role\/DefaultPolicy\/Resource$/),
  ]);
});
