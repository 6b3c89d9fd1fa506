/** EventBridge in stacks of its own: who gets what, who may put it, and what deployments do to rules. */
import { plus, SECOND } from '../../../lib/core/interval';
import { AssemblyError } from '../../../lib/assembly/assembly';
import { Faults } from '../../../lib/rehearsal/faults/faults';
import type { Rates } from '../../../lib/rehearsal/faults/rates';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { BusEvent, Rule } from '../../../lib/rehearsal/simulated-event-bridge';
import type { JsonObject, Resource, Template } from '../../../lib/assembly/template';
import { ACCOUNT, FUNCTION, play, START } from './stack-fixture';

const REGION = 'us-east-1:123456789012';
const DEFAULT = `arn:aws:events:${REGION}:event-bus/default`;
const REQUESTS = `arn:aws:events:${REGION}:event-bus/requests`;
const team = `${ACCOUNT}role/team`;

const done: BusEvent = {
  id: 'event-1',
  source: 'aws.codebuild',
  'detail-type': 'Done',
  detail: { project: 'shop' },
};
const asked: BusEvent = { ...done, source: 'shop.tool' };

const rule = (properties: JsonObject = {}): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: 'done',
    EventPattern: { detail: { project: ['shop'] } },
    State: 'ENABLED',
    Targets: [{ Id: 'one', Arn: FUNCTION, InputTransformer: { InputTemplate: '{"heard":<aws.events.event.json>}' } }],
    ...properties,
  },
});
const bus = (statement: JsonObject): Resource => ({
  Type: 'AWS::Events::EventBus',
  Properties: { Name: 'requests', Policy: { Version: '2012-10-17', Statement: [statement] } },
});
const permission = (sourceArn: JsonObject | string = { 'Fn::GetAtt': ['Rule', 'Arn'] }): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: FUNCTION,
    Principal: 'events.amazonaws.com',
    SourceArn: sourceArn,
  },
});
const mayPut: JsonObject = {
  Sid: 'Team',
  Effect: 'Allow',
  Principal: { AWS: team },
  Action: 'events:PutEvents',
  Resource: REQUESTS,
  Condition: { StringEquals: { 'events:source': 'shop.tool' } },
};

type Stack = ReturnType<typeof play>;

/** What the function has been called with. */
async function heard({ aws, requests }: Stack, send: () => void): Promise<object[]> {
  requests.splice(0);
  send();
  await aws.clock.run(plus(aws.clock.now(), 5 * SECOND));
  return [...requests];
}

async function deployed(resources: Template['Resources']): Promise<Stack> {
  const stack = play({ resources });
  expect(await stack.create()).toBeUndefined();
  return stack;
}

const withRule = (properties?: JsonObject): Promise<Stack> =>
  deployed({ Rule: rule(properties), Permission: permission() });

describe('an event of a service', () => {
  test('comes to the function as the rule writes it', async () => {
    const stack = await withRule();
    expect(await heard(stack, () => stack.aws.events.emit(DEFAULT, done))).toEqual([{ heard: done }]);
  });

  test.each<[string, JsonObject, string]>([
    ['another event', { EventPattern: { detail: { project: ['other'] } } }, DEFAULT],
    ['another bus', {}, REQUESTS],
    ['nothing, being disabled', { State: 'DISABLED' }, DEFAULT],
  ])('comes to nobody whose rule is for %s', async (_what, properties, on) => {
    const stack = await withRule(properties);
    expect(await heard(stack, () => stack.aws.events.emit(on, done))).toEqual([]);
  });

  test.each<[string, Resource | undefined]>([
    ['without a permission', undefined],
    ['with a permission for another rule', permission(`arn:aws:events:${REGION}:rule/other`)],
  ])('ends in the queue %s', async (_how, permitting) => {
    const stack = await deployed({ Rule: rule(), ...(permitting === undefined ? {} : { Permission: permitting }) });
    expect(await heard(stack, () => stack.aws.events.emit(DEFAULT, done))).toEqual([]);
    expect(stack.aws.events.undelivered).toMatchObject([
      { rule: 'done', reason: expect.stringContaining('does not let events.amazonaws.com call it') },
    ]);
  });

  test('is nobody’s any more when its rule has gone meanwhile', async () => {
    const stack = await withRule();
    const send = (): void => {
      stack.aws.events.emit(DEFAULT, done);
      stack.aws.events.removeRule(`arn:aws:events:${REGION}:rule/done`);
    };
    expect(await heard(stack, send)).toEqual([]);
    expect(stack.aws.events.undelivered).toEqual([]);
  });
});

describe('a bus of its own', () => {
  const withBus = (statement: JsonObject = mayPut): Promise<Stack> =>
    deployed({ Bus: bus(statement), Rule: rule({ EventBusName: { Ref: 'Bus' } }), Permission: permission() });
  const put = (stack: Stack, event: BusEvent, arn = team, mayPutAnywhere = false): Promise<object[]> =>
    heard(stack, () => stack.aws.events.put(REQUESTS, event, { arn, mayPutAnywhere }));

  test('takes what its policy allows', async () => {
    expect(await put(await withBus(), asked)).toEqual([{ heard: asked }]);
  });

  test.each<[string, BusEvent, string, boolean, RegExp]>([
    ['of somebody else', asked, `${ACCOUNT}role/other`, false, /role\/other is not allowed to put this event/],
    ['of another source', { ...asked, source: 'shop.other' }, team, false, /is not allowed/],
    ['of a source of AWS', done, team, true, /may not put events of source aws\.codebuild/],
  ])('takes no event %s', async (_what, event, arn, anywhere, refusal) => {
    const stack = await withBus();
    await expect(put(stack, event, arn, anywhere)).rejects.toThrow(refusal);
  });

  test('takes what the sender’s own policies allow, unless it denies it', async () => {
    const stranger = `${ACCOUNT}role/stranger`;
    expect(await put(await withBus(), asked, stranger, true)).toEqual([{ heard: asked }]);
    const denies = { ...mayPut, Effect: 'Deny', Principal: '*' };
    await expect(put(await withBus(denies), asked, stranger, true)).rejects.toThrow(/explicitly denied/);
  });

  test('takes what a statement of its own resource allows, for as long as that stands', async () => {
    const policy = (principal: string): Resource => ({
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        StatementId: 'more',
        Statement: { ...mayPut, Principal: { AWS: principal } },
      },
    });
    const resources = {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'requests' } },
      Rule: rule({ EventBusName: { Ref: 'Bus' } }),
      Permission: permission(),
    };
    const stack = await deployed({ ...resources, More: policy(team) });
    expect(await put(stack, asked)).toHaveLength(1);
    await stack.update({ ...resources, More: policy(`${ACCOUNT}role/other`) });
    await expect(put(stack, asked)).rejects.toThrow(/not allowed/);
    await stack.update(resources);
    await expect(put(stack, asked, `${ACCOUNT}role/other`)).rejects.toThrow(/not allowed/);
  });

  test('cannot be deleted while a rule is on it, and goes with its rule', async () => {
    const stack = await withBus();
    expect(() => {
      stack.aws.events.removeBus(REQUESTS);
    }).toThrow('rule');
    expect(await stack.delete()).toBeUndefined();
    expect([stack.aws.events.hasBus(REQUESTS), stack.aws.events.busArns]).toEqual([false, []]);
  });
});

describe('a deployment', () => {
  test('changes a rule in place, and takes it away', async () => {
    const stack = await withRule();
    const other = { Rule: rule({ EventPattern: { source: ['aws.other'] } }), Permission: permission() };
    await stack.update(other);
    expect(await heard(stack, () => stack.aws.events.emit(DEFAULT, done))).toEqual([]);
    await stack.update({});
    expect(stack.aws.events.findRule(`arn:aws:events:${REGION}:rule/done`)).toBeUndefined();
  });

  test('that is rolled back leaves the rule as it was', async () => {
    const stack = play({
      resources: { Rule: rule(), Permission: permission() },
      fails: { 'create Broken in main': 'it cannot be made' },
    });
    await stack.create();
    await stack.update({
      Rule: rule({ EventPattern: { source: ['aws.other'] } }),
      Permission: permission(),
      Broken: { Type: 'AWS::S3::Bucket', DependsOn: 'Rule' },
    });
    expect(await heard(stack, () => stack.aws.events.emit(DEFAULT, done))).toEqual([{ heard: done }]);
  });

  test('fails on a filter that the rehearsal does not know, and names rule and filter', async () => {
    const stack = play({ resources: { Rule: rule({ EventPattern: { detail: { ip: [{ cidr: '10.0.0.0/8' }] } } }) } });
    const creating = stack.create();
    await expect(creating).rejects.toThrow(AssemblyError);
    await expect(creating).rejects.toThrow(/Shop cannot be played: rule done: the filter \{"cidr"/);
  });

  test('does not mind a filter in a rule that calls nobody of ours', async () => {
    const other = rule({
      EventPattern: { detail: { ip: [{ cidr: '10.0.0.0/8' }] } },
      Targets: [{ Arn: 'arn:aws:sqs:x' }],
    });
    expect(await play({ resources: { Rule: other } }).create()).toBeUndefined();
  });
});

describe('what goes wrong with an event', () => {
  function trouble(rates: Rates): { aws: SimulatedAws; calls: number[] } {
    const aws = new SimulatedAws({ from: START, seed: 1, faults: new Faults(1, rates) });
    const calls: number[] = [];
    const roleArn = `${ACCOUNT}role/custom`;
    const Principal = { Service: 'lambda.amazonaws.com' };
    aws.iam.putRole({ arn: roleArn, trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal } } });
    aws.lambda.putFunction({
      ...{ arn: FUNCTION, name: 'custom', roleArn, timeoutMs: 60_000, environment: {}, closes: true },
      handle: (world) => {
        calls.push(world.clock.now() - START);
        return Promise.resolve();
      },
    });
    const one: Rule = {
      ...{ arn: `arn:aws:events:${REGION}:rule/done`, name: 'done', busArn: DEFAULT, enabled: true, pattern: {} },
      targets: [{ functionArn: FUNCTION, inputTemplate: undefined, maximumEventAgeMs: 60 * SECOND }],
    };
    aws.events.putRule(one);
    aws.lambda.permit('one', { functionArn: FUNCTION, service: 'events.amazonaws.com', sourceArn: one.arn });
    aws.events.emit(DEFAULT, done);
    return { aws, calls };
  }
  const later = plus(START, 3_600 * SECOND);

  test('nothing, unless it is told: it comes within a second or so', async () => {
    const { aws, calls } = trouble({});
    await aws.clock.run(later);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toBeLessThan(2 * SECOND);
  });

  test('a lost one never comes, ends in the queue, and spoils the close that it was for', async () => {
    const { aws, calls } = trouble({ 'event-lost': 1 });
    await aws.clock.run(later);
    expect(calls).toEqual([]);
    expect(aws.events.undelivered).toMatchObject([{ rule: 'done', reason: 'EventBridge gave up' }]);
    expect(aws.faults.struck).toMatchObject([{ kind: 'event-lost', side: 'closing', spoilsEnds: true }]);
  });

  test('a late one comes once, within the time that its rule tries it', async () => {
    const { aws, calls } = trouble({ 'event-late': 1 });
    await aws.clock.run(later);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toBeLessThan(62 * SECOND);
    expect(aws.faults.struck).toMatchObject([{ kind: 'event-late' }]);
  });

  test('a repeated one comes twice', async () => {
    const { aws, calls } = trouble({ 'event-repeated': 1 });
    await aws.clock.run(later);
    expect(calls).toHaveLength(2);
  });
});
