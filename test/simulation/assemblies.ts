/** Apps whose windows are short and close to each other, so that a run is quick and its faults meet something. */
import {
  AccessController,
  AccessSignal,
  AccessWindow,
  type OnDemandWindowProps,
  TemporaryAccess,
} from 'cdk-temporary-access';
import { type App, Duration, NestedStack, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type Interval } from '../../lib/core/interval';
import { at, role } from '../lib/rehearsal/assembly-fixture';

export const DECEMBER: Interval = { start: at('2026-12-01'), end: at('2026-12-29') };

const daily = (start: string, end: string): AccessWindow =>
  AccessWindow.daily({ start, end, timeZone: TimeZone.EUROPE_LONDON });
const allowing = (action: string): PolicyStatement =>
  new PolicyStatement({ actions: [action], resources: ['arn:aws:s3:::shop/*'] });

/** One access, a quarter of an hour a day. */
export function small(app: App): void {
  const stack = new Stack(app, 'Shop');
  new TemporaryAccess(stack, 'Release', {
    role: role(stack),
    purpose: 'Release train',
    windows: [daily('20:00', '20:15')],
    statements: [allowing('s3:PutObject')],
  });
}

/** Four accesses of two roles: windows that overlap and follow closely, ends that coincide, a policy of AWS, one time. */
export function shop(app: App): void {
  const stack = new Stack(app, 'Shop');
  const [deployRole, jobRole] = [role(stack), role(stack, 'JobRole')];
  const readOnly = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
  new TemporaryAccess(stack, 'Release', {
    role: deployRole,
    purpose: 'Release train',
    windows: [daily('20:00', '20:30'), daily('20:20', '20:50'), daily('21:00', '21:20')],
    statements: [allowing('s3:PutObject')],
    managedPolicies: [readOnly],
  });
  new TemporaryAccess(stack, 'Rotation', {
    role: jobRole,
    purpose: 'Rotate the key',
    windows: [daily('20:10', '20:50')],
    statements: [allowing('s3:GetObject')],
  });
  new TemporaryAccess(stack, 'Migration', {
    role: deployRole,
    purpose: 'Move the orders',
    windows: [
      AccessWindow.once({ start: '2026-12-10T20:15', end: '2026-12-10T20:50', timeZone: TimeZone.EUROPE_LONDON }),
    ],
    statements: [allowing('s3:DeleteObject')],
  });
  new TemporaryAccess(stack, 'Reading', {
    role: jobRole,
    purpose: 'Nightly read',
    windows: [daily('20:40', '20:50')],
    managedPolicies: [readOnly],
  });
}

/** Two stacks, where the second gives access to a role of the first; and one nested in it. */
export function twoStacks(app: App): void {
  const [first, second] = [new Stack(app, 'Roles'), new Stack(app, 'Users')];
  const shared = role(first);
  const windows = [daily('20:00', '20:15')];
  new TemporaryAccess(first, 'Own', { role: shared, purpose: 'Own', windows, statements: [allowing('s3:PutObject')] });
  new TemporaryAccess(second, 'Other', {
    role: shared,
    purpose: 'Of another stack',
    windows: [daily('20:10', '20:30')],
    statements: [allowing('s3:GetObject')],
  });
  const nested = new NestedStack(second, 'Nested');
  new TemporaryAccess(nested, 'Inside', {
    role: role(nested),
    purpose: 'Inside',
    windows,
    statements: [allowing('s3:PutObject')],
  });
}

/**
 * Windows that open on request, and some that close early: by the clock and on request for one access, within hours,
 * after a pause, and by breaking glass. One is closed by a service of AWS, the others by whoever may ask.
 */
export function onDemand(app: App): void {
  const stack = new Stack(app, 'Shop');
  const team = role(stack, 'Team');
  const topic = new Topic(stack, 'OnCall');
  new AccessController(stack, 'AccessController', { alarmActions: [new SnsAction(topic)] });
  const asked = (more: Partial<OnDemandWindowProps> = {}): OnDemandWindowProps => ({
    maxDuration: Duration.minutes(20),
    openOn: [AccessSignal.request()],
    closeOn: [AccessSignal.request()],
    ...more,
  });
  const finished = AccessSignal.eventPattern({
    eventPattern: { source: ['aws.codepipeline'], detailType: ['Done'], detail: { pipeline: [{ prefix: 'shop-' }] } },
    correlation: '$.detail.execution-id',
  });
  const access = (id: string, windows: AccessWindow[], purpose = id): TemporaryAccess =>
    new TemporaryAccess(stack, id, {
      role: role(stack, `${id}Role`),
      purpose,
      windows,
      statements: [allowing('s3:PutObject')],
    });
  const accesses = [
    access('Release', [
      AccessWindow.daily({
        ...{ start: '20:00', end: '20:40', timeZone: TimeZone.EUROPE_LONDON },
        ...{ closeOn: [finished], closeOnAny: true },
      }),
      AccessWindow.onDemand(asked({ within: daily('20:10', '20:50') })),
    ]),
    access('Agent', [AccessWindow.onDemand(asked({ cooldown: Duration.minutes(10) }))]),
    access('Incident', [AccessWindow.breakGlass(asked())]),
  ];
  accesses.forEach((one) => {
    one.grantOpen(team);
    one.grantClose(team);
  });
}
