import type {
  Duration,
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AccessWindow } from './access-window';
import { GUARDRAILS } from './core/controls';
import { textOf } from './core/problem';
import { alarmRecipients } from './guardrails/alarm-recipients';
import { type GuardedApp, guardedApp } from './guardrails/guarded-app';
import type { Breach, Limit } from './guardrails/limit';
import { permanentAttachment } from './guardrails/permanent-attachment';
import { purposePattern } from './guardrails/purpose';
import { forbiddenActions, forbiddenPolicies, visiblePolicies } from './guardrails/rights';
import { settingProblems } from './guardrails/settings';
import { failWith, unseenAround } from './guardrails/unseen-report';
import { allowedWindows, openPerWeek, windowLength } from './guardrails/windows';
import { packageVersion } from './package-root';

/** What every access of an app is held to. */
export interface AccessGuardrailsProps {
  /**
   * The longest window on the wall clock, and the longest that one request may hold one open. Unlike that of an
   * `AccessController` it is no matter of each stack.
   *
   * Breach: `max-window-length`.
   *
   * @default - what the controller of each stack allows
   */
  readonly maxWindowLength?: Duration;

  /**
   * The longest that an access may be open in any seven days on end, all its windows together. Six years from 2026 on
   * are looked at, and every one-time window. A window on demand counts as open whenever a request may open it.
   *
   * Breach: `max-open-per-week`.
   *
   * @default - as long as its windows say
   */
  readonly maxOpenPerWeek?: Duration;

  /**
   * When accesses may be open: every window has to lie within one of these, on every day that it opens. Dates that are
   * left out of them by `except` are a freeze. Of a window on demand it is the hours of its `within` that count, and
   * one without lies in none.
   *
   * Breach: `allowed-windows`.
   *
   * @default - at any time
   */
  readonly allowedWindows?: AccessWindow[];

  /**
   * Actions that no access may give, such as `iam:*` or `s3:DeleteBucket`, with `*` and `?` as in IAM. A policy that
   * is not declared in the app could give them unseen, and is refused as well.
   *
   * Breaches: `forbidden-actions`, `policy-not-visible`.
   *
   * @default - none but those that a `TemporaryAccess` refuses by itself
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
   */
  readonly forbiddenActions?: string[];

  /**
   * Managed policies that no access may attach: names or ARNs, or paths of constructs of the app, with `*` and `?`.
   * `AdministratorAccess` and `arn:aws:iam::aws:policy/*` are such patterns.
   *
   * Breach: `forbidden-policies`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   */
  readonly forbiddenPolicies?: string[];

  /**
   * A regular expression of JavaScript that matches a part of every purpose, such as `^CHG-[0-9]+: `. Whether there is
   * such a change nobody asks.
   *
   * Breach: `purpose-pattern`.
   *
   * @default - any purpose that is not empty
   */
  readonly purposePattern?: string;

  /**
   * Who has to be called by the alarms of every stack that has an access: ARNs, or paths of constructs of the app, with
   * `*` and `?`. `*` is somebody, whoever that is.
   *
   * Breach: `alarm-recipients`.
   *
   * @default - nobody has to be
   */
  readonly requiredAlarmRecipients?: string[];

  /**
   * Whether a policy of an access may be attached to nobody for good. For the role of the access itself that is an
   * error anyway.
   *
   * Breach: `permanent-attachment`.
   *
   * @default false
   */
  readonly forbidPermanentAttachment?: boolean;
}

/**
 * Limits that every access of an app is held to, whichever team declares it and in whichever stack.
 *
 * It is a plugin of the CDK's validation: what does not keep a limit fails the synthesis, all of it in one report.
 * What it holds an app to is shown by the review, so that nobody loosens it unseen. An access that is meant all the same
 * acknowledges the one limit, such as `AccessGuardrails::max-window-length`, with a reason, which the review shows too.
 *
 * It holds apps that it is added to. What is deployed without it, or by hand, it never sees.
 *
 * @example
 *
 * Validations.of(app).addPlugins(
 *   new AccessGuardrails({
 *     maxOpenPerWeek: Duration.hours(20),
 *     forbiddenActions: ['iam:*', 'organizations:*'],
 *     purposePattern: '^CHG-[0-9]+: ',
 *   }),
 * );
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class AccessGuardrails implements IPolicyValidationPlugin {
  /** The name by which the report of the CDK calls it, and acknowledgements do. */
  public readonly name: string = GUARDRAILS;

  /**
   * The limits that are set, as docs/guardrails.md calls them.
   *
   * @default - always there, and empty where no limit is set
   */
  public readonly ruleIds?: string[];

  /**
   * The version of this library, which the CDK counts its plugins by.
   *
   * @default - always there
   */
  public readonly version?: string = packageVersion();

  private readonly limits: readonly Limit[];
  /** Paths beneath which the CDK's own report may not be read. */
  private readonly unseen = new Set<string>();

  /**
   * Sets the limits. Throws where one cannot be meant, such as a pattern that is no regular expression, with all such
   * limits at once.
   *
   * @param props the limits; what is left out is not limited
   */
  constructor(props: AccessGuardrailsProps) {
    const problems = settingProblems(props);
    if (problems.length > 0) {
      throw new Error(`${GUARDRAILS} cannot be meant so:\n${problems.map((one) => `  ${textOf(one)}`).join('\n')}`);
    }
    this.limits = limitsOf(props);
    this.ruleIds = this.limits.map(({ rule }) => rule);
  }

  /**
   * Each limit as a sentence, for the review of the assembly that an access is in.
   *
   * @internal
   */
  public _hold(access: IConstruct): string[] {
    const path = unseenAround(access);
    if (path !== undefined) {
      this.unseen.add(path);
    }
    return this.limits.flatMap(({ sentences }) => sentences);
  }

  /**
   * Looks at every access of the templates. Called by the CDK, once they are written.
   *
   * Where the command line of the CDK might not show the report, as for a `Stage`, it is printed here as well, and the
   * synthesis ends with exit status 1.
   *
   * @param context the templates
   * @returns what does not keep a limit
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const app = guardedApp(context.templatePaths);
    const found = this.limits.flatMap(({ rule, breaches }) =>
      breaches(app)
        .filter((breach) => !isAcknowledged(rule, breach, app))
        .map((breach) => ({ path: breach.at.path, violation: violationOf(rule, breach) })),
    );
    const violations = found.map(({ violation }) => violation);
    const isBeneath = (path: string): boolean =>
      [...this.unseen].some((one) => one === '' || path.startsWith(`${one}/`));
    if (found.some(({ path }) => isBeneath(path))) {
      failWith(this.name, violations);
    }
    return { success: violations.length === 0, violations };
  }
}

function limitsOf(props: AccessGuardrailsProps): Limit[] {
  const given = <T>(value: T | undefined, ...limits: ((value: T) => Limit)[]): Limit[] =>
    value === undefined ? [] : limits.map((limit) => limit(value));
  return [
    ...given(props.maxWindowLength?.toMilliseconds(), windowLength),
    ...given(props.maxOpenPerWeek?.toMilliseconds(), openPerWeek),
    ...given(
      props.allowedWindows?.flatMap((window, index) => window._declare(`${index + 1}`) ?? []),
      allowedWindows,
    ),
    ...given(props.forbiddenActions, forbiddenActions, visiblePolicies),
    ...given(props.forbiddenPolicies, forbiddenPolicies),
    ...given(props.purposePattern, purposePattern),
    ...given(props.requiredAlarmRecipients, alarmRecipients),
    ...(props.forbidPermanentAttachment === true ? [permanentAttachment()] : []),
  ];
}

/** What is about a stack is acknowledged by whoever speaks for all its accesses. */
function isAcknowledged(rule: string, { at: { told } }: Breach, { accesses }: GuardedApp): boolean {
  const concerned =
    'acknowledged' in told ? [told] : accesses.flatMap(({ told: one }) => (one.stack === told.stack ? [one] : []));
  return concerned.length > 0 && concerned.every(({ acknowledged }) => acknowledged.includes(`${GUARDRAILS}::${rule}`));
}

/**
 * `fatal`, since the CDK would take an acknowledgement of anything less as one for the whole app, wherever it was
 * written. Acknowledgements are looked up here instead.
 */
function violationOf(rule: string, { at: { path }, what, why, mend }: Breach): PolicyViolation {
  return {
    ruleName: rule,
    severity: 'fatal',
    description: `${what}: ${why}`,
    fix: mend,
    violatingResources: [{ constructPath: path, locations: [] }],
  };
}
