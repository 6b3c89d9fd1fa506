/** Who may send requests: a principal that IAM can tell by its ARN, so that nobody else is let in with it. */
import { Stack, Token } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

export interface Requester {
  readonly words: string;
  /** Undefined where it is not one principal. */
  readonly arn: string | undefined;
  /** Its account, where it is known. */
  readonly account: string | undefined;
}

/** Everybody, a whole account, or a pattern. */
const MANY = /\*|:root$|^\d{12}$/;

export function requesterOf(scope: IConstruct, grantee: IGrantable): Requester {
  const { grantPrincipal: principal } = grantee;
  const { principalJson, conditions } = principal.policyFragment;
  const arns = principalJson['AWS'] ?? [];
  const isOne =
    Object.keys(principalJson).length === 1 &&
    arns.length === 1 &&
    Object.keys(conditions).length === 0 &&
    !MANY.test(textOf(scope, arns[0]));
  return {
    words: Construct.isConstruct(grantee) ? grantee.node.path : arns.join(', '),
    arn: isOne ? arns[0] : undefined,
    account: principal.principalAccount,
  };
}

/** Of a reference, what surrounds it. */
function textOf(scope: IConstruct, arn: string | undefined): string {
  const resolved: unknown = Token.isUnresolved(arn) ? Stack.of(scope).resolve(arn) : arn;
  return typeof resolved === 'string'
    ? resolved
    : String(
        Object.values(resolved as object)
          .flat(3)
          .at(-1),
      );
}
