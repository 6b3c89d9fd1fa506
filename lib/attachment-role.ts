/**
 * The only identity that may attach and detach, and only these policies on this role.
 *
 * The functions assume it in a session named after what they do and for whom, so CloudTrail tells the story. IAM
 * itself lets only an `open-…` session attach, lets only the opener name a session so, and, where every window is
 * one-time, lets it attach inside the windows only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
 *
 * Gotchas: its path holds what tells the real role and policies apart. A path cannot change in place, so when
 * CloudFormation replaces one of them this role is replaced too, and the old one, which may still detach the old pair,
 * is deleted only after the main phase of the deployment.
 */
import { Lazy } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  CfnRole,
  CompositePrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AttachmentPath, renderedProperties } from './attachment-path';
import { warn } from './checks/warn';
import { sessionName } from './core/declaration';
import { type Interval, iso } from './core/interval';
import type { Problem } from './core/problem';

/** IAM's longest path. */
const LONGEST_PATH = 512;

/** Where `Role.customizeRoles` leaves word of itself. */
const CUSTOMIZED_ROLES = '@aws-cdk/iam:customizeRoles';

export interface AttachmentRoleProps {
  readonly accessId: string;
  readonly role: IRole;
  readonly policyArns: () => readonly string[];
  readonly opener: IRole;
  readonly closer: IRole;
  /** The windows, where all of them are one-time. */
  readonly bounds: readonly Interval[];
}

export class AttachmentRole extends Construct {
  public readonly roleArn: string;
  private readonly role: Role;
  private readonly path: AttachmentPath;

  constructor(scope: Construct, id: string, props: AttachmentRoleProps) {
    super(scope, id);
    this.path = new AttachmentPath(this, props.role, props.policyArns);
    const open = sessionName('open', props.accessId);
    const close = sessionName('close', props.accessId);
    const named = (...names: string[]): Record<string, unknown> => ({
      StringEquals: { 'sts:RoleSessionName': names },
    });
    const policyArns = Lazy.list({ produce: () => [...props.policyArns()] });
    const role = new Role(this, 'Resource', {
      path: Lazy.string({ produce: () => this.path.text }),
      description: `Attaches and detaches the policies of the temporary access ${props.accessId}, and nothing else`,
      assumedBy: new CompositePrincipal(
        new ArnPrincipal(props.opener.roleArn).withConditions(named(open, close)),
        new ArnPrincipal(props.closer.roleArn).withConditions(named(close)),
      ),
      inlinePolicies: {
        Attachments: new PolicyDocument({
          minimize: false,
          statements: [
            ...attachStatements(props.role.roleArn, policyArns, open, props.bounds),
            new PolicyStatement({
              actions: ['iam:ListAttachedRolePolicies'],
              resources: [props.role.roleArn],
            }),
            new PolicyStatement({
              actions: ['iam:DetachRolePolicy'],
              resources: [props.role.roleArn],
              conditions: { ArnEquals: { 'iam:PolicyARN': policyArns } },
            }),
          ],
        }),
      },
    });
    this.role = role;
    this.roleArn = role.roleArn;
    this.node.addValidation({ validate: () => this.warnOfName(scope) });
  }

  /** Lets somebody close by hand: in a session that can detach and look, and nothing else. */
  public letClose(principal: string, accessId: string): void {
    this.role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        principals: [new ArnPrincipal(principal)],
        conditions: { StringEquals: { 'sts:RoleSessionName': sessionName('close', accessId) } },
      }),
    );
  }

  /** Where the template has put it below: an Aspect may write a path of the organisation's before its own. */
  public pathPrefix(): string {
    return this.path.prefixIn(this.rendered()?.['Path']) ?? '';
  }

  /** What would not fit into the path, and what has been done to it. */
  public problems(): Problem[] {
    if (this.node.tryGetContext(CUSTOMIZED_ROLES) !== undefined) {
      return [CUSTOMIZED];
    }
    const prefix = this.path.prefixIn(this.rendered()?.['Path']);
    if (prefix === undefined) {
      return [PATH_CHANGED];
    }
    return prefix.length + this.path.longest <= LONGEST_PATH
      ? []
      : [
          {
            id: 'attachment-role-path',
            what: 'the access attaches too many policies of other stacks',
            why: `their names are part of the path of the role that attaches them, and IAM allows ${LONGEST_PATH} characters`,
            mend: 'name fewer of them, or move their statements into the access',
          },
        ];
  }

  private warnOfName(access: Construct): string[] {
    if (this.rendered()?.['RoleName'] !== undefined) {
      const text =
        'the attachment role was given a fixed name: CloudFormation has to replace it whenever the role or a policy of ' +
        'the access is replaced, and cannot make a second one of that name, so such a deployment fails; leave its name ' +
        'open, and give the stack a name that begins as the names of roles have to';
      warn(access, [{ id: 'attachment-role-name', text }]);
    }
    return [];
  }

  /** Undefined where the app does not deploy it. */
  private rendered(): Readonly<Record<string, unknown>> | undefined {
    const resource = this.role.node.defaultChild;
    return CfnRole.isCfnRole(resource) ? renderedProperties(resource) : undefined;
  }
}

const PATH_CHANGED: Problem = {
  id: 'attachment-role-changed',
  what: 'the path of the attachment role was overwritten, by an Aspect or an override',
  why: 'CloudFormation has to make another one when the role or a policy is replaced, and its path says which',
  mend: "let the Aspect write its own path before it, as in role.path = `/teams/shop${role.path ?? '/'}`, or leave it out",
};

const CUSTOMIZED: Problem = {
  id: 'customized-roles',
  what: 'Role.customizeRoles applies to the roles that open and close',
  why: 'the CDK leaves them or their policies out of the template, and nothing would be opened or closed',
  mend: 'apply it to the constructs that hold roles of your own, or import those by Role.fromRoleName instead',
};

/** One statement, or one for each one-time window. */
function attachStatements(
  roleArn: string,
  policyArns: string[],
  session: string,
  bounds: readonly Interval[],
): PolicyStatement[] {
  const times = bounds.map(({ start, end }) => ({
    DateGreaterThanEquals: { 'aws:CurrentTime': iso(start) },
    DateLessThan: { 'aws:CurrentTime': iso(end) },
  }));
  return (times.length > 0 ? times : [{}]).map(
    (time) =>
      new PolicyStatement({
        actions: ['iam:AttachRolePolicy'],
        resources: [roleArn],
        conditions: {
          ArnEquals: { 'iam:PolicyARN': policyArns },
          StringLike: { 'aws:userid': `*:${session}` },
          ...time,
        },
      }),
  );
}
