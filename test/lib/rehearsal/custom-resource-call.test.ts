import { epochMs, HOUR } from '../../../lib/core/interval';
import { asTexts, askCustomResource, type CustomResourceCall, uuid } from '../../../lib/rehearsal/custom-resource-call';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';

const START = epochMs(Date.parse('2026-12-01T00:00:00Z'));
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:opener';
const call: CustomResourceCall = {
  request: 'Create',
  requestId: uuid('Shop', 'Thing'),
  type: 'Custom::Thing',
  logicalId: 'Thing',
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/0123',
  region: 'us-east-1',
  properties: { ServiceToken: arn, version: '1' },
};

type Answer = (request: Record<string, string>) => object | undefined;

function awsThat(answers: Answer): SimulatedAws {
  const aws = new SimulatedAws({ from: START, seed: 1 });
  const roleArn = 'arn:aws:iam::123456789012:role/opener';
  const principal = { Service: 'lambda.amazonaws.com' };
  aws.iam.putRole({
    arn: roleArn,
    trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal } },
  });
  aws.lambda.putFunction({
    arn,
    name: 'opener',
    roleArn,
    timeoutMs: 60_000,
    environment: {},
    handle: async (world, event) => {
      const request = event as Record<string, string>;
      const body = answers(request);
      if (body !== undefined) {
        await world.cloudFormation.respond(request['ResponseURL']!, JSON.stringify(body));
      }
    },
  });
  return aws;
}

test('scalars of any kind become texts, lists and objects stay what they are', () => {
  expect(asTexts({ version: 1, on: true, list: [1, { deep: false }], text: 'x' })).toEqual({
    version: '1',
    on: 'true',
    list: ['1', { deep: 'false' }],
    text: 'x',
  });
});

test('the function is asked as CloudFormation asks, and gives the physical id', async () => {
  const requests: unknown[] = [];
  const aws = awsThat((request) => {
    requests.push(request);
    return { Status: 'SUCCESS', PhysicalResourceId: 'mine' };
  });
  expect(await aws.clock.finish(askCustomResource(aws, call))).toEqual({ physicalId: 'mine' });
  expect(requests).toEqual([
    {
      RequestType: 'Create',
      ServiceToken: arn,
      ResponseURL: expect.stringMatching(/^https:\/\/cloudformation-custom-resource-response-us-east-1\./),
      StackId: call.stackId,
      RequestId: call.requestId,
      LogicalResourceId: 'Thing',
      ResourceType: 'Custom::Thing',
      ResourceProperties: { ServiceToken: arn, version: '1' },
    },
  ]);
});

test.each<[string, Answer, string]>([
  ['says so', () => ({ Status: 'FAILED', Reason: 'attached already' }), 'attached already'],
  ['says so without a reason', () => ({ Status: 'FAILED' }), 'the function gave no reason'],
  ['never answers', () => undefined, 'the function did not answer within 3600 s'],
])('fails when the function %s', async (_how, answers, failed) => {
  const aws = awsThat(answers);
  expect(await aws.clock.finish(askCustomResource(aws, call))).toEqual({ physicalId: undefined, failed });
  expect(aws.clock.now() - START).toBeLessThanOrEqual(HOUR);
});

test('fails when there is no such function', async () => {
  const aws = awsThat(() => undefined);
  const answer = await aws.clock.finish(askCustomResource(aws, { ...call, properties: { ServiceToken: 'arn:other' } }));
  expect(answer).toEqual({
    physicalId: undefined,
    failed: 'its ServiceToken names no handler of this library: arn:other',
  });
});
