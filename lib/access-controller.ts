import { Duration, Stack } from 'aws-cdk-lib';
import type { Dashboard, IAlarmAction, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus, OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AccessControllerProps } from './access-controller-props';
import type { Warning } from './checks/access-under-check';
import { stackNearlyFull } from './checks/stack-size';
import { warn } from './checks/warn';
import { controllerDashboard } from './controller-dashboard';
import { ControllerResources } from './controller-resources';
import { CONTROLLER_METADATA, type ControllerMetadata } from './core/controls';
import { MINUTE } from './core/interval';
import { type Problem, textOf } from './core/problem';
import { MeasuredController, metricOf } from './measured';

const DEFAULT_MAX_WINDOW_LENGTH = Duration.hours(12);
const DEFAULT_POLICIES_PER_ROLE = 10;
const LONGEST_SWEEP_INTERVAL = Duration.hours(1);

/** Where the explicit controller of a stack is found again; never part of a template. */
const explicitControllers = new WeakMap<Stack, AccessController>();

/**
 * Serves the temporary accesses of its stack: the two functions that open and close, the schedule group, the sweep,
 * the queues and the alarms.
 *
 * There is one in a stack that has an access. It comes by itself with default settings; make one to change them,
 * before or after the accesses. It never reaches into another stack. Error where a stack has two: `second-controller`.
 * Warning where a stack with accesses has 400 resources or more, of the 500 that CloudFormation takes:
 * `stack-nearly-full`.
 *
 * Its functions and schedules are what opens and closes: whoever may change or invoke them stands above every access of
 * the stack.
 *
 * @example
 *
 * new AccessController(this, 'AccessController', {
 *   alarmActions: [new SnsAction(onCall)],
 *   maxWindowLength: Duration.hours(4),
 * });
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export class AccessController extends MeasuredController {
  /**
   * Finds the controller of the scope's stack, or makes it with default settings. One that is made later with settings of
   * its own takes its place, so do not keep what this finds while accesses are still being declared.
   *
   * @param scope a stack, or anything in one
   * @returns the controller that serves the accesses of that stack
   */
  public static of(scope: Construct): AccessController {
    const explicit = explicitControllers.get(Stack.of(scope));
    if (explicit !== undefined) {
      return explicit;
    }
    const resources = ControllerResources.of(scope);
    return (
      (resources.node.tryFindChild('Default') as AccessController | undefined) ??
      new AccessController(resources, 'Default')
    );
  }

  /** The longest window that an access of the stack may declare, on the wall clock. */
  public readonly maxWindowLength: Duration;

  /** How many managed policies a role of the account may have: a count. */
  public readonly managedPoliciesPerRole: number;

  private readonly resources: ControllerResources;
  private page: Dashboard | undefined;

  /**
   * Gives the controller of a stack settings of its own.
   *
   * @param scope the stack, or anything in it
   * @param id its name beneath that; nothing that is deployed is named after it
   * @param props what is to be other than the default
   */
  constructor(scope: Construct, id: string, props: AccessControllerProps = {}) {
    super(scope, id);
    this.resources = ControllerResources.of(this);
    this.maxWindowLength = props.maxWindowLength ?? DEFAULT_MAX_WINDOW_LENGTH;
    this.managedPoliciesPerRole = props.managedPoliciesPerRole ?? DEFAULT_POLICIES_PER_ROLE;
    this.node.addMetadata(CONTROLLER_METADATA, this.limits());
    this.node.addValidation({ validate: () => this.warnOnce() });
    if (scope === this.resources) {
      return;
    }
    const stack = Stack.of(this);
    const other = explicitControllers.get(stack);
    if (other !== undefined) {
      this.refuse({
        id: 'second-controller',
        what: `stack ${stack.node.path} already has a controller at ${other.node.path}`,
        why: "one controller serves all accesses of its stack, and two would undo each other's settings",
        mend: 'keep one of them, with the settings of both',
      });
      return;
    }
    explicitControllers.set(stack, this);
    this.apply(props);
  }

  /**
   * The bus to which requests are sent, made when first asked for. `grantOpen` and `grantClose` of an access let a
   * principal send that access's events to it; nobody else may send any, whatever their own policies allow.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
   */
  public get requestBus(): IEventBus {
    return this.resources.requestBus.bus;
  }

  /**
   * Whether anybody is called.
   *
   * @internal
   */
  public get _hasAlarmRecipients(): boolean {
    return this.resources.alarms.hasRecipients;
  }

  /**
   * Adds recipients of the controller's alarms, to those of `alarmActions`.
   *
   * @example
   *
   * AccessController.of(this).addAlarmAction(new SnsAction(onCall));
   *
   * @param actions what is done when an alarm turns red, and for break-glass accesses also when it turns green again
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Acting_Alarm_Changes.html
   */
  public addAlarmAction(...actions: IAlarmAction[]): void {
    this.resources.alarms.addActions(actions);
  }

  /**
   * Lets a principal lock the whole stack or one access by hand, close it, and unlock it: `temporary-access lockdown` and
   * `unlock`. Nothing of that can open anything; what is locked by deployment stays so.
   *
   * The rights are permanent, so that they are there in an emergency: to make and delete schedules that lock, to invoke
   * the closer, and to see what is attached. Whoever has them can keep everybody out.
   *
   * @example
   *
   * AccessController.of(this).grantLockdown(onCallRole);
   *
   * @param grantee whoever is called when something goes wrong
   * @returns the grant of all of these rights
   */
  public grantLockdown(grantee: IGrantable): Grant {
    return this.resources.letLockDown(grantee);
  }

  /**
   * A dashboard of CloudWatch, made when first asked for: what is open now, what was opened, closed and verified, how
   * long removal took, and the state of the alarms.
   *
   * What is open is read from the logs of the time that is shown, which is a day, or twice `maxWindowLength` where that
   * is longer. Where nothing happened in it, the list and the graphs are empty.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public get dashboard(): Dashboard {
    this.page ??= controllerDashboard(this.resources, 'Dashboard', {
      logGroups: this.resources.logGroups,
      alarms: this.resources.alarms.all,
      longestWindow: this.maxWindowLength,
      metrics: {
        happened: [this.metricOpened(), this.metricClosed(), this.metricVerified()],
        lasted: [this.metricOverrun(), this.metricTimeToVerifiedRemoval()],
        failed: [this.metricFailedOpens(), this.metricFailedCloses(), this.metricOpenPastEnd(), this.metricDrift()],
      },
    });
    return this.page;
  }

  /**
   * A rule for everything that happens to any access of the stack. `options.eventPattern` narrows it, for example to a
   * `detailType`. EventBridge may deliver an event twice, or in another order.
   *
   * Error where the bus is of another account or region: `event-bus-elsewhere`.
   *
   * @example
   *
   * AccessController.of(this).onAccessEvent('FailedOpens', {
   *   eventPattern: { detailType: ['Open Failed'] },
   *   target: new SnsTopic(topic),
   * });
   *
   * @param id the name of the rule beneath the controller
   * @param options the target of the rule, and what narrows its pattern
   * @returns the rule, on the bus of the controller
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onAccessEvent(id: string, options: OnEventOptions = {}): Rule {
    return this.resources.outlet.rule(this, id, {}, options);
  }

  /** @internal */
  protected override _metric(metricName: string, props?: MetricOptions): Metric {
    return metricOf(Stack.of(this).stackName, undefined, metricName, props);
  }

  /** Of two controllers of a stack, the one that serves it warns. */
  private warnOnce(): string[] {
    if (AccessController.of(this) === this) {
      const stack = Stack.of(this);
      const accesses = this.resources.registered.map(({ construct }) => construct);
      warn(this, [...this.silence(), ...stackNearlyFull(stack, [this, this.resources], accesses)]);
    }
    return [];
  }

  /** Only a warning: alarms may call somebody in a way that is not seen from here. */
  private silence(): Warning[] {
    const text =
      'the alarms of this stack call nobody: access that stands past its end would turn an alarm red that nobody ' +
      'looks at; give the AccessController alarmActions, such as new SnsAction(topic)';
    return this._hasAlarmRecipients ? [] : [{ id: 'no-alarm-recipients', text }];
  }

  /** What is checked at synthesis and stands in no template. */
  private limits(): ControllerMetadata {
    const { maxWindowLength, managedPoliciesPerRole: policiesPerRole } = this;
    return { maxWindowMinutes: maxWindowLength.toMinutes({ integral: false }), policiesPerRole };
  }

  private apply(props: AccessControllerProps): void {
    this.addAlarmAction(...(props.alarmActions ?? []));
    if (props.logRetention !== undefined) {
      this.resources.retainLogs(props.logRetention);
    }
    if (props.keepLogs === true) {
      this.resources.keepLogs();
    }
    if (props.eventBus !== undefined) {
      this.resources.outlet.sendTo(props.eventBus);
    }
    if (props.encryptionKey !== undefined) {
      this.resources.encryptWith(props.encryptionKey, this);
    }
    if (props.sweepInterval !== undefined) {
      this.sweepEvery(props.sweepInterval);
    }
    if (props.locked === true) {
      this.resources.lock();
    }
  }

  private sweepEvery(interval: Duration): void {
    const length = interval.toMilliseconds();
    if (length < MINUTE || length % MINUTE !== 0 || length > LONGEST_SWEEP_INTERVAL.toMilliseconds()) {
      this.refuse({
        id: 'sweep-interval',
        what: `sweepInterval is ${length === 0 ? 'nothing' : interval.toHumanString()}`,
        why: 'EventBridge Scheduler counts whole minutes, and the sweep bounds how long access stands when an end is lost',
        mend: 'use whole minutes from one to sixty, such as Duration.minutes(5)',
      });
      return;
    }
    this.resources.sweepEvery(interval);
  }

  private refuse(problem: Problem): void {
    this.node.addValidation({ validate: () => [textOf(problem)] });
  }
}
