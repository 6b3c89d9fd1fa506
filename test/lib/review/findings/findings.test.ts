import { type App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, type TemporaryAccessProps } from 'cdk-temporary-access';
import type { Finding } from '../../../../lib/review/report';
import { review } from '../../../../lib/review/review';
import { edited, ofType, removeFolders, synthesized } from '../../rehearsal/assembly-fixture';
import { accessIn, allow, deployRole, LONDON, reviewed, type Shop, shop, tuesdays, write } from '../review-fixture';

afterAll(removeFolders);

/** What is found beside the alarms that call nobody, of which every app without recipients has its share. */
function found(define: (app: App) => void): Finding[] {
  return reviewed(define).findings.filter(({ id }) => id !== 'no-alarm-recipients');
}

const daily = (start: string, end: string, zone = LONDON): AccessWindow =>
  AccessWindow.daily({ start, end, timeZone: zone });

const statements = (...own: PolicyStatement[]): Shop => ({ access: { statements: own } });
const escalating = (...own: PolicyStatement[]): Shop => ({
  access: { statements: own, allowPrivilegeEscalation: true },
});

test.each<[string, Shop, [id: string, severity: string][]]>([
  ['a narrow access', {}, []],
  [
    'every action',
    escalating(allow('*', 'arn:aws:s3:::x')),
    [
      ['every-action', 'high'],
      ['privilege-escalation', 'high'],
      ['assume-role', 'medium'],
    ],
  ],
  [
    'everything but something',
    escalating(new PolicyStatement({ notActions: ['iam:*', 'sts:*'], resources: ['arn:aws:s3:::x'] })),
    [['every-action', 'high']],
  ],
  ['a whole service', statements(allow('s3:*', 'arn:aws:s3:::x')), [['every-action-of-service', 'medium']]],
  ['actions of a kind', statements(allow('s3:Get*', 'arn:aws:s3:::x')), []],
  ['every resource', statements(allow('s3:GetObject', '*')), [['every-resource', 'medium']]],
  [
    'every resource but one',
    statements(new PolicyStatement({ actions: ['s3:GetObject'], notResources: ['arn:aws:s3:::x'] })),
    [['every-resource', 'medium']],
  ],
  [
    'changes of IAM',
    escalating(allow('iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/x')),
    [['privilege-escalation', 'high']],
  ],
  [
    'another role',
    statements(allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/x')),
    [['assume-role', 'medium']],
  ],
  [
    'a policy that AWS writes',
    { access: { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] } },
    [['aws-managed-policy', 'medium']],
  ],
  [
    'AdministratorAccess',
    {
      access: {
        allowPrivilegeEscalation: true,
        managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      },
    },
    [
      ['privilege-escalation', 'high'],
      ['aws-managed-policy', 'medium'],
    ],
  ],
  ['a trust in everybody', { role: { assumedBy: new AnyPrincipal() } }, [['open-trust', 'high']]],
  [
    'windows that overlap',
    { access: { windows: [tuesdays(), tuesdays('23:00', '21:00')] } },
    [['windows-overlap', 'low']],
  ],
  ['windows that touch', { access: { windows: [tuesdays(), tuesdays('23:00', '22:00')] } }, []],
  ['a start that the clocks skip', { access: { windows: [daily('01:30', '05:00')] } }, [['start-in-gap', 'low']]],
  ['an end that the clocks skip', { access: { windows: [daily('22:00', '01:30')] } }, [['end-in-gap', 'low']]],
])('%s', (_what, app, expected) => {
  expect(found(shop(app)).map(({ id, severity }) => [id, severity])).toEqual(expected);
});

describe('a role that may do the same at all times', () => {
  const with_ =
    (permanent: PolicyStatement, access: Partial<TemporaryAccessProps> = {}) =>
    (app: App): void => {
      const stack = new Stack(app, 'Shop');
      const role = deployRole(stack);
      role.addToPolicy(permanent);
      accessIn(stack, { role, ...access });
    };

  test.each([
    ['by the same statement', write(), true],
    ['by a wider one', allow('s3:*', 'arn:aws:s3:::*'), true],
    ['by one on other resources', allow('s3:PutObject', 'arn:aws:s3:::other/*'), false],
    ['by one of other actions', allow('s3:GetObject', 'arn:aws:s3:::shop/*'), false],
    ['only on a condition', write().copy({ conditions: { Bool: { 'aws:SecureTransport': 'true' } } }), false],
  ])('%s', (_how, permanent, expected) => {
    expect(found(with_(permanent)).some(({ id, severity }) => id === 'already-permanent' && severity === 'high')).toBe(
      expected,
    );
  });

  test('also by a policy of another stack, for a role that is only imported', () => {
    const findings = found((app) => {
      const [one, other] = [new Stack(app, 'Shop'), new Stack(app, 'Other')];
      accessIn(one, { role: Role.fromRoleName(one, 'Role', 'deploy') });
      new ManagedPolicy(other, 'Policy', {
        statements: [write()],
        roles: [Role.fromRoleName(other, 'Role', 'deploy')],
      });
    });
    expect(findings.map(({ id }) => id)).toEqual(['already-permanent', 'role-not-visible']);
  });
});

test('a window that is over, by the date that was asked for', () => {
  const once = AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });
  const folder = synthesized(shop({ access: { windows: [once] } }));
  const ids = (from: string | undefined): string[] =>
    review({ folder, days: 28, from: from === undefined ? undefined : (Date.parse(from) as never) })
      .findings.map(({ id }) => id)
      .filter((id) => id === 'window-past');
  expect([ids(undefined), ids('2026-12-12T09:29:59Z'), ids('2026-12-12T09:30:00Z')]).toEqual([[], [], ['window-past']]);
});

test('a policy and a role whose statements nobody sees here', () => {
  const findings = found((app) => {
    const stack = new Stack(app, 'Shop');
    const managedPolicies = [ManagedPolicy.fromManagedPolicyName(stack, 'Theirs', 'theirs')];
    accessIn(stack, { role: Role.fromRoleName(stack, 'Role', 'deploy'), managedPolicies });
  });
  expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
    ['policy-not-visible', 'low'],
    ['role-not-visible', 'low'],
  ]);
});

describe('an assembly that was changed after its synthesis', () => {
  const folder = synthesized(shop({ controller: { maxWindowLength: Duration.hours(2) } }));

  test('has a window that is longer than the controller allows', () => {
    const longer = edited(folder, (resources) => {
      ofType(resources, 'Custom::TemporaryAccess')[1].Properties.windows[0].end = 'cron(0 23 ? * TUE *)';
    });
    const findings = (of: string): string[] => review({ folder: of, days: 28 }).findings.map(({ id }) => id);
    expect([findings(folder), findings(longer)]).toEqual([
      ['no-alarm-recipients'],
      ['window-too-long', 'no-alarm-recipients'],
    ]);
  });

  test('has a sweep that is disabled', () => {
    const silent = edited(folder, (resources) => {
      Object.values(resources).find(({ Properties: { Name } = {} as never }) => Name === 'sweep')!.Properties.State =
        'DISABLED';
    });
    expect(review({ folder: silent, days: 28 }).findings[0]).toMatchObject({ id: 'no-sweep', severity: 'high' });
  });
});

test('alarms that call nobody are found once for a stack, and by name', () => {
  const silenced = (app: App): void => {
    shop()(app);
    const alarm = Stack.of(app.node.findChild('Shop'))
      .node.findAll()
      .find(
        (node): node is CfnResource =>
          CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::CloudWatch::Alarm',
      )!;
    alarm.addPropertyOverride('AlarmActions', ['arn:aws:sns:eu-west-2:111122223333:on-call']);
  };
  expect(reviewed(shop()).findings).toMatchObject([
    { id: 'no-alarm-recipients', access: null, what: 'its alarms call nobody' },
  ]);
  expect(reviewed(silenced).findings).toMatchObject([
    {
      what: 'nobody is called by the alarms DroppedEvents, FailedEvents, LostEvents, OpenPastEnd and UndeliveredEvents',
    },
  ]);
});
