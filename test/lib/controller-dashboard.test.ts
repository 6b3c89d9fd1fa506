/** The dashboard: made when asked for, of what is there, and of what is added later. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessController } from 'cdk-temporary-access';
import { openAtEnd } from '../../lib/log-queries';
import { accessIn, type Json, stackOf } from './fixture';
import { breakGlass, page } from './on-request';

/** The body of the one dashboard, with references as `<logical id>`. */
function bodyOf(stack: Stack): Json {
  const [dashboard, ...more] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(more).toEqual([]);
  const { 'Fn::Join': join } = dashboard!['Properties'].DashboardBody;
  const [, parts] = join as [string, Json[]];
  return JSON.parse(
    parts
      .map((part) =>
        typeof part === 'string' ? part : `<${[part.Ref ?? part['Fn::GetAtt'] ?? ''].flat()[0] as string}>`,
      )
      .join(''),
  );
}

const widgetsOf = (stack: Stack): Json[] => bodyOf(stack).widgets;
const titled = (stack: Stack, title: RegExp): Json =>
  widgetsOf(stack).find(({ properties }: Json) => title.test(properties.title))?.properties;

test('is there once it is asked for, and is one', () => {
  const stack = stackOf();
  const controller = AccessController.of(accessIn(stack));
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  const other = stackOf();
  const asked = AccessController.of(accessIn(other));
  expect(asked.dashboard).toBe(asked.dashboard);
  expect(widgetsOf(other)).toHaveLength(5);
  expect(controller).not.toBe(asked);
});

test('says what is open from the logs of both functions', () => {
  const stack = stackOf();
  expect(AccessController.of(accessIn(stack)).dashboard).toBeInstanceOf(Dashboard);
  const { query, view } = titled(stack, /^Open now/);
  const [opener, closer, ...question] = (query as string).split(' | ');
  expect([opener, closer]).toEqual([
    expect.stringMatching(/^SOURCE '<.*OpenerLogs.*>'$/),
    expect.stringMatching(/^SOURCE '<.*CloserLogs.*>'$/),
  ]);
  expect(question.join(' | ')).toBe(openAtEnd());
  expect(view).toBe('table');
});

test('shows what happened, what went wrong and how long removal took, of the controller', () => {
  const stack = stackOf();
  expect(AccessController.of(accessIn(stack)).dashboard).toBeInstanceOf(Dashboard);
  const graph = (title: RegExp): string[] =>
    titled(stack, title).metrics.map(([namespace, name, ...dimensions]: Json[]) => {
      expect([namespace, ...dimensions.slice(0, 2)]).toEqual(['TemporaryAccess', 'service', 'Shop']);
      return name as string;
    });
  expect(graph(/^Opened/)).toEqual(['Opened', 'Closed', 'Verified']);
  expect(graph(/^From the end/)).toEqual(['Overrun', 'TimeToVerifiedRemoval']);
  expect(graph(/^What went wrong/)).toEqual(['FailedOpens', 'FailedCloses', 'OpenPastEnd', 'Drift']);
});

test('shows every alarm, also one that is added after the dashboard', () => {
  const stack = stackOf();
  const controller = new AccessController(stack, 'Mine', { alarmActions: [page] });
  expect(controller.dashboard).toBeInstanceOf(Dashboard);
  accessIn(stack, { windows: [breakGlass()] }, 'Hotfix');
  const ids = Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  expect(ids.filter((id) => id.includes('BreakGlass'))).toHaveLength(1);
  expect(titled(stack, /^Alarms/).alarms.toSorted()).toEqual(ids.map((id) => `<${id}>`).toSorted());
});

test.each([
  [12, '-P1D'],
  [48, '-P4D'],
])('looks back over twice the longest window, a day at least: %i hours', (hours, start) => {
  const stack = stackOf();
  expect(new AccessController(stack, 'Mine', { maxWindowLength: Duration.hours(hours) }).dashboard).toBeInstanceOf(
    Dashboard,
  );
  accessIn(stack);
  expect(bodyOf(stack).start).toBe(start);
});
