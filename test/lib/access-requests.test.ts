/** The rules that hand signals on: where they listen, what they call, with what, and when they come and go. */
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessController, AccessSignal } from 'cdk-temporary-access';
import { createOrder, dependenciesOf, reachable } from '../../lib/rehearsal/deployment-order';
import { Deployed, type DeployedResource } from './as-deployed';
import { accessIn, type Json, roleIn, stackOf } from './fixture';
import { incident, onRequest, pipelineSignals } from './on-request';
import { handedOn, rulesOf, sample, windowsOf } from './signals/deployed-rules';

const rule = (deployed: Deployed, id: RegExp): DeployedResource => deployed.one('AWS::Events::Rule', id);

describe('the rules of an access', () => {
  const stack = stackOf();
  const { started, finished } = pipelineSignals(stack);
  const access = accessIn(stack, {
    windows: [onRequest({ openOn: [started, AccessSignal.request()], closeOn: [finished] })],
  });
  access.grantOpen(roleIn(stack, 'Tool'));
  const deployed = new Deployed(stack);
  const [open, byRequest, close] = [/OpensOn1/, /OpensOn2/, /ClosesOn1/].map((id) => rule(deployed, id)) as [
    DeployedResource,
    DeployedResource,
    DeployedResource,
  ];

  test('are one for each signal, and say what they are for', () => {
    expect(deployed.all('AWS::Events::Rule').map(({ properties }) => properties.Description)).toEqual([
      'Closes Release: an execution of pipeline Pipeline is over',
      'Opens Release: an execution of pipeline Pipeline starts',
      'Opens Release: a request through the request bus',
    ]);
  });

  test('listen where the event can only come from whom it should', () => {
    expect(open.properties.EventBusName).toBeUndefined();
    expect(close.properties.EventBusName).toBeUndefined();
    expect(byRequest.properties.EventBusName).toBe(deployed.one('AWS::Events::EventBus').ref);
  });

  test('call the function that may do it: opens the opener, closes the closer', () => {
    const [opener, closer] = [/Opener/, /Closer/].map((id) => deployed.one('AWS::Lambda::Function', id).arn);
    expect([open, byRequest, close].map(({ properties }) => properties.Targets[0].Arn)).toEqual([
      opener,
      opener,
      closer,
    ]);
  });

  test('may each call that function and no other, and nothing else of EventBridge may', () => {
    const permissions = deployed.all('AWS::Lambda::Permission').map(({ properties }) => properties);
    expect(permissions).toHaveLength(3);
    for (const { arn, properties } of [open, byRequest, close]) {
      expect(permissions).toContainEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: properties.Targets[0].Arn,
        Principal: 'events.amazonaws.com',
        SourceArn: arn,
      });
    }
  });

  test('give the function the whole event, unquoted, in a text that it reads', () => {
    const [rules, event] = [rulesOf(stack), sample('codepipeline-started')];
    const asked = rules.map((one) => handedOn(one, event));
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([
        { version: 1, event: 'close', access: 'Release', window: '1', signal: '1', request: event },
        { version: 1, event: 'open', access: 'Release', window: '1', signal: '1', request: event },
        { version: 1, event: 'open', access: 'Release', window: '1', signal: '2', request: event },
      ]),
    );
    expect(open.properties.Targets[0].InputTransformer.InputPathsMap).toBeUndefined();
  });

  test('carry the same pattern as the declaration', () => {
    const { opensOn, closesOn } = windowsOf(stack, 'Release')[0] as Json;
    const declared = [...opensOn, ...closesOn].map(({ pattern }) => JSON.parse(pattern));
    expect(declared).toEqual([open, byRequest, close].map(({ properties }) => properties.EventPattern));
  });

  test('try an open for as long as the window can be, and a close for a day', () => {
    const tries = [open, close].map(({ properties }) => properties.Targets[0].RetryPolicy);
    expect(tries).toEqual([
      { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
      { MaximumEventAgeInSeconds: 24 * 3600, MaximumRetryAttempts: 185 },
    ]);
  });

  test.each([
    ['no shorter than EventBridge can', Duration.minutes(5), 300],
    ['no longer than EventBridge can', Duration.hours(36), 24 * 3600],
  ])('try an open %s', (_what, maxDuration, seconds) => {
    const other = stackOf();
    new AccessController(other, 'Mine', { maxWindowLength: Duration.days(2) });
    accessIn(other, { windows: [onRequest({ maxDuration })] });
    const { RetryPolicy } = rule(new Deployed(other), /OpensOn1/).properties.Targets[0];
    expect(RetryPolicy.MaximumEventAgeInSeconds).toBe(seconds);
  });

  test('leave what they cannot hand over in the queue of undelivered events, which lets rules of this account in', () => {
    const queue = deployed.one('AWS::SQS::Queue', /Undelivered/);
    for (const { properties } of [open, byRequest, close]) {
      expect(properties.Targets[0].DeadLetterConfig).toEqual({ Arn: queue.arn });
    }
    const policy = deployed.one('AWS::SQS::QueuePolicy', /Undelivered/).properties.PolicyDocument;
    expect(policy.Statement.filter(({ Effect }: Json) => Effect === 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Resource: queue.arn,
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:events:eu-west-2:111122223333:rule/*' },
          StringEquals: { 'aws:SourceAccount': '111122223333' },
        },
      },
    ]);
  });
});

describe('the order of a deployment', () => {
  const stack = stackOf();
  const { started, finished } = pipelineSignals(stack);
  const access = accessIn(stack, {
    windows: [
      onRequest({ openOn: [started, AccessSignal.request()], closeOn: [finished] }),
      onRequest({ openOn: [incident('Opened')], closeOn: [incident('Resolved')] }),
    ],
  });
  access.grantOpen(roleIn(stack, 'Tool'));
  access.grantClose(roleIn(stack, 'Operator'));
  const json = Template.fromStack(stack).toJSON() as Json;
  const dependencies = dependenciesOf(json);
  const named = (pattern: RegExp): string[] => Object.keys(json.Resources).filter((id) => pattern.test(id));
  const one = (type: string): string => Object.keys(json.Resources).find((id) => json.Resources[id].Type === type)!;
  const standsBefore = (id: string): string[] => [...reachable(dependencies, id)];

  const resource = one('Custom::TemporaryAccess');
  const deployment = one('Custom::TemporaryAccessDeployment');
  const admission = one('Custom::TemporaryAccessAdmission');
  const opens = named(/^ReleaseRequests.*OpensOn/);
  const closes = named(/^ReleaseRequests.*ClosesOn/);

  test('has every rule with its permission to call', () => {
    expect(createOrder(json)).toHaveLength(Object.keys(json.Resources).length);
    expect(opens).toHaveLength(3 * 2);
    // Two that are declared, and one in each window for whoever may close.
    expect(closes).toHaveLength(4 * 2);
  });

  test('lets nothing act on an access that the admission has not let in', () => {
    for (const id of [...opens, ...closes]) {
      expect(standsBefore(id)).toContain(admission);
    }
  });

  test('declares an access when all that closes it stands, and opens it only after that', () => {
    expect(standsBefore(resource)).toEqual(expect.arrayContaining([...closes, ...named(/^CdkTemporaryAccessSweep/)]));
    for (const id of opens) {
      expect(standsBefore(id)).toEqual(expect.arrayContaining([resource, ...closes]));
    }
  });

  test('is over when everything that opens stands', () => {
    expect(standsBefore(deployment)).toEqual(expect.arrayContaining(opens));
  });

  test('takes what opens away first on deletion, while functions, bus, closes and alarms still stand', () => {
    expect(standsBefore(resource).filter((id) => opens.includes(id))).toEqual([]);
    expect(standsBefore(resource)).toEqual(
      expect.arrayContaining([...named(/^CdkTemporaryAccess(Controller|Requests)/), ...closes]),
    );
  });
});
