/**
 * What one controller deploys, once in a stack, whoever asks for it first.
 *
 * It stands at one construct path with fixed logical ids, however the controller was made: CloudFormation can change
 * neither the service token of a custom resource nor the group of a schedule. Settings that arrive later are applied
 * to what stands already.
 *
 * Order of creation, and of deletion the other way: functions, queues, alarms → admission → sweep, ends and what closes
 * early → access resources → starts and what opens → deployment. So nothing can end a standing access that the admission would have refused, starts
 * go first when a stack is deleted, and all that detaches, retries and calls for help still stands while removal is
 * proved.
 */
import { Aws, CustomResource, Duration, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import {
  type CfnRule,
  type EventPattern,
  type IEventBus,
  Rule,
  RuleTargetInput,
  type RuleTargetInputProperties,
} from 'aws-cdk-lib/aws-events';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { type CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, type IDependable } from 'constructs';
import { stackInstance } from './attachment-role';
import { ControllerAlarms } from './controller-alarms';
import { ControllerFunction } from './controller-function';
import {
  ACCESS_RESOURCE,
  ADMISSION_RESOURCE,
  type DeclaredAccess,
  DEPLOYMENT_RESOURCE,
  SWEEP_SCHEDULE,
} from './core/declaration';
import { sweepInput } from './core/message';
import { RequestBus } from './request-bus';

const ID = 'CdkTemporaryAccess';

/** Scheduler's names have 64 characters; the stack's instance and a dash take 37 of them. */
const LONGEST_GROUP_PREFIX = 27;

/** Scheduler's own bounds for handing an event over: a minute, a day, 185 attempts. */
const SHORTEST_EVENT_AGE = Duration.minutes(1);
const LONGEST_EVENT_AGE = Duration.days(1);
const MOST_ATTEMPTS = 185;

const DEFAULT_SWEEP_INTERVAL = Duration.minutes(5);

/** Longer than the opener may run, so that it is always the function that answers. */
const SERVICE_TIMEOUT = Duration.minutes(20);

/** An access as its controller needs it. */
export interface RegisteredAccess {
  readonly construct: Construct;
  readonly role: IRole;
  readonly resource: IDependable;
  readonly starts: readonly IDependable[];
  readonly declaration: DeclaredAccess;
  /** At synth only, when all statements and grants are known. */
  policyArns(): readonly string[];
}

/** One edge of a window, or the sweep. */
export interface ScheduleProps {
  readonly name: string;
  readonly description: string;
  readonly expression: string;
  readonly timeZone?: string;
  /** May hold what is known at synth only. */
  readonly input: object;
  readonly calls: 'opener' | 'closer';
  readonly maxEventAge: Duration;
  /** @default true */
  readonly enabled?: boolean;
}

/** An event that one of the functions is to hear of. */
export interface SignalRuleProps {
  readonly description: string;
  readonly eventPattern: EventPattern;
  /** The default bus, unless told otherwise. */
  readonly bus?: IEventBus;
  /** What the function is given, with a place for the event. */
  readonly inputTemplate: string;
  readonly calls: 'opener' | 'closer';
  readonly maxEventAge: Duration;
}

export class ControllerResources extends Construct {
  public static of(scope: Construct): ControllerResources {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as ControllerResources | undefined) ?? new ControllerResources(stack);
  }

  /** The controllers of every stack of the app. */
  public static allOf(scope: Construct): ControllerResources[] {
    return scope.node.root.node
      .findAll()
      .filter((node) => Stack.isStack(node))
      .flatMap((stack) => (stack.node.tryFindChild(ID) as ControllerResources | undefined) ?? []);
  }

  public readonly opener: ControllerFunction;
  public readonly closer: ControllerFunction;
  private readonly accesses: RegisteredAccess[] = [];
  private readonly group: CfnScheduleGroup;
  private readonly failedEvents: Queue;
  private readonly undeliveredEvents: Queue;
  private readonly startRole: Role;
  private readonly endRole: Role;
  private readonly alarms: ControllerAlarms;
  private readonly admission: CustomResource;
  private readonly sweep: CfnSchedule;
  private readonly deployment: CustomResource;
  private requests: RequestBus | undefined;
  private mayArrange = false;
  private hearsEvents = false;
  private key: IKey | undefined;

  private constructor(stack: Stack) {
    super(stack, ID);
    const groupName = this.groupName();
    const base = new Construct(this, 'Controller');
    this.group = new CfnScheduleGroup(base, 'Group', { name: groupName });
    this.failedEvents = queue(base, 'FailedEvents');
    this.undeliveredEvents = queue(base, 'UndeliveredEvents');
    const shared = { controller: stack.stackName, group: groupName, failedEvents: this.failedEvents };
    this.opener = new ControllerFunction(base, 'Opener', {
      ...shared,
      entry: 'opener',
      description: 'Opens temporary access, if it is due.',
      timeout: Duration.minutes(15),
      maxEventAge: Duration.hours(1),
    });
    this.closer = new ControllerFunction(base, 'Closer', {
      ...shared,
      entry: 'closer',
      description: 'Closes temporary access and proves it.',
      timeout: Duration.minutes(10),
      maxEventAge: Duration.hours(6),
    });
    this.startRole = this.schedulerRole(base, 'StartRole', this.opener);
    this.endRole = this.schedulerRole(base, 'EndRole', this.closer);
    this.alarms = new ControllerAlarms(base, 'Alarms', { ...shared, undeliveredEvents: this.undeliveredEvents });

    const accesses = Lazy.any({ produce: () => this.manifest() });
    this.admission = this.customResource(this, 'Admission', ADMISSION_RESOURCE, { accesses });
    this.admission.node.addDependency(base);
    this.sweep = this.schedule(this, 'Sweep', {
      name: SWEEP_SCHEDULE,
      description: 'Looks at every temporary access of this stack, and detaches what is attached outside its windows.',
      expression: everyMinutes(DEFAULT_SWEEP_INTERVAL),
      input: sweepInput(accesses as unknown as DeclaredAccess[]),
      calls: 'closer',
      maxEventAge: DEFAULT_SWEEP_INTERVAL,
    });
    this.deployment = this.customResource(this, 'Deployment', DEPLOYMENT_RESOURCE, { accesses });
    this.deployment.node.addDependency(this.sweep);
    this.alarms.sweepEvery(DEFAULT_SWEEP_INTERVAL);
  }

  /** Takes an access into the manifest, and makes the deployment end with what is due of it. */
  public register(access: RegisteredAccess): void {
    this.accesses.push(access);
    this.deployment.node.addDependency(access.resource, ...access.starts);
    for (const reader of [this.opener, this.closer]) {
      reader.mayRead(access.role);
    }
  }

  /** A schedule in the controller's group, not before the admission has let the accesses of this deployment in. */
  public schedule(scope: Construct, id: string, props: ScheduleProps): CfnSchedule {
    const opens = props.calls === 'opener';
    const schedule = new CfnSchedule(scope, id, {
      name: props.name,
      groupName: this.group.ref,
      description: props.description,
      scheduleExpression: props.expression,
      ...(props.timeZone === undefined ? {} : { scheduleExpressionTimezone: props.timeZone }),
      state: props.enabled === false ? 'DISABLED' : 'ENABLED',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: (opens ? this.opener : this.closer).function.functionArn,
        roleArn: (opens ? this.startRole : this.endRole).roleArn,
        input: Lazy.string({ produce: () => Stack.of(this).toJsonString(props.input) }),
        deadLetterConfig: { arn: this.undeliveredEvents.queueArn },
        retryPolicy: retryPolicy(props.maxEventAge),
      },
    });
    schedule.node.addDependency(this.admission);
    return schedule;
  }

  /** What `cdk diff` shows of an access, and what detaches it when it changes or goes. */
  public accessResource(scope: Construct, id: string, declaration: DeclaredAccess): CustomResource {
    const resource = this.customResource(scope, id, ACCESS_RESOURCE, { ...declaration });
    resource.node.addDependency(this.sweep);
    return resource;
  }

  /** The bus for requests; it comes with the first access that has something to ask for. */
  public get requestBus(): RequestBus {
    this.requests ??= new RequestBus(this, 'Requests', this.groupName());
    return this.requests;
  }

  /** Hands the events that match on to a function. Each rule may call that one function, and no other rule may. */
  public signalRule(scope: Construct, id: string, props: SignalRuleProps): Rule {
    const called = (props.calls === 'opener' ? this.opener : this.closer).function;
    const rule = new Rule(scope, id, {
      description: props.description,
      eventPattern: props.eventPattern,
      ...(props.bus === undefined ? {} : { eventBus: props.bus }),
      targets: [
        {
          bind: () => ({
            arn: called.functionArn,
            input: new TemplateInput(props.inputTemplate),
            deadLetterConfig: { arn: this.undeliveredEvents.queueArn },
            retryPolicy: {
              maximumEventAgeInSeconds: retryPolicy(props.maxEventAge).maximumEventAgeInSeconds ?? 0,
              maximumRetryAttempts: MOST_ATTEMPTS,
            },
          }),
        },
      ],
    });
    const permission = new CfnPermission(rule, 'MayCall', {
      action: 'lambda:InvokeFunction',
      functionName: called.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
    permission.node.addDependency(this.admission);
    (rule.node.defaultChild as CfnRule).node.addDependency(this.admission);
    this.hearEvents();
    return rule;
  }

  /**
   * Lets the functions make what an access needs at run time, in this group: leases and holds, which can call nothing
   * but the closer, since the role of the ends is the only one that they may hand over.
   *
   * The rights stand in policies of their own: when the last such access leaves the stack, CloudFormation takes them
   * away after it, and not before what was made for it is removed.
   */
  public letArrange(): void {
    if (this.mayArrange) {
      return;
    }
    this.mayArrange = true;
    const named = (...prefixes: string[]): string[] =>
      prefixes.map((prefix) =>
        Stack.of(this).formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${this.groupName()}/${prefix}*`,
        }),
      );
    const passRole = {
      sid: 'HandOverTheRoleOfEnds',
      actions: ['iam:PassRole'],
      resources: [this.endRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    };
    const arrange = { sid: 'ArrangeOpenings', actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'] };
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
    const findHolds = { sid: 'FindHolds', actions: ['scheduler:ListSchedules'], resources: ['*'] };
    this.opener.may('Arrange', [{ ...arrange, resources: named('lease-', 'hold-') }, passRole, findHolds]);
    this.closer.may('Arrange', [{ ...arrange, resources: named('hold-') }, passRole]);
  }

  /** Calls people whenever a break-glass access opens or closes. */
  public breakGlass(access: string): void {
    this.alarms.breakGlass(access);
  }

  /** Whether anybody is called when something is wrong, or loud. */
  public get hasAlarmRecipients(): boolean {
    return this.alarms.hasRecipients;
  }

  public addAlarmActions(actions: readonly IAlarmAction[]): void {
    this.alarms.addActions(actions);
  }

  public sweepEvery(interval: Duration): void {
    this.sweep.scheduleExpression = everyMinutes(interval);
    this.sweep.addPropertyOverride('Target.RetryPolicy', {
      MaximumEventAgeInSeconds: retryPolicy(interval).maximumEventAgeInSeconds,
    });
    this.alarms.sweepEvery(interval);
  }

  public retainLogs(retention: RetentionDays): void {
    this.forEachLogGroup((logGroup) => {
      logGroup.retentionInDays = retention;
    });
  }

  /** Encrypts logs and queues. Nothing that closes an access reads either, so a disabled key cannot keep one open. */
  public encryptWith(key: IKey): void {
    for (const one of [this.failedEvents, this.undeliveredEvents]) {
      const resource = one.node.defaultChild as CfnQueue;
      resource.sqsManagedSseEnabled = undefined;
      resource.kmsMasterKeyId = key.keyArn;
    }
    for (const sender of [this.startRole, this.endRole, this.opener.role, this.closer.role]) {
      key.grantEncryptDecrypt(sender);
    }
    this.key = key;
    if (this.hearsEvents) {
      key.grantEncryptDecrypt(EVENTS);
    }
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    const ofThisAccount = Stack.of(this).formatArn({ service: 'logs', resource: '*' });
    key.grantEncryptDecrypt(
      new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`, {
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': ofThisAccount } },
      }),
    );
    this.forEachLogGroup((logGroup) => {
      logGroup.kmsKeyId = key.keyArn;
    });
  }

  /** Every registered access, for the checks that look at all of them. */
  public get registered(): readonly RegisteredAccess[] {
    return this.accesses;
  }

  /** EventBridge leaves in the queue what it cannot hand over. */
  private hearEvents(): void {
    if (this.hearsEvents) {
      return;
    }
    this.hearsEvents = true;
    const stack = Stack.of(this);
    const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    this.undeliveredEvents.addToResourcePolicy(
      new PolicyStatement({
        principals: [EVENTS],
        actions: ['sqs:SendMessage'],
        resources: [this.undeliveredEvents.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rules }, StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
    this.key?.grantEncryptDecrypt(EVENTS);
  }

  private manifest(): DeclaredAccess[] {
    return this.accesses.map(({ declaration }) => declaration);
  }

  /** The stack's name for people, and its instance so that a stack made anew never meets the group it had before. */
  private groupName(): string {
    const { stackName } = Stack.of(this);
    const prefix = Token.isUnresolved(stackName) ? 'temporary-access' : stackName.slice(0, LONGEST_GROUP_PREFIX);
    return Fn.join('-', [prefix, stackInstance()]);
  }

  /** Scheduler may take the role for schedules of this group only, and call this one function with it. */
  private schedulerRole(scope: Construct, id: string, target: ControllerFunction): Role {
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: this.group.ref });
    const role = new Role(scope, id, {
      description: 'Lets the schedules of one group call one function',
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.function.functionArn] }),
    );
    this.undeliveredEvents.grantSendMessages(role);
    return role;
  }

  private customResource(
    scope: Construct,
    id: string,
    resourceType: string,
    properties: Record<string, unknown>,
  ): CustomResource {
    return new CustomResource(scope, id, {
      resourceType,
      serviceToken: this.opener.function.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties,
    });
  }

  private forEachLogGroup(change: (logGroup: CfnLogGroup) => void): void {
    for (const { logGroup } of [this.opener, this.closer]) {
      change(logGroup.node.defaultChild as CfnLogGroup);
    }
  }
}

const EVENTS = new ServicePrincipal('events.amazonaws.com');

/** Text that EventBridge fills in; the CDK's own kinds of input would quote the place of the event. */
class TemplateInput extends RuleTargetInput {
  constructor(private readonly inputTemplate: string) {
    super();
  }

  public bind(): RuleTargetInputProperties {
    return { inputTemplate: this.inputTemplate };
  }
}

function queue(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

function everyMinutes(interval: Duration): string {
  const minutes = interval.toMinutes();
  return `rate(${minutes} minute${minutes === 1 ? '' : 's'})`;
}

function retryPolicy(age: Duration): CfnSchedule.RetryPolicyProperty {
  const seconds = Math.min(Math.max(age.toSeconds(), SHORTEST_EVENT_AGE.toSeconds()), LONGEST_EVENT_AGE.toSeconds());
  return { maximumEventAgeInSeconds: seconds, maximumRetryAttempts: MOST_ATTEMPTS };
}
