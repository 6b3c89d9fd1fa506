/** Who is called, and when: breaking glass is loud, on the very metric that the functions write. */
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { AccessController } from 'cdk-temporary-access';
import { EARLY } from '../../lambda/early-close';
import { telemetryOf } from '../../lambda/telemetry';
import { ControllerResources } from '../../lib/controller-resources';
import { SECOND } from '../../lib/core/interval';
import { catchLines } from '../lambda/written-lines';
import { accessIn, type Json, nightly, roleIn, stackOf } from './fixture';
import { breakGlass, onRequest, page } from './on-request';

const logBook: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-2:111122223333:log' }) };
const BOTH = ['arn:aws:sns:eu-west-2:111122223333:page', 'arn:aws:sns:eu-west-2:111122223333:log'];

function alarmsOf(stack: Stack): Json[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .filter(({ MetricName }) => MetricName === 'BreakGlassOpen');
}

/** The metrics of one written line: namespace, dimensions and value. */
function written(write: (telemetry: ReturnType<typeof telemetryOf>) => void): Json[] {
  const lines = catchLines();
  write(telemetryOf('Shop'));
  jest.restoreAllMocks();
  return lines.map((line) => {
    const fields = JSON.parse(line);
    const [{ Namespace, Dimensions, Metrics }] = fields._aws.CloudWatchMetrics;
    const [{ Name, StorageResolution }] = Metrics;
    return {
      Namespace,
      MetricName: Name,
      Dimensions: Dimensions[0].map((dimension: string) => ({ Name: dimension, Value: fields[dimension] })),
      value: fields[Name],
      resolution: StorageResolution,
    };
  });
}

const byName = (dimensions: Json[]): Json[] => dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));

describe('the alarm of a break-glass access', () => {
  test('looks at what the functions write of that access, and rises with it', () => {
    const stack = stackOf();
    AccessController.of(stack).addAlarmAction(page);
    accessIn(stack, { windows: [nightly(), breakGlass()] }, 'Hotfix');
    const [alarm, ...more] = alarmsOf(stack);
    const [opened, closed] = written((telemetry) => {
      telemetry.breakGlass('Hotfix', true);
      telemetry.breakGlass('Hotfix', false);
    });

    expect(more).toEqual([]);
    for (const metric of [opened, closed]) {
      expect([alarm.Namespace, alarm.MetricName]).toEqual([metric.Namespace, metric.MetricName]);
      expect(byName(alarm.Dimensions)).toEqual(byName(metric.Dimensions));
    }
    expect([opened.value, closed.value]).toEqual([1, 0]);
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      Statistic: 'Maximum',
      TreatMissingData: 'ignore',
    });
  });

  test('tells an open from the close that follows it, which no removal is proved soon enough to prevent', () => {
    const stack = stackOf();
    AccessController.of(stack).addAlarmAction(page);
    accessIn(stack, { windows: [breakGlass()] }, 'Hotfix');
    const [metric] = written((telemetry) => {
      telemetry.breakGlass('Hotfix', true);
    });

    expect(metric.resolution).toBe(1);
    expect(alarmsOf(stack)[0].Period * SECOND).toBeLessThan(EARLY.settleMs);
  });

  test('calls whoever is named before and after, when it opens and when it is proved to be closed', () => {
    const stack = stackOf();
    AccessController.of(stack).addAlarmAction(page);
    accessIn(stack, { windows: [breakGlass()] });
    AccessController.of(stack).addAlarmAction(logBook);
    const [alarm] = alarmsOf(stack);
    expect([alarm.AlarmActions, alarm.OKActions]).toEqual([BOTH, BOTH]);
    expect(alarm.ActionsEnabled).not.toBe(false);
    expect(alarm.AlarmDescription).toMatch(/Release is open\. First: .*temporary-access close/);
  });

  test('calls them both whichever of controller and access comes first', () => {
    const actions = ['controller', 'access'].map((first) => {
      const stack = stackOf();
      const make = [
        () => new AccessController(stack, 'Mine', { alarmActions: [page, logBook] }),
        () => accessIn(stack, { windows: [breakGlass()] }),
      ];
      (first === 'controller' ? make : make.toReversed()).forEach((one) => one());
      return alarmsOf(stack).map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions]);
    });
    expect(actions).toEqual([[[BOTH, BOTH]], [[BOTH, BOTH]]]);
  });

  test('is one for each, also where their names read nearly alike', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    AccessController.of(stack).addAlarmAction(page);
    const ids = ['AB', 'A-B', 'A.B', 'A_B'].map(
      (id) => accessIn(stack, { role, windows: [breakGlass()] }, id).accessId,
    );
    const accesses = alarmsOf(stack).map(
      ({ Dimensions }) => Dimensions.find(({ Name }: Json) => Name === 'access').Value as string,
    );
    expect(accesses.toSorted()).toEqual(ids.toSorted());
  });

  test('is one for an access with several such windows, and none for windows that break no glass', () => {
    const stack = stackOf();
    const role = roleIn(stack);
    AccessController.of(stack).addAlarmAction(page);
    accessIn(stack, { role, windows: [breakGlass(), breakGlass()] });
    accessIn(stack, { role, windows: [onRequest(), nightly()] }, 'Quiet');
    expect(alarmsOf(stack)).toHaveLength(1);
  });

  test('stands before the access can be opened, and for as long', () => {
    const stack = stackOf();
    AccessController.of(stack).addAlarmAction(page);
    accessIn(stack, { windows: [breakGlass()] });
    const admission = Object.values(Template.fromStack(stack).findResources('Custom::TemporaryAccessAdmission'))[0];
    expect(admission?.['DependsOn']).toContainEqual(expect.stringMatching(/BreakGlass/));
  });
});

describe('the alarm of access that something else still gives', () => {
  const residualAlarms = (stack: Stack): Json[] =>
    Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
      .map(({ Properties }) => Properties)
      .filter(({ MetricName }) => MetricName === 'ResidualAccess');

  test('is there once where accesses are checked, and calls whoever is named before and after', () => {
    const stack = stackOf();
    AccessController.of(stack).addAlarmAction(page);
    ControllerResources.of(stack).watchResidual();
    ControllerResources.of(stack).watchResidual();
    AccessController.of(stack).addAlarmAction(logBook);
    const [alarm, ...more] = residualAlarms(stack);
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      Dimensions: [{ Name: 'service', Value: 'Shop' }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: BOTH,
    });
    expect(alarm.AlarmDescription).toMatch(/ First: .*#residual-access$/);
  });

  test('is not there where none is', () => {
    const stack = stackOf();
    accessIn(stack);
    expect(residualAlarms(stack)).toEqual([]);
  });
});

describe('a controller that calls nobody', () => {
  const SILENT = 'cdk-temporary-access:no-alarm-recipients';
  const warnedAt = (stack: Stack): string[] =>
    App.of(stack)!
      .synth()
      .getStackArtifact(stack.artifactId)
      .messages.filter(({ entry }) => (entry.data as string).includes(`${SILENT}]`))
      .map(({ id, level }) => `${level} ${id}`);

  test('is warned of once, on the one that came by itself or on the one that was made', () => {
    const [byItself, made] = [stackOf(), stackOf()];
    accessIn(byItself);
    accessIn(made);
    new AccessController(made, 'Mine');
    expect(warnedAt(byItself)).toEqual(['warning /Shop/CdkTemporaryAccess/Default']);
    expect(warnedAt(made)).toEqual(['warning /Shop/Mine']);
  });

  test('is none once it calls somebody, whenever that is said', () => {
    const [named, added] = [stackOf(), stackOf()];
    accessIn(named);
    new AccessController(named, 'Mine', { alarmActions: [page] });
    accessIn(added);
    AccessController.of(added).addAlarmAction(page);
    expect([warnedAt(named), warnedAt(added)]).toEqual([[], []]);
  });

  test('is not warned of where that is acknowledged on its stack', () => {
    const stack = stackOf();
    accessIn(stack);
    Validations.of(stack).acknowledge({ id: SILENT, reason: 'a rule on the state of every alarm calls' });
    expect(warnedAt(stack)).toEqual([]);
  });
});
