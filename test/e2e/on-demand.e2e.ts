/** Windows on demand, over real HTTP: the events of builds through moto's EventBridge, the packaged handler, IAM. */
import { DeleteScheduleCommand, GetScheduleCommand, paginateListSchedules } from '@aws-sdk/client-scheduler';
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import { Duration } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { type DeclaredAccess, DEPLOYMENT_RESOURCE } from '../../lib/core/declaration';
import { type EpochMs, epochMs, iso, MINUTE, plus, SECOND } from '../../lib/core/interval';
import { attachByHand, stateOf } from './attachments';
import { type Aws, describeOnMoto } from './aws';
import { deploy, type DeployedStack } from './deployed-stack';
import { EventBridge, type Sent } from './event-bridge';
import { eventsOf, metricOf } from './function';
import { accessIn, stackNamed } from './moment';

/** Each function is a process of its own, and each early close proves for twenty seconds. */
const UNHURRIED = 180_000;

interface Signing {
  readonly stack: DeployedStack;
  readonly aws: Aws;
  readonly access: DeclaredAccess;
  readonly bridge: EventBridge;
}

/** Opens for at most an hour while a build runs; every name is its own, since all tests share moto's default bus. */
async function signing(name: string, maxDuration = Duration.hours(1)): Promise<Signing & { project: string }> {
  const stack = stackNamed(name);
  const project = Project.fromProjectName(stack, 'Build', `build-${stack.stackName}`);
  accessIn(
    stack,
    AccessWindow.onDemand({
      openOn: [AccessSignal.buildStarted(project)],
      closeOn: [AccessSignal.buildFinished(project)],
      maxDuration,
    }),
  );
  const deployed = await deploy(stack, { without: [DEPLOYMENT_RESOURCE] });
  const bridge = await EventBridge.of(deployed, stack.stackName);
  return {
    stack: deployed,
    aws: deployed.aws,
    access: deployed.access('Release'),
    bridge,
    project: project.projectName,
  };
}

/** As CodeBuild reports a build. */
function build(project: string, build: number, status: string, at = thisSecond()): Sent {
  const detail = {
    'build-status': status,
    'project-name': project,
    'build-id': `arn:aws:codebuild:${project}:${build}`,
  };
  return { source: 'aws.codebuild', detailType: 'CodeBuild Build State Change', detail, at };
}

function thisSecond(): EpochMs {
  const at = Date.now();
  return epochMs(at - (at % SECOND));
}

/** What was made at run time and stands in Scheduler. */
async function madeAtRunTime({ aws, stack }: Signing): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListSchedules({ client: aws.scheduler }, { GroupName: stack.group })) {
    names.push(...(page.Schedules ?? []).flatMap(({ Name: name = '' }) => (/^(lease|hold)-/.test(name) ? [name] : [])));
  }
  return names.sort();
}

const leases = (names: readonly string[]): string[] => names.filter((name) => name.startsWith('lease-'));
const holds = (names: readonly string[]): string[] => names.filter((name) => name.startsWith('hold-'));

describeOnMoto('a build', () => {
  test.concurrent(
    'opens when it starts, whatever comes twice or from elsewhere meanwhile',
    async () => {
      const all = await signing('Starts');
      const { aws, access, bridge, stack, project } = all;
      expect(await stateOf(aws.iam, access)).toBe('closed');
      expect(await madeAtRunTime(all)).toEqual([]);

      const at = thisSecond();
      const opened = await bridge.deliver(build(project, 1, 'IN_PROGRESS', at));
      expect(opened.failed).toBeUndefined();
      expect(eventsOf(opened)).toEqual(['leased', 'attached', 'opened']);
      expect(await stateOf(aws.iam, access)).toBe('open');
      expect(await madeAtRunTime(all)).toEqual(['lease-Release-1']);
      const { scheduler } = aws;
      const lease = await scheduler.send(new GetScheduleCommand({ GroupName: stack.group, Name: 'lease-Release-1' }));
      const sweep = await scheduler.send(new GetScheduleCommand({ GroupName: stack.group, Name: 'sweep' }));
      expect(lease).toMatchObject({
        State: 'ENABLED',
        ScheduleExpression: `at(${iso(plus(at, 60 * MINUTE)).replace('Z', '')})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
      });
      const { Arn, RoleArn, DeadLetterConfig } = sweep.Target!;
      expect(lease.Target).toMatchObject({ Arn, RoleArn, DeadLetterConfig });

      const again = await opened.again();
      expect(again.failed).toBeUndefined();
      expect(eventsOf(again)).toEqual(['opened']);
      expect(metricOf(again, 'Opened')).toBeUndefined();

      const another = await bridge.deliver(build(project, 2, 'IN_PROGRESS'));
      expect(eventsOf(another)).toEqual(['refused']);
      expect(metricOf(another, 'RefusedRequests')).toBe(1);

      expect(await bridge.send(build(`${project}-2`, 3, 'IN_PROGRESS'))).toEqual([]);
      expect(await bridge.send({ ...build(project, 3, 'IN_PROGRESS'), source: 'my.codebuild' })).toEqual([]);
      expect(await stateOf(aws.iam, access)).toBe('open');
      expect(await madeAtRunTime(all)).toEqual(['lease-Release-1']);
    },
    UNHURRIED,
  );

  test.concurrent(
    'that is over closes early what it opened, and what comes late does not open again',
    async () => {
      const all = await signing('Over');
      const { aws, access, bridge, project, stack } = all;
      const opened = await bridge.deliver(build(project, 1, 'IN_PROGRESS'));
      expect(await stateOf(aws.iam, access)).toBe('open');

      const other = await bridge.deliver(build(project, 2, 'SUCCEEDED'));
      expect(eventsOf(other)).toEqual(['unmatched']);
      expect(await stateOf(aws.iam, access)).toBe('open');

      const closed = await bridge.deliver(build(project, 1, 'FAILED'));
      expect(closed.failed).toBeUndefined();
      expect(eventsOf(closed)).toEqual(['held', 'detached', 'verified']);
      expect(await stateOf(aws.iam, access)).toBe('closed');
      const made = await madeAtRunTime(all);
      expect(leases(made)).toEqual(['lease-Release-1']);
      // On the opening, and on the case of each build that is over.
      expect(holds(made)).toHaveLength(3);

      const late = await opened.again();
      expect(late.failed).toBeUndefined();
      expect(eventsOf(late)).not.toContain('attached');
      const [deployment = ''] = stack.ofType(DEPLOYMENT_RESOURCE);
      expect((await stack.request('Create', deployment)).answer.Status).toBe('SUCCESS');
      expect(await stateOf(aws.iam, access)).toBe('closed');

      const next = await bridge.deliver(build(project, 3, 'IN_PROGRESS'));
      expect(eventsOf(next)).toEqual(['leased', 'attached', 'opened']);
      expect(await stateOf(aws.iam, access)).toBe('open');
      const twice = await closed.again();
      expect(twice.failed).toBeUndefined();
      expect(await stateOf(aws.iam, access)).toBe('open');
      expect(leases(await madeAtRunTime(all))).toEqual(['lease-Release-1', 'lease-Release-2']);
    },
    UNHURRIED,
  );

  test.concurrent(
    'whose end comes before its start does not open',
    async () => {
      const all = await signing('Backwards');
      const { aws, access, bridge, project } = all;
      const at = thisSecond();

      const closed = await bridge.deliver(build(project, 1, 'STOPPED', at));
      expect(eventsOf(closed)).toEqual(['unmatched']);
      const opened = await bridge.deliver(build(project, 1, 'IN_PROGRESS', plus(at, -SECOND)));
      expect(eventsOf(opened)).toEqual(['refused']);

      expect(await stateOf(aws.iam, access)).toBe('closed');
      expect(leases(await madeAtRunTime(all))).toEqual([]);
    },
    UNHURRIED,
  );

  test.concurrent(
    'whose end never comes is closed by its lease, and is not opened again by what comes late',
    async () => {
      const all = await signing('Endless', Duration.minutes(5));
      const { aws, access, bridge, project, stack } = all;
      // Reported late: of its five minutes, little more than the one is left with which an opening is begun.
      const at = plus(thisSecond(), -5 * MINUTE + 80 * SECOND);
      const end = plus(at, 5 * MINUTE);
      const opened = await bridge.deliver(build(project, 1, 'IN_PROGRESS', at));
      expect(eventsOf(opened)).toEqual(['leased', 'attached', 'opened']);

      const swept = await stack.fire('sweep', thisSecond());
      expect(eventsOf(swept)).toEqual([]);
      expect(await stateOf(aws.iam, access)).toBe('open');

      await new Promise((done) => setTimeout(done, end - Date.now()));
      const closed = await stack.fire('lease-Release-1', end);
      expect(closed.failed).toBeUndefined();
      expect(eventsOf(closed)).toEqual(['detached', 'verified']);
      expect(await stateOf(aws.iam, access)).toBe('closed');

      expect(eventsOf(await opened.again())).not.toContain('attached');
      // moto fires nothing, so it deletes nothing either.
      await aws.scheduler.send(new DeleteScheduleCommand({ GroupName: stack.group, Name: 'lease-Release-1' }));
      expect(eventsOf(await opened.again())).toEqual(['refused']);
      expect(await stateOf(aws.iam, access)).toBe('closed');
      expect(await madeAtRunTime(all)).toEqual([]);
    },
    UNHURRIED,
  );
});

describeOnMoto('access on demand', () => {
  test.concurrent(
    'that stands without a lease is closed by a sweep, and the access takes its schedules with it when it goes',
    async () => {
      const all = await signing('Standing');
      const { aws, access, bridge, project, stack } = all;
      await attachByHand(aws.iam, access);
      expect(eventsOf(await stack.fire('sweep', thisSecond()))).toEqual([
        ...['drift', 'detached', 'verified', 'drift-removed'],
      ]);
      expect(await stateOf(aws.iam, access)).toBe('closed');

      await bridge.deliver(build(project, 1, 'IN_PROGRESS'));
      await bridge.deliver(build(project, 2, 'SUCCEEDED'));
      expect(await madeAtRunTime(all)).toHaveLength(2);
      const [resource = ''] = stack.ofType('Custom::TemporaryAccess');
      const { answer } = await stack.request('Delete', resource);
      expect(answer.Status).toBe('SUCCESS');
      expect(await stateOf(aws.iam, access)).toBe('closed');
      expect(await madeAtRunTime(all)).toEqual([]);
    },
    UNHURRIED,
  );
});
