/**
 * What one controller deploys, once in a stack, whoever asks for it first.
 *
 * It stands at one construct path with fixed logical ids, however the controller was made: CloudFormation can change
 * neither the service token of a custom resource nor the group of a schedule. Settings that arrive later are applied
 * to what stands already.
 *
 * Order of creation, and of deletion the other way: functions, queues, alarms → admission → sweep, ends and what closes
 * early → access resources → starts and what opens → deployment. So nothing can end a standing access that the admission
 * would have refused, starts go first when a stack is deleted, and all that detaches, retries and calls for help still
 * stands while removal is proved.
 */
import { Aws, CustomResource, Duration, Fn, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, type IRole, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct, type IDependable } from 'constructs';
import { allBut } from './all-but';
import { letArrange } from './arranging-rights';
import { stackInstance } from './attachment-path';
import type { AttachmentRole } from './attachment-role';
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
import { EventOutlet } from './event-outlet';
import { EventQueues } from './event-queues';
import { lockdownRights } from './lockdown-rights';
import { letUse } from './key-policy';
import { LogQueries } from './log-queries';
import { RequestBus } from './request-bus';
import { retryPolicy } from './retry-policy';
import { schedulerRole } from './scheduler-role';
import { signalRule, type SignalRuleProps } from './signal-rule';

const ID = 'CdkTemporaryAccess';

/** Scheduler's names have 64 characters; the stack's instance and a dash take 37 of them. */
const LONGEST_GROUP_PREFIX = 27;

const DEFAULT_SWEEP_INTERVAL = Duration.minutes(5);

/** Longer than the opener may run, so that it is always the function that answers. */
const SERVICE_TIMEOUT = Duration.minutes(20);

/** An access as its controller needs it. */
export interface RegisteredAccess {
  readonly construct: Construct;
  readonly role: IRole;
  readonly attachmentRole: AttachmentRole;
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
  /** Where its events go. */
  public readonly outlet: EventOutlet;
  public readonly alarms: ControllerAlarms;
  private readonly accesses: RegisteredAccess[] = [];
  private readonly group: CfnScheduleGroup;
  private readonly queues: EventQueues;
  private readonly startRole: Role;
  private readonly endRole: Role;
  private readonly admission: CustomResource;
  private readonly sweep: CfnSchedule;
  private readonly deployment: CustomResource;
  private requests: RequestBus | undefined;
  private sweepMinutes = DEFAULT_SWEEP_INTERVAL.toMinutes();
  private mayArrange = false;
  private locked = false;

  private constructor(stack: Stack) {
    super(stack, ID);
    const groupName = this.groupName();
    const base = new Construct(this, 'Controller');
    this.group = new CfnScheduleGroup(base, 'Group', { name: groupName });
    this.queues = new EventQueues(base);
    this.outlet = new EventOutlet(this);
    const pathPrefix = (): string => this.pathPrefix();
    const shared = { controller: stack.stackName, group: groupName, failedEvents: this.queues.failed, pathPrefix };
    this.opener = new ControllerFunction(base, 'Opener', {
      ...shared,
      outlet: this.outlet,
      entry: 'opener',
      description: 'Opens temporary access, if it is due.',
      timeout: Duration.minutes(15),
      maxEventAge: Duration.hours(1),
    });
    this.closer = new ControllerFunction(base, 'Closer', {
      ...shared,
      outlet: this.outlet,
      entry: 'closer',
      description: 'Closes temporary access and proves it.',
      timeout: Duration.minutes(10),
      maxEventAge: Duration.hours(6),
    });
    const scheduling = { group: this.group, undelivered: this.queues.undelivered };
    this.startRole = schedulerRole(base, 'StartRole', { ...scheduling, target: this.opener.function });
    this.endRole = schedulerRole(base, 'EndRole', { ...scheduling, target: this.closer.function });
    this.alarms = new ControllerAlarms(base, 'Alarms', { ...shared, undeliveredEvents: this.queues.undelivered });
    new LogQueries(base, 'Queries', {
      logGroups: this.logGroups,
    });

    const accesses = Lazy.any({ produce: () => this.manifest() });
    const locked = Lazy.any({ produce: () => (this.locked ? true : undefined) });
    this.admission = this.customResource(this, 'Admission', ADMISSION_RESOURCE, { accesses });
    this.admission.node.addDependency(allBut(base, this.opener.function));
    this.sweep = this.schedule(this, 'Sweep', {
      name: SWEEP_SCHEDULE,
      description: 'Looks at every temporary access of this stack, and detaches what is attached outside its windows.',
      expression: everyMinutes(DEFAULT_SWEEP_INTERVAL),
      input: sweepInput(accesses as unknown as DeclaredAccess[], {
        every: Lazy.number({ produce: () => this.sweepMinutes }),
        locked: locked as unknown as true,
      }),
      calls: 'closer',
      maxEventAge: DEFAULT_SWEEP_INTERVAL,
    });
    this.deployment = this.customResource(this, 'Deployment', DEPLOYMENT_RESOURCE, { accesses, locked });
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
        deadLetterConfig: { arn: this.queues.undelivered.queueArn },
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

  /** A rule that comes when the admission has let the accesses of this deployment in. */
  public signalRule(scope: Construct, id: string, props: SignalRuleProps & { calls: 'opener' | 'closer' }): Rule {
    const { function: called } = props.calls === 'opener' ? this.opener : this.closer;
    this.queues.takeFromRules();
    const rule = signalRule(scope, id, called, this.queues.undelivered, props);
    rule.node.addDependency(this.admission);
    return rule;
  }

  /** Lets the functions make leases and holds; rights that a stack without either does not have. */
  public letArrange(): void {
    if (!this.mayArrange) {
      this.mayArrange = true;
      letArrange({ opener: this.opener, closer: this.closer, endRole: this.endRole, group: this.groupName() });
    }
  }

  /** Keeps every access closed. */
  public lock(): void {
    this.locked = true;
  }

  /** Lets somebody lock and unlock by hand. */
  public letLockDown(grantee: IGrantable): Grant {
    const stack = Stack.of(this);
    const rights = lockdownRights({
      stackId: stack.stackId,
      schedules: stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: this.group.ref }),
      endRoleArn: this.endRole.roleArn,
      closerArn: this.closer.function.functionArn,
      roleArns: Lazy.list({ produce: () => [...new Set(this.accesses.map(({ role }) => role.roleArn))] }),
    });
    return rights.map((right) => Grant.addToPrincipal({ grantee, ...right })).reduce((all, one) => all.combine(one));
  }

  /** Calls people whenever a break-glass access opens or closes. */
  public breakGlass(access: string): void {
    this.alarms.breakGlass(access);
  }

  /** Calls people where a role can still do what a closed access gave it. */
  public watchResidual(): void {
    this.alarms.watchResidual();
  }

  public sweepEvery(interval: Duration): void {
    this.sweepMinutes = interval.toMinutes();
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

  /** They outlive the stack. CloudFormation makes up their names, so those of a stack made anew never meet them. */
  public keepLogs(): void {
    this.forEachLogGroup((logGroup) => {
      logGroup.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    });
  }

  /** Encrypts logs and queues. Nothing that closes an access reads either, so a disabled key cannot keep one open. */
  public encryptWith(key: IKey, owner: Construct): void {
    this.queues.encryptWith(key, [this.startRole, this.endRole, this.opener.role, this.closer.role], owner);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    const ofThisAccount = Stack.of(this).formatArn({ service: 'logs', resource: '*' });
    const service = new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': ofThisAccount } },
    });
    letUse(
      key,
      { service, otherwise: 'CloudWatch Logs refuses it for the log groups, and the stack does not deploy' },
      owner,
    );
    this.forEachLogGroup((logGroup) => {
      logGroup.kmsKeyId = key.keyArn;
    });
  }

  /** Of the two functions: the record of who had access when. */
  public get logGroups(): LogGroup[] {
    return [this.opener.logGroup, this.closer.logGroup];
  }

  /** Every registered access, for the checks that look at all of them. */
  public get registered(): readonly RegisteredAccess[] {
    return this.accesses;
  }

  private manifest(): DeclaredAccess[] {
    return this.accesses.map(({ declaration }) => declaration);
  }

  /** Where the attachment roles have been put; where not all in the same place, anywhere. */
  private pathPrefix(): string {
    const [prefix = '', ...others] = new Set(this.accesses.map(({ attachmentRole }) => attachmentRole.pathPrefix()));
    return others.length === 0 ? prefix : '*';
  }

  /** The stack's name for people, and its instance so that a stack made anew never meets the group it had before. */
  private groupName(): string {
    const { stackName } = Stack.of(this);
    const prefix = Token.isUnresolved(stackName) ? 'temporary-access' : stackName.slice(0, LONGEST_GROUP_PREFIX);
    return Fn.join('-', [prefix, stackInstance()]);
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
    for (const logGroup of this.logGroups) {
      change(logGroup.node.defaultChild as CfnLogGroup);
    }
  }
}

function everyMinutes(interval: Duration): string {
  const minutes = interval.toMinutes();
  return `rate(${minutes} minute${minutes === 1 ? '' : 's'})`;
}
