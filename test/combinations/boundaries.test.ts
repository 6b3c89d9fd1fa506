/** Permissions boundaries that the organisation wants on every role, ours among them. */
import {
  App,
  PERMISSIONS_BOUNDARY_CONTEXT_KEY,
  PermissionsBoundary as BoundaryOfStage,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AccessController, AccessEventArchive } from 'cdk-temporary-access';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onRequest } from '../lib/on-request';
import type { Json } from '../lib/fixture';
import { removeFolders, role } from '../lib/rehearsal/assembly-fixture';
import { accessIn, storyOf } from './played-app';

afterAll(removeFolders);

const page = readFileSync(join(__dirname, '../../docs/compatibility.md'), 'utf8');
const [, table = ''] = page.split('\n### What a boundary has to allow\n');
const NEEDED = [...table.matchAll(/^\| `(\w+:[\w*]+)` +\|/gm)].map(([, action = '']) => action);

/** Everything that gives our roles a right. */
function everything(stack: Stack): void {
  new AccessController(stack, 'Controller', { encryptionKey: new Key(stack, 'Key') });
  new AccessEventArchive(stack, 'Archive');
  accessIn(stack, role(stack), 'Release', { residualCheck: true });
  accessIn(stack, role(stack, 'Second'), 'OnDemand', { windows: [onRequest()] });
}

function resourcesOf(stack: Stack): Json[] {
  const { Resources } = Stage.of(stack)!.synth().getStackArtifact(stack.artifactId).template;
  return Object.values(Resources);
}

function rolesOf(stack: Stack): Json[] {
  return resourcesOf(stack).filter(({ Type }) => Type === 'AWS::IAM::Role');
}

const within =
  (...actions: string[]) =>
  (app: App): Stack => {
    const stack = new Stack(app, 'Shop');
    const statements = [new PolicyStatement({ actions: [...actions, 's3:PutObject'], resources: ['*'] })];
    PermissionsBoundary.of(app).apply(new ManagedPolicy(stack, 'Boundary', { statements }));
    return stack;
  };

test('whichever way the CDK is told of it, every role gets it', () => {
  const name = 'developer-boundary';
  const stacks = [
    new Stack(new App({ context: { [PERMISSIONS_BOUNDARY_CONTEXT_KEY]: { name } } }), 'Shop'),
    new Stack(new Stage(new App(), 'Test', { permissionsBoundary: BoundaryOfStage.fromName(name) }), 'Shop'),
    new Stack(new App(), 'Shop'),
  ];
  PermissionsBoundary.of(stacks[2]!).apply(ManagedPolicy.fromManagedPolicyName(stacks[2]!, 'Boundary', name));
  for (const stack of stacks) {
    accessIn(stack);
    const roles = rolesOf(stack);
    expect(roles).toHaveLength(6);
    expect(
      roles.filter(({ Properties }) => !JSON.stringify(Properties.PermissionsBoundary).includes(`:policy/${name}`)),
    ).toEqual([]);
  }
});

test('the page names every action that a role of ours ever has, and no other', () => {
  const stack = new Stack(new App(), 'Shop');
  everything(stack);
  const actions = resourcesOf(stack)
    .filter(({ Type, Properties }) => /^AWS::IAM::(Role|Policy)$/.test(Type) || Properties.Roles !== undefined)
    .flatMap(({ Properties }) => [Properties, ...(Properties.Policies ?? [])])
    .flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? [])
    .flatMap(({ Action }) => Action);
  expect([...NEEDED].sort()).toEqual([...new Set(actions)].sort());
});

test('a boundary that allows just these lets every window open and close', async () => {
  const { accesses, violations } = await storyOf((app) => {
    everything(within(...NEEDED)(app));
  });
  expect(violations).toEqual([]);
  expect(accesses).toContainEqual(expect.stringMatching(/^Release on .*: opened, closed, verified$/));
});

test('fails to open, and is told why, where it does not allow to attach', async () => {
  const { accesses, violations } = await storyOf((app) => {
    accessIn(within(...NEEDED.filter((action) => action !== 'iam:AttachRolePolicy'))(app));
  });
  expect(accesses).toEqual([expect.stringMatching(/: $/)]);
  expect(violations.join()).toMatch(/AttachmentRole\S* in session open-Release is not allowed to do this/);
});
