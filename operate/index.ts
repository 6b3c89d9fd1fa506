/**
 * The account through the AWS SDK, with whatever credentials the user has.
 *
 * It is bundled with the SDK into dist/operate and loaded by those commands alone that call AWS, so that whoever
 * installs the library for its constructs loads no SDK. Credentials come from the SDK's default chain: environment,
 * profiles, SSO, web identity, containers, instances.
 */
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { epochMs, SECOND } from '../lib/core/interval';
import type { Account, SchedulesRead } from '../lib/operate/account';
import { CallFailure } from '../lib/operate/call-failure';
import { calling } from './failure';
import { locksOf, wakeBy } from './locks';
import { closingSessionOf, inlinePolicyOf, rolesOf } from './iam';

export interface Connection {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** STS's shortest session. */
const SESSION_SECONDS = 900;

/** A call is tried three times by the SDK, and none of its waits is without a bound. */
const BOUNDED = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3 * SECOND, requestTimeout: 10 * SECOND, throwOnRequestTimeout: true },
};

export function connect({ region, profile }: Connection): Account {
  const settings = {
    ...BOUNDED,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
  const sts = new STSClient(settings);
  // They share what has been found of credentials.
  const shared = { ...settings, credentials: sts.config.credentials };
  const iam = new IAMClient(shared);
  const cloudFormation = new CloudFormationClient(shared);
  const events = new EventBridgeClient(shared);
  const logs = new CloudWatchLogsClient(shared);
  const scheduler = new SchedulerClient(shared);
  return {
    clock: {
      now: () => epochMs(Date.now()),
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    },
    roles: rolesOf(iam),
    inlinePolicy: inlinePolicyOf(iam),
    schedulesOf: (group) => schedulesOf(scheduler, group),
    locksOf: (group) => locksOf(scheduler, group),
    wake: wakeBy(new LambdaClient(shared)),
    region: () => calling('region', 'your settings', () => sts.config.region()),
    identity: () =>
      calling('sts:GetCallerIdentity', 'yourself', async () => {
        const { Arn: arn = 'you', Account: account = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
        return { arn, account };
      }),
    resourcesPage: (stack, marker) =>
      calling('cloudformation:ListStackResources', `stack ${stack}`, async () => {
        const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stack, NextToken: marker }));
        const resources = (page.StackResourceSummaries ?? []).flatMap((one) => {
          const { ResourceType: type, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = one;
          return type === undefined || logicalId === undefined || physicalId === undefined || isGone(one.ResourceStatus)
            ? []
            : [{ type, logicalId, physicalId }];
        });
        return { resources, marker: page.NextToken };
      }),
    put: (bus, { source, detailType, detail }) =>
      calling('events:PutEvents', `event bus ${bus}`, async () => {
        const entry = { EventBusName: bus, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
        const { Entries: [answer] = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
        return answer?.EventId === undefined
          ? { code: answer?.ErrorCode ?? 'no answer', message: answer?.ErrorMessage ?? 'it was not taken' }
          : { id: answer.EventId };
      }),
    linesPage: (logGroup, { since, until, pattern }, marker) =>
      calling('logs:FilterLogEvents', `log group ${logGroup}`, async () => {
        const page = await logs.send(
          new FilterLogEventsCommand({
            logGroupName: logGroup,
            startTime: since,
            // CloudWatch takes the last millisecond that is in it.
            ...(until === undefined ? {} : { endTime: until - 1 }),
            filterPattern: pattern,
            nextToken: marker,
          }),
        );
        return { lines: (page.events ?? []).flatMap(({ message }) => message ?? []), marker: page.nextToken };
      }),
    assume: async (attachmentRole, sessionName) => {
      const { Credentials: credentials } = await calling('sts:AssumeRole', `${attachmentRole} as ${sessionName}`, () =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: attachmentRole,
            RoleSessionName: sessionName,
            DurationSeconds: SESSION_SECONDS,
          }),
        ),
      );
      const {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
      } = credentials ?? {};
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
        throw new CallFailure('unavailable', 'sts:AssumeRole', attachmentRole, 'answered without credentials');
      }
      return closingSessionOf(
        new IAMClient({ ...settings, credentials: { accessKeyId, secretAccessKey, sessionToken } }),
      );
    },
  };
}

function isGone(status: string | undefined): boolean {
  return status === 'DELETE_COMPLETE';
}

function schedulesOf(scheduler: SchedulerClient, group: string): SchedulesRead {
  return {
    get: (name) =>
      calling('scheduler:GetSchedule', `schedule ${group}/${name}`, async () => {
        const schedule = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
        const { Target: target } = schedule;
        return {
          enabled: schedule.State === 'ENABLED',
          expression: schedule.ScheduleExpression ?? '',
          timeZone: schedule.ScheduleExpressionTimezone,
          input: target?.Input ?? '',
          target: {
            arn: target?.Arn ?? '',
            roleArn: target?.RoleArn ?? '',
            deadLetterArn: target?.DeadLetterConfig?.Arn,
          },
        };
      }),
    namesPage: (prefix, marker) =>
      calling('scheduler:ListSchedules', `schedule group ${group}`, async () => {
        const page = await scheduler.send(
          new ListSchedulesCommand({ GroupName: group, NamePrefix: prefix, NextToken: marker }),
        );
        return { names: (page.Schedules ?? []).flatMap(({ Name: name }) => name ?? []), marker: page.NextToken };
      }),
  };
}
