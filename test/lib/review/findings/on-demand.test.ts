import { type App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import type { Finding } from '../../../../lib/review/report';
import { review } from '../../../../lib/review/review';
import { edited, ofType, removeFolders, synthesized, type Untyped } from '../../rehearsal/assembly-fixture';
import { asked, type Asked, byPipeline, having } from '../on-demand-fixture';
import { accessIn, deployRole, LONDON, reviewed, tuesdays } from '../review-fixture';

afterAll(removeFolders);

function found(define: (app: App) => void, from?: string): Finding[] {
  const props = from === undefined ? {} : { from: Date.parse(from) as never };
  return reviewed(define, props).findings.filter(({ id }) => id !== 'no-alarm-recipients');
}

const marks = (findings: readonly Finding[]): string[] => findings.map(({ id, severity }) => `${severity} ${id}`);

test.each<[string, Asked, string[]]>([
  ['at any time, again and again', {}, ['low back-to-back']],
  ['for no more than half of what the controller allows', maximum(6), ['low back-to-back']],
  ['for more than that', maximum(6.5), ['medium back-to-back-long']],
  ['with a pause', { window: { cooldown: Duration.minutes(30) } }, []],
  ['within hours', { window: { within: tuesdays() } }, []],
  ['that somebody may close, whatever else does', { window: { within: tuesdays(), closeOn: [] } }, []],
  [
    'that nobody may open',
    {
      window: { within: tuesdays() },
      grant: (access, tool) => {
        access.grantClose(tool);
      },
    },
    ['medium nobody-may-open'],
  ],
  [
    'that nobody may close before its time',
    {
      window: { within: tuesdays() },
      grant: (access, tool) => {
        access.grantOpen(tool);
      },
    },
    ['low no-early-close'],
  ],
  ['that breaks glass', { breakGlass: true, window: { within: tuesdays() } }, ['high break-glass']],
])('a window on demand %s', (_what, app, expected) => {
  expect(marks(found(asked(app)))).toEqual(expected);
});

function maximum(hours: number): Asked {
  return { window: { maxDuration: Duration.minutes(hours * 60) } };
}

test('break-glass is found with who may open it', () => {
  expect(found(asked({ breakGlass: true, openers: ['Duty'] }))[0]).toMatchObject({
    id: 'break-glass',
    what:
      'this is break-glass (break glass, on demand for at most 1 hour): it opens on: a request through the request bus, ' +
      'sent by ${Duty.Arn} and ${Tool.Arn}',
  });
});

describe('a role that may open its own access', () => {
  const own = (app: App): void => {
    const stack = new Stack(app, 'Shop');
    const role = deployRole(stack);
    const access = accessIn(stack, { role, windows: [ofRequests()], allowSelfOpen: true });
    access.grantOpen(role);
  };
  const imported = (app: App): void => {
    const stack = new Stack(app, 'Shop');
    const role = Role.fromRoleName(stack, 'Role', 'deploy');
    const access = accessIn(stack, { role, windows: [ofRequests()], allowSelfOpen: true });
    access.grantOpen(Role.fromRoleName(stack, 'Again', 'deploy'));
  };

  test.each([
    ['of the app', own],
    ['that is imported, under another name', imported],
  ])('%s is found, though its author meant it', (_which, app) => {
    expect(found(app)).toContainEqual(expect.objectContaining({ id: 'self-open', severity: 'high' }));
  });

  function ofRequests(): AccessWindow {
    return AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [AccessSignal.request()] });
  }
});

test('a window whose hours are over never opens again', () => {
  const once = AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON });
  const past = having((stack) => [byPipeline(stack, { within: once })]);
  expect(marks(found(past))).toEqual([]);
  expect(marks(found(past, '2026-12-12T09:30:00Z'))).toEqual(['low window-past']);
});

test('hours that the clocks skip are found as those of other windows', () => {
  const night = AccessWindow.daily({ start: '01:30', end: '05:00', timeZone: LONDON });
  expect(marks(found(having((stack) => [byPipeline(stack, { within: night })])))).toEqual(['low start-in-gap']);
});

describe('an assembly that was changed after its synthesis', () => {
  const changed = (edit: (resources: Untyped) => void): Finding[] =>
    review({ folder: edited(synthesized(asked()), edit), days: 28 }).findings.filter(
      ({ severity }) => severity === 'high',
    );
  const windowsOf = (resources: Untyped): Untyped => ofType(resources, 'Custom::TemporaryAccess')[1].Properties.windows;
  const opens = (resources: Untyped): Untyped => ofType(resources, 'AWS::Events::Rule', 'OpensOn')[1].Properties;

  test('has nothing to be found while it is as it was', () => {
    expect(changed(() => undefined)).toEqual([]);
  });

  test('has a window that lasts longer than the controller allows', () => {
    const [longer] = changed((resources) => {
      windowsOf(resources)[0].maxMinutes = 13 * 60;
    });
    expect(longer).toMatchObject({ id: 'window-too-long', what: expect.stringMatching(/ lasts 13 h$/) });
  });

  test('has a rule that matches more than is declared', () => {
    const [other] = changed((resources) => {
      opens(resources).EventPattern.source = ['shop.anything'];
    });
    expect(other).toMatchObject({
      id: 'rule-differs',
      what:
        'the rule of a request through the request bus matches {"detail-type":["Temporary Access Open Request"],' +
        '"source":["shop.anything"]} on the request bus, and declared is {"detail-type":["Temporary Access Open ' +
        'Request"],"source":["temporary-access.Release"]}',
    });
  });

  test('has a rule that listens to the bus to which everybody may send', () => {
    const [other] = changed((resources) => {
      delete opens(resources).EventBusName;
    });
    expect(other).toMatchObject({ id: 'rule-differs', what: expect.stringContaining(' on the default bus, and ') });
  });

  test('has a rule that no longer closes', () => {
    const [other] = changed((resources) => {
      ofType(resources, 'AWS::Events::Rule', 'ClosesOn')[1].Properties.State = 'DISABLED';
    });
    expect(other).toMatchObject({ id: 'rule-differs', what: 'no rule hands on a request through the request bus' });
  });

  test('has a request bus that keeps nobody away', () => {
    const [other] = changed((resources) => {
      const { Policy: policy } = ofType(resources, 'AWS::Events::EventBus')[1].Properties;
      policy.Statement = policy.Statement.filter(({ Effect: effect }: Untyped) => effect === 'Allow');
    });
    expect(other).toMatchObject({ id: 'forgeable-signal', severity: 'high' });
  });

  test('has a request bus that keeps people away on a condition only', () => {
    const [other] = changed((resources) => {
      const { Policy: policy } = ofType(resources, 'AWS::Events::EventBus')[1].Properties;
      for (const { Condition: condition } of policy.Statement) {
        Object.assign(condition ?? {}, { Bool: { 'aws:SecureTransport': 'false' } });
      }
    });
    expect(other).toMatchObject({ id: 'forgeable-signal', severity: 'high' });
  });

  test('opens on what others than AWS can send', () => {
    const findings = changed((resources) => {
      const [{ opensOn }] = windowsOf(resources);
      delete opensOn[0].requesters;
    });
    expect(marks(findings)).toEqual(['high forgeable-signal', 'high rule-differs']);
  });
});

test('what a rule matches by reference is what is declared by reference, also across stacks', () => {
  const { findings } = reviewed((app) => {
    const [data, stack] = [new Stack(app, 'Data'), new Stack(app, 'Shop')];
    [data, stack, new NestedStack(stack, 'Nested')].forEach((scope) => {
      const project = new Project(scope, 'Project', { buildSpec: BuildSpec.fromObject({ version: '0.2' }) });
      const secret = new Secret(scope, 'Secret');
      const window = AccessWindow.onDemand({
        maxDuration: Duration.hours(1),
        openOn: [AccessSignal.buildStarted(project), AccessSignal.rotationStarted(secret), AccessSignal.request()],
        closeOn: [AccessSignal.buildFinished(project)],
      });
      const at = scope === data ? stack : scope;
      const role = deployRole(at, {}, `RoleFor${scope.node.id}`);
      const access = accessIn(at, { role, windows: [window] }, `For${scope.node.id}`);
      access.grantOpen(deployRole(scope, {}, 'Tool'));
    });
  });
  expect(findings.filter(({ severity }) => severity === 'high')).toEqual([]);
});

test('whoever may send the same kind of event to another access may open this one, and is named', () => {
  const incident = AccessSignal.eventPattern({
    eventPattern: { source: ['shop.incidents'], detailType: ['Incident Opened'] },
  });
  const { accesses } = reviewed((app) => {
    const stack = new Stack(app, 'Shop');
    for (const id of ['One', 'Other']) {
      const window = AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [incident] });
      const access = accessIn(stack, { role: deployRole(stack, {}, `${id}Role`), windows: [window] }, id);
      access.grantOpen(deployRole(stack, {}, `${id}Tool`));
    }
  });
  const senders = accesses.map(({ windows: [window] }) =>
    window?.kind === 'on-demand' ? window.opensOn.flatMap(({ requesters }) => requesters) : [],
  );
  expect(senders).toEqual([
    ['${OneTool.Arn}', '${OtherTool.Arn}'],
    ['${OneTool.Arn}', '${OtherTool.Arn}'],
  ]);
});
