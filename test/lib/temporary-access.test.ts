import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { isMalformed, readScheduleInput } from '../../lib/core/message';
import {
  accessIn,
  type Json,
  LONDON,
  nightly,
  problemsOf,
  readObjects,
  resourceNamed,
  roleIn,
  saturday,
  stackOf,
} from './fixture';
import { onRequest } from './on-request';

const tuesdays = AccessWindow.weekly({ days: [Weekday.TUESDAY], start: '20:00', end: '22:00', timeZone: LONDON });

/** An Input with its references replaced by ARNs, as Scheduler would hold it. */
function inputOf(schedule: Json): string {
  const [separator, parts] = schedule['Properties'].Target.Input['Fn::Join'] as [string, (string | object)[]];
  const arns = [
    'arn:aws:iam::111122223333:role/DeployRole',
    'arn:aws:iam::111122223333:policy/Release',
    'arn:aws:iam::111122223333:role/temporary-access/Attachment',
  ];
  return parts.map((part) => (typeof part === 'string' ? part : arns.shift())).join(separator);
}

describe('the schedules of a window', () => {
  const stack = stackOf();
  accessIn(stack, { windows: [tuesdays, saturday()] });
  const template = Template.fromStack(stack);

  test('are two, in the group of the controller, each calling its own function with its own role', () => {
    const start = resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window1Start').Properties;
    const end = resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window1End').Properties;
    expect(start).toMatchObject({
      Name: 'Release-1-start',
      ScheduleExpression: 'cron(0 20 ? * TUE *)',
      ScheduleExpressionTimezone: 'Europe/London',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(end).toMatchObject({ Name: 'Release-1-end', ScheduleExpression: 'cron(0 22 ? * TUE *)' });
    expect(start.GroupName).toEqual(end.GroupName);
    expect(start.Target.Arn['Fn::GetAtt'][0]).toContain('Opener');
    expect(start.Target.RoleArn['Fn::GetAtt'][0]).toContain('StartRole');
    expect(end.Target.Arn['Fn::GetAtt'][0]).toContain('Closer');
    expect(end.Target.RoleArn['Fn::GetAtt'][0]).toContain('EndRole');
  });

  test('of a one-time window fire at UTC instants', () => {
    const start = resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window2Start').Properties;
    expect(start).toMatchObject({ ScheduleExpression: 'at(2026-12-12T07:00:00)', ScheduleExpressionTimezone: 'UTC' });
  });

  test('read like a sentence to a reviewer', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'Release-1-start',
      Description: 'Opens Release: Tuesdays 20:00-22:00 Europe/London. Deploy the shop front',
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'Release-2-end',
      Description: 'Closes Release and proves it: once 2026-12-12 07:00-09:30 Europe/London. Deploy the shop front',
    });
  });

  test('hand a start over for no longer than its window, and an end for as long as Scheduler can', () => {
    const age = (part: string): number =>
      resourceNamed(template, 'AWS::Scheduler::Schedule', part).Properties.Target.RetryPolicy.MaximumEventAgeInSeconds;
    expect(age('Window1Start')).toBe(2 * 3600);
    expect(age('Window2Start')).toBe(2.5 * 3600);
    expect(age('Window1End')).toBe(24 * 3600);
  });

  test('hand a start over for no longer than the shortest of its windows', () => {
    const uneven = stackOf();
    accessIn(uneven, {
      windows: [AccessWindow.cron({ start: '0 8,20 * * ?', end: '0 9,23 * * ?', timeZone: LONDON })],
    });
    const start = resourceNamed(Template.fromStack(uneven), 'AWS::Scheduler::Schedule', 'Window1Start');
    expect(start.Properties.Target.RetryPolicy.MaximumEventAgeInSeconds).toBe(3600);
  });

  test('have a queue for what Scheduler cannot deliver', () => {
    template.allResourcesProperties('AWS::Scheduler::Schedule', {
      Target: { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('UndeliveredEvents'), 'Arn'] } } },
    });
  });

  test('carry the same declaration as the sweep, in the text that the functions read', () => {
    const start = readScheduleInput(inputOf(resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window1Start')));
    const sweep = readScheduleInput(inputOf(resourceNamed(template, 'AWS::Scheduler::Schedule', 'Sweep')));
    if (isMalformed(start) || start.event !== 'start' || isMalformed(sweep) || sweep.event !== 'sweep') {
      throw new Error(JSON.stringify([start, sweep]));
    }
    expect(start.access).toMatchObject({ access: 'Release', purpose: 'Deploy the shop front' });
    expect(start.access.windows.map(({ words }) => words)).toEqual([
      'Tuesdays 20:00-22:00 Europe/London',
      'once 2026-12-12 07:00-09:30 Europe/London',
    ]);
    expect(sweep.accesses).toEqual([start.access]);
  });
});

describe('the schedule of a window on demand', () => {
  const stack = stackOf();
  accessIn(stack, { windows: [onRequest({ within: tuesdays })] });
  const template = Template.fromStack(stack);

  test('is a start that never fires, only to carry the declaration that the opener looks for', () => {
    const { Properties } = resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window1Start');
    expect(Properties).toMatchObject({
      Name: 'Release-1-start',
      Description:
        'Opens Release: on demand for at most 1 hour, within Tuesdays 20:00-22:00 Europe/London. Deploy the shop front',
      State: 'DISABLED',
      ScheduleExpression: 'at(2199-01-01T00:00:00)',
      ScheduleExpressionTimezone: 'UTC',
    });
    const carried = readScheduleInput(inputOf(resourceNamed(template, 'AWS::Scheduler::Schedule', 'Window1Start')));
    expect(carried).toMatchObject({ event: 'start', window: '1', access: { windows: [{ kind: 'on-demand' }] } });
  });

  test('has no end: that comes with each request', () => {
    const names = Object.values(template.findResources('AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties.Name as string,
    );
    expect(names.toSorted()).toEqual(['Release-1-start', 'sweep']);
  });

  test('takes no bound of time from a one-time window beside it, whose policy would end with that', () => {
    const both = stackOf();
    accessIn(both, { windows: [saturday(), onRequest()] });
    expect(JSON.stringify(Template.fromStack(both).findResources('AWS::IAM::ManagedPolicy'))).not.toContain(
      'aws:CurrentTime',
    );
  });
});

describe('the custom resource', () => {
  test('shows the declaration in readable properties, and lists every policy', () => {
    const stack = stackOf();
    const shared = new ManagedPolicy(stack, 'Shared', { statements: [readObjects()] });
    accessIn(stack, { managedPolicies: [shared], windows: [tuesdays] });
    const properties = resourceNamed(Template.fromStack(stack), 'Custom::TemporaryAccess', 'Release').Properties;
    expect(properties).toMatchObject({
      version: 1,
      access: 'Release',
      purpose: 'Deploy the shop front',
      windows: [{ words: 'Tuesdays 20:00-22:00 Europe/London', start: 'cron(0 20 ? * TUE *)' }],
    });
    expect(properties.policies).toHaveLength(2);
  });
});

describe('the id of an access', () => {
  test('is its path within the stack', () => {
    const stack = stackOf();
    const scope = new Construct(stack, 'Pipeline');
    const access = new TemporaryAccess(scope, 'Release', {
      role: roleIn(stack),
      purpose: 'p',
      windows: [nightly()],
      statements: [readObjects()],
    });
    expect(access.accessId).toBe('Pipeline.Release');
  });

  test.each(['x'.repeat(80), 'Release Access', 'Release.Access'])('of a construct called %s fits every name', (id) => {
    const access = accessIn(stackOf(), {}, id);
    expect(access.accessId).toMatch(/^[\w.-]{10,50}$/);
  });

  test.each(['lease-Release', 'hold-Release'])('of a construct called %s is no name of the run time', (id) => {
    const stack = stackOf();
    const role = roleIn(stack);
    const { accessId } = accessIn(stack, { role }, id);
    expect(accessId).toMatch(new RegExp(`^access-${id}-[0-9a-f]{8}$`));
    expect(accessIn(stack, { role }, `access-${id}`).accessId).not.toBe(accessId);
  });

  test('differs where paths differ, even if they read alike', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    const nested = accessIn(new Construct(stack, 'A'), { role }, 'B').accessId;
    const dotted = accessIn(stack, { role }, 'A.B').accessId;
    expect(nested).not.toBe(dotted);
  });
});

describe('an access that is wrong fails at synthesis', () => {
  test('on its own path, with the number of the window', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [nightly(), AccessWindow.daily({ start: '9:00', end: '10:00', timeZone: LONDON })] });
    expect(problemsOf(stack)).toEqual([
      "[Shop/Release] window 2: start '9:00' is not a time of day: a recurring window starts and ends at hours and " +
        "minutes of the wall clock; write '09:00' [time-of-day]",
    ]);
  });

  test('with everything that is wrong at once', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [], statements: [], purpose: '' }, 'One');
    accessIn(stack, { role: roleIn(stack, 'Other'), windows: [] }, 'Two');
    expect(problemsOf(stack)).toHaveLength(4);
  });

  test('where its role is of another account, although nothing could refer to that', () => {
    const app = new App();
    const [theirs, ours] = ['111122223333', '444455556666'].map(
      (account) => new Stack(app, `In${account}`, { env: { account, region: 'eu-west-2' } }),
    ) as [Stack, Stack];
    accessIn(ours, { role: roleIn(theirs) });
    expect(problemsOf(ours)).toEqual([expect.stringContaining('[role-of-another-account]')]);
  });
});
