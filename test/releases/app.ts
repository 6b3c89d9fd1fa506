/**
 * An app that uses everything whose state outlives a deployment: the one of which each release keeps its template.
 *
 * A release keeps a copy of it, and the upgrade that is tested is that copy, synthesized by the library of today. So it
 * imports nothing but packages. What a new version brings is added here; nobody need change what is there.
 */
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { type App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';

export function releasesApp(app: App): void {
  const stack = new Stack(app, 'Upgraded');
  const controller = new AccessController(stack, 'AccessController', {
    alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))],
    eventBus: new EventBus(stack, 'Bus'),
    locked: false,
  });
  const role = (id: string): Role =>
    new Role(stack, id, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
  const allowing = (action: string): PolicyStatement =>
    new PolicyStatement({ actions: [action], resources: ['arn:aws:s3:::shop/*'] });
  const daily = (start: string, end: string): AccessWindow =>
    AccessWindow.daily({ start, end, timeZone: TimeZone.EUROPE_LONDON });
  const onRequest = { openOn: [AccessSignal.request()], closeOn: [AccessSignal.request()] };
  const [deployRole, jobRole, team] = [role('DeployRole'), role('JobRole'), role('Team')];
  const readOnly = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');

  // By the clock, with a policy of its own and one of AWS, and closed before its time by whoever may.
  const release = new TemporaryAccess(stack, 'Release', {
    role: deployRole,
    purpose: 'Release train',
    windows: [
      AccessWindow.daily({
        ...{ start: '20:00', end: '20:40', timeZone: TimeZone.EUROPE_LONDON },
        ...{ closeOn: [AccessSignal.request()], closeOnAny: true },
      }),
    ],
    statements: [allowing('s3:PutObject')],
    managedPolicies: [readOnly],
    endingSoon: Duration.minutes(10),
    lastStart: Duration.minutes(2),
    residualCheck: true,
  });
  // The same role at nearly the same time, once.
  new TemporaryAccess(stack, 'Migration', {
    role: deployRole,
    purpose: 'Move the orders',
    windows: [
      AccessWindow.once({ start: '2035-12-10T20:05', end: '2035-12-10T20:50', timeZone: TimeZone.EUROPE_LONDON }),
    ],
    statements: [allowing('s3:DeleteObject')],
  });
  // Several windows that follow on each other, and a policy of the user.
  new TemporaryAccess(stack, 'Nightly', {
    role: jobRole,
    purpose: 'Nightly read',
    windows: [daily('20:00', '20:30'), daily('20:20', '20:40')],
    managedPolicies: [new ManagedPolicy(stack, 'Reading', { statements: [allowing('s3:GetObject')] }), readOnly],
  });
  const agent = new TemporaryAccess(stack, 'Agent', {
    role: role('AgentRole'),
    purpose: 'Agent at work',
    windows: [
      AccessWindow.onDemand({
        ...onRequest,
        maxDuration: Duration.minutes(30),
        within: daily('19:30', '21:30'),
        cooldown: Duration.minutes(10),
      }),
    ],
    statements: [allowing('s3:GetObject')],
  });
  const incident = new TemporaryAccess(stack, 'Incident', {
    role: role('IncidentRole'),
    purpose: 'Answer to an outage',
    windows: [AccessWindow.breakGlass({ ...onRequest, maxDuration: Duration.minutes(20) })],
    statements: [allowing('s3:*')],
  });
  release.grantClose(team);
  [agent, incident].forEach((access) => {
    access.grantOpen(team);
    access.grantClose(team);
  });
  controller.grantLockdown(team);
}
