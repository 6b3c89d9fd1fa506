/**
 * IAM and STS: roles, managed policies, and what is attached to whom since when.
 *
 * Attaching and detaching is written down: that record is the truth which a rehearsal reports.
 *
 * Gotchas: a role or policy that no template makes is taken to exist, a policy of that kind to allow nothing.
 */
import type { EpochMs } from '../core/interval';
import { type AttachedPage, AwsFailure, type Clock } from '../core/world';
import { BY_HAND } from './by-hand';
import { Generations } from './generations';
import { type Caller, IamAuthority, type Role, type RoleDefinition } from './iam-authority';
import type { PolicyDocument } from './iam-policy';
import { uniqueId } from './physical-resource';
import { partsOfRole, roleKey } from './role-arn';

export interface AttachmentChange {
  readonly at: EpochMs;
  readonly change: 'attached' | 'detached';
  readonly role: string;
  readonly policy: string;
  /** The name of the session that did it. */
  readonly by: string;
  /** The role from which that session was assumed, if it was. */
  readonly through?: string | undefined;
}

export interface IamSettings {
  /** Managed policies that a role may have; more are refused. */
  readonly policiesPerRole: number;
  /** Policies on a page of a list. IAM may give fewer than it is asked for. */
  readonly pageSize: number;
  /** The service control policies in force, if there are any. */
  readonly organisation?: readonly PolicyDocument[];
}

const SETTINGS: IamSettings = { policiesPerRole: 10, pageSize: 100 };

export class SimulatedIam {
  /** In order of time. */
  readonly changes: AttachmentChange[] = [];
  private readonly roles = new Map<string, Role>();
  private readonly policies = new Map<string, PolicyDocument>();
  private readonly descriptions = new Map<string, string>();
  /** Roles by their key and policies by their ARN, of which nobody knows more. */
  private readonly takenToExist = new Set<string>();
  private readonly generations = new Generations();
  private readonly watchers: ((change: AttachmentChange) => void)[] = [];
  private readonly settings: IamSettings;
  private readonly authority: IamAuthority;
  private readonly makings: ((roleArn: string) => void)[] = [];
  private readonly sessions: ((sessionName: string) => void)[] = [];

  constructor(
    private readonly clock: Clock,
    settings: Partial<IamSettings> = {},
  ) {
    this.settings = { ...SETTINGS, ...settings };
    this.authority = new IamAuthority(clock, this.roles, this.policies, this.settings.organisation);
  }

  /** Makes a role, and answers its id. */
  createRole(definition: RoleDefinition): string {
    const { name } = partsOfRole(definition.arn);
    const key = roleKey(definition.arn);
    if (this.roles.has(key) && !this.takenToExist.delete(key)) {
      throw new AwsFailure('conflict', 'iam:CreateRole', `role with name ${name} already exists`);
    }
    this.putRole(definition);
    this.makings.forEach((watcher) => {
      watcher(definition.arn);
    });
    return this.idOf(definition.arn) ?? '';
  }

  /** In place, where there is one of that name. */
  putRole(definition: RoleDefinition): void {
    const key = roleKey(definition.arn);
    const known = this.roles.get(key);
    this.roles.set(key, {
      ...definition,
      id: known?.arn === definition.arn ? known.id : this.newId('AROA', definition.arn),
      inline: known?.inline ?? new Map<string, PolicyDocument>(),
      attached: known?.attached ?? new Set<string>(),
    });
  }

  /** A role that no template makes. One that was there and is gone stays gone. */
  importRole(arn: string): void {
    if (!this.hasRole(arn) && !this.generations.knows('AROA', arn)) {
      this.putRole({ arn, trust: {} });
      this.takenToExist.add(roleKey(arn));
    }
  }

  /** Refused as long as a policy is left on it. */
  removeRole(arn: string): void {
    const role = this.roles.get(roleKey(arn));
    if (role === undefined) {
      return;
    }
    if (role.attached.size > 0) {
      throw new AwsFailure('conflict', 'iam:DeleteRole', 'cannot delete entity, must detach all policies first');
    }
    if (role.inline.size > 0) {
      throw new AwsFailure('conflict', 'iam:DeleteRole', 'cannot delete entity, must delete policies first');
    }
    this.roles.delete(roleKey(arn));
  }

  /** Makes a managed policy, and answers its id. */
  createManagedPolicy(arn: string, document: PolicyDocument): string {
    if (this.policies.has(arn) && !this.takenToExist.delete(arn)) {
      throw new AwsFailure('conflict', 'iam:CreatePolicy', `a policy called ${arn} already exists`);
    }
    this.putManagedPolicy(arn, document);
    return this.newId('ANPA', arn);
  }

  putManagedPolicy(arn: string, document: PolicyDocument): void {
    this.policies.set(arn, document);
  }

  /** A description stays as long as its policy. */
  describeManagedPolicy(arn: string, description: string): void {
    this.descriptions.set(arn, description);
  }

  managedPolicy(arn: string): { readonly document: PolicyDocument; readonly description: string } | undefined {
    const document = this.policies.get(arn);
    return document === undefined ? undefined : { document, description: this.descriptions.get(arn) ?? '' };
  }

  /** A managed policy that no template makes. One that was there and is gone stays gone. */
  importManagedPolicy(arn: string): void {
    if (!this.hasPolicy(arn) && !this.generations.knows('ANPA', arn) && !this.takenToExist.has(arn)) {
      this.putManagedPolicy(arn, {});
      this.takenToExist.add(arn);
    }
  }

  /** Refused as long as it is attached to any role. */
  removeManagedPolicy(arn: string): void {
    if ([...this.roles.values()].some(({ attached }) => attached.has(arn))) {
      throw new AwsFailure('conflict', 'iam:DeletePolicy', 'cannot delete a policy attached to entities');
    }
    this.policies.delete(arn);
  }

  putInlinePolicy(roleArn: string, name: string, document: PolicyDocument): void {
    this.roles.get(roleKey(roleArn))?.inline.set(name, document);
  }

  removeInlinePolicy(roleArn: string, name: string): void {
    this.roles.get(roleKey(roleArn))?.inline.delete(name);
  }

  /** Attached by the template itself, for good. */
  attachPermanently(roleArn: string, policy: string): void {
    this.roles.get(roleKey(roleArn))?.attached.add(policy);
  }

  /** Taken off by the template that attached it. */
  detachPermanently(roleArn: string, policy: string): void {
    this.roles.get(roleKey(roleArn))?.attached.delete(policy);
  }

  /** A person with rights of their own attaches; answers whether that changed anything. */
  attachByHand(roleArn: string, policy: string): boolean {
    const role = this.roles.get(roleKey(roleArn));
    const possible = role !== undefined && this.hasPolicy(policy) && !role.attached.has(policy);
    if (possible) {
      role.attached.add(policy);
      this.write({ at: this.clock.now(), change: 'attached', role: role.arn, policy, by: BY_HAND });
    }
    return possible;
  }

  detachByHand(roleArn: string, policy: string): boolean {
    const role = this.roles.get(roleKey(roleArn));
    const possible = role?.attached.delete(policy) === true;
    if (possible) {
      this.write({ at: this.clock.now(), change: 'detached', role: role.arn, policy, by: BY_HAND });
    }
    return possible;
  }

  /** A person deletes a role with all that is on it; the answer makes one of the same name, where there is none by then. */
  removeRoleByHand(arn: string): () => void {
    const key = roleKey(arn);
    const role = this.roles.get(key);
    role?.attached.forEach((policy) => this.detachByHand(arn, policy));
    this.roles.delete(key);
    return () => {
      if (role !== undefined && !this.roles.has(key)) {
        this.roles.set(key, { ...role, id: this.newId('AROA', arn), attached: new Set() });
      }
    };
  }

  /** As `removeRoleByHand`, for a policy, which has to be taken off everywhere before. */
  removePolicyByHand(arn: string): () => void {
    const document = this.policies.get(arn);
    this.roles.forEach((role) => this.detachByHand(role.arn, arn));
    this.policies.delete(arn);
    return () => {
      if (document !== undefined && !this.policies.has(arn)) {
        this.policies.set(arn, document);
      }
    };
  }

  hasRole(arn: string): boolean {
    return this.roles.get(roleKey(arn))?.arn === arn;
  }

  hasPolicy(arn: string): boolean {
    return this.policies.has(arn) || arn.includes(':iam::aws:policy/');
  }

  isAttached(roleArn: string, policy: string): boolean {
    return this.roles.get(roleKey(roleArn))?.attached.has(policy) ?? false;
  }

  /** Called at every change, at the moment of the change. */
  watch(watcher: (change: AttachmentChange) => void): void {
    this.watchers.push(watcher);
  }

  /** Called whenever a session begins, by its name. */
  watchSessions(watcher: (sessionName: string) => void): void {
    this.sessions.push(watcher);
  }

  /** Called whenever a role is made. */
  watchRoles(watcher: (roleArn: string) => void): void {
    this.makings.push(watcher);
  }

  role(arn: string): Role | undefined {
    const role = this.roles.get(roleKey(arn));
    return role?.arn === arn ? role : undefined;
  }

  idOf(roleArn: string): string | undefined {
    return this.roles.get(roleKey(roleArn))?.id;
  }

  /** IAM is eventually consistent: a read may show what was true a little earlier. */
  listAttached(
    caller: Caller,
    roleName: string,
    marker: string | undefined,
    asOf: EpochMs = this.clock.now(),
  ): AttachedPage {
    const operation = 'iam:ListAttachedRolePolicies';
    const role = this.roleNamed(operation, caller, roleName);
    this.authorize(caller, operation, role.arn);
    const from = Number(marker ?? 0);
    const to = from + this.settings.pageSize;
    const all = [...this.attachedAsOf(role, asOf)];
    return { policies: all.slice(from, to), marker: to < all.length ? String(to) : undefined };
  }

  attach(caller: Caller, roleName: string, policy: string): void {
    const operation = 'iam:AttachRolePolicy';
    const role = this.roleNamed(operation, caller, roleName);
    this.authorize(caller, operation, role.arn, { 'iam:PolicyARN': policy });
    if (!this.hasPolicy(policy)) {
      throw new AwsFailure('absent', operation, `policy ${policy} does not exist or is not attachable`);
    }
    if (!role.attached.has(policy)) {
      if (role.attached.size >= this.settings.policiesPerRole) {
        const quota = `cannot exceed quota for PoliciesPerRole: ${this.settings.policiesPerRole}`;
        throw new AwsFailure('refused', operation, quota);
      }
      role.attached.add(policy);
      this.write({ change: 'attached', role: role.arn, policy, ...by(caller), at: this.clock.now() });
    }
  }

  /** What was attached after `asOf` is not known yet to the endpoint that is asked. */
  detach(caller: Caller, roleName: string, policy: string, asOf: EpochMs = this.clock.now()): void {
    const operation = 'iam:DetachRolePolicy';
    const role = this.roleNamed(operation, caller, roleName);
    this.authorize(caller, operation, role.arn, { 'iam:PolicyARN': policy });
    if (!role.attached.has(policy) || !this.attachedAsOf(role, asOf).has(policy)) {
      throw new AwsFailure('absent', operation, `policy ${policy} was not found`);
    }
    role.attached.delete(policy);
    this.write({ change: 'detached', role: role.arn, policy, ...by(caller), at: this.clock.now() });
  }

  /** STS's AssumeRole. */
  assume(caller: Caller, roleArn: string, sessionName: string, sessionPolicy: string | undefined): Caller {
    const operation = 'sts:AssumeRole';
    this.authorize(caller, operation, roleArn, { 'sts:RoleSessionName': sessionName });
    this.authority.trustsCaller(caller, operation, roleArn, { 'sts:RoleSessionName': sessionName });
    this.sessions.forEach((watcher) => {
      watcher(sessionName);
    });
    return {
      roleArn,
      sessionName,
      assumedBy: caller.roleArn,
      sessionPolicy: sessionPolicy === undefined ? undefined : (JSON.parse(sessionPolicy) as PolicyDocument),
    };
  }

  /** A service of AWS takes on a role; `aws:SourceArn` and the like are in the context. */
  assumeAsService(service: string, roleArn: string, context: Readonly<Record<string, string>>): Caller {
    this.authority.trusts({ service }, 'sts:AssumeRole', roleArn, context);
    return { roleArn, sessionName: service };
  }

  /** Fails unless the caller's policies allow it. */
  authorize(caller: Caller, action: string, resource: string, context: Readonly<Record<string, string>> = {}): void {
    this.authority.authorize(caller, action, resource, context);
  }

  private newId(prefix: string, arn: string): string {
    return uniqueId(prefix, arn, this.generations.next(prefix, arn));
  }

  private roleNamed(operation: string, caller: Caller, roleName: string): Role {
    const { account } = partsOfRole(caller.roleArn);
    // The friendly name alone: IAM knows no role by its path and name.
    const role = this.roles.get(`${account}/${roleName}`);
    if (role === undefined) {
      throw new AwsFailure('absent', operation, `the role with name ${roleName} cannot be found`);
    }
    return role;
  }

  private attachedAsOf(role: Role, asOf: EpochMs): ReadonlySet<string> {
    if (asOf >= this.clock.now()) {
      return role.attached;
    }
    const attached = new Set(role.attached);
    for (let index = this.changes.length - 1; index >= 0; index--) {
      const { at, role: changed, change, policy } = this.changes[index] as AttachmentChange;
      if (at <= asOf) {
        break;
      }
      if (changed === role.arn) {
        if (change === 'attached') {
          attached.delete(policy);
        } else {
          attached.add(policy);
        }
      }
    }
    return attached;
  }

  private write(change: AttachmentChange): void {
    this.changes.push(change);
    this.watchers.forEach((watcher) => {
      watcher(change);
    });
  }
}

function by({ sessionName, assumedBy }: Caller): Pick<AttachmentChange, 'by' | 'through'> {
  return { by: sessionName, through: assumedBy };
}
