/** The example of several accounts: each gives access by itself, and all of them tell the account of security. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCTION, SECURITY, STAGING } from '../examples/multi-account/accounts';
import { readAssembly } from '../lib/assembly/assembly';
import { EVENT_SOURCE } from '../lib/core/access-events';
import { rehearse } from '../lib/rehearsal/rehearsal';
import type { RehearsalReport } from '../lib/rehearsal/report';
import { DETAIL_TYPES } from '../scripts/event-schemas';
import { ROOT } from './example-apps';
import type { Json } from './lib/fixture';
import { at, emptyFolder, removeFolders } from './lib/rehearsal/assembly-fixture';

const CENTRAL_BUS_ARN = `arn:aws:events:${SECURITY.region}:${SECURITY.account}:event-bus/temporary-access`;
const ACCOUNTS = { Production: PRODUCTION, Staging: STAGING };

let folder: string;
let report: RehearsalReport;
/** By the name of the stage. */
let resources: Record<string, Json[]>;

beforeAll(async () => {
  folder = emptyFolder();
  execFileSync(process.execPath, ['--require', 'tsx/cjs', 'examples/multi-account/app.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], CDK_OUTDIR: folder },
  });
  resources = Object.fromEntries(
    ['Security', ...Object.keys(ACCOUNTS)].map((stage) => {
      const assembly = join(folder, `assembly-Accounts-${stage}`);
      const [template = ''] = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
      return [stage, Object.values(JSON.parse(readFileSync(join(assembly, template), 'utf8')).Resources)];
    }),
  );
  report = await rehearse({ folder, from: at('2026-12-01'), until: at('2026-12-04'), seed: 1 });
}, 60_000);
afterAll(removeFolders);

function ofType(stage: string, type: string): Json[] {
  return resources[stage]!.filter((resource: Json) => resource.Type === type);
}

function sending(stage: string): Json[] {
  return ofType(stage, 'AWS::IAM::Policy')
    .flatMap(({ Properties }: Json) => Properties.PolicyDocument.Statement as Json[])
    .filter(({ Action }) => [Action].flat().includes('events:PutEvents'));
}

test('each account gives access in its own hours, takes it back and proves it', () => {
  expect(report.violations).toEqual([]);
  const stories = report.accesses.map(({ stack, occurrences }) => [
    stack,
    occurrences.map(({ attachedAt, verifiedAt }) => `${attachedAt?.slice(0, 13)} to ${verifiedAt?.slice(0, 13)}`),
  ]);
  expect(stories).toEqual([
    ['Accounts/Production/Shop', ['2026-12-01T20 to 2026-12-01T22', '2026-12-03T20 to 2026-12-03T22']],
    [
      'Accounts/Staging/Shop',
      ['2026-12-01T08 to 2026-12-01T18', '2026-12-02T08 to 2026-12-02T18', '2026-12-03T08 to 2026-12-03T18'],
    ],
  ]);
});

test('each account is deployed with a controller of its own', () => {
  const deployed = readAssembly(folder).map(({ account, region }) => `${account} ${region}`);
  expect(deployed).toEqual(
    expect.arrayContaining(Object.values(ACCOUNTS).map(({ account, region }) => `${account} ${region}`)),
  );
  expect(new Set(deployed).size).toBe(deployed.length);
});

describe.each(Object.entries(ACCOUNTS))('%s', (stage, { account }) => {
  test('may send its own events to the bus of security, and to no other', () => {
    expect(sending(stage)).toHaveLength(2);
    for (const { Resource, Condition } of sending(stage)) {
      expect(Resource).toBe(CENTRAL_BUS_ARN);
      expect(Condition).toEqual({ StringEquals: { 'events:source': EVENT_SOURCE } });
    }
  });

  test('is let in by that bus, for these events only', () => {
    const [{ Properties }] = ofType('Security', 'AWS::Events::EventBusPolicy') as [Json];
    expect(Properties.Statement).toMatchObject({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Condition: { StringEquals: { 'events:source': EVENT_SOURCE } },
    });
    const principals = [Properties.Statement.Principal.AWS].flat().map((one: Json) => JSON.stringify(one));
    expect(principals.filter((one) => one.includes(account))).toHaveLength(1);
    expect(principals).toHaveLength(Object.keys(ACCOUNTS).length);
  });
});

test('what calls security are events that there are', () => {
  const [{ Properties }] = ofType('Security', 'AWS::Events::Rule') as [Json];
  expect(DETAIL_TYPES).toEqual(expect.arrayContaining(Properties.EventPattern['detail-type'] as string[]));
});
