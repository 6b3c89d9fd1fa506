/** Who may send requests: a principal that IAM can tell by its ARN, so that nobody else is let in with it. */
import { Stack, Token } from 'aws-cdk-lib';
import { CfnGroup, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { identityOf, nameOf, targetOf } from './checks/identity';

export interface Requester {
  /** As people call it. */
  readonly words: string;
  /** Where it is one role or one user, of the account of the access as far as is known. */
  readonly arn: string | undefined;
  /** Its account, where that is certainly another. */
  readonly otherAccount: string | undefined;
}

/** By any other ARN many would be let in, or nobody: those of accounts, of groups, of sessions. */
const ONE_PRINCIPAL = /^arn:[^:]+:iam::[^:]+:(role|user)\/[^*]+$/;

export function requesterOf(scope: IConstruct, grantee: IGrantable): Requester {
  const { grantPrincipal: principal } = grantee;
  const { principalJson, conditions } = principal.policyFragment;
  const arns = principalJson['AWS'] ?? [];
  const [arn = ''] = arns;
  const isOne = Object.keys(principalJson).length === 1 && arns.length === 1 && Object.keys(conditions).length === 0;
  const otherAccount = anotherThan(scope, principal.principalAccount ?? accountIn(identityOf(scope, arn)));
  return {
    words: Construct.isConstruct(grantee) ? grantee.node.path : wordsOf(scope, principalJson),
    arn: isOne && otherAccount === undefined && isOnePrincipal(scope, arn) ? arn : undefined,
    otherAccount,
  };
}

/** Of what is known to the deployment only, nothing is known but what it refers to. */
function isOnePrincipal(scope: IConstruct, arn: string): boolean {
  const identity = identityOf(scope, arn);
  return Token.isUnresolved(arn) && !identity.startsWith('arn:')
    ? !CfnGroup.isCfnGroup(targetOf(arn))
    : ONE_PRINCIPAL.test(identity);
}

function anotherThan(scope: IConstruct, account: string | undefined): string | undefined {
  const ours = Stack.of(scope).account;
  return account === undefined || Token.isUnresolved(account) || Token.isUnresolved(ours) || account === ours
    ? undefined
    : account;
}

/** The account in an ARN that is written out. */
function accountIn(arn: string): string | undefined {
  return /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1];
}

/** `service lambda.amazonaws.com`, or the ARNs. */
function wordsOf(scope: IConstruct, principalJson: Readonly<Record<string, readonly string[]>>): string {
  const named = Object.entries(principalJson).flatMap(([kind, ones]) =>
    ones.map(
      (one) => `${/^(AWS|LiteralString)$/.test(kind) ? '' : `${kind.toLowerCase()} `}${nameOf(identityOf(scope, one))}`,
    ),
  );
  return named.join(', ');
}
