/**
 * Standard executions of a state machine, as Step Functions reports them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
import { type IStateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Problem } from '../core/problem';
import { nameOf, type SignalShape } from './signal-shape';

const STATUSES = {
  started: ['RUNNING'],
  finished: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
} as const;

const EXPRESS: Problem = {
  id: 'signal-express',
  what: 'the state machine is an express one',
  why: 'Step Functions sends no events of express executions, so nothing would ever open or close',
  mend: 'use a standard state machine, or let it send an event of its own to the request bus',
};

/** Known of a state machine of the app only. */
function isExpress(stateMachine: IStateMachine): boolean {
  return (
    (stateMachine as { readonly stateMachineType?: StateMachineType }).stateMachineType === StateMachineType.EXPRESS
  );
}

export function executionChanges(stateMachine: IStateMachine, change: 'started' | 'finished'): SignalShape {
  return {
    words: `an execution of state machine ${nameOf(stateMachine)} ${change === 'started' ? 'starts' : 'is over'}`,
    pattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [stateMachine.stateMachineArn], status: [...STATUSES[change]] },
    },
    bus: 'default',
    correlation: '$.detail.executionArn',
    problems: isExpress(stateMachine) ? [EXPRESS] : [],
  };
}
