/**
 * Who may do what: every call is decided by the policies of the template, so a permission that is missing there is found
 * here.
 *
 * Gotchas: stricter than AWS in one point. Within an account, a trust policy that names a role lets it in without a
 * policy of its own; here both sides have to allow it.
 */
import { iso } from '../core/interval';
import { AwsFailure, type Clock } from '../core/world';
import type { RequestContext } from './iam-condition';
import { type AccessRequest, type Asking, decide, decideTrust, type Identity, type PolicyDocument } from './iam-policy';
import { partsOfRole, roleKey } from './role-arn';

export interface RoleDefinition {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly boundary?: string | undefined;
}

export interface Role extends RoleDefinition {
  readonly id: string;
  readonly inline: Map<string, PolicyDocument>;
  readonly attached: Set<string>;
}

/** A role's credentials, in a session. */
export interface Caller {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sessionPolicy?: PolicyDocument | undefined;
  /** The role that assumed this one. */
  readonly assumedBy?: string;
}

export class IamAuthority {
  constructor(
    private readonly clock: Clock,
    /** By their keys, as they are at the moment of a call. */
    private readonly roles: ReadonlyMap<string, Role>,
    private readonly policies: ReadonlyMap<string, PolicyDocument>,
    /** Service control policies, if there are any. */
    private readonly organisation?: readonly PolicyDocument[],
  ) {}

  /** Fails unless the caller's policies allow it. */
  authorize(caller: Caller, action: string, resource: string, context: Readonly<Record<string, string>> = {}): void {
    const fullContext = (): RequestContext => ({ ...this.contextOf(caller), ...context });
    const request: AccessRequest = {
      action,
      resource,
      get context() {
        return fullContext();
      },
    };
    const decision = decide(this.identityOf(caller), request);
    if (decision !== 'allowed') {
      const who = `${caller.roleArn} in session ${caller.sessionName}`;
      throw new AwsFailure('denied', action, `${who} is ${decision} to do this on ${resource}`);
    }
  }

  /** Fails unless the role trusts the caller. */
  trustsCaller(caller: Caller, action: string, roleArn: string, context: Readonly<Record<string, string>>): void {
    this.trusts(this.askingOf(caller), action, roleArn, { ...this.contextOf(caller), ...context });
  }

  /** Fails unless the role trusts whoever asks. */
  trusts(asking: Asking, action: string, roleArn: string, context: Readonly<Record<string, string>>): void {
    const role = this.roles.get(roleKey(roleArn));
    const request = { action, resource: roleArn, context: { ...this.timeContext(), ...context } };
    if (role?.arn !== roleArn || decideTrust(role.trust, asking, request) !== 'allowed') {
      const who = asking.service ?? asking.aws?.[1] ?? 'nobody';
      throw new AwsFailure('denied', action, `${roleArn} does not trust ${who} here`);
    }
  }

  private identityOf(caller: Caller): Identity {
    const role = this.roles.get(roleKey(caller.roleArn));
    const managed = [...(role?.attached ?? [])].map((arn) => this.policies.get(arn));
    return {
      policies: [...(role?.inline.values() ?? []), ...managed.filter((document) => document !== undefined)],
      sessionPolicy: caller.sessionPolicy,
      boundary: role?.boundary === undefined ? undefined : this.policies.get(role.boundary),
      organisation: this.organisation,
    };
  }

  private askingOf(caller: Caller): Asking {
    const { partition, account, name } = partsOfRole(caller.roleArn);
    return {
      aws: [
        `arn:${partition}:sts::${account}:assumed-role/${name}/${caller.sessionName}`,
        caller.roleArn,
        `arn:${partition}:iam::${account}:root`,
        account,
      ],
    };
  }

  private contextOf(caller: Caller): Record<string, string> {
    return {
      ...this.timeContext(),
      'aws:userid': `${this.roles.get(roleKey(caller.roleArn))?.id ?? 'AROAGONE'}:${caller.sessionName}`,
      'aws:PrincipalArn': caller.roleArn,
      'aws:PrincipalAccount': partsOfRole(caller.roleArn).account,
      'aws:PrincipalType': 'AssumedRole',
      'aws:SecureTransport': 'true',
    };
  }

  private timeContext(): Record<string, string> {
    return { 'aws:CurrentTime': iso(this.clock.now()) };
  }
}
