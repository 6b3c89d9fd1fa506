import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccessController } from 'cdk-temporary-access';
import { accessIn, type Json, problemsOf, resourceNamed, roleIn, stackOf } from './fixture';
import { onRequest } from './on-request';

const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-2:111122223333:page' }) };

/** Every action that a role's own policies allow in a template. */
function actionsOf(template: Template, role: string): string[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter((policy) => policy['Properties'].Roles.some((one: { Ref: string }) => one.Ref.includes(role)))
    .flatMap((policy) => policy['Properties'].PolicyDocument.Statement)
    .flatMap((statement) => statement.Action);
}

describe('the functions', () => {
  const stack = stackOf();
  accessIn(stack);
  const template = Template.fromStack(stack);

  test.each(['OpenerRole', 'CloserRole'])(
    'have a role of their own without any write to IAM or Scheduler: %s',
    (role) => {
      expect(actionsOf(template, role).sort()).toEqual([
        'events:PutEvents',
        'iam:ListAttachedRolePolicies',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'scheduler:GetSchedule',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
        'sts:AssumeRole',
      ]);
    },
  );

  test('come from one bundled asset, with an entry and a time-out each', () => {
    const opener = resourceNamed(template, 'AWS::Lambda::Function', 'Opener').Properties;
    const closer = resourceNamed(template, 'AWS::Lambda::Function', 'Closer').Properties;
    expect(opener).toMatchObject({ Handler: 'index.opener', Runtime: 'nodejs24.x', Timeout: 900 });
    expect(closer).toMatchObject({ Handler: 'index.closer', Runtime: 'nodejs24.x', Timeout: 600 });
    expect(opener.Code).toEqual(closer.Code);
  });

  test('send what fails after two more tries to the queue of failed events', () => {
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('FailedEvents'), 'Arn'] } },
      },
    });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
  });

  test('keep a year of logs by default', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });
});

describe('the roles of Scheduler', () => {
  const stack = stackOf();
  accessIn(stack);
  const template = Template.fromStack(stack);

  test.each([
    ['StartRole', 'Opener'],
    ['EndRole', 'Closer'],
  ])('%s may call the %s and nothing else, for schedules of this group only', (role, target) => {
    expect(actionsOf(template, role).filter((action) => !action.startsWith('sqs:'))).toEqual(['lambda:InvokeFunction']);
    const [invoke] = Object.values(template.findResources('AWS::IAM::Policy')).flatMap((policy) =>
      policy['Properties'].Roles[0].Ref.includes(role) ? policy['Properties'].PolicyDocument.Statement : [],
    );
    expect(invoke.Resource['Fn::GetAtt'][0]).toContain(target);
    const trust = resourceNamed(template, 'AWS::IAM::Role', role).Properties.AssumeRolePolicyDocument.Statement;
    expect(trust).toHaveLength(1);
    expect(Object.keys(trust[0].Condition.StringEquals)).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
  });
});

describe('the schedule group', () => {
  test('goes with the stack, and has a name that no other stack has', () => {
    const stack = stackOf();
    accessIn(stack);
    const group = resourceNamed(Template.fromStack(stack), 'AWS::Scheduler::ScheduleGroup', 'Group');
    expect(group['DeletionPolicy']).toBeUndefined();
    expect(group['Properties'].Name['Fn::Join']).toEqual([
      '-',
      ['Shop', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }],
    ]);
  });

  test('has a name that fits, however long the stack is called', () => {
    const stack = new Stack(new App(), 'S', { stackName: `S${'x'.repeat(127)}` });
    accessIn(stack);
    const name = resourceNamed(Template.fromStack(stack), 'AWS::Scheduler::ScheduleGroup', 'Group').Properties.Name;
    const uuid = '123e4567-e89b-12d3-a456-426614174000';
    expect(`${name['Fn::Join'][1][0]}-${uuid}`.length).toBeLessThanOrEqual(64);
  });
});

describe('the controller', () => {
  const ids = (stack: Stack): string[] => Object.keys(Template.fromStack(stack).toJSON()['Resources']).sort();

  test('has the same logical ids however it is made', () => {
    const [implicit, before, after, found] = [stackOf(), stackOf(), stackOf(), stackOf()];
    accessIn(implicit);
    new AccessController(before, 'Mine', { sweepInterval: Duration.minutes(1) });
    accessIn(before);
    accessIn(after);
    new AccessController(after, 'Other');
    AccessController.of(found);
    accessIn(found);
    expect(ids(before)).toEqual(ids(implicit));
    expect(ids(after)).toEqual(ids(implicit));
    expect(ids(found)).toEqual(ids(implicit));
  });

  /** What a policy allows does not depend on the order of its statements. */
  const ignoringOrder = (template: object): unknown =>
    JSON.parse(JSON.stringify(template), (key, value: unknown) =>
      key === 'Statement' ? (value as object[]).map((one) => JSON.stringify(one)).sort() : value,
    );

  test('made explicitly deploys the same before its accesses as after', () => {
    const templates = [true, false].map((first) => {
      const stack = stackOf();
      const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-2:111122223333:key/1');
      const controller = (): AccessController =>
        new AccessController(stack, 'Mine', {
          alarmActions: [page],
          sweepInterval: Duration.minutes(10),
          logRetention: RetentionDays.ONE_MONTH,
          encryptionKey: key,
        });
      if (first) {
        controller();
      }
      accessIn(stack);
      if (!first) {
        controller();
      }
      return Template.fromStack(stack).toJSON();
    });
    expect(ignoringOrder(templates[0]!)).toEqual(ignoringOrder(templates[1]!));
  });

  test('is one for all accesses of a stack', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    accessIn(stack, { role }, 'One');
    accessIn(stack, { role }, 'Two');
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 2);
    Template.fromStack(stack).resourceCountIs('Custom::TemporaryAccess', 2);
  });

  test('never reaches into another stack', () => {
    const app = new App();
    const [one, two] = [new Stack(app, 'One'), new Stack(app, 'Two')];
    accessIn(one, { role: roleIn(two, 'Shared') });
    accessIn(two);
    for (const stack of [one, two]) {
      Template.fromStack(stack).resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
    }
    const names = (stack: Stack): string[] => stack.dependencies.map(({ stackName }) => stackName);
    expect(names(one)).toEqual(['Two']);
    expect(names(two)).toEqual([]);
  });

  test('of a nested stack is its own', () => {
    const parent = stackOf();
    const nested = new NestedStack(parent, 'Nested');
    accessIn(nested);
    Template.fromStack(nested).resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
    Template.fromStack(parent).resourceCountIs('AWS::Scheduler::ScheduleGroup', 0);
  });

  test('is found again by any construct of the stack', () => {
    const stack = stackOf();
    const implicit = AccessController.of(stack);
    expect(AccessController.of(accessIn(stack))).toBe(implicit);
    const explicit = new AccessController(stack, 'Mine');
    expect(AccessController.of(stack)).toBe(explicit);
  });

  test('fails when there are two, naming the first', () => {
    const stack = stackOf();
    new AccessController(stack, 'Mine');
    new AccessController(stack, 'Another');
    accessIn(stack);
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(/^\[Shop\/Another\] .*Shop\/Mine.*\[second-controller\]$/),
    ]);
  });

  test.each([30, 90, 3660])('fails with a sweep every %i seconds', (seconds) => {
    const stack = stackOf();
    new AccessController(stack, 'Mine', { sweepInterval: Duration.seconds(seconds) });
    accessIn(stack);
    expect(problemsOf(stack).join()).toContain('[sweep-interval]');
  });

  test.each([
    [1, 'rate(1 minute)', 60],
    [5, 'rate(5 minutes)', 300],
    [60, 'rate(60 minutes)', 3600],
  ])('sweeps every %i minutes, and misses a heartbeat as often', (minutes, expression, period) => {
    const stack = stackOf();
    new AccessController(stack, 'Mine', { sweepInterval: Duration.minutes(minutes) });
    accessIn(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { Name: 'sweep', ScheduleExpression: expression });
    const { Metrics } = resourceNamed(template, 'AWS::CloudWatch::Alarm', 'SweepHeartbeat').Properties;
    expect(Metrics).toMatchObject([{ Expression: 'FILL(beats, 0)' }, { Id: 'beats', MetricStat: { Period: period } }]);
  });
});

describe('the alarms', () => {
  const stack = stackOf();
  new AccessController(stack, 'Mine', { alarmActions: [page] });
  AccessController.of(stack).addAlarmAction({
    bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-2:111122223333:log' }),
  });
  accessIn(stack);
  const template = Template.fromStack(stack);

  test('call everybody who was named, and say what to do first', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(6);
    for (const alarm of alarms) {
      expect(alarm['Properties'].AlarmActions).toEqual([
        'arn:aws:sns:eu-west-2:111122223333:page',
        'arn:aws:sns:eu-west-2:111122223333:log',
      ]);
      expect(alarm['Properties'].AlarmDescription).toMatch(/First: /);
    }
  });

  test('lead to the place in the runbook that is about them, in as many characters as CloudWatch takes', () => {
    const anchors = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => {
      const description: string = Properties.AlarmDescription;
      expect(description.length).toBeLessThanOrEqual(1024);
      return /^\S.* First: .*\. Runbook: https:\/\/github\.com\/[\w/-]+\/docs\/runbook\.md#([a-z-]+)$/.exec(
        description,
      )?.[1];
    });
    expect(anchors.sort()).toEqual([
      'dropped-events',
      'failed-events',
      'lost-events',
      'open-past-end',
      'sweep-heartbeat',
      'undelivered-events',
    ]);
  });

  test('take three missing heartbeats for a breach', () => {
    expect(resourceNamed(template, 'AWS::CloudWatch::Alarm', 'SweepHeartbeat').Properties).toMatchObject({
      Metrics: [
        { Expression: 'FILL(beats, 0)' },
        {
          MetricStat: {
            Metric: {
              Namespace: 'TemporaryAccess',
              MetricName: 'SweepHeartbeat',
              Dimensions: [{ Name: 'service', Value: 'Shop' }],
            },
            Stat: 'Sum',
          },
          ReturnData: false,
        },
      ],
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('rise at the first policy that is attached past its end', () => {
    expect(resourceNamed(template, 'AWS::CloudWatch::Alarm', 'OpenPastEnd').Properties).toMatchObject({
      MetricName: 'OpenPastEnd',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
    });
  });

  test('are ordinary alarms of the stack', () => {
    const found = stack.node.findAll().filter((node) => node instanceof Alarm);
    expect(found).toHaveLength(6);
  });
});

describe('a key of the customer', () => {
  const stack = stackOf();
  const key = new Key(stack, 'Key');
  new AccessController(stack, 'Mine', { encryptionKey: key });
  accessIn(stack);
  const template = Template.fromStack(stack);

  test('encrypts the logs and the queues', () => {
    const arn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: arn });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn, SqsManagedSseEnabled: Match.absent() });
  });

  test('is nothing that a schedule or a function needs to close', () => {
    const closes = [
      ...Object.values(template.findResources('AWS::Scheduler::Schedule')),
      ...Object.values(template.findResources('AWS::Lambda::Function')),
    ];
    expect(JSON.stringify(closes)).not.toMatch(/kms/i);
  });

  test('may be used by CloudWatch Logs for log groups of this account', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: {
              Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
            },
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  const ofEvents = (other: Stack): Json[] =>
    resourceNamed(Template.fromStack(other), 'AWS::KMS::Key', 'Key').Properties.KeyPolicy.Statement.filter(
      ({ Principal }: Json) => Principal.Service === 'events.amazonaws.com',
    );

  test('may be used by EventBridge where it has to leave signals in the queue, whichever of them comes first', () => {
    const statements = [true, false].map((keyFirst) => {
      const other = stackOf();
      const encryptionKey = new Key(other, 'Key');
      const controller = (): AccessController => new AccessController(other, 'Mine', { encryptionKey });
      const make = [controller, (): unknown => accessIn(other, { windows: [onRequest()] })];
      (keyFirst ? make : make.toReversed()).forEach((one) => one());
      accessIn(other, { role: roleIn(other, 'Other'), windows: [onRequest()] }, 'SecondAccess');
      return ofEvents(other);
    });
    expect(statements[0]).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        Resource: '*',
      },
    ]);
    expect(statements[1]).toEqual(statements[0]);
  });

  test('may not be used by EventBridge where it hands on nothing', () => {
    expect(ofEvents(stack)).toEqual([]);
  });
});
