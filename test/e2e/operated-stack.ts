/**
 * The command line against a stack that is deployed to moto: a process of its own, with the packaged way to AWS.
 *
 * Requests reach the functions through the gateway, and what they write goes into their log groups.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { roleName } from '../../lib/core/declaration';
import type { OutgoingEvent, StackResource } from '../../lib/operate/account';
import { ACCOUNT, motoEndpoint, REGION } from './aws';
import type { DeployedStack } from './deployed-stack';
import type { Invocation } from './function';
import { type Additions, startGateway } from './gateway';

const ROOT = join(__dirname, '..', '..');
const COMMAND = join(ROOT, 'lib', 'cli', 'temporary-access.ts');
const RUN_SOURCES = createRequire(__filename).resolve('tsx/cjs');
/** Where no synthesized app is. */
const ELSEWHERE = tmpdir();

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export class OperatedStack {
  private readonly logs: CloudWatchLogsClient;
  private readonly asked: Promise<void>[] = [];
  private gateway = '';

  private constructor(
    readonly stack: DeployedStack,
    private readonly name: string,
  ) {
    this.logs = new CloudWatchLogsClient(config());
  }

  static async of(stack: DeployedStack, name: string, more: Pick<Additions, 'answer'> = {}): Promise<OperatedStack> {
    const operated = new OperatedStack(stack, name);
    const events = new EventBridgeClient(config());
    for (const bus of stack.ofType('AWS::Events::EventBus')) {
      await events.send(new CreateEventBusCommand({ Name: stack.refOf(bus) }));
    }
    await operated.mendInlinePolicies();
    operated.gateway = await startGateway(motoEndpoint(), {
      ...more,
      resources: operated.notMadeByMoto(),
      onEvent: (event, id) => {
        operated.asked.push(operated.ask(event, id));
      },
    });
    return operated;
  }

  /** Where the account of this stack is. */
  get endpoint(): string {
    return this.gateway;
  }

  /** When what was asked has come to its end: nobody may be left who still writes when moto is stopped. */
  async settled(): Promise<void> {
    await Promise.all(this.asked);
  }

  /** Runs a command on the stack. */
  run(...args: string[]): Promise<Ran> {
    return this.runAnywhere(...args, '--stack', this.name);
  }

  runAnywhere(...args: string[]): Promise<Ran> {
    const environment = {
      ...{ PATH: process.env['PATH'], AWS_ENDPOINT_URL: this.gateway, AWS_REGION: REGION },
      ...{ AWS_ACCESS_KEY_ID: 'admin', AWS_SECRET_ACCESS_KEY: 'admin' },
    };
    return new Promise((done) => {
      const node = ['--require', RUN_SOURCES, COMMAND, ...args];
      const child = execFile(process.execPath, node, { cwd: ELSEWHERE, env: environment }, (_error, out, err) => {
        done({ status: child.exitCode ?? -1, out, err });
      });
    });
  }

  /** Somebody asks: every rule that matches hands it on, as EventBridge would. */
  async ask({ source, detailType, detail }: OutgoingEvent, id: string = randomUUID()): Promise<void> {
    const time = new Date().toISOString().replace(/\.\d+/, '');
    const event = { id, source, account: ACCOUNT, time, detail };
    for (const rule of this.stack.ofType('AWS::Events::Rule')) {
      const { EventPattern: pattern } = this.stack.propertiesOf(rule);
      if (pattern.source?.includes(source) === true && pattern['detail-type']?.includes(detailType) === true) {
        await this.keep(rule, await this.stack.handOn(rule, event));
      }
    }
  }

  /** What moto's CloudFormation makes of an inline policy is not JSON. */
  private async mendInlinePolicies(): Promise<void> {
    for (const { access, attachmentRole } of this.stack.manifest) {
      const [id = ''] = this.stack
        .ofType('AWS::IAM::Role')
        .filter((role) => role.startsWith(`${access}AttachmentRole`));
      for (const { PolicyName, PolicyDocument } of this.stack.propertiesOf(id).Policies) {
        const policy = { PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) };
        await this.stack.aws.iam.send(new PutRolePolicyCommand({ RoleName: roleName(attachmentRole), ...policy }));
      }
    }
  }

  private notMadeByMoto(): StackResource[] {
    return ['AWS::Scheduler::ScheduleGroup', 'AWS::Events::EventBus'].flatMap((type) =>
      this.stack.ofType(type).map((logicalId) => ({ type, logicalId, physicalId: this.stack.refOf(logicalId) })),
    );
  }

  /** A function has written this. */
  async log(written: 'Opener' | 'Closer', lines: readonly object[]): Promise<void> {
    const [group = ''] = this.stack.ofType('AWS::Logs::LogGroup').filter((id) => id.includes(written));
    const stream = { logGroupName: this.stack.refOf(group), logStreamName: randomUUID() };
    const logEvents = lines.map((line) => ({ timestamp: Date.now(), message: JSON.stringify(line) }));
    await this.logs.send(new CreateLogStreamCommand(stream));
    await this.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  }

  /** In the log of the function that the rule calls. */
  private keep(rule: string, { lines }: Invocation): Promise<void> {
    const called = JSON.stringify(this.stack.template.Resources?.[rule]).includes('Opener') ? 'Opener' : 'Closer';
    return this.log(called, lines);
  }
}

function config(): object {
  const credentials = { accessKeyId: 'admin', secretAccessKey: 'admin' };
  return { endpoint: motoEndpoint(), region: REGION, credentials };
}
