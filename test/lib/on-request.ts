/** Windows that open on request, for tests that do not care what else they say. */
import { Duration, type Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { AccessSignal, AccessWindow, type OnDemandWindowProps } from 'cdk-temporary-access';

export function onRequest(props: Partial<OnDemandWindowProps> = {}): AccessWindow {
  return AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [AccessSignal.request()], ...props });
}

export function breakGlass(props: Partial<OnDemandWindowProps> = {}): AccessWindow {
  return AccessWindow.breakGlass({ maxDuration: Duration.hours(4), openOn: [AccessSignal.request()], ...props });
}

/** Somebody to call when glass breaks. */
export const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-2:111122223333:page' }) };

/** An event of a tool of one's own, through the request bus. */
export function incident(what: 'Opened' | 'Resolved'): AccessSignal {
  return AccessSignal.eventPattern({
    eventPattern: { source: ['shop.incidents'], detailType: [`Incident ${what}`] },
    correlation: '$.detail.incident',
    reason: '$.detail.title',
  });
}

/** What starts and what ends the executions of a pipeline that is imported, so that nothing of it is in the stack. */
export function pipelineSignals(stack: Stack): { readonly started: AccessSignal; readonly finished: AccessSignal } {
  const arn = 'arn:aws:codepipeline:eu-west-2:111122223333:release';
  const pipeline = Pipeline.fromPipelineArn(stack, 'Pipeline', arn);
  return { started: AccessSignal.pipelineStarted(pipeline), finished: AccessSignal.pipelineFinished(pipeline) };
}
