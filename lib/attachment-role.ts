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
import { createHash } from 'node:crypto';
import { Aws, Fn, Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  CfnManagedPolicy,
  CompositePrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { sessionName } from './core/declaration';
import { type Interval, iso } from './core/interval';
import type { Problem } from './core/problem';

/** IAM's longest path, and the longest that a role's name or the resource part of a policy's ARN usually are. */
const LONGEST_PATH = 512;
const LONGEST_ROLE_NAME = 64;
const LONGEST_POLICY_NAME = 'policy/'.length + 128;
const ID_LENGTH = 21;
const HASH_LENGTH = 8;

/** A resolved ARN that refers to nothing but pseudo parameters. */
const FIXED_WITHIN_STACK = /^(?!.*"(?:Ref":"(?!AWS::)|Fn::GetAtt"|Fn::ImportValue"))/;

/** Everything that one controller's functions may assume lies under this path. */
export function attachmentRolePath(): string {
  return `/temporary-access/${stackInstance()}/`;
}

/** The part of the stack's id that no other stack has or will have. */
export function stackInstance(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}

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
  private readonly policyArns: () => readonly string[];

  constructor(scope: Construct, id: string, props: AttachmentRoleProps) {
    super(scope, id);
    this.policyArns = props.policyArns;
    const open = sessionName('open', props.accessId);
    const close = sessionName('close', props.accessId);
    const named = (...names: string[]): Record<string, unknown> => ({
      StringEquals: { 'sts:RoleSessionName': names },
    });
    const policyArns = Lazy.list({ produce: () => [...props.policyArns()] });
    const role = new Role(this, 'Resource', {
      path: Lazy.string({ produce: () => this.path(props.role) }),
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

  private path(role: IRole): string {
    const marks = [role.roleName, ...this.policyArns().map((arn) => this.mark(arn).text)];
    return `${attachmentRolePath()}${marks.join('/')}/`;
  }

  /** What changes when the real policy does: its id, a hash of a fixed ARN, or the name within an unknown one. */
  private mark(arn: string): { readonly text: string; readonly longest: number } {
    const resource = resourceOf(arn);
    if (resource !== undefined && Stack.of(resource) === Stack.of(this)) {
      return { text: resource.attrPolicyId, longest: ID_LENGTH };
    }
    const resolved = JSON.stringify(Stack.of(this).resolve(arn));
    return FIXED_WITHIN_STACK.test(resolved)
      ? { text: createHash('sha256').update(resolved).digest('hex').slice(0, HASH_LENGTH), longest: HASH_LENGTH }
      : { text: Fn.select(5, Fn.split(':', arn)), longest: LONGEST_POLICY_NAME };
  }

  /** What would not fit into the path. */
  public problems(): Problem[] {
    const uuid = '123e4567-e89b-12d3-a456-426614174000';
    const longest = this.policyArns().reduce(
      (length, arn) => length + 1 + this.mark(arn).longest,
      `/temporary-access/${uuid}//`.length + LONGEST_ROLE_NAME,
    );
    return longest <= LONGEST_PATH
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
}

/** The resource of a policy that is declared in this app. */
function resourceOf(arn: string): CfnManagedPolicy | undefined {
  const [token] = Tokenization.reverseString(arn).tokens;
  const target = Reference.isReference(token) ? token.target : undefined;
  return CfnManagedPolicy.isCfnManagedPolicy(target) ? target : undefined;
}

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
