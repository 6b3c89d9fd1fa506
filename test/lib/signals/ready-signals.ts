/** Every ready signal, and what it is to make of the documented events. What is named nowhere here is to do nothing. */
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { accessIn, stackOf } from '../fixture';
import { sample, type SampleEvent } from './deployed-rules';

interface Pair {
  readonly openOn: AccessSignal;
  readonly closeOn: AccessSignal;
}

export interface ReadySignal {
  readonly name: string;
  readonly signals: (stack: Stack) => Pair;
  readonly bus: 'default' | 'request';
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  /** Whoever may close, may also do so by a request, whatever has opened. */
  readonly closesToo?: readonly string[];
  /** The case that these events belong to, and the reason that the first of them gives. */
  readonly correlation: string;
  readonly reason?: string;
  /** The same events about something else of the same kind. */
  readonly elsewhere: (event: SampleEvent) => void;
}

const BUILD = 'arn:aws:codebuild:us-west-2:123456789012:build/my-sample-project:8745a7a9-c340-456a-9166-edf953571bEX';
const SECRET = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:Appuser-pyodbc-WoDpmU';

export const READY_SIGNALS: readonly ReadySignal[] = [
  {
    name: 'an execution of a pipeline',
    signals: (stack: Stack): Pair => {
      const arn = 'arn:aws:codepipeline:us-east-1:123456789012:myPipeline';
      const pipeline = Pipeline.fromPipelineArn(stack, 'Pipeline', arn);
      return {
        openOn: AccessSignal.pipelineStarted(pipeline),
        closeOn: AccessSignal.pipelineFinished(pipeline),
      };
    },
    bus: 'default',
    opens: ['codepipeline-started', 'codepipeline-resumed'],
    closes: [
      'codepipeline-succeeded',
      'codepipeline-failed',
      'codepipeline-canceled',
      'codepipeline-stopped',
      'codepipeline-superseded',
    ],
    correlation: '12345678-1234-5678-abcd-12345678abcd',
    elsewhere: ({ detail }: SampleEvent): void => {
      detail.pipeline = 'myPipeline-test';
    },
  },
  {
    name: 'a build of a project',
    signals: (stack: Stack): Pair => {
      const project = Project.fromProjectName(stack, 'Project', 'my-sample-project');
      return { openOn: AccessSignal.buildStarted(project), closeOn: AccessSignal.buildFinished(project) };
    },
    bus: 'default',
    opens: ['codebuild-in-progress'],
    closes: ['codebuild-succeeded', 'codebuild-failed', 'codebuild-stopped', 'codebuild-timed-out', 'codebuild-fault'],
    correlation: BUILD,
    elsewhere: ({ detail }: SampleEvent): void => {
      detail['project-name'] = 'my-sample-project-2';
    },
  },
  {
    name: 'the rotation of a secret',
    signals: (stack: Stack): Pair => {
      const secret = Secret.fromSecretCompleteArn(stack, 'Secret', SECRET);
      return { openOn: AccessSignal.rotationStarted(secret), closeOn: AccessSignal.rotationFinished(secret) };
    },
    bus: 'default',
    opens: ['secrets-manager-rotation-started'],
    closes: [
      'secrets-manager-rotation-succeeded',
      'secrets-manager-rotation-failed',
      'secrets-manager-rotation-abandoned',
    ],
    correlation: SECRET,
    elsewhere: ({ detail }: SampleEvent): void => {
      detail.additionalEventData.SecretId = SECRET.replace('Appuser', 'Admin');
    },
  },
  {
    name: 'an execution of a state machine',
    signals: (stack: Stack): Pair => {
      const arn = 'arn:aws:states:us-east-1:012345678912:stateMachine:state-machine';
      const stateMachine = StateMachine.fromStateMachineArn(stack, 'StateMachine', arn);
      return {
        openOn: AccessSignal.executionStarted(stateMachine),
        closeOn: AccessSignal.executionFinished(stateMachine),
      };
    },
    bus: 'default',
    opens: ['step-functions-running'],
    closes: ['step-functions-succeeded', 'step-functions-failed', 'step-functions-timed-out', 'step-functions-aborted'],
    correlation: 'arn:aws:states:us-east-1:012345678912:execution:state-machine-name:execution-name',
    elsewhere: ({ detail }: SampleEvent): void => {
      detail.stateMachineArn = `${detail.stateMachineArn}-2`;
    },
  },
  {
    name: 'the state of an alarm',
    signals: (stack: Stack): Pair => {
      const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh';
      const alarm = Alarm.fromAlarmArn(stack, 'Alarm', arn);
      return { openOn: AccessSignal.alarmRaised(alarm), closeOn: AccessSignal.alarmCleared(alarm) };
    },
    bus: 'default',
    opens: ['cloudwatch-alarm-raised'],
    closes: ['cloudwatch-alarm-cleared'],
    correlation: 'ServerCpuTooHigh',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the ' +
      'threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    elsewhere: (event: SampleEvent): void => {
      event.resources = ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh2'];
    },
  },
  {
    name: 'a request to the access',
    signals: (): Pair => ({ openOn: AccessSignal.request(), closeOn: AccessSignal.request() }),
    bus: 'request',
    opens: ['request-open'],
    closes: ['request-close'],
    correlation: 'CHG-2077',
    reason: 'CHG-2077: the hotfix for the checkout',
    elsewhere: (event: SampleEvent): void => {
      event.source = 'temporary-access.ReleaseAccess2';
    },
  },
  {
    name: 'an event of a tool of one’s own',
    signals: (): Pair => {
      const incident = (what: string): AccessSignal =>
        AccessSignal.eventPattern({
          eventPattern: { source: ['shop.incidents'], detailType: [`Incident ${what}`] },
          correlation: '$.detail.incident',
          reason: '$.detail.title',
        });
      return { openOn: incident('Opened'), closeOn: incident('Resolved') };
    },
    bus: 'request',
    opens: ['incident-opened'],
    closes: ['incident-resolved'],
    closesToo: ['request-close'],
    correlation: 'INC-4711',
    reason: 'Checkout refuses every card',
    elsewhere: (event: SampleEvent): void => {
      event.source = 'shop.incidents.test';
    },
  },
];

/** A stack whose one access, `ReleaseAccess`, is opened and closed by the signal. */
export function stackWith({ signals, bus }: ReadySignal): Stack {
  const stack = stackOf();
  const { openOn, closeOn } = signals(stack);
  const window = AccessWindow.onDemand({ openOn: [openOn], closeOn: [closeOn], maxDuration: Duration.hours(1) });
  const access = accessIn(stack, { windows: [window] }, 'ReleaseAccess');
  if (bus === 'request') {
    const tool = new Role(stack, 'Tool', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    access.grantOpen(tool);
    access.grantClose(tool);
  }
  return stack;
}

/** The documented events that this signal is about, as if they were about something else of the same kind. */
export function eventsElsewhere({ opens, closes, elsewhere }: ReadySignal): SampleEvent[] {
  return [...opens, ...closes].map((name) => {
    const event = sample(name);
    elsewhere(event);
    return event;
  });
}

/** What is to happen on each documented event: which function is called, and for what. */
export function effectsOf({ opens, closes, closesToo = [] }: ReadySignal): string[][] {
  return [
    ...opens.map((name) => [name, 'opener', 'open']),
    ...[...closes, ...closesToo].map((name) => [name, 'closer', 'close']),
  ].sort();
}
