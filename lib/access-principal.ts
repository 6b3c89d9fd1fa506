/**
 * What the CDK's grants talk to: everything that lands on the identity goes into the access's own policy.
 *
 * A resource policy is permanent, so nothing of this principal may be rendered into one. Its fragment is handed out
 * freely, because many grants ask for it and then do not use it, and stops the synth only where it is rendered.
 *
 * Gotchas: the CDK renders every element once to find its references, and validates only then. The first pass notes
 * where the fragment stands; an error in it would hide all other problems.
 */
import { type IResolveContext, Lazy, Stack } from 'aws-cdk-lib';
import {
  type AddToPrincipalPolicyResult,
  type IPrincipal,
  type PolicyStatement,
  PrincipalPolicyFragment,
} from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { type Problem, textOf } from './core/problem';
import { grantsTo, grantsToAccount, permanentGrantProblem } from './permanent-grant';

/** Adds a statement to the access's own policy, and says what has to exist before it works. */
type AddStatement = (statement: PolicyStatement) => IDependable;

export class AccessPrincipal implements IPrincipal {
  /** Of all principals at once: an element that carries one of them may carry another. */
  private static searching = false;

  public readonly assumeRoleAction = 'sts:AssumeRole';
  /** The stack's own account, never unresolved where the resource's is known: a grant then needs no resource policy. */
  public readonly principalAccount: string;
  private readonly granted: PolicyStatement[] = [];
  /** The elements that would carry this principal. */
  private readonly carriers = new Set<IConstruct>();
  private readonly marker: string;

  constructor(
    private readonly access: Construct,
    private readonly addStatement: AddStatement,
  ) {
    this.principalAccount = Stack.of(access).account;
    this.marker = `temporary-access:${access.node.addr}`;
  }

  public get grantPrincipal(): IPrincipal {
    return this;
  }

  public get policyFragment(): PrincipalPolicyFragment {
    const principal = Lazy.uncachedString({ produce: (context) => this.rendered(context) });
    return new PrincipalPolicyFragment({ AWS: [principal] });
  }

  public addToPolicy(statement: PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  public addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.granted.push(statement);
    return { statementAdded: true, policyDependable: this.addStatement(statement) };
  }

  public toString(): string {
    return `TemporaryAccess(${this.access.node.path})`;
  }

  /** Every grant that a resource of the app would carry for good. */
  public permanentGrants(): Problem[] {
    AccessPrincipal.searching = true;
    try {
      return [
        ...[...this.carriers].flatMap((element) => grantsTo(this.marker, element)),
        ...grantsToAccount(this.access, this.principalAccount, this.granted),
      ].map((grant) => permanentGrantProblem(this.access, grant));
    } finally {
      AccessPrincipal.searching = false;
    }
  }

  private rendered({ preparing, scope }: IResolveContext): string {
    this.carriers.add(scope);
    if (preparing || AccessPrincipal.searching) {
      return this.marker;
    }
    // Somebody looks before the validation, or skips it.
    const found = this.permanentGrants();
    const problems = found.length > 0 ? found : [permanentGrantProblem(this.access, { element: scope })];
    throw new Error(problems.map(textOf).join('\n'));
  }
}
