import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import {
  Grant,
  type IGrantable,
  type IManagedPolicy,
  type IPrincipal,
  type IRole,
  type PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { AccessController } from './access-controller';
import { accessIdOf } from './access-id';
import { AccessPolicy } from './access-policy';
import { AccessPrincipal } from './access-principal';
import { AccessRequests } from './access-requests';
import { AttachmentRole } from './attachment-role';
import type { AccessUnderCheck } from './checks/access-under-check';
import { problemsOf, warningsOf } from './checks/checks';
import { isOfAnotherAccount } from './checks/role';
import { acknowledgedFor, acknowledgedGuardrails, warn } from './checks/warn';
import { ControllerResources } from './controller-resources';
import { ACCESS_METADATA, type AccessMetadata } from './core/controls';
import { type DeclaredAccess, DECLARATION_VERSION, scheduleDescription, scheduleName } from './core/declaration';
import { type Interval, union } from './core/interval';
import { edgeInput } from './core/message';
import { textOf } from './core/problem';
import type { DetailType } from './core/access-events';
import { type DeclaredWindow, isOnDemand, onceInterval, scheduleOf } from './core/window';
import { Measured, metricOf } from './measured';
import { nameGuardrails } from './named-guardrails';
import type { TemporaryAccessProps } from './temporary-access-props';
import { markTemporaryOnly } from './temporary-only';

/** An end is tried for as long as Scheduler tries anything. */
const LONGEST_EVENT_AGE = Duration.days(1);

/**
 * Access of a role that ends: policies that are attached to it while a window is open, and detached at its end, with
 * the removal read back from IAM.
 *
 * It is a grantable. Whatever is granted to it becomes part of its own policy and is thereby temporary; a grant that
 * could only be given by a resource policy is an error at synthesis, `permanent-grant`, since nothing would ever take it
 * away.
 *
 * An end takes away what the role may begin to do. Sessions of other roles, presigned URLs, keys and resources that were
 * made inside a window live on. Warning: `assume-role`. A detach is effective within seconds, since IAM is eventually
 * consistent.
 *
 * It attaches by a role of its own, which Aspects and overrides have to leave as it is. Errors:
 * `attachment-role-changed`, `customized-roles`. Warning: `attachment-role-name`.
 *
 * Nothing here throws because of a mistake of yours: synthesis fails once, with all of them, each with the path of its
 * construct and an id such as `no-purpose`. docs/checks.md explains each id that these pages name.
 *
 * @example
 *
 * const release = new TemporaryAccess(this, 'ReleaseAccess', {
 *   role: deployRole,
 *   purpose: 'Release train: deploy the shop front',
 *   windows: [
 *     AccessWindow.weekly({
 *       days: [Weekday.TUESDAY, Weekday.THURSDAY],
 *       start: '20:00',
 *       end: '22:00',
 *       timeZone: TimeZone.EUROPE_LONDON,
 *     }),
 *   ],
 * });
 * bucket.grantWrite(release);
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
export class TemporaryAccess extends Measured implements IGrantable {
  /**
   * Says of a policy of the app that no role is to have it for good. Where one has, `StandingAccess` warns.
   *
   * By itself it looks at nothing: add `StandingAccess` to the app. Throws for a policy that is only a name, as
   * `ManagedPolicy.fromAwsManagedPolicyName` gives it: import it by its ARN.
   *
   * @example
   *
   * TemporaryAccess.requireTemporary(productionWrite);
   * Aspects.of(app).add(new StandingAccess(), { priority: AspectPriority.READONLY });
   *
   * @param policy one that the app declares, or imports by `ManagedPolicy.fromManagedPolicyArn` or `…Name`
   */
  public static requireTemporary(policy: IManagedPolicy): void {
    markTemporaryOnly(policy);
  }

  /**
   * The name of the access in schedules, sessions, logs and reports, and for the command line: its path within the
   * stack, such as `ReleaseAccess`. Another path is another access: moving the construct replaces all of it.
   */
  public readonly accessId: string;

  /** The role that has the access during the windows. */
  public readonly role: IRole;

  /** Receives grants for the time of the windows. It is no principal that a resource policy could name. */
  public readonly grantPrincipal: IPrincipal;

  private readonly windows: readonly DeclaredWindow[];
  private readonly managedPolicies: readonly IManagedPolicy[];
  private readonly principal: AccessPrincipal;
  private policy: AccessPolicy | undefined;
  private attachmentRole: AttachmentRole | undefined;
  private requests: AccessRequests | undefined;

  /**
   * Declares an access. Its stack gets an `AccessController`, unless it has one.
   *
   * @param scope where it is declared: a stack of the role's account, or anything in one
   * @param id its name beneath that; the path of both is the `accessId`
   * @param props who gets what, when, and why
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TemporaryAccessProps,
  ) {
    super(scope, id);
    this.accessId = accessIdOf(this);
    this.role = props.role;
    this.managedPolicies = props.managedPolicies ?? [];
    this.windows = props.windows.flatMap((window, index) => window._declare(`${index + 1}`) ?? []);
    this.principal = new AccessPrincipal(this, (statement) => this.ownPolicyWith(statement));
    this.grantPrincipal = this.principal;
    this.addStatements(...(props.statements ?? []));
    this.letBeRead(...this.managedPolicies.map((policy) => policy.managedPolicyArn));

    AccessController.of(this);
    // The CDK would stop at the first reference to such a role, before anything is reported.
    if (!isOfAnotherAccount(this, this.role)) {
      this.deploy(ControllerResources.of(this));
    }
    this.node.addValidation({ validate: () => this.validateAccess() });
  }

  /**
   * Adds statements to the access's own policy. They hold while a window is open. Where every window is one-time, each
   * statement gets its times as conditions too, so that IAM itself ends it.
   *
   * Errors: `statement`, `own-time-condition`, `policy-too-large`, `privilege-escalation`.
   *
   * @example
   *
   * access.addStatements(new PolicyStatement({ actions: ['ecs:UpdateService'], resources: [service.serviceArn] }));
   *
   * @param statements what the role may do in the windows; without principals
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
   */
  public addStatements(...statements: PolicyStatement[]): void {
    statements.forEach((statement) => this.ownPolicyWith(statement));
  }

  /**
   * Lets a principal open the access by request: `temporary-access open`, or an event of its own that a signal of
   * `openOn` takes from the request bus. It may send no other events to that bus.
   *
   * Who has it decides when the access is open, within what the window declares. The target role itself is refused
   * unless `allowSelfOpen` says otherwise, and so is a principal that is not one: an account, everybody, one of another
   * account. Errors: `requester-kind`, `requester-account`, `self-open`, `grant-open-unheard`, `request-bus-policy`.
   * Warning where nobody has it and a window needs it: `nobody-may-open`.
   *
   * @example
   *
   * access.grantOpen(releaseManager);
   * access.grantClose(releaseManager);
   *
   * @param grantee a role or a user of the stack's account, or what has one
   * @returns the grant, which is dropped where the access is not deployed because of an error
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
   */
  public grantOpen(grantee: IGrantable): Grant {
    return this.grant('open', grantee);
  }

  /**
   * Lets a principal close the access before its time: by request, and, where that does not work, by hand in a session
   * of the access's attachment role that can do nothing but detach. `temporary-access close` does either.
   *
   * Errors: `requester-kind`, `requester-account`, `request-bus-policy`.
   *
   * @param grantee a role or a user of the stack's account, or what has one
   * @returns the grant, which is dropped where the access is not deployed because of an error
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
   */
  public grantClose(grantee: IGrantable): Grant {
    const grant = this.grant('close', grantee);
    const requester = this.requests?.granted('close').at(-1);
    if (requester?.arn !== undefined) {
      this.attachmentRole?.letClose(requester.arn, this.accessId);
    }
    return grant;
  }

  /**
   * A rule for each time the access is opened: all its policies are attached. EventBridge may deliver an event twice, or
   * in another order.
   *
   * Error where the bus is of another account or region: `event-bus-elsewhere`.
   *
   * @example
   *
   * access.onOpened('TellTeam', { target: new SnsTopic(topic) });
   *
   * @param id the name of the rule beneath the access
   * @param options the target of the rule, and what narrows its pattern
   * @returns the rule, on the bus of the controller
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOpened(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, ['Access Opened'], options);
  }

  /**
   * A rule for each time the access is proved to be gone: `Removal Verified`, not just an accepted detach.
   *
   * Error where the bus is of another account or region: `event-bus-elsewhere`.
   *
   * @param id the name of the rule beneath the access
   * @param options the target of the rule, and what narrows its pattern
   * @returns the rule, on the bus of the controller
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onClosed(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, ['Removal Verified'], options);
  }

  /**
   * A rule for each time the access may be standing past its end: `Close Failed` and `Drift Found`. The alarms of the
   * controller say the same; an event names the access and the policies.
   *
   * Error where the bus is of another account or region: `event-bus-elsewhere`.
   *
   * @param id the name of the rule beneath the access
   * @param options the target of the rule, and what narrows its pattern
   * @returns the rule, on the bus of the controller
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
   */
  public onOverdue(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, ['Close Failed', 'Drift Found'], options);
  }

  /** @internal */
  protected override _metric(metricName: string, props?: MetricOptions): Metric {
    return metricOf(Stack.of(this).stackName, this.accessId, metricName, props);
  }

  private on(id: string, detailTypes: readonly DetailType[], options: OnEventOptions): Rule {
    return ControllerResources.of(this).outlet.rule(this, id, { access: this.accessId, detailTypes }, options);
  }

  private grant(direction: 'open' | 'close', grantee: IGrantable): Grant {
    return this.requests?.grant(direction, grantee) ?? Grant.drop(grantee, 'the access is not deployed');
  }

  private deploy(controller: ControllerResources): void {
    this.attachmentRole = new AttachmentRole(this, 'AttachmentRole', {
      accessId: this.accessId,
      role: this.role,
      policyArns: () => this.policyArns(),
      opener: controller.opener.role,
      closer: controller.closer.role,
      bounds: this.bounds(),
    });
    const declaration: DeclaredAccess = {
      version: DECLARATION_VERSION,
      access: this.accessId,
      purpose: this.props.purpose,
      role: this.role.roleArn,
      policies: Lazy.list({ produce: () => this.policyArns() }),
      attachmentRole: this.attachmentRole.roleArn,
      windows: Lazy.any({
        produce: () => this.windows.map((window) => this.requests?.withSignals(window) ?? window),
      }) as unknown as readonly DeclaredWindow[],
      ...(this.props.endingSoon === undefined ? {} : { endingSoonMinutes: minutesOf(this.props.endingSoon) }),
      ...(this.props.lastStart === undefined ? {} : { lastStartMinutes: minutesOf(this.props.lastStart) }),
      ...(this.props.residualCheck === true ? { residualCheck: true } : {}),
    };
    const resource = controller.accessResource(this, 'Resource', declaration);
    this.requests = new AccessRequests(this, 'Requests', {
      accessId: this.accessId,
      windows: this.props.windows,
      controller,
      resource,
    });
    const starts = this.windows.map((window) => {
      if (!isOnDemand(window)) {
        resource.node.addDependency(this.schedule(controller, declaration, window, 'end'));
      }
      const start = this.schedule(controller, declaration, window, 'start');
      start.node.addDependency(resource);
      return start;
    });
    if (this.windows.some((window) => isOnDemand(window) && window.breakGlass === true)) {
      controller.breakGlass(this.accessId);
    }
    if (this.props.residualCheck === true) {
      controller.watchResidual();
      controller.closer.mayAskAbout(this.role);
    }
    controller.register({
      construct: this,
      role: this.role,
      attachmentRole: this.attachmentRole,
      policyArns: () => this.policyArns(),
      resource,
      starts: [...starts, ...this.requests.opens],
      declaration,
    });
  }

  /** The policy comes with the first statement: an access of existing policies only has none of its own. */
  private ownPolicyWith(statement: PolicyStatement): AccessPolicy {
    this.policy ??= this.ownPolicy();
    this.policy.addStatements(statement);
    return this.policy;
  }

  private ownPolicy(): AccessPolicy {
    const policy = new AccessPolicy(this, 'Policy', this.bounds());
    this.letBeRead(policy.policyArn);
    return policy;
  }

  /** What was granted can be asked about only by who can read it. */
  private letBeRead(...policyArns: string[]): void {
    if (this.props.residualCheck === true) {
      const { closer } = ControllerResources.of(this);
      policyArns.forEach((policyArn) => {
        closer.mayReadPolicy(policyArn);
      });
    }
  }

  private policyArns(): string[] {
    const own = this.policy === undefined ? [] : [this.policy.policyArn];
    return [...own, ...this.managedPolicies.map((policy) => policy.managedPolicyArn)];
  }

  /** When every window is one-time, the times between which IAM itself may allow anything; else none. */
  private bounds(): Interval[] {
    const once = this.windows.flatMap((window) => (window.kind === 'once' ? [onceInterval(window)] : []));
    return once.length === this.windows.length ? union(once) : [];
  }

  private schedule(
    controller: ControllerResources,
    declaration: DeclaredAccess,
    window: DeclaredWindow,
    edge: 'start' | 'end',
  ): Construct {
    const opens = edge === 'start';
    const shortestMs = this.props.windows[Number(window.id) - 1]?._shortestMs ?? 0;
    return controller.schedule(this, `Window${window.id}${opens ? 'Start' : 'End'}`, {
      ...scheduleOf(window, edge),
      name: scheduleName(this.accessId, window.id, edge),
      description: scheduleDescription(declaration, window, edge),
      input: edgeInput(edge, window.id, declaration),
      calls: opens ? 'opener' : 'closer',
      maxEventAge: opens ? Duration.millis(shortestMs) : LONGEST_EVENT_AGE,
      enabled: !isOnDemand(window),
    });
  }

  private validateAccess(): string[] {
    const access: AccessUnderCheck = {
      construct: this,
      accessId: this.accessId,
      purpose: this.props.purpose,
      role: this.role,
      windows: this.props.windows,
      endingSoon: this.props.endingSoon,
      lastStart: this.props.lastStart,
      declaredWindows: this.windows,
      policyArns: this.policyArns(),
      policy: this.policy,
      allowPrivilegeEscalation: this.props.allowPrivilegeEscalation ?? false,
      allowSelfOpen: this.props.allowSelfOpen ?? false,
      requests: this.requests,
      controller: AccessController.of(this),
    };
    warn(this, warningsOf(access));
    const metadata: AccessMetadata = {
      allowsEscalation: access.allowPrivilegeEscalation,
      acknowledged: [...acknowledgedGuardrails(this), ...acknowledgedFor(this)],
    };
    this.node.addMetadata(ACCESS_METADATA, metadata);
    nameGuardrails(this);
    return [
      ...problemsOf(access),
      ...(this.policy?.problems() ?? []),
      ...(this.attachmentRole?.problems() ?? []),
      ...this.principal.permanentGrants(),
    ].map(textOf);
  }
}

/** What is no whole number of minutes is refused at synthesis. */
function minutesOf(duration: Duration): number {
  return Math.ceil(duration.toMinutes({ integral: false }));
}
