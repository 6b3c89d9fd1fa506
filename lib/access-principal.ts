/**
 * What the CDK's grants talk to: everything that lands on the identity goes into the access's own policy.
 *
 * A resource policy is permanent, so nothing of this principal may be rendered into one. Its fragment is handed out
 * freely, because many grants ask for it and then do not use it, and stops the synth only where it is rendered.
 */
import { CfnElement, type IResolveContext, Lazy, Stack } from 'aws-cdk-lib';
import {
  type AddToPrincipalPolicyResult,
  type IPrincipal,
  type PolicyStatement,
  PrincipalPolicyFragment,
} from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';

/** Adds a statement to the access's own policy, and says what has to exist before it works. */
type AddStatement = (statement: PolicyStatement) => IDependable;

export class AccessPrincipal implements IPrincipal {
  public readonly assumeRoleAction = 'sts:AssumeRole';
  /** The stack's own account, never unresolved where the resource's is known: a grant then needs no resource policy. */
  public readonly principalAccount: string;
  private fragmentAsked = false;
  private searching: string | undefined;

  constructor(
    private readonly access: Construct,
    private readonly addStatement: AddStatement,
  ) {
    this.principalAccount = Stack.of(access).account;
  }

  public get grantPrincipal(): IPrincipal {
    return this;
  }

  public get policyFragment(): PrincipalPolicyFragment {
    this.fragmentAsked = true;
    const principal = Lazy.uncachedString({ produce: (context) => this.rendered(context) });
    return new PrincipalPolicyFragment({ AWS: [principal] });
  }

  public addToPolicy(statement: PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  public addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    return { statementAdded: true, policyDependable: this.addStatement(statement) };
  }

  public toString(): string {
    return `TemporaryAccess(${this.access.node.path})`;
  }

  /** Every resource of the app that would carry this principal, with what it would be allowed for ever. */
  public permanentGrants(): string[] {
    if (!this.fragmentAsked) {
      return [];
    }
    const marker = `temporary:${this.access.node.addr}`;
    this.searching = marker;
    try {
      return this.access.node.root.node.findAll().flatMap((node) => {
        const rendered = CfnElement.isCfnElement(node) ? render(node) : undefined;
        return rendered === undefined
          ? []
          : grantsTo(marker, rendered).map((what) => this.explain(node.node.path, what));
      });
    } finally {
      this.searching = undefined;
    }
  }

  private rendered(context: IResolveContext): string {
    if (this.searching === undefined) {
      throw new Error(this.explain(context.scope.node.path, { actions: ['what was granted'], conditions: undefined }));
    }
    return this.searching;
  }

  private explain(resource: string, { actions, conditions }: Granted): string {
    const where = conditions === undefined ? '' : `, conditions: ${JSON.stringify(conditions)}`;
    return (
      `a grant on ${resource} would put ${actions.join(', ')} into its resource policy: a resource policy is ` +
      `permanent, and this access is not; leave that grant out and give the same by statements instead: ` +
      `addStatements(new PolicyStatement({ actions: ${JSON.stringify(actions)}, resources: [its ARN]${where} })) ` +
      `[permanent-grant]`
    );
  }
}

interface Granted {
  readonly actions: readonly string[];
  readonly conditions: unknown;
}

/** The template's fragment of an element, through the method by which the CDK itself renders it. */
function render(element: CfnElement): unknown {
  const { _toCloudFormation: toCloudFormation } = element as unknown as { _toCloudFormation?: () => object };
  return toCloudFormation === undefined ? undefined : Stack.of(element).resolve(toCloudFormation.call(element));
}

/** The statements, or other places, of a rendered resource in which the marker stands. */
function grantsTo(marker: string, rendered: unknown): Granted[] {
  if (typeof rendered !== 'object' || rendered === null) {
    return [];
  }
  const statement = rendered as { Action?: string | string[]; Principal?: unknown; Condition?: unknown };
  const principal = JSON.stringify(statement.Principal) as string | undefined;
  if (statement.Action !== undefined && principal?.includes(marker) === true) {
    return [{ actions: [statement.Action].flat(), conditions: statement.Condition }];
  }
  return Object.values(rendered).flatMap((value) => grantsTo(marker, value));
}
