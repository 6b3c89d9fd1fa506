/**
 * Builds of a project, as CodeBuild reports them.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import { nameOf, type SignalShape } from './signal-shape';

const STATUSES = {
  started: ['IN_PROGRESS'],
  finished: ['SUCCEEDED', 'FAILED', 'STOPPED', 'FAULT', 'TIMED_OUT'],
} as const;

export function buildChanges(project: IProject, change: 'started' | 'finished'): SignalShape {
  return {
    words: `a build of project ${nameOf(project)} ${change === 'started' ? 'starts' : 'is over'}`,
    pattern: {
      source: ['aws.codebuild'],
      detailType: ['CodeBuild Build State Change'],
      detail: { 'project-name': [project.projectName], 'build-status': [...STATUSES[change]] },
    },
    bus: 'default',
    correlation: '$.detail.build-id',
    problems: [],
  };
}
