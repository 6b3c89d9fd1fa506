/** The policies of docs/enforce.md, as somebody would paste them: what they allow and deny, and that accesses still work. */
import { type App, Stack, Tags } from 'aws-cdk-lib';
import {
  ManagedPolicy,
  PermissionsBoundary,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { stacksWithAccess } from '../lib/assembly/assembly';
import { plus, HOUR } from '../lib/core/interval';
import type { RequestContext } from '../lib/rehearsal/iam-condition';
import type { PolicyDocument as Document } from '../lib/rehearsal/iam-policy';
import { breachesOf } from '../lib/rehearsal/invariants/breaches';
import { Play } from '../lib/rehearsal/play';
import type { AttachmentChange } from '../lib/rehearsal/simulated-iam';
import {
  admin,
  ALL,
  attaching,
  attachmentRole,
  cloudFormation,
  CONTROLLER,
  FUNCTION,
  iam,
  LAMBDA,
  LIBRARY,
  openerRole,
  ORGANISATION,
  ownPolicy,
  PAGE,
  PEOPLE,
  SCHEDULER,
  target,
  TARGET_ROLES,
  TARGETS,
  under,
} from './enforce-policies';
import { Deployed } from './lib/as-deployed';
import { accessIn, LONDON, stackOf } from './lib/fixture';
import { at, removeFolders, synthesized } from './lib/rehearsal/assembly-fixture';

afterAll(removeFolders);

test.each([
  ['organisation', ORGANISATION, 5_120],
  ['targets', TARGETS, 5_120],
  ['people, with that of the organisation', PEOPLE, 6_144],
  ['library', LIBRARY, 6_144],
  ['target-roles', TARGET_ROLES, 6_144],
])('the policy %s fits', (_name, document, limit) => {
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(limit);
});

describe('under the service control policies', () => {
  const organisation = [ALL, ORGANISATION, TARGETS];
  const others = [admin, iam('root'), iam('user/ops'), openerRole, target, iam('role/my-temporary-access/a/b')];

  test('the attachment role of an access attaches its policy', () => {
    expect(under({ organisation }, attachmentRole, 'iam:AttachRolePolicy', target, attaching(ownPolicy))).toBe(
      'allowed',
    );
  });

  test.each(['iam:AttachRolePolicy', 'iam:AttachUserPolicy', 'iam:AttachGroupPolicy'])(
    'nobody else does by %s, to whomever',
    (action) => {
      for (const who of [...others, cloudFormation]) {
        for (const to of [target, iam('role/mine'), iam('user/me'), iam('group/ours')]) {
          expect(under({ organisation }, who, action, to, attaching(ownPolicy))).toBe('explicitly denied');
        }
      }
    },
  );

  test('whoever may detach still may, since a close is never refused', () => {
    for (const who of [attachmentRole, ...others]) {
      expect(under({ organisation }, who, 'iam:DetachRolePolicy', target, attaching(ownPolicy))).toBe('allowed');
    }
  });

  test.each<[string, string, string, RequestContext]>([
    ['make an attachment role', 'iam:CreateRole', attachmentRole, {}],
    ['let themselves into one', 'iam:UpdateAssumeRolePolicy', attachmentRole, {}],
    ['let themselves into the opener', 'iam:UpdateAssumeRolePolicy', openerRole, {}],
    ['give the opener more', 'iam:PutRolePolicy', openerRole, {}],
    ['take from an attachment role what it closes with', 'iam:DeleteRolePolicy', attachmentRole, {}],
    ['delete an attachment role', 'iam:DeleteRole', attachmentRole, {}],
    ['let a boundary stop it', 'iam:PutRolePermissionsBoundary', attachmentRole, {}],
    ['run a function of their own as the opener', 'iam:PassRole', openerRole, LAMBDA],
    ['run another function of it', 'lambda:UpdateFunctionCode', FUNCTION, CONTROLLER],
    ['stop its functions', 'lambda:PutFunctionConcurrency', FUNCTION, CONTROLLER],
    ['take the tag off', 'lambda:UntagResource', FUNCTION, CONTROLLER],
    ['make a policy among those of accesses', 'iam:CreatePolicy', ownPolicy, {}],
    ['widen the policy of an access', 'iam:CreatePolicyVersion', ownPolicy, {}],
    ['go back to a wider version of it', 'iam:SetDefaultPolicyVersion', ownPolicy, {}],
    ['put a policy into a target role', 'iam:PutRolePolicy', target, {}],
    ['let others into a target role', 'iam:UpdateAssumeRolePolicy', target, {}],
    ['take its boundary off', 'iam:DeleteRolePermissionsBoundary', target, {}],
  ])('nobody but a deployment can %s', (_what, action, resource, more) => {
    expect(under({ organisation }, cloudFormation, action, resource, more)).toBe('allowed');
    for (const who of [...others, attachmentRole]) {
      expect(under({ organisation }, who, action, resource, more)).toBe('explicitly denied');
    }
  });

  test('a target role gets other policies by its template only', () => {
    const other = attaching(iam('policy/Other'));
    expect(under({ organisation }, cloudFormation, 'iam:AttachRolePolicy', target, other)).toBe('allowed');
    expect(under({ organisation }, admin, 'iam:AttachRolePolicy', target, other)).toBe('explicitly denied');
  });

  test('the deployer is made by the bootstrap, and by nobody who would like to be it', () => {
    const bootstrap = iam('role/BOOTSTRAPPING-ROLE');
    const own = cloudFormation.replace('hnb659fds', 'mine');
    for (const action of ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy']) {
      expect(under({ organisation }, bootstrap, action, own)).toBe('allowed');
      for (const who of [...others, cloudFormation]) {
        expect(under({ organisation }, who, action, own)).toBe('explicitly denied');
      }
    }
  });

  test('what has nothing to do with it stays as it was', () => {
    const other = attaching(iam('policy/Other'));
    expect(under({ organisation }, admin, 'iam:AttachRolePolicy', iam('role/mine'), other)).toBe('allowed');
    expect(under({ organisation }, admin, 'iam:CreateRole', iam('role/mine'))).toBe('allowed');
    expect(under({ organisation }, admin, 'lambda:UpdateFunctionCode', FUNCTION)).toBe('allowed');
    expect(under({ organisation }, openerRole, 'iam:PassRole', openerRole, SCHEDULER)).toBe('allowed');
    expect(under({ organisation }, admin, 's3:GetObject', 'arn:aws:s3:::shop/a')).toBe('allowed');
  });
});

test('the tag of the page gets to both functions, and so the policy finds them', () => {
  const stack = stackOf();
  accessIn(stack);
  Tags.of(stack.node.findChild('CdkTemporaryAccess')).add('temporary-access', 'controller');
  expect(PAGE).toContain("Tags.of(this.node.findChild('CdkTemporaryAccess')).add('temporary-access', 'controller');");
  const functions = new Deployed(stack).all('AWS::Lambda::Function');
  expect(functions).toHaveLength(2);
  for (const { properties } of functions) {
    expect(properties.Tags).toEqual([{ Key: 'temporary-access', Value: 'controller' }]);
  }
});

describe('under the boundary of people', () => {
  const boundary = PEOPLE;
  const own = iam('policy/people-boundary');

  test('an administrator attaches none of these policies, and becomes none of these roles', () => {
    for (const [action, resource] of [
      ['iam:AttachRolePolicy', target],
      ['iam:UpdateAssumeRolePolicy', openerRole],
    ] as const) {
      expect(under({ boundary }, admin, action, resource, attaching(ownPolicy))).toBe('explicitly denied');
    }
    expect(under({ boundary }, admin, 's3:GetObject', 'arn:aws:s3:::shop/a')).toBe('allowed');
  });

  test('whom they make has it too, and nobody takes it off', () => {
    const [it, another] = [own, iam('policy/mine')].map((arn) => ({ 'iam:PermissionsBoundary': arn }));
    for (const action of ['iam:CreateRole', 'iam:CreateUser', 'iam:PutRolePermissionsBoundary']) {
      expect(under({ boundary }, admin, action, iam('role/mine'), it)).toBe('allowed');
      expect(under({ boundary }, admin, action, iam('role/mine'), another)).toBe('explicitly denied');
      expect(under({ boundary }, admin, action, iam('role/mine'))).toBe('explicitly denied');
    }
    expect(under({ boundary }, admin, 'iam:DeleteRolePermissionsBoundary', admin)).toBe('explicitly denied');
    expect(under({ boundary }, admin, 'iam:CreatePolicyVersion', own)).toBe('explicitly denied');
  });
});

describe('with all of it in force', () => {
  const folder = synthesized((app: App) => {
    const stack = new Stack(app, 'Shop');
    const boundary = (id: string, document: Document): ManagedPolicy =>
      new ManagedPolicy(stack, id, { document: PolicyDocument.fromJson(document) });
    const role = new Role(stack, 'Deploy', {
      path: '/time-bound/',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
    });
    PermissionsBoundary.of(stack).apply(boundary('LibraryBoundary', LIBRARY));
    PermissionsBoundary.of(role).apply(boundary('TargetBoundary', TARGET_ROLES));
    new TemporaryAccess(stack, 'Release', {
      role,
      purpose: 'Release train',
      windows: [AccessWindow.daily({ start: '20:00', end: '21:00', timeZone: LONDON })],
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] })],
      residualCheck: true,
    });
  });

  async function played(organisation: readonly Document[]): Promise<[readonly AttachmentChange[], string[]]> {
    const [from, until] = [at('2026-12-01T12:00:00Z'), at('2026-12-02T12:00:00Z')];
    const play = new Play({ from, seed: 1, iam: { organisation } });
    for (const stack of stacksWithAccess(folder)) {
      expect((await play.aws.clock.finish(play.make(stack))).failure).toBeUndefined();
    }
    await play.aws.clock.run(plus(until, HOUR));
    const breaches = [...play.breaches, ...breachesOf(play.played(), until)];
    return [play.aws.iam.changes, breaches.map(({ what }) => what)];
  }

  test('an access opens at its start, and closes at its end', async () => {
    const [changes, breaches] = await played([ALL, ORGANISATION, TARGETS]);
    expect(breaches).toEqual([]);
    expect(changes.map(({ change, by }) => `${change} by ${by}`)).toEqual([
      'attached by open-Release',
      'detached by close-Release',
    ]);
  });

  test('fails to open where the policy exempts other roles than those that attach', async () => {
    const text = JSON.stringify(ORGANISATION).replace('role/temporary-access/*/*', 'role/elsewhere/*/*');
    const [changes] = await played([ALL, JSON.parse(text) as Document]);
    expect(changes).toEqual([]);
  });
});
