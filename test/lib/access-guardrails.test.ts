import { App, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnGroup, CfnUser, Group, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AccessController,
  AccessGuardrails,
  type AccessGuardrailsProps,
  AccessSignal,
  AccessWindow,
  type TemporaryAccessProps,
  Weekday,
} from 'cdk-temporary-access';
import { accessIn, LONDON, nightly, readObjects, roleIn, saturday } from './fixture';
import { breachesIn } from './guardrails/guarded';
import { removeFolders } from './rehearsal/assembly-fixture';

afterAll(removeFolders);

const tuesdays = (start: string, end: string): AccessWindow =>
  AccessWindow.weekly({ days: [Weekday.TUESDAY], start, end, timeZone: LONDON });

/** What guardrails say of one access in the stack Shop. */
function breachesOf(access: Partial<TemporaryAccessProps>, props: AccessGuardrailsProps): string[] {
  return breachesIn((app) => accessIn(new Stack(app, 'Shop'), access), props);
}

describe('the longest window', () => {
  const limit = { maxWindowLength: Duration.hours(4) };

  test('is the same on the wall clock of every night, and may be reached', () => {
    // On 25 October 2026 the clocks go back, and this night has five hours.
    const window = AccessWindow.daily({ start: '22:00', end: '02:00', timeZone: LONDON });
    expect(breachesOf({ windows: [window] }, limit)).toEqual([]);
  });

  test('fails a window that is a minute longer, by its name and its length', () => {
    expect(breachesOf({ windows: [saturday(), tuesdays('18:00', '22:01')] }, limit)).toEqual([
      '[Shop/Release] window 2 (Tuesdays 18:00-22:01 Europe/London) lasts 4 h 1 min: the app allows 4 h, so that no ' +
        'window becomes standing access; shorten it, or split the task [max-window-length]',
    ]);
  });

  test('fails a one-time window as well', () => {
    expect(breachesOf({ windows: [saturday()] }, { maxWindowLength: Duration.hours(2) })).toEqual([
      expect.stringContaining('window 1 (once 2026-12-12 07:00-09:30 Europe/London) lasts 2 h 30 min'),
    ]);
  });
});

describe('the hours of a week', () => {
  test('count what overlaps once, and may be reached', () => {
    const windows = [tuesdays('18:00', '21:00'), tuesdays('20:00', '22:00')];
    expect(breachesOf({ windows }, { maxOpenPerWeek: Duration.hours(4) })).toEqual([]);
  });

  test('fail an access whose windows together are more, with the week in which they are', () => {
    expect(
      breachesOf({ windows: [tuesdays('18:00', '22:00'), saturday()] }, { maxOpenPerWeek: Duration.hours(6) }),
    ).toEqual([
      '[Shop/Release] it is open for 6 h 30 min in the seven days from 2026-12-08: the app allows 6 h in seven days; ' +
        'shorten its windows, or have fewer of them [max-open-per-week]',
    ]);
  });
});

describe('the allowed windows', () => {
  const WORKING: AccessGuardrailsProps = {
    allowedWindows: [
      AccessWindow.weekly({
        days: [Weekday.MONDAY, Weekday.TUESDAY],
        start: '08:00',
        end: '18:00',
        timeZone: LONDON,
        except: ['2026-12-21/2027-01-03'],
      }),
      saturday(),
    ],
  };
  const outside = (...windows: AccessWindow[]): string[] => breachesOf({ windows }, WORKING);

  test.each([
    ['from the first minute to the last', '08:00', '18:00'],
    ['within', '10:00', '11:00'],
  ])('let a window be %s', (_where, start, end) => {
    const window = AccessWindow.weekly({
      days: [Weekday.TUESDAY],
      start,
      end,
      timeZone: LONDON,
      except: ['2026-12-21/2027-01-03'],
    });
    expect(outside(window)).toEqual([]);
  });

  test.each([
    ['starts a minute before', '07:59', '10:00', 'Tue 2026-01-06 07:59-10:00'],
    ['ends a minute after', '17:00', '18:01', 'Tue 2026-01-06 17:00-18:01'],
    ['is on a date that is left out of them', '10:00', '11:00', 'Tue 2026-12-22 10:00-11:00'],
  ])('fail a window that %s, with the first time', (_what, start, end, first) => {
    const [found = '', ...more] = outside(tuesdays(start, end));
    expect(more).toEqual([]);
    expect(found).toContain(`is open ${first}: accesses of the app are open only Mondays and Tuesdays 08:00-18:00`);
    expect(found).toMatch(/; move it into those hours \[allowed-windows]$/);
  });

  test('let a one-time window be where one of them is', () => {
    expect(outside(saturday())).toEqual([]);
    expect(
      outside(AccessWindow.once({ start: '2026-12-12T09:00', end: '2026-12-12T09:31', timeZone: LONDON })),
    ).toEqual([expect.stringContaining('is open Sat 2026-12-12 09:00-09:31')]);
  });

  test('are compared by instants, whatever the zones', () => {
    // 09:00 in London is 18:00 in Tokyo in winter, and 17:00 in summer.
    const inTokyo = (start: string, end: string): string[] =>
      breachesOf(
        { windows: [AccessWindow.weekly({ days: [Weekday.TUESDAY], start, end, timeZone: TimeZone.ASIA_TOKYO })] },
        { allowedWindows: [tuesdays('08:00', '12:00')] },
      );
    expect(inTokyo('17:00', '20:00')).toEqual([]);
    expect(inTokyo('17:00', '20:01')).toEqual([expect.stringContaining('Tue 2026-03-31 17:00-20:01')]);
  });
});

describe('windows on demand are held to what they may be', () => {
  const onDemand = (within?: AccessWindow): AccessWindow =>
    AccessWindow.onDemand({
      maxDuration: Duration.hours(3),
      openOn: [AccessSignal.eventPattern({ eventPattern: { source: ['aws.codepipeline'] } })],
      ...(within === undefined ? {} : { within }),
    });
  const allowed = { allowedWindows: [tuesdays('08:00', '18:00')] };

  test.each<[string, AccessWindow, AccessGuardrailsProps, string]>([
    [
      'to the longest that a request holds them open',
      onDemand(),
      { maxWindowLength: Duration.hours(2) },
      'window 1 (on demand for at most 3 hours) may last 3 h: the app allows 2 h, so that no window becomes standing ' +
        'access; shorten it, or split the task [max-window-length]',
    ],
    [
      'to all hours in which a request may come',
      onDemand(tuesdays('08:00', '18:00')),
      { maxOpenPerWeek: Duration.hours(9) },
      'it may be open for 10 h in the seven days from 2026-01-06: the app allows 9 h in seven days; say within which ' +
        'hours requests are heard, by within, or shorten its windows [max-open-per-week]',
    ],
    [
      'to every hour where they name none',
      onDemand(),
      allowed,
      'window 1 (on demand for at most 3 hours) may be opened at any time: accesses of the app are open only Tuesdays ' +
        '08:00-18:00 Europe/London; say by within that requests are heard in those hours [allowed-windows]',
    ],
    [
      'to hours that are allowed',
      onDemand(tuesdays('08:00', '18:01')),
      allowed,
      'may be open Tue 2026-01-06 08:00-18:01: accesses of the app are open only Tuesdays 08:00-18:00 Europe/London; ' +
        'move its hours into those hours [allowed-windows]',
    ],
  ])('%s', (_what, window, props, expected) => {
    expect(breachesOf({ windows: [window] }, props)).toEqual([expect.stringContaining(expected)]);
  });

  test('and keep the limits where they may not do more', () => {
    expect(
      breachesOf(
        { windows: [onDemand(tuesdays('08:00', '18:00'))] },
        { ...allowed, maxWindowLength: Duration.hours(3), maxOpenPerWeek: Duration.hours(10) },
      ),
    ).toEqual([]);
  });

  test('and say no hours for others', () => {
    expect(() => new AccessGuardrails({ allowedWindows: [onDemand()] })).toThrow(
      'allowed window 1: it opens on request: when that is nobody knows beforehand, so that it says no hours; name hours',
    );
  });
});

describe('forbidden actions', () => {
  const giving = (actions: string[], forbidden: string[]): string[] =>
    breachesOf(
      {
        statements: [new PolicyStatement({ actions, resources: ['arn:aws:s3:::shop/*'] })],
        allowPrivilegeEscalation: true,
      },
      { forbiddenActions: forbidden },
    );

  test.each([
    ['by name', 's3:DeleteObject', 's3:DeleteObject'],
    ['in another case', 'S3:deleteobject', 's3:DeleteObject'],
    ['by a pattern that takes them in', 's3:*', 's3:DeleteBucket'],
    ['as part of a forbidden pattern', 's3:DeleteBucket', 's3:Delete*'],
    ['by a pattern that shares some of them', 's3:*Object', 's3:Delete*'],
    ['by everything', '*', 'iam:*'],
  ])('fail an access that gives them %s', (_how, given, forbidden) => {
    expect(giving([given], [forbidden])).toEqual([
      expect.stringMatching(/^\[Shop\/Release] it gives .*: the app forbids .* \[forbidden-actions]$/),
    ]);
  });

  test('fail everything but other actions, and not everything but these', () => {
    const allBut = (...notActions: string[]): string[] =>
      breachesOf(
        { statements: [new PolicyStatement({ notActions, resources: ['*'] })], allowPrivilegeEscalation: true },
        { forbiddenActions: ['s3:Delete*'] },
      );
    expect(allBut('iam:*')).toHaveLength(1);
    expect(allBut('iam:*', 's3:*')).toEqual([]);
  });

  test('let other actions pass, and statements that deny', () => {
    expect(giving(['s3:GetObject', 's3:List*', 's3:Get*t'], ['s3:Delete*', 's3:GetObjects', 'iam:*'])).toEqual([]);
    const deny = PolicyStatement.fromJson({ Effect: 'Deny', Action: 's3:*', Resource: '*' });
    expect(breachesOf({ statements: [readObjects(), deny] }, { forbiddenActions: ['s3:Delete*'] })).toEqual([]);
  });

  test('fail a policy that is not in the app, since nobody here can tell what it gives', () => {
    const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')];
    expect(breachesOf({ managedPolicies }, { forbiddenActions: ['iam:*'] })).toEqual([
      '[Shop/Release] what arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess gives is not in the app: it may hold an ' +
        'action that the app forbids, now or later; write the statements that the task needs into the access, or ' +
        'acknowledge the policy once it was read [policy-not-visible]',
    ]);
  });
});

describe('forbidden policies', () => {
  const JOB = 'job-function/SystemAdministrator';

  test.each([
    'SystemAdministrator',
    'job-function/*',
    'arn:aws:iam::aws:policy/job-function/SystemAdministrator',
    'arn:aws:iam::aws:*',
  ])('fail a policy of AWS that is named by %s', (pattern) => {
    const access = { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(JOB)], allowPrivilegeEscalation: true };
    expect(breachesOf(access, { forbiddenPolicies: [pattern] })).toEqual([
      `[Shop/Release] it attaches arn:aws:iam::aws:policy/${JOB}: the app forbids ${pattern}, in a window as outside of it; ` +
        'write the statements that the task needs into the access [forbidden-policies]',
    ]);
  });

  test.each(['Policies/Admin', 'admin-of-shop', 'admin-*'])(
    'fail a policy of the app that is named by %s',
    (pattern) => {
      const define = (app: App): void => {
        const admin = new ManagedPolicy(new Stack(app, 'Policies'), 'Admin', {
          managedPolicyName: 'admin-of-shop',
          statements: [readObjects()],
        });
        accessIn(new Stack(app, 'Shop'), { managedPolicies: [admin] });
      };
      expect(breachesIn(define, { forbiddenPolicies: [pattern] })).toEqual([
        expect.stringContaining('it attaches Policies/Admin: the app forbids'),
      ]);
    },
  );

  test('let others pass', () => {
    expect(breachesOf({}, { forbiddenPolicies: ['AdministratorAccess', 'arn:aws:iam::aws:policy/*'] })).toEqual([]);
  });
});

describe('the pattern of purposes', () => {
  const limit = { purposePattern: '^CHG-[0-9]+: ' };

  test('lets a purpose pass that has what is asked for', () => {
    expect(breachesOf({ purpose: 'CHG-2041: move the orders' }, limit)).toEqual([]);
  });

  test('fails one that has not', () => {
    expect(breachesOf({ purpose: 'Move the orders (CHG-2041)' }, limit)).toEqual([
      "[Shop/Release] purpose 'Move the orders (CHG-2041)' does not match /^CHG-[0-9]+: /: a reviewer has to find what the " +
        'access is for in the place where the app keeps that; write it so that it matches [purpose-pattern]',
    ]);
  });
});

describe('required alarm recipients', () => {
  const calling =
    (...recipients: string[]) =>
    (app: App): Stack => {
      const stack = new Stack(app, 'Shop');
      const alarmActions = recipients.map(
        (id) => new SnsAction(id.startsWith('arn:') ? Topic.fromTopicArn(stack, 'Theirs', id) : new Topic(stack, id)),
      );
      new AccessController(stack, 'Controller', { alarmActions });
      accessIn(stack);
      return stack;
    };
  const ARN = 'arn:aws:sns:eu-west-2:111122223333:security';

  test.each(['*', 'OnCall', 'Shop/OnCall', '*/OnCall'])('are found by %s', (pattern) => {
    expect(breachesIn(calling('OnCall'), { requiredAlarmRecipients: [pattern] })).toEqual([]);
  });

  test('are found by their ARN', () => {
    expect(breachesIn(calling('OnCall', ARN), { requiredAlarmRecipients: [ARN] })).toEqual([]);
  });

  test('fail a stack whose alarms call nobody, or others', () => {
    expect(breachesIn(calling(), { requiredAlarmRecipients: ['*'] })).toEqual([
      '[Shop/Controller] the alarms of Shop call nobody: access that stands past its end turns an alarm red that nobody ' +
        'looks at; name them as alarmActions of the AccessController of the stack [alarm-recipients]',
    ]);
    expect(breachesIn(calling('OnCall'), { requiredAlarmRecipients: ['*', ARN] })).toEqual([
      expect.stringContaining(`the alarms of Shop call no ${ARN}`),
    ]);
  });

  test('fail an alarm whose actions were taken away', () => {
    const define = (app: App): void => {
      const alarm = calling('OnCall')(app)
        .node.findAll()
        .find(({ node }) => node.id === 'OpenPastEnd') as Alarm;
      Object.assign(alarm.node.defaultChild!, { alarmActions: [] });
    };
    expect(breachesIn(define, { requiredAlarmRecipients: ['*'] })).toEqual([
      expect.stringContaining('of the alarms of Shop, OpenPastEnd calls nobody'),
    ]);
  });

  test('concern only stacks that have an access', () => {
    expect(breachesIn((app) => roleIn(new Stack(app, 'Shop')), { requiredAlarmRecipients: ['*'] })).toEqual([]);
  });
});

describe('a permanent attachment', () => {
  const limit = { forbidPermanentAttachment: true };

  test('of a policy of an access fails, whoever has it', () => {
    const define = (app: App): void => {
      const people = new Stack(app, 'People');
      const policy = new ManagedPolicy(new Stack(app, 'Policies'), 'Policy', { statements: [readObjects()] });
      roleIn(people, 'Admin').addManagedPolicy(policy);
      new CfnUser(people, 'User', { managedPolicyArns: [policy.managedPolicyArn] });
      policy.attachToGroup(Group.fromGroupName(people, 'Operators', 'operators'));
      accessIn(new Stack(app, 'Shop'), { managedPolicies: [policy] });
    };
    expect(breachesIn(define, limit)).toEqual(
      ['group operators', 'role People/Admin', 'user People/User'].map((holder) =>
        expect.stringMatching(new RegExp(`Policies/Policy is attached to ${holder} for good: .*permanent-att`)),
      ),
    );
  });

  test("of AWS's own policy fails in whichever partition it is written", () => {
    const define = (app: App): void => {
      const stack = new Stack(app, 'Shop');
      new CfnGroup(stack, 'Group', { managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] });
      accessIn(stack, { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] });
    };
    expect(breachesIn(define, limit)).toEqual([expect.stringContaining('is attached to group Shop/Group for good')]);
  });

  test("of other policies is nobody's concern", () => {
    const define = (app: App): void => {
      const stack = new Stack(app, 'Shop');
      roleIn(stack, 'Admin').addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
      accessIn(stack);
    };
    expect(breachesIn(define, limit)).toEqual([]);
  });
});

describe('limits that cannot be meant', () => {
  const mistake = (props: AccessGuardrailsProps): string => {
    try {
      new AccessGuardrails(props);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  const topic = (): Topic => new Topic(new Stack(new App(), 'Shop'), 'OnCall');

  test.each<[string, AccessGuardrailsProps, RegExp]>([
    ['none at all', {}, /no limit is set: .*; set at least one, .* \[no-limit]/],
    ['none that limits', { forbidPermanentAttachment: false }, /no limit is set/],
    ['no length', { maxWindowLength: Duration.hours(0) }, /maxWindowLength is 0 min: .* \[limit-too-short]/],
    ['no hours', { maxOpenPerWeek: Duration.minutes(4) }, /maxOpenPerWeek is 4 min: .* \[limit-too-short]/],
    ['a whole week', { maxOpenPerWeek: Duration.days(7) }, /maxOpenPerWeek is 168 h: .* \[limit-too-long]/],
    ['no allowed window', { allowedWindows: [] }, /allowedWindows is empty: .* \[empty-list]/],
    [
      'an unknown zone',
      {
        allowedWindows: [AccessWindow.daily({ start: '08:00', end: '18:00', timeZone: TimeZone.of('Europe/Londres') })],
      },
      /allowed window 1: time zone 'Europe\/Londres' is unknown: .*; use a constant .* \[time-zone]/,
    ],
    ['a broken pattern', { purposePattern: '[' }, /purposePattern '\[' is no regular .*: .*Unterminated.* \[pattern]/],
    [
      'a pattern of nothing',
      { purposePattern: '.*' },
      /it matches even an empty purpose; write one such as .* \[pattern]/,
    ],
    ['no action', { forbiddenActions: [] }, /forbiddenActions is empty: .* \[empty-list]/],
    [
      'a service alone',
      { forbiddenActions: ['iam'] },
      /'iam', which is no action of IAM: .*, such as 'iam:\*' \[action]/,
    ],
    ['an empty name', { forbiddenPolicies: [' '] }, /forbiddenPolicies has an empty value: .* \[empty-value]/],
    [
      'what only the deployment knows',
      { requiredAlarmRecipients: [topic().topicArn] },
      /requiredAlarmRecipients has a value .*; write 'Shop\/OnCall', the path of the construct \[unresolved]/,
    ],
    [
      'a parameter',
      { forbiddenPolicies: [new CfnParameter(new Stack(new App(), 'Shop'), 'Name').valueAsString] },
      /forbiddenPolicies has a value that only the deployment knows: .*; write .* \[unresolved]/,
    ],
  ])('fail at once: %s', (_what, props, message) => {
    expect(mistake(props)).toMatch(message);
  });

  test('are all told at once', () => {
    expect(mistake({ maxWindowLength: Duration.hours(0), purposePattern: '[', forbiddenActions: ['iam'] })).toMatch(
      /^AccessGuardrails cannot be meant so:\n {2}maxWindowLength.*\n {2}purposePattern.*\n {2}forbiddenActions.*$/,
    );
  });

  test('lasts: what can be meant is taken', () => {
    expect(mistake({ maxWindowLength: Duration.minutes(5), maxOpenPerWeek: Duration.hours(167) })).toBe('');
    expect(breachesOf({ windows: [nightly()] }, { forbiddenActions: ['*:Delete*'] })).toEqual([]);
  });
});
