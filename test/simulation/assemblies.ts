/** Apps whose windows are short and close to each other, so that a run is quick and its faults meet something. */
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { type App, NestedStack, Stack, TimeZone } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
