/** An app whose windows meet everything that a calendar may get wrong. */
import { type App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AccessController, AccessSignal, AccessWindow, Weekday } from 'cdk-temporary-access';
import type { Report } from '../../lib/review/report';
import { at } from '../lib/rehearsal/assembly-fixture';
import { accessIn, allow, deployRole, LONDON, reviewed, tuesdays, write } from '../lib/review/review-fixture';

/** The clocks go forward in New York on 14 March 2027, in London on 28 March. */
const FROM = at('2027-03-08T00:00:00Z');

export const HOSTILE = `</script><script>document.title = 'owned'</script><img src=x onerror="document.title='owned'">\u2028&lt;b&gt;`;

export function calendarReport(): Report {
  return reviewed(app, { from: FROM, days: 28, base: reviewed(base, { from: FROM, days: 28 }) });
}

function base(app: App): void {
  const stack = new Stack(app, 'Shop');
  accessIn(stack, { role: deployRole(stack), windows: [release('21:30')] });
}

/** Windows that open on request, in certain hours, beside the clock, and at any time. */
export function requestReport(): Report {
  return reviewed(requests, { from: FROM, days: 28 });
}

function requests(app: App): void {
  const stack = new Stack(app, 'Shop');
  const train = AccessSignal.eventPattern({ eventPattern: { source: ['aws.codepipeline'] } });
  const onDemand = (within: AccessWindow): AccessWindow =>
    AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [train], within });
  new AccessController(stack, 'AccessController', { alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))] });
  const glass = accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'IncidentRole'),
      purpose: 'Mend the shop in an incident',
      windows: [AccessWindow.breakGlass({ maxDuration: Duration.hours(4), openOn: [AccessSignal.request()] })],
    },
    'BreakGlass',
  );
  glass.grantOpen(deployRole(stack, {}, 'IncidentTool'));
  accessIn(stack, { role: deployRole(stack), windows: [onDemand(release('22:00'))] });
  accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'ReportRole'),
      purpose: 'Weekly report',
      windows: [tuesdays('21:00', '19:00'), onDemand(tuesdays('23:00', '20:00'))],
    },
    'Report',
  );
}

function app(app: App): void {
  const stack = new Stack(app, 'Shop');
  accessIn(stack, {
    role: deployRole(stack),
    windows: [release('22:00')],
    purpose: 'Release train: deploy the shop front',
  });
  accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'RotationRole'),
      purpose: 'Rotate the keys of the payment provider',
      windows: [AccessWindow.daily({ start: '23:30', end: '02:30', timeZone: TimeZone.AMERICA_NEW_YORK })],
      statements: [allow('secretsmanager:*', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:payment-*')],
    },
    'Rotation',
  );
  accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'ReportRole'),
      purpose: 'Weekly report',
      windows: [
        AccessWindow.weekly({ days: [Weekday.SUNDAY], start: '00:30', end: '03:00', timeZone: LONDON }),
        AccessWindow.weekly({ days: [Weekday.TUESDAY], start: '19:00', end: '21:00', timeZone: LONDON }),
      ],
      statements: [allow(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::orders/*')],
    },
    'Report',
  );
  accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'MigrationRole'),
      purpose: 'CHG-2041: move the orders to the new table',
      windows: [AccessWindow.once({ start: '2027-03-27T07:00', end: '2027-03-27T09:30', timeZone: LONDON })],
      statements: [allow('dynamodb:BatchWriteItem', '*')],
    },
    'Migration',
  );
  accessIn(
    stack,
    {
      role: deployRole(stack, {}, 'HostileRole'),
      purpose: HOSTILE,
      windows: [tuesdays('20:45', '20:30')],
      managedPolicies: [
        new ManagedPolicy(stack, 'Hostile<b>Policy', {
          statements: [allow('s3:GetObject', `arn:aws:s3:::${HOSTILE}`)],
        }),
      ],
      statements: [write()],
    },
    'Hostile<img src=x>',
  );
}

function release(end: string): AccessWindow {
  return AccessWindow.weekly({ days: [Weekday.TUESDAY, Weekday.THURSDAY], start: '20:00', end, timeZone: LONDON });
}
