import type { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy, IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AccessWindow } from './access-window';

/** Who gets what, when, and why. */
export interface TemporaryAccessProps {
  /**
   * The role that has the access during the windows: one of this app, or one of the stack's account by name or ARN.
   *
   * Nothing of the role is changed but which managed policies are attached to it. IAM changes a role only from within
   * its account, and lets nobody else attach to roles of AWS services. Errors: `role-of-another-account`, `role-of-aws`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html
   */
  readonly role: IRole;

  /**
   * Why the role needs the access, in a sentence for the reviewer. It stands in the template, the schedules, the logs,
   * the events and the review, so it is no place for a secret.
   *
   * Errors: `no-purpose`, `purpose-placeholder`.
   */
  readonly purpose: string;

  /**
   * When, one window or more. Overlapping and touching windows are one: the end of one does not close another that is
   * open.
   *
   * What is wrong with a window is an error of the access. Errors: `no-window`, and those of `AccessWindow`.
   */
  readonly windows: AccessWindow[];

  /**
   * Existing policies that are attached in every window: of AWS, or of the role's account.
   *
   * They must not be attached to the role permanently, since the end of a window would take them away, and not by
   * another access either. Of a policy that is only imported nobody sees at synthesis what it allows. A deployment
   * fails where somebody has attached one of them to the role before. Errors: `policy-of-another-account`,
   * `repeated-policy`, `shared-pair`, `permanent-attachment`, `too-many-policies`, `attachment-role-path`.
   *
   * @default - none: only what `statements`, `addStatements` and grants give
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   */
  readonly managedPolicies?: IManagedPolicy[];

  /**
   * Statements of the access's own policy, as by `addStatements`.
   *
   * Errors: `nothing-to-attach`, where there are no other policies and no grants either, and those of `addStatements`.
   *
   * @default - none
   */
  readonly statements?: PolicyStatement[];

  /**
   * Whether the access may hold rights with which the role could give itself more rights, or the same ones for good:
   * changes of IAM, passing any role, administrator policies. What is done with them outlives the window, and no end
   * undoes it; the review shows the access as dangerous.
   *
   * Error where it is needed: `privilege-escalation`. A policy that is only imported is known by its name alone.
   *
   * @default false - such rights are an error at synthesis
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
   */
  readonly allowPrivilegeEscalation?: boolean;

  /**
   * How long before an end an `Ending Soon` event is sent, so that whoever works is warned: whole minutes, less than the
   * shortest window. A sweep sends it, so it comes up to one `sweepInterval` earlier than that.
   *
   * Errors: `notice-minutes`, `notice-too-long`.
   *
   * @default - no warning
   */
  readonly endingSoon?: Duration;

  /**
   * How long before the end of a window it is opened no more, so that a deployment is refused and not cut in half: whole
   * minutes, less than the shortest window. What is open stays open until its end.
   *
   * Errors: `notice-minutes`, `notice-too-long`.
   *
   * @default - a window may be opened until its end
   */
  readonly lastStart?: Duration;

  /**
   * Whether IAM is asked, after each proved removal, if the role may still do what was granted, by another policy. If so
   * there are a `Residual Access` event, a metric and an alarm, which name the statement that allows it. Nothing is opened
   * or closed because of it.
   *
   * IAM sees neither resource policies nor patterns of actions such as `s3:*`; what was not asked is told. The closer
   * may read the role's policies for it.
   *
   * @default false - a removal is proved when the policies are gone
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
   */
  readonly residualCheck?: boolean;

  /**
   * Whether the role itself may ask for the access, by `grantOpen`. What can open its own access has it for as long as
   * it likes, a window at a time, and so has whoever steals its credentials.
   *
   * Error where it is needed: `self-open`.
   *
   * @default false - granting the role is an error at synthesis
   */
  readonly allowSelfOpen?: boolean;
}
