import { CfnParameter, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { AccountRootPrincipal, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AccessWindow } from 'cdk-temporary-access';
import type { Access, Report } from '../../../lib/review/report';
import { review } from '../../../lib/review/review';
import { edited, ofType, removeFolders, synthesized } from '../rehearsal/assembly-fixture';
import { accessIn, allow, changesIn, deployRole, LONDON, reviewed, shop, tuesdays } from './review-fixture';

afterAll(removeFolders);

function only({ accesses }: Report): Access {
  expect(accesses).toHaveLength(1);
  return accesses[0]!;
}

function wordsOf({ policies }: Access): string[] {
  return policies.flatMap(({ statements }) => (statements ?? []).map(({ words }) => words));
}

test('an access is told with everything that its author wrote', () => {
  const access = only(reviewed(shop()));
  expect(access).toMatchObject({
    id: 'Release',
    stack: 'Shop',
    purpose: 'Release train',
    role: {
      name: 'DeployRole',
      isDeclared: true,
      trust: [{ words: 'the service codebuild.amazonaws.com' }],
      permanent: [],
    },
    policies: [{ name: 'Release/Policy', kind: 'own' }],
    exposure: { hoursAWeek: 2, percentOfAlways: 1.2, hoursOnce: 0, words: '2 h a week: 1.2 % of always' },
    ends: { early: [], byIam: false, verifiedBy: expect.stringContaining('a sweep every 5 minutes') },
    allowsEscalation: false,
    acknowledged: [],
  });
  expect(wordsOf(access)).toEqual(['s3:PutObject on arn:aws:s3:::shop/*']);
  expect(access.windows[0]).toMatchObject({
    words: 'Tuesdays 20:00-22:00 Europe/London',
    start: 'cron(0 20 ? * TUE *)',
    end: 'cron(0 22 ? * TUE *)',
    occurrences: expect.arrayContaining([
      { start: '2026-01-06T20:00:00Z', end: '2026-01-06T22:00:00Z', local: 'Tue 2026-01-06 20:00-22:00' },
    ]),
  });
});

describe('what only the deployment knows is shown by its name', () => {
  test('of constructs, of other stacks, of parameters and of imports', () => {
    const { accesses } = reviewed((app) => {
      const [data, stack] = [new Stack(app, 'Data'), new Stack(app, 'Shop')];
      const parameter = new CfnParameter(stack, 'Prefix', { default: 'guess' });
      accessIn(stack, {
        statements: [
          allow('s3:GetObject', new Bucket(stack, 'Own').arnForObjects('*')),
          allow('s3:PutObject', new Bucket(data, 'Theirs').bucketArn),
          allow('s3:DeleteObject', `arn:aws:s3:::${parameter.valueAsString}`),
          allow('s3:ListBucket', Fn.importValue('legacy-bucket')),
          allow('s3:GetBucketTagging', Fn.sub('arn:aws:s3:::${Name}-${AWS::Region}-${Prefix}', { Name: 'shop' })),
          allow('s3:GetBucketAcl', Fn.select(0, Fn.split(',', Fn.importValue('list')))),
        ],
      });
    });
    expect(accesses.flatMap(wordsOf)).toEqual([
      's3:DeleteObject on arn:aws:s3:::${Prefix}',
      's3:GetBucketAcl on ${Select 0, ${Split ,, ${Import list}}}',
      's3:GetBucketTagging on arn:aws:s3:::shop-${AWS::Region}-${Prefix}',
      's3:GetObject on ${Own.Arn}/*',
      's3:ListBucket on ${Import legacy-bucket}',
      's3:PutObject on ${Data/Theirs.Arn}',
    ]);
  });

  test('of both sides of a nested stack', () => {
    const { accesses } = reviewed((app) => {
      const stack = new Stack(app, 'Shop');
      const [one, two] = [new NestedStack(stack, 'One'), new NestedStack(stack, 'Two')];
      const outside = new Bucket(stack, 'Outside');
      const inside = new Bucket(one, 'Inside');
      accessIn(two, {
        role: deployRole(two),
        statements: [allow('s3:GetObject', [outside.bucketArn, inside.bucketArn])],
      });
      accessIn(stack, { role: deployRole(stack), statements: [allow('s3:GetObject', inside.bucketArn)] });
    });
    expect(accesses.map((access) => [access.stack, access.role.name, ...wordsOf(access)])).toEqual([
      ['Shop', 'DeployRole', 's3:GetObject on ${One/Inside.Arn}'],
      ['Shop/Two', 'Two/DeployRole', 's3:GetObject on ${One/Inside.Arn} and ${Outside.Arn}'],
    ]);
  });

  test('a role and a policy of another stack are known', () => {
    const access = only(
      reviewed((app) => {
        const [roles, stack] = [new Stack(app, 'Roles'), new Stack(app, 'Shop')];
        const policy = new ManagedPolicy(roles, 'Policy', { statements: [allow('s3:GetObject', 'arn:aws:s3:::x')] });
        accessIn(stack, { role: deployRole(roles), managedPolicies: [policy], statements: [] });
      }),
    );
    expect(access.role).toMatchObject({ name: 'Roles/DeployRole', isDeclared: true });
    expect(access.policies).toMatchObject([
      { name: 'Roles/Policy', kind: 'declared', statements: [{ effect: 'Allow' }] },
    ]);
  });
});

test('stages are reviewed, each with its own accesses', () => {
  const { accesses, controllers } = reviewed((app) => {
    for (const name of ['Beta', 'Prod']) {
      accessIn(new Stack(new Stage(app, name), 'Shop'), {});
    }
  });
  expect(accesses.map(({ stack, id }) => `${stack} ${id}`)).toEqual(['Beta/Shop Release', 'Prod/Shop Release']);
  expect(controllers).toHaveLength(2);
});

test('a role trusts in words, with conditions', () => {
  const access = only(
    reviewed((app) => {
      const stack = new Stack(app, 'Shop');
      const assumedBy = new AccountRootPrincipal().withConditions({
        StringEquals: { 'aws:PrincipalTag/team': 'shop' },
      });
      accessIn(stack, { role: new Role(stack, 'Role', { assumedBy }) });
    }),
  );
  expect(access.role.trust).toEqual([
    {
      who: 'whoever this account lets',
      words: 'whoever this account lets if aws:PrincipalTag/team StringEquals shop',
    },
  ]);
});

describe('a one-time access', () => {
  const once = (): AccessWindow =>
    AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });

  test('is ended by IAM itself, and its statements are shown without the times that do it', () => {
    const access = only(reviewed(shop({ access: { windows: [once()] } })));
    expect(access.ends.byIam).toBe(true);
    expect(wordsOf(access)).toEqual(['s3:PutObject on arn:aws:s3:::shop/*']);
    expect(access.exposure).toMatchObject({ hoursAWeek: 0, hoursOnce: 2.5, words: '2 h 30 min once' });
  });

  test('of two windows is told once', () => {
    const later = AccessWindow.once({ start: '2026-12-13T07:00', end: '2026-12-13T09:30', timeZone: LONDON });
    expect(wordsOf(only(reviewed(shop({ access: { windows: [once(), later] } }))))).toHaveLength(1);
  });

  test('is not ended by IAM where a policy is not its own', () => {
    const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')];
    expect(only(reviewed(shop({ access: { windows: [once()], managedPolicies } }))).ends.byIam).toBe(false);
  });

  test('makes the review begin on the Monday of its week', () => {
    expect(reviewed(shop({ access: { windows: [once(), tuesdays()] } })).from).toBe('2026-12-07T00:00:00Z');
  });
});

describe('exposure', () => {
  test.each([
    [
      'nights',
      [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: LONDON })],
      '56 h a week: 33.3 % of always',
    ],
    ['overlapping windows, once', [tuesdays(), tuesdays('23:00', '21:00')], '3 h a week: 1.8 % of always'],
    [
      'windows of two zones',
      [tuesdays(), AccessWindow.once({ start: '2026-12-12T07:00Z', end: '2026-12-12T08:00Z' })],
      '2 h a week: 1.2 % of always, and 1 h once',
    ],
  ])('of %s', (_what, windows, words) => {
    expect(only(reviewed(shop({ access: { windows } }))).exposure.words).toBe(words);
  });
});

test('what changing clocks do to a window is told with its dates', () => {
  const nightly = AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: LONDON });
  expect(only(reviewed(shop({ access: { windows: [nightly] } }))).windows[0]?.clockChanges).toEqual([
    'is 1 h shorter over 2026-03-29, 2027-03-28 and 2028-03-26: the clocks change in it',
    'is 1 h longer over 2026-10-25, 2027-10-31 and 2028-10-29: the clocks change in it',
  ]);
});

test('the same assembly gives the same bytes, wherever it lies', () => {
  const [one, other] = [synthesized(shop()), synthesized(shop())];
  expect(JSON.stringify(review({ folder: one, days: 28 }))).toBe(JSON.stringify(review({ folder: other, days: 28 })));
});

describe('fails with what to do about it', () => {
  test('for an access that a newer version declared', () => {
    const newer = edited(synthesized(shop()), (resources) => {
      ofType(resources, 'Custom::TemporaryAccess')[1].Properties.version = 2;
    });
    expect(() => review({ folder: newer, days: 28 })).toThrow(
      'Release in Shop was declared by a newer cdk-temporary-access than this one (declaration 2, and this one reads up ' +
        'to 1): run the temporary-access that the app itself installs',
    );
  });

  test('for windows that cannot be read', () => {
    const broken = edited(synthesized(shop()), (resources) => {
      ofType(resources, 'Custom::TemporaryAccess')[1].Properties.windows[0].start = 'rate(1 day)';
    });
    expect(() => review({ folder: broken, days: 28 })).toThrow(
      /^the windows of Release in Shop cannot be read \(0\.start: /,
    );
  });
});

test('an app without an access has nothing to review, and says so by being empty', () => {
  const report = reviewed((app) => {
    new Role(new Stack(app, 'Shop'), 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  });
  expect(report).toMatchObject({ accesses: [], controllers: [], findings: [], from: '2026-01-05T00:00:00Z' });
  expect(changesIn(report)).toEqual([]);
});
