/**
 * An account in which every alarm of a stack would be red.
 *
 * Most of it is so indeed: policies are attached that should not be, the sweep is disabled, messages wait. What the
 * functions would have written is written for them. What moto cannot do is answered here, and only if it is asked as
 * AWS wants to be asked: CloudTrail's events, IAM's simulator, and the calling of a function, which is really called.
 */
import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { AccessController, AccessSignal, AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Duration, type Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EVENT_SOURCE } from '../../lib/core/access-events';
import {
  ACCESS_RESOURCE,
  ADMISSION_RESOURCE,
  DEPLOYMENT_RESOURCE,
  roleName,
  scheduleName,
  SWEEP_SCHEDULE,
} from '../../lib/core/declaration';
import { iso } from '../../lib/core/interval';
import { SCHEDULED_TIME } from '../../lib/core/message';
import { REQUEST_TYPE, requestSource } from '../../lib/core/signal';
import type { Happening, Trigger } from '../../lib/core/world';
import { attachByHand } from './attachments';
import { ACCOUNT, motoEndpoint, REGION } from './aws';
import { deploy, type DeployedStack } from './deployed-stack';
import type { Answer, Asked } from './gateway';
import { accessIn, before, now, once } from './moment';
import { OperatedStack } from './operated-stack';

export interface RunbookAccount {
  readonly name: string;
  readonly stack: DeployedStack;
  readonly operated: OperatedStack;
  /** What was called by hand has come to its end. */
  readonly settled: () => Promise<void>;
}

/** Deploys a stack, and attaches some of its accesses by hand. */
export async function accountWith(stack: Stack, standing: readonly string[]): Promise<RunbookAccount> {
  // What they do at a deployment is not what this is about.
  const deployed = await deploy(stack, { without: [ADMISSION_RESOURCE, ACCESS_RESOURCE, DEPLOYMENT_RESOURCE] });
  const called: Promise<void>[] = [];
  const call = async (name: string, event: object): Promise<void> => {
    const { lines } = await deployed.call(name, event);
    await operated.log(name.includes('Opener') ? 'Opener' : 'Closer', lines);
  };
  const answer = (asked: Asked): Answer | undefined =>
    cloudTrail(asked, deployed) ??
    simulator(asked) ??
    invocation(asked, (name, event) => {
      called.push(call(name, event));
    });
  const operated = await OperatedStack.of(deployed, stack.stackName, { answer });
  for (const id of standing) {
    await attachByHand(deployed.aws.iam, deployed.access(id));
  }
  return {
    ...{ name: stack.stackName, stack: deployed, operated },
    settled: async () => {
      await Promise.all([...called, operated.settled()]);
    },
  };
}

/** What the functions have written when it is so. */
export function logged({ stack, name }: RunbookAccount): object[] {
  const record = (event: Happening, trigger: Trigger, id: string, more: object): object => {
    const { access, purpose, role, policies, windows } = stack.access(id);
    const [{ id: window, words } = { id: '', words: '' }] = windows;
    const { start, end } = before();
    const at = iso(event === 'opened' ? start : end);
    const about = { access, purpose, role, policies, window, words, start: iso(start), end: iso(end) };
    return { level: 'INFO', message: event, service: name, event, trigger, at, ...about, ...more };
  };
  const findings = [
    { policy: 'p', action: 's3:ListAllMyBuckets', resource: '*', allowedBy: ['managed policy StandingForGood'] },
  ];
  return [
    ...['Standing', 'PastEnd', 'ByHand'].map((id) => record('opened', 'start', id, {})),
    record('close-failed', 'end', 'PastEnd', { reason: 'still attached in read 5' }),
    record('residual', 'end', 'Standing', { residual: { findings, notAsked: [] } }),
    { message: 'cannot read the policies of a role', role: 'arn:…', error: 'AccessDenied: not yours' },
    { message: 'failed', error: 'Error: no time left to prove it' },
    { message: 'event not sent', access: 'Standing', detailType: 'Access Closed', error: 'no such bus' },
  ];
}

/** A window that is over. */
export function over(stack: Stack, id: string): TemporaryAccess {
  return accessIn(stack, once(before()), id);
}

/** Opened by somebody in need. */
export function breakGlass(stack: Stack, id: string): TemporaryAccess {
  new AccessController(stack, 'AccessController', { alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))] });
  const request = [AccessSignal.request()];
  const access = new TemporaryAccess(stack, id, {
    role: new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    purpose: 'Mend production',
    windows: [AccessWindow.breakGlass({ maxDuration: Duration.hours(4), openOn: request, closeOn: request })],
    statements: [new PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] })],
  });
  const tool = new Role(stack, `${id}Tool`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  access.grantOpen(tool);
  access.grantClose(tool);
  return access;
}

export async function openNow({ operated }: RunbookAccount, access: string): Promise<void> {
  const detail = { reason: 'the cart is on fire', correlation: 'INC-7' };
  await operated.ask({ source: requestSource(access), detailType: REQUEST_TYPE.open, detail });
}

export async function disableSweep({ stack }: RunbookAccount): Promise<void> {
  const { scheduler } = stack.aws;
  const sweep = await scheduler.send(new GetScheduleCommand({ GroupName: stack.group, Name: SWEEP_SCHEDULE }));
  const { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target } = sweep;
  const same = { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target };
  await scheduler.send(new UpdateScheduleCommand({ ...same, State: 'DISABLED' }));
}

/** The alarms of the template, which moto's CloudFormation does not make, all red. */
export async function raiseAlarms({ stack, name }: RunbookAccount): Promise<void> {
  for (const id of stack.ofType('AWS::CloudWatch::Alarm')) {
    const alarm = { AlarmName: `${name}-${id}-1A2B3C`, Namespace: 'TemporaryAccess', MetricName: id };
    const limit = { EvaluationPeriods: '1', Threshold: '1', ComparisonOperator: 'GreaterThanOrEqualToThreshold' };
    await query('monitoring', { Action: 'PutMetricAlarm', ...alarm, ...limit, Period: '300', Statistic: 'Sum' });
    const state = { StateValue: 'ALARM', StateReason: 'Threshold Crossed' };
    await query('monitoring', { Action: 'SetAlarmState', AlarmName: alarm.AlarmName, ...state });
  }
}

/** The end of an access has failed three times: as Lambda leaves it in the queue of failed events. */
export async function leaveFailedEnd({ stack }: RunbookAccount, id: string): Promise<void> {
  const { scheduler } = stack.aws;
  const Name = scheduleName(id, stack.access(id).windows[0]!.id, 'end');
  const { Target } = await scheduler.send(new GetScheduleCommand({ GroupName: stack.group, Name }));
  const input = Target!.Input!.replaceAll(SCHEDULED_TIME, iso(now()));
  await leave(stack, 'FailedEvents', {
    version: '1.0',
    requestContext: { functionArn: Target!.Arn, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: JSON.parse(input),
    responseContext: { statusCode: 200, functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: `${id} could not be closed` },
  });
}

/** As Lambda leaves what the archive could not write. */
export async function leaveUnwritten({ stack }: RunbookAccount): Promise<void> {
  const event = { source: EVENT_SOURCE, 'detail-type': 'Access Closed', detail: { access: 'Standing' } };
  await leave(stack, 'Unwritten', { requestPayload: event, responsePayload: { errorMessage: 'no such bucket' } });
}

/** As Scheduler leaves what it could not hand over. */
export async function leaveUndelivered({ stack }: RunbookAccount): Promise<void> {
  const attribute = (at: number, name: string, value: string): Record<string, string> => ({
    [`MessageAttribute.${at}.Name`]: name,
    [`MessageAttribute.${at}.Value.StringValue`]: value,
    [`MessageAttribute.${at}.Value.DataType`]: 'String',
  });
  await leave(
    stack,
    'UndeliveredEvents',
    { version: 1, event: 'end', access: 'Standing' },
    {
      ...attribute(1, 'ERROR_CODE', 'ResourceNotFoundException'),
      ...attribute(2, 'ERROR_MESSAGE', 'Function not found'),
    },
  );
}

async function leave(
  stack: DeployedStack,
  queue: string,
  body: object,
  more: Record<string, string> = {},
): Promise<void> {
  const [id = ''] = stack.ofType('AWS::SQS::Queue').filter((one) => one.includes(queue));
  const message = { QueueUrl: stack.refOf(id), MessageBody: JSON.stringify(body) };
  await query('sqs', { Action: 'SendMessage', ...message, ...more });
}

/** AWS's query protocol, for services of which no client is at hand. */
async function query(service: string, parameters: Record<string, string>): Promise<void> {
  const scope = `admin/20261201/${REGION}/${service}/aws4_request`;
  const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x` };
  const body = new URLSearchParams(parameters);
  const answered = await fetch(motoEndpoint(), { method: 'POST', headers, body });
  if (!answered.ok) {
    throw new Error(`${service} answers ${answered.status}: ${await answered.text()}`);
  }
}

/** CloudTrail, in the region that has the events of IAM: somebody detached from the role of each access. */
function cloudTrail({ headers, body }: Asked, { manifest }: DeployedStack): Answer | undefined {
  if (headers['x-amz-target']?.toString().endsWith('.LookupEvents') !== true) {
    return undefined;
  }
  const { LookupAttributes: [{ AttributeKey: key, AttributeValue: EventName } = {}] = [] } = JSON.parse(body) as {
    LookupAttributes?: { AttributeKey?: string; AttributeValue?: string }[];
  };
  const isAsked = headers.authorization?.includes('/us-east-1/cloudtrail/') === true && key === 'EventName';
  const Events = manifest.map(({ access, role }) => ({
    ...{ EventName, EventTime: 1_796_119_200, Username: `close-${access}` },
    CloudTrailEvent: JSON.stringify({ requestID: 'a1b2', requestParameters: { roleName: roleName(role) } }),
  }));
  return { status: isAsked ? 200 : 400, body: JSON.stringify({ Events }) };
}

/** IAM's simulator allows what it is asked of a role. */
function simulator({ body }: Asked): Answer | undefined {
  const asked = new URLSearchParams(body);
  if (asked.get('Action') !== 'SimulatePrincipalPolicy') {
    return undefined;
  }
  const [source, action, resource] = ['PolicySourceArn', 'ActionNames.member.1', 'ResourceArns.member.1'].map((name) =>
    asked.get(name),
  );
  const isAsked = source?.startsWith(`arn:aws:iam::${ACCOUNT}:role/`) === true && action !== null && resource !== null;
  return {
    status: isAsked ? 200 : 400,
    body:
      '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">' +
      '<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member>' +
      `<EvalActionName>${action}</EvalActionName><EvalDecision>allowed</EvalDecision>` +
      '<MatchedStatements><member><SourcePolicyId>StandingForGood</SourcePolicyId></member></MatchedStatements>' +
      '</member></EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>',
  };
}

/** Calls the function, as Lambda would some time after it said that it will. */
function invocation({ url, headers, body }: Asked, call: (name: string, event: object) => void): Answer | undefined {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const isAsked = headers['x-amz-invocation-type'] === 'Event';
  if (isAsked) {
    call(decodeURIComponent(name), JSON.parse(body) as object);
  }
  return { status: isAsked ? 202 : 400, body: '' };
}
