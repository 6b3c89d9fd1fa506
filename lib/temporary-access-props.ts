import type { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy, IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AccessWindow } from './access-window';

/** Who gets what, when, and why. */
export interface TemporaryAccessProps {
  /**
   * The role that has the access during the windows: one of this app, or one of the stack's account by name or ARN.
   * Roles of other accounts are refused, since IAM changes a role only from within its account.
   */
  readonly role: IRole;

  /** Why the role needs the access, for the reviewer: it stands in the schedules, the logs and the review. */
  readonly purpose: string;

  /** When. Overlapping and touching windows are one: the end of one does not close another that is open. */
  readonly windows: AccessWindow[];

  /**
   * Existing policies that are attached in every window. They must not be attached to the role permanently.
   *
   * @default - none: only what `statements`, `addStatements` and grants give
   */
  readonly managedPolicies?: IManagedPolicy[];

  /**
   * Statements of the access's own policy, as by `addStatements`.
   *
   * @default - none
   */
  readonly statements?: PolicyStatement[];

  /**
   * Whether the access may hold rights with which the role could give itself more rights, or the same ones for good:
   * changes of IAM, passing any role, administrator policies. What is done with them outlives the window.
   *
   * @default false - such rights are an error at synthesis
   */
  readonly allowPrivilegeEscalation?: boolean;

  /**
   * How long before an end an `Ending Soon` event is sent, so that whoever works is warned: whole minutes, less than the
   * shortest window. A sweep sends it, so it comes up to one `sweepInterval` earlier than that.
   *
   * @default - no warning
   */
  readonly endingSoon?: Duration;

  /**
   * How long before the end of a window it is opened no more, so that a deployment is refused and not cut in half: whole
   * minutes, less than the shortest window. What is open stays open until its end.
   *
   * @default - a window may be opened until its end
   */
  readonly lastStart?: Duration;

  /**
   * Whether IAM is asked, after each proved removal, if the role may still do what was granted, by another policy. If so
   * there are a `Residual Access` event, a metric and an alarm, which name the statement that allows it. Nothing is opened
   * or closed because of it.
   *
   * IAM sees neither resource policies nor patterns of actions such as `s3:*`; what was not asked is told.
   *
   * @default false - a removal is proved when the policies are gone
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
   */
  readonly residualCheck?: boolean;

  /**
   * Whether the role itself may ask for the access, by `grantOpen`. What can open its own access has it for as long as
   * it likes, a window at a time.
   *
   * @default false - granting the role is an error at synthesis
   */
  readonly allowSelfOpen?: boolean;
}
