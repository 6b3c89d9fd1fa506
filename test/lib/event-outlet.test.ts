/** The rules for what happens to an access, on real events: who hears which, on which bus, and who may send. */
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnEventBus, EventBus, type Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AccessController, type TemporaryAccess } from 'cdk-temporary-access';
import { EVENT_SOURCE, eventOf } from '../../lib/core/access-events';
import { epochMs } from '../../lib/core/interval';
import type { AccessRecord, Happening } from '../../lib/core/world';
import { packageVersion } from '../../lib/package-root';
import { eventMatches } from '../../lib/rehearsal/signals/event-pattern';
import { accessIn, type Json, problemsOf, resourceNamed, stackOf } from './fixture';

const ENV = { account: '111122223333', region: 'eu-west-2' };
const HERE = 'arn:aws:events:eu-west-2:111122223333:event-bus/audit';

/** An event as EventBridge hands it on. */
function happened(event: Happening, { access = 'Release', stack = 'Shop' } = {}): Json {
  const record: AccessRecord = {
    event,
    trigger: 'end',
    at: epochMs(Date.UTC(2026, 11, 1, 22)),
    access,
    purpose: 'Deploy the shop front',
    role: 'arn:aws:iam::111122223333:role/deploy',
    policies: ['arn:aws:iam::111122223333:policy/write'],
    reason: 'denied',
    reads: 5,
  };
  const { detailType, detail, resources } = eventOf(record, { name: stack, version: '1.0.0' })!;
  return { source: EVENT_SOURCE, 'detail-type': detailType, detail, resources, account: '111122223333' };
}

const EVERYTHING: readonly Happening[] = [
  'opened',
  'detached',
  'verified',
  'open-failed',
  'close-failed',
  'drift',
  'drift-removed',
  'residual',
  'ending-soon',
];

function patternOf(rule: Rule): Json {
  const stack = Stack.of(rule);
  const id = stack.getLogicalId(rule.node.defaultChild as never);
  return Template.fromStack(stack).findResources('AWS::Events::Rule')[id]!['Properties'].EventPattern;
}

/** What a rule hears of an access of a stack. */
function heardBy(rule: Rule, of: { access?: string; stack?: string } = {}): Happening[] {
  const pattern = patternOf(rule);
  return EVERYTHING.filter((one) => eventMatches(pattern, happened(one, of)));
}

describe('a rule of an access', () => {
  test.each([
    ['onOpened', ['opened']],
    ['onClosed', ['verified']],
    ['onOverdue', ['close-failed', 'drift']],
  ] as const)('%s hears %j of this access', (method, heard) => {
    const rule = accessIn(stackOf())[method]('Told');
    expect(heardBy(rule)).toEqual(heard);
  });

  test('hears nothing of another access, or of one of that name in another stack', () => {
    const access = accessIn(stackOf());
    const rules = [access.onOpened('Opened'), access.onClosed('Closed'), access.onOverdue('Overdue')];
    for (const rule of rules) {
      expect(heardBy(rule, { access: 'ReleaseToo' })).toEqual([]);
      expect(heardBy(rule, { stack: 'Bakery' })).toEqual([]);
    }
  });

  test('has the target, the name and the narrower pattern that it is given', () => {
    const stack = stackOf();
    const queue = new Queue(stack, 'Told');
    const rule = accessIn(stack).onOverdue('Late', {
      target: new SqsQueue(queue),
      ruleName: 'late',
      description: 'Somebody looks',
      eventPattern: { detail: { trigger: ['sweep'] } },
    });
    const { Properties: properties } = resourceNamed(Template.fromStack(stack), 'AWS::Events::Rule', 'Late');
    expect(properties).toMatchObject({ Name: 'late', Description: 'Somebody looks' });
    expect(properties.Targets[0].Arn['Fn::GetAtt'][0]).toMatch(/^Told/);
    expect(eventMatches(patternOf(rule), happened('drift'))).toBe(false);
    const swept = happened('drift');
    expect(eventMatches(patternOf(rule), { ...swept, detail: { ...swept.detail, trigger: 'sweep' } })).toBe(true);
  });
});

describe('a rule of the controller', () => {
  test('hears everything of every access of the stack, and nothing of another stack', () => {
    const stack = stackOf();
    const rule = AccessController.of(accessIn(stack)).onAccessEvent('All');
    expect(heardBy(rule)).toEqual(EVERYTHING);
    expect(heardBy(rule, { access: 'Another' })).toEqual(EVERYTHING);
    expect(heardBy(rule, { stack: 'Bakery' })).toEqual([]);
  });

  test('hears one kind where it is told so', () => {
    const rule = AccessController.of(stackOf()).onAccessEvent('Some', {
      eventPattern: { detailType: ['Residual Access'] },
    });
    expect(heardBy(rule)).toEqual(['residual']);
  });

  test('of a nested stack goes by the name of that stack, as its functions do', () => {
    const nested = new NestedStack(stackOf(), 'Nested');
    const rule = AccessController.of(accessIn(nested)).onAccessEvent('All');
    const template = Template.fromStack(nested);
    const { CONTROLLER: name } = resourceNamed(template, 'AWS::Lambda::Function', 'Opener').Properties.Environment
      .Variables;
    expect(patternOf(rule).detail.controller.name).toEqual([name]);
  });
});

describe('the bus', () => {
  interface Sent {
    readonly environments: Json[];
    readonly rights: Json[];
    readonly rules: Json[];
  }

  function sentBy(stack: Stack): Sent {
    const template = Template.fromStack(stack);
    const all = (type: string): Json[] => Object.values(template.findResources(type));
    return {
      environments: all('AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables),
      rights: all('AWS::IAM::Policy')
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 'events:PutEvents'),
      rules: all('AWS::Events::Rule').map(({ Properties }) => Properties.EventBusName),
    };
  }

  const only = (resource: unknown): Json => ({
    Sid: 'SendEvents',
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: resource,
    Condition: { StringEquals: { 'events:source': 'temporary-access' } },
  });

  test('is the default one of the account, and both functions may send there just what is theirs', () => {
    const stack = stackOf({ env: ENV });
    accessIn(stack).onOpened('Opened');
    const { environments, rights, rules } = sentBy(stack);
    const byDefault = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:eu-west-2:111122223333:event-bus/default']],
    };
    expect(environments.map(({ EVENT_BUS }) => EVENT_BUS)).toEqual(['default', 'default']);
    expect(rights).toEqual([only(byDefault), only(byDefault)]);
    expect(rules).toEqual([undefined]);
  });

  test.each(['before', 'after'])('is the one that the controller names %s its accesses', (when) => {
    const stack = stackOf({ env: ENV });
    const eventBus = new EventBus(stack, 'Audit');
    const make = [() => new AccessController(stack, 'Mine', { eventBus }), () => accessIn(stack).onOpened('Opened')];
    (when === 'before' ? make : make.toReversed()).forEach((one) => one());
    const { environments, rights, rules } = sentBy(stack);
    const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Events::EventBus'));
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(environments.map(({ EVENT_BUS }) => EVENT_BUS)).toEqual([arn, arn]);
    expect(rights).toEqual([only(arn), only(arn)]);
    expect(rules).toEqual([{ Ref: id }]);
  });

  test('may be a resource of L1', () => {
    const stack = stackOf({ env: ENV });
    new AccessController(stack, 'Mine', { eventBus: new CfnEventBus(stack, 'Audit', { name: 'audit' }) });
    accessIn(stack).onOpened('Opened');
    expect(sentBy(stack)).toMatchObject({
      rights: [only({ 'Fn::GetAtt': ['Audit', 'Arn'] }), only({ 'Fn::GetAtt': ['Audit', 'Arn'] })],
      rules: [{ Ref: 'Audit' }],
    });
  });

  describe.each([
    ['account', 'arn:aws:events:eu-west-2:444455556666:event-bus/audit', 'account 444455556666'],
    ['region', 'arn:aws:events:eu-west-1:111122223333:event-bus/audit', 'region eu-west-1'],
  ])('of another %s', (_what, arn, place) => {
    const stackWith = (rules: (controller: AccessController, access: TemporaryAccess) => void): Stack => {
      const stack = stackOf({ env: ENV });
      const controller = new AccessController(stack, 'Mine', { eventBus: EventBus.fromEventBusArn(stack, 'Bus', arn) });
      rules(controller, accessIn(stack));
      return stack;
    };

    test('may be sent to', () => {
      const stack = stackWith(() => undefined);
      expect(problemsOf(stack)).toEqual([]);
      expect(sentBy(stack).rights).toEqual([only(arn), only(arn)]);
    });

    test('fails to have rules here', () => {
      const stack = stackWith((controller, access) => {
        access.onOpened('Opened');
        controller.onAccessEvent('All');
      });
      expect(problemsOf(stack)).toEqual([
        expect.stringMatching(new RegExp(`^\\[Shop/Mine] rule All .* a bus in ${place}: .*\\[event-bus-elsewhere]$`)),
        expect.stringMatching(
          new RegExp(`^\\[Shop/Release] rule Opened .* a bus in ${place}: .*\\[event-bus-elsewhere]$`),
        ),
      ]);
    });
  });

  test('of this account and region has rules, and so has one that may be', () => {
    for (const env of [ENV, undefined]) {
      const stack = new Stack(new App(), 'Shop', env === undefined ? {} : { env });
      const eventBus = EventBus.fromEventBusArn(stack, 'Bus', HERE);
      new AccessController(stack, 'Mine', { eventBus }).onAccessEvent('All');
      accessIn(stack);
      expect(problemsOf(stack)).toEqual([]);
      expect(sentBy(stack).rules).toEqual(['audit']);
    }
  });
});

test('an event names the version of the library that made the controller', () => {
  const stack = stackOf();
  accessIn(stack);
  const { VERSION: version } = resourceNamed(Template.fromStack(stack), 'AWS::Lambda::Function', 'Closer').Properties
    .Environment.Variables;
  expect(version).toBe(packageVersion());
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
