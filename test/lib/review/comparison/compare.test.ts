import type { CfnResource } from 'aws-cdk-lib';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AccountPrincipal, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AccessController, AccessWindow } from 'cdk-temporary-access';
import { Validations } from 'aws-cdk-lib';
import { removeFolders } from '../../rehearsal/assembly-fixture';
import {
  accessIn,
  allow,
  changesIn,
  compared,
  deployRole,
  idsOf,
  LONDON,
  reviewed,
  shop,
  tuesdays,
  write,
} from '../review-fixture';
import { controlWords } from '../../../../lib/review/control-words';

afterAll(removeFolders);

describe('what changed is told as a person would', () => {
  test('an end that moves by 90 minutes and a new action are exactly those two facts', () => {
    const after = shop({
      access: {
        windows: [tuesdays('23:30')],
        statements: [allow(['s3:PutObject', 's3:DeleteObject'], 'arn:aws:s3:::shop/*')],
      },
    });
    expect(changesIn(compared(shop(), after))).toEqual([
      'wider Release: end moves from 22:00 to 23:30 Europe/London on Tuesdays: +1 h 30 min a week',
      'wider Release: new action s3:DeleteObject on arn:aws:s3:::shop/*',
    ]);
  });

  test('the same backwards is narrower', () => {
    expect(changesIn(compared(shop({ access: { windows: [tuesdays('23:30')] } }), shop()))).toEqual([
      'narrower Release: end moves from 23:30 to 22:00 Europe/London on Tuesdays: -1 h 30 min a week',
    ]);
  });

  test('a window that moves without getting longer opens when it was shut', () => {
    expect(changesIn(compared(shop(), shop({ access: { windows: [tuesdays('23:00', '21:00')] } })))).toEqual([
      'wider Release: start moves from 20:00 to 21:00 and end moves from 22:00 to 23:00 Europe/London on Tuesdays: as long as before',
    ]);
  });

  test('a window that comes and one that goes', () => {
    const once = AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });
    expect(changesIn(compared(shop(), shop({ access: { windows: [tuesdays(), once] } })))).toEqual([
      'wider Release: new window once 2026-12-12 07:00-09:30 Europe/London (2 h 30 min)',
    ]);
    expect(changesIn(compared(shop({ access: { windows: [tuesdays(), once] } }), shop()))).toEqual([
      'narrower Release: no longer open once 2026-12-12 07:00-09:30 Europe/London',
    ]);
  });

  test('bounds of a window that fall away', () => {
    const bounded = AccessWindow.daily({
      start: '20:00',
      end: '22:00',
      timeZone: LONDON,
      validUntil: '2027-01-31',
      except: ['2026-12-24/2026-12-26'],
    });
    const free = AccessWindow.daily({ start: '20:00', end: '22:00', timeZone: LONDON });
    const [change] = changesIn(
      compared(shop({ access: { windows: [bounded] } }), shop({ access: { windows: [free] } })),
    );
    expect(change).toMatch(/^wider Release: .* is valid until further notice instead of 2027-02-01T00:00:00Z/);
    expect(change).toContain('no longer leaves out 2026-12-24/2026-12-26');
  });

  test('a condition that falls away, and one that comes', () => {
    const guarded = shop({
      access: {
        statements: [
          allow('s3:PutObject', 'arn:aws:s3:::shop/*').copy({
            conditions: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
          }),
        ],
      },
    });
    expect(changesIn(compared(guarded, shop()))).toEqual([
      'wider Release: s3:PutObject on arn:aws:s3:::shop/*: no longer only if aws:SourceVpc StringEquals vpc-1',
    ]);
    expect(changesIn(compared(shop(), guarded))).toEqual([
      'narrower Release: s3:PutObject on arn:aws:s3:::shop/*: now only if aws:SourceVpc StringEquals vpc-1',
    ]);
  });

  test('who can use the role, as a finding too', () => {
    const opened = shop({ role: { assumedBy: new AccountPrincipal('111122223333') } });
    const report = compared(shop(), opened);
    expect(changesIn(report)).toEqual([
      'wider Release: the role DeployRole can now be used by whoever account 111122223333 lets',
      'narrower Release: the role DeployRole can no longer be used by the service codebuild.amazonaws.com',
    ]);
    expect(idsOf(report.findings)).toContain('trust-widened');
  });

  test('an access that comes and one that goes', () => {
    const both = (app: App): void => {
      shop()(app);
      const stack = Stack.of(app.node.findChild('Shop'));
      accessIn(
        stack,
        {
          role: deployRole(stack, {}, 'OtherRole'),
          purpose: 'Nightly',
          statements: [allow('s3:GetObject', 'arn:aws:s3:::x')],
        },
        'Nightly',
      );
    };
    expect(changesIn(compared(shop(), both))).toEqual([
      'wider Nightly: new access for the role OtherRole: s3:GetObject, Tuesdays 20:00-22:00 Europe/London (2 h a week: 1.2 % of always), for "Nightly"',
    ]);
    expect(changesIn(compared(both, shop()))).toEqual([
      'narrower Nightly: is gone: the role OtherRole had it for 2 h a week',
    ]);
  });

  test('a policy that AWS writes', () => {
    const admin = shop({
      access: { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] },
    });
    expect(changesIn(compared(shop(), admin))).toEqual([
      'wider Release: new policy arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess',
    ]);
  });
});

describe('no change in access is', () => {
  const two = (app: App, reversed: boolean, prefix = ''): void => {
    const stack = new Stack(app, 'Shop');
    const role = deployRole(stack);
    const bucket = new Bucket(stack, 'Bucket');
    const make = [
      (): unknown => accessIn(stack, { role, statements: [write(), allow('s3:GetObject', bucket.bucketArn)] }, 'A'),
      (): unknown => accessIn(stack, { role, windows: [tuesdays(), tuesdays('06:00', '05:00')] }, 'B'),
    ];
    (reversed ? make.reverse() : make).forEach((one) => one());
    if (prefix !== '') {
      stack.renameLogicalId(stack.getLogicalId(bucket.node.defaultChild as CfnResource), `${prefix}Bucket`);
    }
  };

  test('another order of constructs', () => {
    expect(
      changesIn(
        compared(
          (app) => {
            two(app, false);
          },
          (app) => {
            two(app, true);
          },
        ),
      ),
    ).toEqual([]);
  });

  test('another logical id', () => {
    expect(
      changesIn(
        compared(
          (app) => {
            two(app, false);
          },
          (app) => {
            two(app, false, 'New');
          },
        ),
      ),
    ).toEqual([]);
  });

  test('the same windows and statements, listed otherwise', () => {
    const windows = [tuesdays(), tuesdays('06:00', '05:00')];
    const statements = (): ReturnType<typeof write>[] => [
      write(),
      allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::b', 'arn:aws:s3:::a']),
    ];
    const before = shop({ access: { windows, statements: statements() } });
    const after = shop({ access: { windows: windows.toReversed(), statements: statements().toReversed() } });
    expect(changesIn(compared(before, after))).toEqual([]);
  });

  test('a right that another one includes already', () => {
    const wide = allow('s3:*', 'arn:aws:s3:::shop/*');
    const before = shop({ access: { statements: [wide] } });
    const after = shop({ access: { statements: [wide, write()] } });
    expect(changesIn(compared(before, after))).toEqual([]);
  });
});

describe('an access that moves', () => {
  test('is told as renamed, and its other changes after it', () => {
    expect(changesIn(compared(shop(), shop({ id: 'Train', access: { windows: [tuesdays('23:00')] } })))).toEqual([
      'wider Train: end moves from 22:00 to 23:00 Europe/London on Tuesdays: +1 h a week',
      'neutral Train: was called Release',
    ]);
  });

  test('brings no finding as new that it had before', () => {
    const wide = { statements: [allow('s3:PutObject', '*')] };
    const report = compared(shop({ access: wide }), shop({ id: 'Train', access: wide }));
    expect(report.findings.filter(({ id }) => id === 'every-resource').map(({ isNew }) => isNew)).toEqual([false]);
  });
});

test('an access that disappears while the same right becomes permanent is the first thing said', () => {
  const permanent = (app: App): void => {
    const stack = new Stack(app, 'Shop');
    deployRole(stack).addToPolicy(allow('s3:*', 'arn:aws:s3:::shop/*'));
    accessIn(
      stack,
      {
        role: deployRole(stack, {}, 'OtherRole'),
        purpose: 'Other',
        statements: [allow('s3:GetObject', 'arn:aws:s3:::x')],
      },
      'Other',
    );
  };
  const report = compared(shop(), permanent);
  expect(changesIn(report)[0]).toBe(
    'wider Release: is gone, and the role DeployRole now has at all times: s3:PutObject on arn:aws:s3:::shop/*',
  );
  expect(report.findings[0]).toMatchObject({
    id: 'became-permanent',
    severity: 'high',
    access: 'Release',
    isNew: true,
  });
});

test('also when the last access of the app disappears', () => {
  const report = compared(shop(), (app) => {
    deployRole(new Stack(app, 'Shop')).addToPolicy(write());
  });
  expect(report.findings[0]?.id).toBe('became-permanent');
});

describe('deployed inside a window', () => {
  const inside = Date.parse('2026-12-01T20:30:00Z') as never;
  test('a changed access opens at once, and that is said', () => {
    const base = reviewed(shop(), { from: inside });
    const head = reviewed(shop({ access: { windows: [tuesdays('23:00')] } }), { from: inside, base });
    expect(idsOf(head.findings)).toContain('opens-at-once');
  });

  test('an unchanged one does not', () => {
    const base = reviewed(shop(), { from: inside });
    expect(idsOf(reviewed(shop(), { from: inside, base }).findings)).not.toContain('opens-at-once');
  });
});

describe('controls that changed', () => {
  const called = (app: App, props: object = {}): void => {
    const stack = new Stack(app, 'Shop');
    new AccessController(stack, 'AccessController', {
      alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))],
      ...props,
    });
    accessIn(stack, {});
  };

  test('an alarm recipient that is removed', () => {
    const report = compared(
      (app) => {
        called(app);
      },
      (app) => {
        called(app, { alarmActions: [] });
      },
    );
    expect(changesIn(report)).toContain('wider Shop: the alarms no longer call ${OnCall}');
    expect(idsOf(report.findings.filter(({ isNew }) => isNew))).toEqual(
      expect.arrayContaining(['controls-weakened', 'no-alarm-recipients']),
    );
    expect(report.changes?.every(({ about }) => about === 'controls')).toBe(true);
  });

  test('a longer limit, a rarer sweep, a shorter memory', () => {
    const report = compared(
      (app) => {
        called(app);
      },
      (app) => {
        called(app, { maxWindowLength: Duration.hours(20), sweepInterval: Duration.minutes(30), logRetention: 30 });
      },
    );
    expect(changesIn(report)).toEqual([
      'wider Shop: the longest window allowed: 20 h instead of 12 h',
      'wider Shop: the time between two sweeps: 30 min instead of 5 min',
      'wider Shop: the logs are kept for 30 days instead of for 365 days',
    ]);
  });

  test.each([
    [true, 'narrower Shop: everything is locked: every access is closed'],
    [false, 'wider Shop: nothing is locked any more: accesses open again'],
  ])('a lock by deployment that comes or goes: %p', (locked, told) => {
    const [before, after] = [!locked, locked].map((one) => (app: App): void => {
      called(app, { locked: one });
    }) as [(app: App) => void, (app: App) => void];
    const report = compared(before, after);
    expect(changesIn(report)).toEqual([told]);
    expect(report.controllers.map(({ isLocked }) => isLocked)).toEqual([locked]);
    expect(controlWords(report.controllers[0]!)[0]).toEqual(
      locked ? ['LOCKED: the deployment keeps every access closed'] : ['a sweep every 5 minutes'],
    );
  });

  test('allowPrivilegeEscalation that is set, and a warning that is acknowledged', () => {
    const after = (app: App): void => {
      const stack = new Stack(app, 'Shop');
      Validations.of(app).acknowledge({ id: 'cdk-temporary-access:assume-role', reason: 'meant' });
      accessIn(stack, { allowPrivilegeEscalation: true });
    };
    expect(changesIn(compared(shop(), after))).toEqual([
      'wider Release: allowPrivilegeEscalation is now true',
      'wider Release: the warning assume-role is newly acknowledged',
    ]);
  });
});

test('a role that is another is told', () => {
  const after = (app: App): void => {
    const stack = new Stack(app, 'Shop');
    accessIn(stack, { role: new Role(stack, 'Admin', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }) });
  };
  expect(changesIn(compared(shop(), after))).toEqual([
    'wider Release: it is now of the role Admin instead of DeployRole',
  ]);
});
