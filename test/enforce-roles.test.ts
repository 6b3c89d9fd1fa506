/** The boundaries of docs/enforce.md for roles: what they leave to those of the library, and take from target roles. */
import type { JsonObject } from '../lib/assembly/template';
import { decide } from '../lib/rehearsal/iam-policy';
import {
  admin,
  ALL,
  attaching,
  attachmentRole,
  iam,
  LAMBDA,
  LIBRARY,
  openerRole,
  ownPolicy,
  statementsOf,
  target,
  TARGET_ROLES,
  under,
} from './enforce-policies';
import { everythingStack } from './fixtures/everything-app';
import { Deployed } from './lib/as-deployed';

describe('the boundary for roles of the library', () => {
  const everything = new Deployed(everythingStack());
  const roles = everything.all('AWS::IAM::Role').filter(({ id }) => !/^(ClockedRole|AskedRole|Team)/.test(id));
  /** Each right as somebody would use it. */
  const rights = roles.flatMap((role) =>
    everything
      .policiesOf(role)
      .flatMap((document) => statementsOf(document))
      .flatMap((statement) => {
        const context = Object.values((statement['Condition'] ?? {}) as Record<string, JsonObject>);
        const values = Object.assign({}, ...context) as Record<string, string | string[]>;
        return [statement['Action']].flat().flatMap((action) =>
          [values['iam:PolicyARN']].flat().flatMap((arn) =>
            [statement['Resource']].flat().map((resource) => ({
              action: action as string,
              resource: resource as string,
              context: { ...values, ...(arn === undefined ? {} : attaching(arn)) },
            })),
          ),
        );
      }),
  );
  const refused = rights.filter(
    ({ action, resource, context }) =>
      decide({ policies: [ALL], boundary: LIBRARY }, { action, resource, context }) !== 'allowed',
  );

  test('leaves them all that they have, but to attach a policy from elsewhere', () => {
    expect(rights.length).toBeGreaterThan(50);
    expect(refused.map(({ action, context }) => `${action} ${String(context['iam:PolicyARN'])}`)).toEqual(
      refused.map(() => 'iam:AttachRolePolicy arn:aws:iam::aws:policy/ReadOnlyAccess'),
    );
    expect(refused.length).toBeGreaterThan(0);
  });

  test('names nothing that none of them has', () => {
    const used = new Set(rights.map(({ action }) => action));
    const named = statementsOf(LIBRARY).flatMap(({ Action }) => [Action].flat() as string[]);
    expect(named.filter((action) => !used.has(action))).toEqual([]);
  });

  test.each([
    ['attach another policy', 'iam:AttachRolePolicy', target, attaching(iam('policy/Other'))],
    ['write a policy', 'iam:PutRolePolicy', target, {}],
    ['become another role', 'sts:AssumeRole', admin, {}],
    ['hand the opener to a function', 'iam:PassRole', openerRole, LAMBDA],
  ])('does not let them %s, whatever their policies say', (_what, action, resource, context) => {
    expect(under({ boundary: LIBRARY }, openerRole, action, resource, context)).toBe('not allowed');
  });
});

test.each([
  ['a role of the library', 'sts:AssumeRole', attachmentRole, 'explicitly denied'],
  ['more rights', 'iam:PutRolePolicy', target, 'explicitly denied'],
  ['a version of its own policy', 'iam:CreatePolicyVersion', ownPolicy, 'explicitly denied'],
  ['a version to be the one in force', 'iam:SetDefaultPolicyVersion', ownPolicy, 'explicitly denied'],
  ['what it was granted', 's3:PutObject', 'arn:aws:s3:::shop/a', 'allowed'],
])('under its boundary a target role that may do everything gets %s: %s on %s is %s', (_what, action, on, expected) => {
  expect(under({ boundary: TARGET_ROLES }, target, action, on)).toBe(expected);
});
