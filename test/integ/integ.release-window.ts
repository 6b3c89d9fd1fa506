/**
 * Deploys the release window into a real account, and asserts what IAM says: open, closed, verified. `npm run integ`.
 *
 * The same chain for the clock and for the task. What a queue was told of earlier windows is thrown away while one is
 * open, so that what it is told later is about that one.
 */
import { ExpectedResult, type IApiCall, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { ReleaseWindowStack, type Watched } from './release-window-stack';
import { WAITS } from './waits';

const app = new App();
const stack = new ReleaseWindowStack(app, 'TemporaryAccessRelease');
// The assets of the deployed snapshot are not kept, so no stack of it can be updated.
const { assertions } = new IntegTest(app, 'ReleaseWindow', { testCases: [stack], stackUpdateWorkflow: false });

const attached = ({ role }: Watched, policies: object[]): IApiCall =>
  assertions
    .awsApiCall('IAM', 'listAttachedRolePolicies', { RoleName: role.roleName })
    .expect(ExpectedResult.objectLike({ AttachedPolicies: policies }));
const isClosed = (watched: Watched): IApiCall => attached(watched, []).waitForAssertions(WAITS.closed);
const isOpen = (watched: Watched): IApiCall =>
  attached(watched, [{ PolicyArn: Match.stringLikeRegexp(':policy/') }]).waitForAssertions(WAITS.open);

/** What IAM would answer the role now. */
const mayWrite = ({ role }: Watched, decision: 'allowed' | 'implicitDeny'): IApiCall =>
  assertions
    .awsApiCall('IAM', 'simulatePrincipalPolicy', {
      PolicySourceArn: role.roleArn,
      ActionNames: ['s3:PutObject'],
      ResourceArns: [stack.bucket.arnForObjects('index.html')],
    })
    .expect(ExpectedResult.objectLike({ EvaluationResults: [{ EvalDecision: decision }] }))
    .waitForAssertions(WAITS.decided);

const forgotten = ({ verified }: Watched): IApiCall =>
  assertions.awsApiCall('SQS', 'purgeQueue', { QueueUrl: verified.queueUrl });
const isVerified = ({ access, verified }: Watched): IApiCall =>
  assertions
    .awsApiCall('SQS', 'receiveMessage', { QueueUrl: verified.queueUrl, WaitTimeSeconds: 20 })
    .expect(
      ExpectedResult.objectLike({
        Messages: [{ Body: Match.serializedJson({ access: access.accessId, said: 'Removal Verified' }) }],
      }),
    )
    .waitForAssertions(WAITS.verified);

/** Each after the one before it. */
function inOrder(...calls: IApiCall[]): void {
  calls.reduce((before, after) => before.next(after));
}

const opened = (watched: Watched): IApiCall[] => [isOpen(watched), mayWrite(watched, 'allowed')];
const closed = (watched: Watched): IApiCall[] => [
  isClosed(watched),
  mayWrite(watched, 'implicitDeny'),
  isVerified(watched),
];

const quiet = assertions
  .awsApiCall('CloudWatch', 'describeAlarms', { AlarmNamePrefix: stack.stackName, StateValue: 'ALARM' })
  .expect(ExpectedResult.objectLike({ MetricAlarms: [] }))
  .waitForAssertions(WAITS.quiet);

const { release, pipeline, task } = stack;
inOrder(isClosed(release), ...opened(release), forgotten(release), ...closed(release), quiet);
const started = assertions.awsApiCall('StepFunctions', 'startExecution', { stateMachineArn: task.stateMachineArn });
inOrder(isClosed(pipeline), started, ...opened(pipeline), ...closed(pipeline));
app.synth();
