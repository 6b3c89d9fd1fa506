/**
 * Executions of a pipeline, as CodePipeline reports them.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 *
 * Gotchas: an execution that failed and is tried again keeps its id, and says so. While one is stopping its actions
 * still run, and may need the access.
 */
import type { IPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { nameOf, type SignalShape } from './signal-shape';

const STATES = {
  started: ['STARTED', 'RESUMED'],
  finished: ['SUCCEEDED', 'FAILED', 'CANCELED', 'STOPPED', 'SUPERSEDED'],
} as const;

export function pipelineChanges(pipeline: IPipeline, change: 'started' | 'finished'): SignalShape {
  return {
    words: `an execution of pipeline ${nameOf(pipeline)} ${change === 'started' ? 'starts' : 'is over'}`,
    pattern: {
      source: ['aws.codepipeline'],
      detailType: ['CodePipeline Pipeline Execution State Change'],
      detail: { pipeline: [pipeline.pipelineName], state: [...STATES[change]] },
    },
    bus: 'default',
    correlation: '$.detail.execution-id',
    problems: [],
  };
}
