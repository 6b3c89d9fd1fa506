/** What a rehearsal shows of an access whose role has the same right by something else, decided by evaluating policies. */
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { type App, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { stacksWithAccess } from '../../../lib/assembly/assembly';
import type { JsonObject } from '../../../lib/assembly/template';
import type { ResidualAccess } from '../../../lib/core/access-events';
import { Play } from '../../../lib/rehearsal/play';
import { at, edited, ofType, removeFolders, role, synthesized, writing } from './assembly-fixture';

afterAll(removeFolders);

const END = '2026-12-01T22:00:00Z';
const OBJECTS = 'arn:aws:s3:::shop/*';
const allow = (more: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: 's3:PutObject',
  Resource: OBJECTS,
  ...more,
});

let looked = '';
let plain = '';
beforeAll(() => {
  [looked, plain] = [true, false].map((residualCheck) =>
    synthesized((app: App) => {
      const stack = new Stack(app, 'Shop');
      const target = role(stack);
      // A test says what it grants.
      new ManagedPolicy(stack, 'Base', {
        managedPolicyName: 'Base',
        roles: [target],
        statements: [new PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] })],
      });
      new TemporaryAccess(stack, 'Release', {
        role: target,
        purpose: 'Release train',
        windows: [AccessWindow.once({ start: '2026-12-01T20:00:00Z', end: END })],
        statements: [writing],
        residualCheck,
      });
    }),
  ) as [string, string];
});

async function playedWith(statements: readonly JsonObject[] | undefined, folder = looked): Promise<Play> {
  const planted =
    statements === undefined
      ? folder
      : edited(folder, (resources) => {
          const [, { Properties: properties }] = ofType(resources, 'AWS::IAM::ManagedPolicy', 'Base');
          properties.PolicyDocument = { Version: '2012-10-17', Statement: statements };
        });
  const play = new Play({ from: at('2026-12-01T21:50:00Z'), seed: 1 });
  for (const stack of stacksWithAccess(planted)) {
    await play.aws.clock.finish(play.make(stack));
  }
  await play.aws.clock.run(at('2026-12-01T22:30:00Z'), () => false);
  return play;
}

const residualEvents = ({ aws }: Play): ResidualAccess[] =>
  aws.telemetered.events
    .filter(({ event }) => event['detail-type'] === 'Residual Access')
    .map(({ event: { detail } }) => detail as ResidualAccess);

/** Ends and sweeps may both close, and each looks. */
const residualCounts = ({ aws }: Play): number[] => [
  ...new Set(aws.telemetered.counts.filter(({ metric }) => metric === 'ResidualAccess').map(({ value }) => value)),
];

test.each<[string, JsonObject]>([
  ['the same action', allow({})],
  ['a pattern of actions', allow({ Action: 's3:*', Resource: '*' })],
  ['all actions but others', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
  ['a condition that holds at the time', allow({ Condition: { DateGreaterThan: { 'aws:CurrentTime': END } } })],
])('a second policy that allows %s is found when the access has closed', async (_what, statement) => {
  const play = await playedWith([allow({ Action: 'ec2:RunInstances' }), statement]);

  const events = residualEvents(play);
  expect(events.length).toBeGreaterThan(0);
  for (const { access, findings } of events) {
    expect(access).toBe('Release');
    expect(findings).toEqual([
      {
        policy: expect.stringContaining(':policy/temporary-access/Shop-ReleasePolicy'),
        action: 's3:PutObject',
        resource: OBJECTS,
        allowedBy: [expect.stringMatching(/^managed policy Base, statement at line 1, column 1\d\d$/)],
      },
    ]);
  }
  expect(residualCounts(play)).toEqual([1]);
});

test.each<[string, JsonObject[]]>([
  ['another action', [allow({ Action: 's3:GetObject' })]],
  ['another resource', [allow({ Resource: 'arn:aws:s3:::shop' })]],
  ['all actions but those', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]],
  ['it, and denies it', [allow({ Action: 's3:*' }), { Effect: 'Deny', Action: 's3:Put*', Resource: '*' }]],
  ['it until the end', [allow({ Condition: { DateLessThan: { 'aws:CurrentTime': END } } })]],
  ['it under a condition that nobody knows', [allow({ Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })]],
])('a second policy that allows %s is none', async (_what, statements) => {
  const play = await playedWith(statements);

  expect(residualEvents(play)).toEqual([]);
  expect(residualCounts(play)).toEqual([0]);
});

test('it was all allowed: the functions need no right that the template does not give', async () => {
  const play = await playedWith(undefined);

  expect(play.aws.telemetered.notes).toEqual([]);
  expect(residualCounts(play)).toEqual([0]);
});

test('a close is proved at the same moment, by as many reads, as without it', async () => {
  const proofs = ({ aws }: Play): unknown[] =>
    aws.telemetered.records
      .filter(({ event }) => event === 'detached' || event === 'verified')
      .map(({ event, writtenAt, reads }) => ({ event, writtenAt, reads }));
  const [with_, without] = [await playedWith([allow({})]), await playedWith([allow({})], plain)];

  expect(proofs(with_).length).toBeGreaterThan(1);
  expect(residualEvents(with_).length).toBeGreaterThan(0);
  expect(proofs(with_)).toEqual(proofs(without));
  expect(residualEvents(without)).toEqual([]);
});
