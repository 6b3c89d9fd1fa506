/**
 * What the integration test asserts, by the very function that will ask AWS: it is content with the right answer, and
 * goes on waiting at a wrong one.
 *
 * The answers are written as AWS documents them; only an account can say whether it gives them.
 */
import { request } from 'node:https';
import type { Json } from '../lib/fixture';
import { readJson, SNAPSHOT } from './synthesized';

const PROVIDER = '@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler.bundle';

/** What AWS answers, by call, and what it was asked. */
const mockAnswers: Record<string, object> = {};
const mockAsked: { readonly call: string; readonly input: Json }[] = [];

/** A package of the SDK with one client and one command, which the provider finds by their names. */
function mockClient(client: string, ...calls: string[]): object {
  const commands = calls.map((call) => [
    `${call}Command`,
    class {
      public readonly call = call;
      constructor(public readonly input: Json) {}
    },
  ]);
  class Client {
    public readonly config = {};
    public send({ call, input }: { call: string; input: Json }): Promise<object> {
      mockAsked.push({ call, input });
      return Promise.resolve({ $metadata: {}, ...structuredClone(mockAnswers[call]) });
    }
  }
  return { [client]: Client, ...(Object.fromEntries(commands) as object) };
}

jest.mock('@aws-sdk/client-iam', () => mockClient('IAMClient', 'ListAttachedRolePolicies', 'SimulatePrincipalPolicy'));
jest.mock('@aws-sdk/client-sqs', () => mockClient('SQSClient', 'ReceiveMessage', 'PurgeQueue'), { virtual: true });
jest.mock('@aws-sdk/client-sfn', () => mockClient('SFNClient', 'StartExecution'), { virtual: true });
jest.mock('@aws-sdk/client-cloudwatch', () => mockClient('CloudWatchClient', 'DescribeAlarms'), { virtual: true });
jest.mock('https', () => ({ ...jest.requireActual<object>('https'), request: jest.fn() }));

/** A custom resource of the assertions, by its place in the chain of one access. */
interface Asserted {
  readonly id: string;
  readonly properties: Json;
  readonly after: readonly string[];
}

const FILE = 'ReleaseWindowDefaultTestDeployAssertF1F87F37.template.json';
const { Resources: resources } = readJson(SNAPSHOT, FILE);
const asserted: Asserted[] = Object.entries<Json>(resources)
  .filter(([, { Type }]) => Type.startsWith('Custom::DeployAssert'))
  .map(([id, { Properties: properties, DependsOn: after }]) => ({ id, properties, after: [after ?? []].flat() }));

/** From the first to the last, each after the one before it. */
function chainFrom(first: Asserted): Asserted[] {
  const next = asserted.find(({ after }) => after.includes(first.id));
  return [first, ...(next === undefined ? [] : chainFrom(next))];
}
const chains = asserted
  .filter(({ after }) => after.every((id) => !asserted.some((one) => one.id === id)))
  .map(chainFrom);

const ATTACHED = [{ PolicyName: 'release', PolicyArn: 'arn:aws:iam::123456789012:policy/release-1A2B3C' }];
const open = { ListAttachedRolePolicies: { AttachedPolicies: ATTACHED, IsTruncated: false } };
const closed = { ListAttachedRolePolicies: { AttachedPolicies: [], IsTruncated: false } };
const decided = (EvalDecision: string): Record<string, object> => ({
  SimulatePrincipalPolicy: {
    EvaluationResults: [{ EvalActionName: 's3:PutObject', EvalDecision }],
    IsTruncated: false,
  },
});
const told = (access: string, said: string): Record<string, object> => ({
  ReceiveMessage: { Messages: [{ MessageId: 'one', Body: JSON.stringify({ access, said }) }] },
});
const alarms = (...names: string[]): Record<string, object> => ({
  DescribeAlarms: { MetricAlarms: names.map((AlarmName) => ({ AlarmName })), CompositeAlarms: [] },
});

/** What stands in an account at a step, and what would be wrong there. */
type Step = readonly [words: string, right: Record<string, object>, ...wrong: Record<string, object>[]];

const verified = (access: string): Step => [
  'the proof is told',
  told(access, 'Removal Verified'),
  told(access, 'Access Closed'),
  told('AnotherAccess', 'Removal Verified'),
  { ReceiveMessage: {} },
];
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  ReleaseAccess: [
    ['it is closed', closed, open],
    ['the clock opens it', open, closed],
    ['the role may write', decided('allowed'), decided('implicitDeny')],
    ['what was told before is thrown away', { PurgeQueue: {} }],
    ['the clock closes it', closed, open],
    ['the role may not write', decided('implicitDeny'), decided('allowed')],
    verified('ReleaseAccess'),
    ['no alarm is red', alarms(), alarms('TemporaryAccessRelease-Heartbeat')],
  ],
  PipelineAccess: [
    ['it is closed', closed, open],
    ['the task starts', { StartExecution: { executionArn: 'arn:aws:states:us-east-1:123456789012:execution:a:b' } }],
    ['the task opens it', open, closed],
    ['the role may write', decided('allowed'), decided('implicitDeny')],
    ['the end of the task closes it', closed, open],
    ['the role may not write', decided('implicitDeny'), decided('allowed')],
    verified('PipelineAccess'),
  ],
};

type Provider = (event: object, context: object) => Promise<void>;

let provider: { readonly handler: Provider; readonly isComplete: Provider };
const responses: Json[] = [];

beforeAll(async () => {
  provider = (await import(PROVIDER)) as typeof provider;
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation();
  jest.mocked(request).mockImplementation(((_options: object, done: () => void) => ({
    on: () => undefined,
    write: (body: string) => responses.push(JSON.parse(body)),
    end: done,
  })) as never);
});
afterEach(() => {
  jest.restoreAllMocks();
  responses.splice(0);
});

/** Asks once; whether that is all that is waited for. */
async function isContent({ id, properties }: Asserted, answers: Record<string, object>): Promise<boolean> {
  Object.keys(mockAnswers).forEach((call) => Reflect.deleteProperty(mockAnswers, call));
  Object.assign(mockAnswers, answers);
  const { stateMachineArn, ...asked } = properties;
  const event = {
    ...{ RequestType: 'Create', LogicalResourceId: id, ResourceType: 'Custom::DeployAssert@SdkCall' },
    ...{ ResponseURL: 'https://cloudformation.example/response', ResourceProperties: withoutReferences(asked) },
  };
  const ask = stateMachineArn === undefined ? provider.handler : provider.isComplete;
  return ask(event, { getRemainingTimeInMillis: () => 60_000 }).then(
    () => responses.at(-1).Status === 'SUCCESS' && !(responses.at(-1).Data.assertion ?? '').includes('fail'),
    () => false,
  );
}

/** What a deployment would put in is of no consequence here. */
function withoutReferences(value: Json): Json {
  return JSON.parse(JSON.stringify(value), (_key, one: Json) => {
    const [intrinsic] = typeof one === 'object' && one !== null ? Object.keys(one) : [];
    return intrinsic === 'Fn::ImportValue' ? 'imported' : intrinsic === 'Fn::Join' ? one['Fn::Join'][1].join('') : one;
  });
}

describe.each(Object.entries(STEPS))('of %s', (access, steps) => {
  const chain = chains.find((one) => one.some(({ properties }) => properties.expected?.includes(`"${access}"`)))!;

  test('nothing else is asserted', () => {
    expect(chain).toHaveLength(steps.length);
    expect(chains).toHaveLength(Object.keys(STEPS).length);
  });

  test.each(steps.map((step, index) => [index, ...step] as const))(
    'step %i: %s',
    async (index, _words, right, ...wrong) => {
      const one = chain[index]!;
      expect(await isContent(one, right)).toBe(true);
      for (const answers of wrong) {
        expect(await isContent(one, answers)).toBe(false);
      }
      // What CloudFormation takes as an answer.
      expect(Math.max(...responses.map((response) => JSON.stringify(response).length))).toBeLessThan(4096);
    },
  );
});

test('IAM is asked about the role, and SQS waits for a message', async () => {
  mockAsked.splice(0);
  const [chain] = chains.filter((one) =>
    one.some(({ properties }) => properties.expected?.includes('"ReleaseAccess"')),
  );
  await isContent(chain![2]!, decided('allowed'));
  await isContent(chain![6]!, told('ReleaseAccess', 'Removal Verified'));
  expect(mockAsked).toEqual([
    {
      call: 'SimulatePrincipalPolicy',
      input: { PolicySourceArn: 'imported', ActionNames: ['s3:PutObject'], ResourceArns: ['imported/index.html'] },
    },
    { call: 'ReceiveMessage', input: { QueueUrl: 'imported', WaitTimeSeconds: 20 } },
  ]);
});
